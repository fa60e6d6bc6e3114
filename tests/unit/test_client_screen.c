/* What the client prints: safe in any case, painted where colour is wanted. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "paint.h"
#include "screen.h"

static char *shown;
static size_t shown_size;

/* Prints one line and leaves in `shown` what came out. */
static void show(const char *bytes, size_t length, bool colour)
{
	struct screen screen;
	free(shown);
	FILE *to = open_memstream(&shown, &shown_size);
	ck_assert_ptr_nonnull(to);
	screen_init(&screen, to, colour);
	screen_line(&screen, bytes, length);
	ck_assert(!screen_empty(&screen));
	ck_assert(screen_flush(&screen));
	ck_assert(screen_empty(&screen));
	screen_finish(&screen);
	fclose(to);
}

static void expect(const char *line, bool colour, const char *wanted)
{
	show(line, strlen(line), colour);
	ck_assert_str_eq(shown, wanted);
}

START_TEST(nothing_is_added_without_colour)
{
	expect("<alice> hello", false, "<alice> hello\n");
	expect("!! no", false, "!! no\n");
	expect("", false, "\n");
}
END_TEST

START_TEST(only_the_name_has_its_colour)
{
	char wanted[64];
	snprintf(wanted, sizeof wanted, "<\033[38;5;%dmalice\033[m> hello\n",
		paint_name("alice", 5));
	expect("<alice> hello", true, wanted);
	snprintf(wanted, sizeof wanted, "[to \033[38;5;%dmbob\033[m] psst\n", paint_name("bob", 3));
	expect("[to bob] psst", true, wanted);
	expect("-- welcome", true, "\033[2m-- welcome\033[m\n");
	expect("!! no", true, "\033[1;31m!! no\033[m\n");
	expect("<a b> plain", true, "<a b> plain\n");
}
END_TEST

START_TEST(hostile_bytes_are_made_safe)
{
	static const char hostile[] = "<eve> \033[2J\a\0\x80\xC2\x9B"
				      "31m\r\xFFok\tend";
	for (int colour = 0; colour < 2; colour++) {
		show(hostile, sizeof hostile - 1, colour);
		ck_assert_ptr_null(memchr(shown, '\a', shown_size));
		ck_assert_ptr_null(memchr(shown, '\0', shown_size));
		ck_assert_ptr_null(memchr(shown, '\r', shown_size));
		ck_assert_ptr_null(strstr(shown, "\033[2J"));
		ck_assert_ptr_null(strstr(shown, "\xC2\x9B"));
		ck_assert_ptr_nonnull(strstr(shown, "ok\tend\n"));
	}
	expect("\033[31m", false, "\xEF\xBF\xBD[31m\n");
}
END_TEST

START_TEST(lines_are_printed_together_in_their_order)
{
	struct screen screen;
	free(shown);
	FILE *to = open_memstream(&shown, &shown_size);
	screen_init(&screen, to, false);
	screen_line(&screen, "one", 3);
	screen_line(&screen, "two", 3);
	fflush(to);
	ck_assert_uint_eq(shown_size, 0);
	ck_assert(screen_flush(&screen));
	ck_assert_str_eq(shown, "one\ntwo\n");
	screen_finish(&screen);
	fclose(to);
}
END_TEST

START_TEST(an_output_that_takes_nothing_is_told)
{
	struct screen screen;
	FILE *full = fopen("/dev/full", "w");
	if (!full)
		return; /* not every system has it */
	screen_init(&screen, full, false);
	screen_line(&screen, "one", 3);
	ck_assert(!screen_flush(&screen));
	ck_assert(screen_empty(&screen));
	screen_finish(&screen);
	fclose(full);
}
END_TEST

START_TEST(a_name_keeps_its_colour_in_any_spelling)
{
	bool used[256] = {false};
	size_t colours = 0;
	ck_assert_int_eq(paint_name("alice", 5), paint_name("ALICE", 5));
	for (int i = 0; i < 500; i++) {
		char name[16];
		int length = snprintf(name, sizeof name, "guest-%d", i);
		unsigned char colour = paint_name(name, (size_t)length);
		colours += !used[colour];
		used[colour] = true;
	}
	ck_assert_uint_eq(colours, PAINT_COLOURS);
}
END_TEST

/* A channel's share of luminance (WCAG 2.1, "relative luminance"), for the five brighter steps
 * of the 6 x 6 x 6 cube; the darkest step is 0. */
static double linear(int step)
{
	static const double values[] = {0, 0.1144, 0.2423, 0.4287, 0.6795, 1};
	return values[step];
}

START_TEST(each_colour_is_readable_on_black_and_on_white)
{
	int cube = paint_palette[_i] - 16;
	ck_assert_int_ge(cube, 0);
	ck_assert_int_lt(cube, 216);
	double luminance = 0.2126 * linear(cube / 36) + 0.7152 * linear(cube / 6 % 6) +
			   0.0722 * linear(cube % 6);
	ck_assert_double_ge((luminance + 0.05) / 0.05, 3.5);
	ck_assert_double_ge(1.05 / (luminance + 0.05), 3.5);
}
END_TEST

START_TEST(colour_can_be_refused)
{
	unsetenv("NO_COLOR");
	setenv("TERM", "xterm-256color", 1);
	ck_assert(screen_wants_colour());
	setenv("NO_COLOR", "", 1);
	ck_assert(screen_wants_colour());
	setenv("NO_COLOR", "1", 1);
	ck_assert(!screen_wants_colour());
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	ck_assert(!screen_wants_colour());
	unsetenv("TERM");
	ck_assert(!screen_wants_colour());
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client screen");
	TCase *all = tcase_create("screen");
	tcase_add_test(all, nothing_is_added_without_colour);
	tcase_add_test(all, only_the_name_has_its_colour);
	tcase_add_test(all, hostile_bytes_are_made_safe);
	tcase_add_test(all, lines_are_printed_together_in_their_order);
	tcase_add_test(all, an_output_that_takes_nothing_is_told);
	tcase_add_test(all, a_name_keeps_its_colour_in_any_spelling);
	tcase_add_loop_test(all, each_colour_is_readable_on_black_and_on_white, 0, PAINT_COLOURS);
	tcase_add_test(all, colour_can_be_refused);
	suite_add_tcase(suite, all);
	SRunner *runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	free(shown);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
