/* The client's reading of the line door: kinds of lines, and where the name is. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "protocol.h"

struct row {
	const char *line;
	enum protocol_kind kind;
	const char *name;
};

static const struct row rows[] = {
	{"<alice> hello", PROTOCOL_SAID, "alice"},
	{"<alice>", PROTOCOL_SAID, "alice"},
	{"<a[b]> x", PROTOCOL_SAID, "a[b]"},
	{"<\xE6\x97\xA5\xE6\x9C\xAC> x", PROTOCOL_SAID, "\xE6\x97\xA5\xE6\x9C\xAC"},
	{"<a b> x", PROTOCOL_OTHER, ""},
	{"<> x", PROTOCOL_OTHER, ""},
	{"<alice", PROTOCOL_OTHER, ""},
	{"<alice>x", PROTOCOL_OTHER, ""},
	{"<alice>x> y", PROTOCOL_SAID, "alice>x"},
	{"* alice waves", PROTOCOL_ACTION, "alice"},
	{"* alice", PROTOCOL_ACTION, "alice"},
	{"*  waves", PROTOCOL_OTHER, ""},
	{"* ", PROTOCOL_OTHER, ""},
	{"*", PROTOCOL_OTHER, ""},
	{"[alice] psst", PROTOCOL_FROM, "alice"},
	{"[[x]] psst", PROTOCOL_FROM, "[x]"},
	{"[to bob] psst", PROTOCOL_TO, "bob"},
	{"[to [x]] psst", PROTOCOL_TO, "[x]"},
	{"[to] psst", PROTOCOL_FROM, "to"},
	{"[to bob", PROTOCOL_OTHER, ""},
	{"-- <alice> is a name", PROTOCOL_SERVER, ""},
	{"!! no", PROTOCOL_REFUSAL, ""},
	{"!!no", PROTOCOL_OTHER, ""},
	{" <alice> x", PROTOCOL_OTHER, ""},
	{"", PROTOCOL_OTHER, ""},
};

START_TEST(each_form_is_told_from_the_others)
{
	const struct row *row = &rows[_i];
	struct protocol_line parsed;
	protocol_parse(&parsed, row->line, strlen(row->line));
	ck_assert_msg(parsed.kind == row->kind, "'%s' is of kind %d", row->line, (int)parsed.kind);
	ck_assert_uint_eq(parsed.name_length, strlen(row->name));
	ck_assert_mem_eq(row->line + parsed.name, row->name, parsed.name_length);
}
END_TEST

START_TEST(a_name_has_at_most_63_bytes)
{
	char line[80];
	struct protocol_line parsed;
	memset(line, 'a', sizeof line);
	memcpy(line, "<", 1);
	memcpy(line + 64, "> x", 3);
	protocol_parse(&parsed, line, 67);
	ck_assert_int_eq(parsed.kind, PROTOCOL_SAID);
	ck_assert_uint_eq(parsed.name_length, 63);
	memcpy(line + 64, "a> x", 4);
	protocol_parse(&parsed, line, 68);
	ck_assert_int_eq(parsed.kind, PROTOCOL_OTHER);
}
END_TEST

START_TEST(nothing_behind_the_length_is_read)
{
	static const char line[] = "<alice> hello";
	for (size_t length = 0; length < sizeof line; length++) {
		struct protocol_line parsed;
		char *copy = malloc(length + 1); /* a sanitizer sees what reads over its end */
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, line, length);
		char *exact = realloc(copy, length ? length : 1);
		protocol_parse(&parsed, exact, length);
		ck_assert_int_eq(parsed.kind, length < 7 ? PROTOCOL_OTHER : PROTOCOL_SAID);
		free(exact);
	}
}
END_TEST

START_TEST(quitting_is_noticed)
{
	static const char *const yes[] = {"/quit", "/QUIT", "/quit see you", "/exit", "/bye\r"};
	static const char *const no[] = {"", "/", "/qui", "/quitter", "//quit", " /quit", "quit"};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		ck_assert_msg(protocol_quits(yes[i], strlen(yes[i])), "%s", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		ck_assert_msg(!protocol_quits(no[i], strlen(no[i])), "%s", no[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client protocol");
	TCase *all = tcase_create("protocol");
	tcase_add_loop_test(
		all, each_form_is_told_from_the_others, 0, (int)(sizeof rows / sizeof *rows));
	tcase_add_test(all, a_name_has_at_most_63_bytes);
	tcase_add_test(all, nothing_behind_the_length_is_read);
	tcase_add_test(all, quitting_is_noticed);
	suite_add_tcase(suite, all);
	SRunner *runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
