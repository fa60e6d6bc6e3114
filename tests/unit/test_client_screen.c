/* The screen keeps lines and prints them together; what colours names have, and who wants any. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <event2/buffer.h>

#include "screen.h"
#include "style.h"
#include "unit.h"

#define MANY 1000000 /* bytes, more than a pipe holds */

START_TEST(lines_are_printed_together_in_their_order)
{
	struct evbuffer *kept = evbuffer_new();
	struct pollfd shown = {.events = POLLIN};
	char text[16] = "";
	int ends[2];
	ck_assert_int_eq(pipe(ends), 0);
	shown.fd = ends[0];
	ck_assert_uint_eq(evbuffer_get_length(kept), 0);
	ck_assert(screen_write(ends[1], kept));
	evbuffer_add(kept, "one\n", 4);
	evbuffer_add(kept, "two\n", 4);
	ck_assert_uint_gt(evbuffer_get_length(kept), 0);
	ck_assert_int_eq(poll(&shown, 1, 0), 0);
	ck_assert(screen_write(ends[1], kept));
	ck_assert_uint_eq(evbuffer_get_length(kept), 0);
	ck_assert_int_eq(read(ends[0], text, sizeof text - 1), 8);
	unit_same(text, "one\ntwo\n");
	evbuffer_free(kept);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(an_output_that_takes_nothing_is_told)
{
	struct evbuffer *kept = evbuffer_new();
	int full = open("/dev/full", O_WRONLY);
	if (full < 0)
		return; /* not every system has it */
	evbuffer_add(kept, "one\n", 4);
	errno = 0;
	ck_assert(!screen_write(full, kept));
	ck_assert_int_eq(errno, ENOSPC);
	ck_assert_uint_eq(evbuffer_get_length(kept), 0);
	evbuffer_free(kept);
	close(full);
}
END_TEST

static _Noreturn void read_all(int fd)
{
	static char bytes[MANY];
	size_t got = 0;
	ssize_t length;
	while ((length = read(fd, bytes, sizeof bytes)) > 0)
		got += (size_t)length;
	_exit(got == MANY ? 0 : 1);
}

START_TEST(an_output_that_does_not_wait_gets_everything)
{
	static const char zeros[MANY];
	struct evbuffer *kept = evbuffer_new();
	int ends[2], status;
	ck_assert_int_eq(pipe(ends), 0);
	if (fork() == 0) {
		close(ends[1]);
		read_all(ends[0]);
	}
	fcntl(ends[1], F_SETPIPE_SZ, PIPE_BUF);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	evbuffer_add(kept, zeros, sizeof zeros);
	ck_assert(screen_write(ends[1], kept));
	evbuffer_free(kept);
	close(ends[0]);
	close(ends[1]);
	wait(&status);
	ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(a_name_keeps_its_colour_in_any_spelling)
{
	bool used[256] = {false};
	size_t colours = 0;
	ck_assert_int_eq(style_name_colour("alice", 5), style_name_colour("ALICE", 5));
	for (int i = 0; i < 500; i++) {
		char name[16];
		int length = snprintf(name, sizeof name, "guest-%d", i);
		unsigned char colour = style_name_colour(name, (size_t)length);
		colours += !used[colour];
		used[colour] = true;
	}
	ck_assert_uint_eq(colours, STYLE_COLOURS);
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
	int cube = style_palette[_i] - 16;
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
	ck_assert(style_wants_colour());
	setenv("NO_COLOR", "", 1);
	ck_assert(style_wants_colour());
	setenv("NO_COLOR", "1", 1);
	ck_assert(!style_wants_colour());
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	ck_assert(!style_wants_colour());
	unsetenv("TERM");
	ck_assert(!style_wants_colour());
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("client screen");
	TCase *all = tcase_create("screen");
	tcase_add_test(all, lines_are_printed_together_in_their_order);
	tcase_add_test(all, an_output_that_takes_nothing_is_told);
	tcase_add_test(all, an_output_that_does_not_wait_gets_everything);
	tcase_add_test(all, a_name_keeps_its_colour_in_any_spelling);
	tcase_add_loop_test(all, each_colour_is_readable_on_black_and_on_white, 0, STYLE_COLOURS);
	tcase_add_test(all, colour_can_be_refused);
	suite_add_tcase(suite, all);
	return suite;
}
