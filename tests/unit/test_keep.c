/* How long history is kept: read, written and said. */
#include "keep.h"
#include "unit.h"

#define DAY INT64_C(86400000)
#define GIB (INT64_C(1) << 30)

static const struct {
	const char *text;
	int64_t ms, bytes;
	const char *words;
} good[] = {
	{"90d,10G", 90 * DAY, 10 * GIB, "for 90 days (up to 10 GiB)"},
	{"10G,90d", 90 * DAY, 10 * GIB, "for 90 days (up to 10 GiB)"},
	{"90d", 90 * DAY, 0, "for 90 days"},
	{"1d", DAY, 0, "for 1 day"},
	{"24h", DAY, 0, "for 1 day"},
	{"1h", DAY / 24, 0, "for 1 hour"},
	{"36h", DAY * 3 / 2, 0, "for 36 hours"},
	{"10G", 0, 10 * GIB, "up to 10 GiB"},
	{"500M", 0, 500 << 20, "up to 500 MiB"},
	{"1024M", 0, GIB, "up to 1 GiB"},
	{"100000d,100000G", 100000 * DAY, 100000 * GIB, "for 100000 days (up to 100000 GiB)"},
	{"forever", 0, 0, "forever"},
};

static const char *const bad[] = {"", "90", "d", "90x", "0d", "-1d", "+1d", " 1d", "1d ", "90d,",
	",10G", "90d,10G,", "90d 10G", "90d10G", "90d,12h", "10G,5M", "100001d", "forever,10G",
	"90D", "99999999999999999999d"};

START_TEST(what_is_good_is_read_and_said)
{
	int64_t ms, bytes;
	char words[KEEP_TEXT_SIZE];
	ck_assert_msg(keep_parse(good[_i].text, &ms, &bytes), "%s", good[_i].text);
	ck_assert_int_eq(ms, good[_i].ms);
	ck_assert_int_eq(bytes, good[_i].bytes);
	keep_describe(ms, bytes, words);
	unit_same(words, good[_i].words);
}
END_TEST

START_TEST(what_is_not_is_refused)
{
	int64_t ms, bytes;
	ck_assert_msg(!keep_parse(bad[_i], &ms, &bytes), "%s", bad[_i]);
}
END_TEST

START_TEST(a_time_is_written_as_it_is_read)
{
	char text[KEEP_TEXT_SIZE];
	keep_write_time(90 * DAY, text);
	unit_same(text, "90d");
	keep_write_time(DAY * 3 / 2, text);
	unit_same(text, "36h");
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("keep");
	TCase *all = tcase_create("keep");
	tcase_add_loop_test(all, what_is_good_is_read_and_said, 0, sizeof good / sizeof *good);
	tcase_add_loop_test(all, what_is_not_is_refused, 0, sizeof bad / sizeof *bad);
	tcase_add_test(all, a_time_is_written_as_it_is_read);
	suite_add_tcase(suite, all);
	return suite;
}
