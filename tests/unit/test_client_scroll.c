/* What one row shows of a long line. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"
#include "unit.h"

static void set_up(void)
{
	setlocale(LC_ALL, "C.UTF-8");
}

/* The row, with '|' where the cursor is. */
static const char *row(const char *prompt, const char *text, size_t point, size_t columns)
{
	static char out[2][256];
	static unsigned turn;
	char *made = out[turn++ % 2];
	struct rows_part scroll = rows_part(prompt, text, point, columns);
	snprintf(made, sizeof out[0], "%.*s|%s %zu", (int)scroll.bytes, scroll.text,
		scroll.text + scroll.bytes, scroll.column);
	free(scroll.text);
	return made;
}

START_TEST(a_short_line_is_all_there)
{
	unit_same(row("> ", "", 0, 12), "> | 2");
	unit_same(row("> ", "abc", 1, 12), "> a|bc 3");
	unit_same(row("> ", "1234567", 7, 12), "> 1234567| 9");
}
END_TEST

START_TEST(the_cursor_is_always_to_be_seen)
{
	static const char text[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	unit_same(row("> ", text, 0, 12), "> |01234567> 2");
	unit_same(row("> ", text, 7, 12), "> 0123456|7> 9");
	unit_same(row("> ", text, 8, 12), "<234567|89a> 7");
	for (size_t columns = 1; columns < 40; columns++)
		for (size_t point = 0; point < sizeof text; point++) {
			struct rows_part scroll = rows_part("> ", text, point, columns);
			ck_assert_uint_lt(scroll.column, columns);
			ck_assert_uint_le(strlen(scroll.text), columns > 2 ? columns - 1 : 2);
			free(scroll.text);
		}
}
END_TEST

START_TEST(wide_characters_are_not_cut)
{
	unit_same(row("> ", "日本語日本語日本語", 0, 12), "> |日本語日> 2");
	unit_same(row("> ", "日本語日本語日本語", 12, 12), "<本語日|本> 7");
	unit_same(row("> ", "日本語日本語日本語", 27, 12), "<<日本語| 8");
	unit_same(row("", "e\u0301e\u0301", 3, 12), "e\u0301|e\u0301 1");
}
END_TEST

START_TEST(controls_are_shown_and_colours_kept)
{
	unit_same(row("\001\033[1m\002> \001\033[m\002", "a\nb\tc\033\x7F\xFF", 8, 30),
		"\001\033[1m\002> \001\033[m\002a^Jb c^[^?^_| 14");
	unit_same(row("\001\033[1m\002> ", "0123456789", 10, 12), "<23456789| 9");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_short_line_is_all_there, the_cursor_is_always_to_be_seen,
		wide_characters_are_not_cut, controls_are_shown_and_colours_kept, NULL};
	return unit_cases_with("client scroll", set_up, NULL, cases);
}
