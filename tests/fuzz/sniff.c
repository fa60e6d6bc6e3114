/* Sniffing: once it is told what speaks, more bytes do not change it; what ends up as HTTP or IRC
 * was never taken for text on the way; and the last bytes always tell. */
#include "sniff.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define MOST 512

/* Behind a greeting only a whole line is IRC, or one that no person types. */
static void check_greeted(const uint8_t *data, size_t length)
{
	char *exact = malloc(length + !length);
	memcpy(exact, data, length);
	enum sniff first = sniff_first(exact, length, false);
	enum sniff now = sniff_greeted(exact, length, false);
	FUZZ_CHECK(sniff_greeted(exact, length, true) != SNIFF_MORE);
	FUZZ_CHECK(first == SNIFF_IRC || now == first);
	FUZZ_CHECK(now != SNIFF_IRC || first == SNIFF_IRC);
	FUZZ_CHECK(now != SNIFF_IRC || length >= MOST || memchr(exact, '\n', length));
	free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > MOST)
		size = MOST;
	enum sniff told = SNIFF_MORE;
	for (size_t length = 0; length <= size; length++) {
		uint8_t *exact = malloc(length + !length);
		memcpy(exact, data, length);
		enum sniff now = sniff_first((const char *)exact, length, false);
		enum sniff last = sniff_first((const char *)exact, length, true);
		free(exact);
		FUZZ_CHECK(last != SNIFF_MORE);
		FUZZ_CHECK(now == SNIFF_MORE || now == last);
		FUZZ_CHECK(now != SNIFF_IRC || memchr(data, ' ', length < 5 ? length : 5));
		FUZZ_CHECK(told == SNIFF_MORE || now == told);
		FUZZ_CHECK(now != SNIFF_HTTP || memchr(data, '\n', length));
		FUZZ_CHECK(now != SNIFF_MORE || length < 2 || data[0] != '/');
		told = now;
		check_greeted(data, length);
	}
	return 0;
}
