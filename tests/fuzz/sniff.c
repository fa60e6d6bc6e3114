/* Sniffing: once it is told what speaks, more bytes do not change it; and what ends up as HTTP was
 * never taken for text on the way. */
#include "sniff.h"

#include <string.h>

#include "fuzz.h"

#define MOST 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > MOST)
		size = MOST;
	enum sniff told = SNIFF_MORE;
	for (size_t length = 0; length <= size; length++) {
		uint8_t *exact = malloc(length + !length);
		memcpy(exact, data, length);
		enum sniff now = sniff_first((const char *)exact, length, false);
		free(exact);
		FUZZ_CHECK(told == SNIFF_MORE || now == told);
		FUZZ_CHECK(now != SNIFF_HTTP || memchr(data, '\n', length));
		FUZZ_CHECK(now != SNIFF_MORE || length < 2 || data[0] != '/');
		told = now;
	}
	return 0;
}
