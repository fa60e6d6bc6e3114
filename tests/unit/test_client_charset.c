/* Texts in a locale whose characters are not UTF-8. The locales are made here, where the system
 * can make any. */
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/buffer.h>

#include "charset.h"
#include "screen.h"
#include "temporary.h"
#include "unit.h"

static bool made;

static void make_locales(void)
{
	made = temporary_locale("one-byte", "de_DE", "ISO-8859-1") &&
	       temporary_locale("two-bytes", "ja_JP", "EUC-JP");
	setenv("LOCPATH", temporary_folder(), 1);
}

static void choose(const char *locale)
{
	setenv("LC_ALL", locale, 1);
	charset_init();
}

static const char *out(const char *text)
{
	static char bytes[256];
	struct evbuffer *buffer = evbuffer_new();
	evbuffer_add(buffer, text, strlen(text));
	charset_out(buffer);
	size_t length = evbuffer_get_length(buffer);
	ck_assert_uint_lt(length, sizeof bytes);
	evbuffer_remove(buffer, bytes, length);
	bytes[length] = '\0';
	evbuffer_free(buffer);
	return bytes;
}

static const char *in(const char *text)
{
	static char bytes[256];
	char *got = charset_in(text, strlen(text));
	ck_assert_uint_lt(strlen(got), sizeof bytes);
	memcpy(bytes, got, strlen(got) + 1);
	free(got);
	return bytes;
}

START_TEST(utf8_passes_as_it_is)
{
	choose("C.UTF-8");
	ck_assert(charset_is_utf8());
	unit_same(out("gr\u00FC\u00DFe \u65E5\n"), "gr\u00FC\u00DFe \u65E5\n");
	unit_same(in("gr\u00FC\u00DFe \u65E5"), "gr\u00FC\u00DFe \u65E5");
}
END_TEST

START_TEST(a_locale_that_says_nothing_passes_utf8)
{
	static const char *const locales[] = {"C", "POSIX", "xx_XX.no-such-locale"};
	choose(locales[_i]);
	ck_assert(charset_is_utf8());
	unit_same(out("\u65E5"), "\u65E5");
	unit_same(in("\u65E5"), "\u65E5");
	size_t most = MB_CUR_MAX;
	if (setlocale(LC_CTYPE, "C.UTF-8"))
		ck_assert_uint_gt(most, 1);
}
END_TEST

START_TEST(what_is_typed_is_valid_afterwards)
{
	choose("C.UTF-8");
	unit_same(in("a\xFF"
		     "b\xC3"),
		"a\uFFFDb\uFFFD");
	unit_same(in("\x02"
		     "bold\x02 \ttab\nline"),
		"\x02"
		"bold\x02 \ttab\nline");
	char *got = charset_in("a\0b", 3);
	unit_same(got, "a\uFFFD"
		       "b");
	free(got);
}
END_TEST

START_TEST(one_byte_for_a_character)
{
	if (!made)
		return; /* not every system can */
	choose("one-byte");
	ck_assert(!charset_is_utf8());
	unit_same(out("\033[1mgr\u00FC\u00DFe\033[m\n"), "\033[1mgr\xFC\xDF"
							 "e\033[m\n");
	unit_same(in("gr\xFC\xDF"
		     "e"),
		"gr\u00FC\u00DFe");
	unit_same(in("\x9B"), "\uFFFD");
}
END_TEST

START_TEST(what_the_locale_does_not_have_becomes_a_likeness)
{
	if (!made)
		return;
	choose("one-byte");
	unit_same(out("wait\u2026 \u65E5\u672C \U00013000\n"), "wait... ?? ?\n");
}
END_TEST

START_TEST(several_bytes_for_a_character)
{
	if (!made)
		return;
	choose("two-bytes");
	unit_same(out("a\u65E5\u672C"), "a\xC6\xFC\xCB\xDC");
	unit_same(out("\U00013000\u0E01"), "??");
	unit_same(in("a\xC6\xFC\xCB\xDC"), "a\u65E5\u672C");
	unit_same(in("a\xFF"
		     "b\xC6\xFC\xC6"),
		"a\uFFFD"
		"b\u65E5\uFFFD");
}
END_TEST

START_TEST(long_texts_are_converted_whole)
{
	static char big[100001];
	if (!made)
		return;
	choose("one-byte");
	for (size_t i = 0; i + 1 < sizeof big; i += 2)
		memcpy(big + i, "\u00FC", 2);
	struct evbuffer *buffer = evbuffer_new();
	evbuffer_add(buffer, big, sizeof big - 1);
	charset_out(buffer);
	size_t length = evbuffer_get_length(buffer);
	ck_assert_uint_eq(length, sizeof big / 2);
	char *bytes = malloc(length);
	evbuffer_remove(buffer, bytes, length);
	char *again = charset_in(bytes, length);
	unit_same(again, big);
	free(again);
	free(bytes);
	evbuffer_free(buffer);
}
END_TEST

START_TEST(the_screen_has_the_locales_characters)
{
	struct screen screen;
	struct style style = {0};
	char shown[16] = "";
	int ends[2];
	if (!made)
		return;
	choose("one-byte");
	ck_assert_int_eq(pipe(ends), 0);
	screen_init(&screen, ends[1], &style);
	evbuffer_add_printf(screen.kept, "gr\u00FCn\n");
	ck_assert(screen_flush(&screen));
	ck_assert_int_eq(read(ends[0], shown, sizeof shown - 1), 5);
	unit_same(shown, "gr\xFCn\n");
	screen_finish(&screen);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("client charset");
	TCase *all = tcase_create("charset");
	tcase_set_timeout(all, 60);
	tcase_add_unchecked_fixture(all, make_locales, NULL);
	tcase_add_test(all, utf8_passes_as_it_is);
	tcase_add_loop_test(all, a_locale_that_says_nothing_passes_utf8, 0, 3);
	tcase_add_test(all, what_is_typed_is_valid_afterwards);
	tcase_add_test(all, one_byte_for_a_character);
	tcase_add_test(all, what_the_locale_does_not_have_becomes_a_likeness);
	tcase_add_test(all, several_bytes_for_a_character);
	tcase_add_test(all, the_screen_has_the_locales_characters);
	tcase_add_test(all, long_texts_are_converted_whole);
	suite_add_tcase(suite, all);
	return suite;
}
