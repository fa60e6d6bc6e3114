/* Ranges of addresses: what is understood means the same when it is written again, and has its own
 * first address. */
#include <string.h>

#include "address_set.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct address_range range, again;
	char *text = strndup((const char *)data, size), written[ADDRESS_RANGE_SIZE];
	if (address_range_parse(&range, text)) {
		FUZZ_CHECK(range.bits <= 128);
		FUZZ_CHECK(address_range_has(&range, range.first));
		address_range_text(written, &range);
		FUZZ_CHECK(address_range_parse(&again, written));
		FUZZ_CHECK(memcmp(&range, &again, sizeof range) == 0);
		struct address_set set = {0};
		address_set_add(&set, &range);
		address_set_sort(&set);
		FUZZ_CHECK(address_set_has(&set, range.first));
		address_set_finish(&set);
	}
	free(text);
	return 0;
}
