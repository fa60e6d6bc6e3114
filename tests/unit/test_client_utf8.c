/* Which locales will do, and what becomes of bytes that are not UTF-8. */
#include <locale.h>
#include <stdlib.h>

#include "style.h"
#include "temporary.h"
#include "text_copy.h"
#include "unit.h"

static const char *init(const char *locale)
{
	setenv("LC_ALL", locale, 1);
	return style_init();
}

START_TEST(a_locale_that_says_nothing_becomes_utf8)
{
	static const char *const locales[] = {"C", "POSIX", "xx_XX.no-such-locale", "C.UTF-8"};
	for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
		ck_assert_ptr_null(init(locales[i]));
		size_t most = MB_CUR_MAX;
		if (setlocale(LC_CTYPE, "C.UTF-8"))
			ck_assert_uint_gt(most, 1);
	}
}
END_TEST

/* The locale is made here, where the system can make any. */
START_TEST(another_encoding_is_named)
{
	if (!temporary_locale("one-byte", "de_DE", "ISO-8859-1"))
		return;
	setenv("LOCPATH", temporary_folder(), 1);
	unit_same(init("one-byte"), "ISO-8859-1");
}
END_TEST

static void check(const char *bytes, size_t length, const char *wanted)
{
	char *got = text_copy_valid(bytes, length);
	unit_same(got, wanted);
	free(got);
}

START_TEST(only_valid_utf8_is_left)
{
	static const char nul[] = "a\0b";
	check("gr\u00FC\u00DFe \u65E5", 11, "gr\u00FC\u00DFe \u65E5");
	check("a\xFF\xC3", 3, "a\uFFFD\uFFFD");
	check("\x02\x1B[m \ttab\nline", 14, "\x02\x1B[m \ttab\nline");
	check(nul, 3, "a\uFFFDb");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_locale_that_says_nothing_becomes_utf8,
		another_encoding_is_named, only_valid_utf8_is_left, NULL};
	return unit_cases("client_utf8", cases);
}
