/* Protocol detection: more bytes do not change an answer; what ends up as HTTP or IRC was never
 * taken for text on the way; and with `last` there always is an answer. */
#include "first_bytes.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define MOST 512

/* Behind a greeting only a whole line is IRC, or one that no person types. */
static void check_greeted(const uint8_t *data, size_t length)
{
	char *exact = malloc(length + !length);
	memcpy(exact, data, length);
	enum first_bytes first = first_bytes_of_new(exact, length, false);
	enum first_bytes now = first_bytes_of_greeted(exact, length, false);
	FUZZ_CHECK(first_bytes_of_greeted(exact, length, true) != FIRST_BYTES_MORE);
	FUZZ_CHECK(first == FIRST_BYTES_IRC || now == first);
	FUZZ_CHECK(now != FIRST_BYTES_IRC || first == FIRST_BYTES_IRC);
	FUZZ_CHECK(now != FIRST_BYTES_IRC || length >= MOST || memchr(exact, '\n', length));
	free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > MOST)
		size = MOST;
	enum first_bytes told = FIRST_BYTES_MORE;
	for (size_t length = 0; length <= size; length++) {
		uint8_t *exact = malloc(length + !length);
		memcpy(exact, data, length);
		enum first_bytes now = first_bytes_of_new((const char *)exact, length, false);
		enum first_bytes last = first_bytes_of_new((const char *)exact, length, true);
		free(exact);
		FUZZ_CHECK(last != FIRST_BYTES_MORE);
		FUZZ_CHECK(now == FIRST_BYTES_MORE || now == last);
		FUZZ_CHECK(now != FIRST_BYTES_IRC || memchr(data, ' ', length < 5 ? length : 5));
		FUZZ_CHECK(told == FIRST_BYTES_MORE || now == told);
		FUZZ_CHECK(now != FIRST_BYTES_HTTP || memchr(data, '\n', length));
		FUZZ_CHECK(now != FIRST_BYTES_MORE || length < 2 || data[0] != '/');
		told = now;
		check_greeted(data, length);
	}
	return 0;
}
