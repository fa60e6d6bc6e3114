/* Text: whatever comes in, what comes out is valid UTF-8 without controls, and is its own result.
 */
#include "text.h"

#include <string.h>

#include <utf8proc.h>

#include "fuzz.h"

static void check_safe(const char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		utf8proc_int32_t c;
		utf8proc_ssize_t used = utf8proc_iterate(
			(const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(length - at), &c);
		FUZZ_CHECK(used > 0);
		FUZZ_CHECK(c == '\t' || (c >= 0x20 && c < 0x7F) || c >= 0xA0);
		at += (size_t)used;
	}
}

static void check_width(const char *text, size_t length)
{
	size_t width = text_width(text, length);
	FUZZ_CHECK(width <= 2 * length);
	FUZZ_CHECK(text_fit(text, length, width) == length);
	for (size_t columns = 0; columns < 12; columns++) {
		size_t fits = text_fit(text, length, columns);
		FUZZ_CHECK(fits <= length);
		FUZZ_CHECK(text_width(text, fits) <= columns);
		check_safe(text, fits); /* ends between characters */
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *once = malloc(TEXT_SAFE_SIZE(size));
	size_t length = text_safe(once, (const char *)data, size);
	FUZZ_CHECK(length < TEXT_SAFE_SIZE(size));
	FUZZ_CHECK(once[length] == '\0' && strlen(once) == length);
	check_safe(once, length);
	check_width(once, length);
	char *twice = malloc(TEXT_SAFE_SIZE(length));
	FUZZ_CHECK(text_safe(twice, once, length) == length);
	FUZZ_CHECK(memcmp(once, twice, length) == 0);
	text_blank((const char *)data, size);
	text_width((const char *)data, size); /* also of what is not safe */
	free(twice);
	free(once);
	return 0;
}
