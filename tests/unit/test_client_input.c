/* Lines to say: where they end, what they may hold, and that nothing is read before it is asked
 * for. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <event2/event.h>

#include "input.h"
#include "style.h"
#include "unit.h"

static struct event_base *base;
static struct input *input;
static int pipe_fds[2];
static int calls; /* of ready() */

static void ready(void *data)
{
	calls++;
}

static void set_up(void)
{
	setenv("LC_ALL", "C.UTF-8", 1);
	style_init();
	ck_assert_int_eq(pipe(pipe_fds), 0);
	base = event_base_new();
	input = input_new(base, &(struct option_list){0}, pipe_fds[0], ready, NULL);
}

static void tear_down(void)
{
	input_free(input);
	event_base_free(base);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
}

static void put(const char *bytes, size_t length)
{
	while (length > 0) {
		size_t size = length < 4096 ? length : 4096;
		ck_assert_int_eq(write(pipe_fds[1], bytes, size), (ssize_t)size);
		bytes += size;
		length -= size;
	}
}

/* The next of the input, which is there to be read. */
static enum input_kind next(char **line)
{
	enum input_kind kind;
	while ((kind = input_next(input, line)) == INPUT_NOTHING) {
		int before = calls;
		event_base_loop(base, EVLOOP_ONCE);
		ck_assert_int_eq(calls, before + 1);
	}
	return kind;
}

static void expect_line(const char *wanted, unsigned long number)
{
	char *line;
	ck_assert_int_eq(next(&line), INPUT_LINE);
	unit_same(line, wanted);
	ck_assert_uint_eq(input_number(input), number);
	free(line);
}

static void expect(enum input_kind kind)
{
	char *line;
	ck_assert_int_eq(next(&line), kind);
}

static void end(void)
{
	close(pipe_fds[1]);
	pipe_fds[1] = -1;
}

START_TEST(lines_end_with_lf_or_cr_lf_or_the_end)
{
	put("one\ntwo\r\nthree\r\r\nlast\r", 22);
	expect_line("one", 1);
	expect_line("two", 2);
	expect_line("three\xEF\xBF\xBD", 3);
	end();
	expect_line("last", 4);
	expect(INPUT_END);
	expect(INPUT_END);
}
END_TEST

START_TEST(blank_lines_are_passed_over_but_count)
{
	put("\n \t\r\nthree\n\n", 12);
	end();
	expect_line("three", 3);
	expect(INPUT_END);
	ck_assert_uint_eq(input_number(input), 4);
}
END_TEST

START_TEST(lines_are_safe)
{
	put("a\0b\x1B[m\x01\x02"
	    "bold\x0F\t\xFF\xE2\x82\xAC\n",
		20);
	expect_line("a\xEF\xBF\xBD"
		    "b\xEF\xBF\xBD[m\xEF\xBF\xBD\x02"
		    "bold\x0F\t\xEF\xBF\xBD\xE2\x82\xAC",
		1);
}
END_TEST

START_TEST(nothing_is_read_before_it_is_asked_for)
{
	char *line;
	int waiting;
	put("one\n", 4);
	event_base_loop(base, EVLOOP_NONBLOCK);
	ck_assert_int_eq(ioctl(pipe_fds[0], FIONREAD, &waiting), 0);
	ck_assert_int_eq(waiting, 4);
	expect_line("one", 1);
	ck_assert_int_eq(input_next(input, &line), INPUT_NOTHING);
	put("two\n", 4);
	event_base_loop(base, EVLOOP_ONCE);
	put("three\n", 6);
	expect_line("two", 2);
	event_base_loop(base, EVLOOP_NONBLOCK);
	ck_assert_int_eq(ioctl(pipe_fds[0], FIONREAD, &waiting), 0);
	ck_assert_int_eq(waiting, 6);
}
END_TEST

/* A line of `size` bytes and its ending, fed as it is taken. */
static enum input_kind feed(size_t size, const char *ending, char **line)
{
	static char block[4096];
	enum input_kind kind = INPUT_NOTHING;
	memset(block, 'x', sizeof block);
	while (size > 0 && (kind = input_next(input, line)) == INPUT_NOTHING) {
		size_t part = size < sizeof block ? size : sizeof block;
		put(block, part);
		size -= part;
		event_base_loop(base, EVLOOP_ONCE);
	}
	put(ending, strlen(ending));
	return kind == INPUT_NOTHING ? next(line) : kind;
}

START_TEST(the_longest_line_is_one_and_a_longer_one_is_told)
{
	char *line;
	ck_assert_int_eq(feed(INPUT_LINE_BYTES, "\r\n", &line), INPUT_LINE);
	ck_assert_uint_eq(strlen(line), INPUT_LINE_BYTES);
	free(line);
	ck_assert_int_eq(feed(INPUT_LINE_BYTES + 1, "\n", &line), INPUT_TOO_LONG);
	ck_assert_uint_eq(input_number(input), 2);
	ck_assert_int_eq(feed(1 << 20, "\nnext\n", &line), INPUT_TOO_LONG);
	expect_line("next", 4);
}
END_TEST

START_TEST(a_long_line_may_be_the_last)
{
	char *line;
	for (size_t i = 0; i < 40; i++) {
		char block[4096];
		memset(block, 'x', sizeof block);
		ck_assert_int_eq(input_next(input, &line), INPUT_NOTHING);
		put(block, sizeof block);
		event_base_loop(base, EVLOOP_ONCE);
	}
	end();
	expect(INPUT_TOO_LONG);
	expect(INPUT_END);
}
END_TEST

START_TEST(what_cannot_be_read_is_told_once)
{
	int folder = open("/", O_RDONLY | O_CLOEXEC);
	char *line;
	struct event_config *config = event_config_new();
	event_config_require_features(config, EV_FEATURE_FDS);
	struct event_base *files = event_base_new_with_config(config);
	event_config_free(config);
	struct input *bad = input_new(files, &(struct option_list){0}, folder, ready, NULL);
	ck_assert_int_eq(input_next(bad, &line), INPUT_NOTHING);
	event_base_loop(files, EVLOOP_ONCE);
	ck_assert_int_eq(input_next(bad, &line), INPUT_FAILED);
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_int_eq(input_next(bad, &line), INPUT_END);
	input_free(bad);
	event_base_free(files);
	close(folder);
}
END_TEST

START_TEST(messages_come_before_the_descriptor)
{
	char first[] = "one\ntwo", second[] = "", third[] = "three";
	char *texts[] = {first, second, third};
	input_free(input);
	input = input_new(
		base, &(struct option_list){.values = texts, .count = 3}, pipe_fds[0], ready, NULL);
	put("four\n", 5);
	expect_line("one", 1);
	expect_line("two", 2);
	expect_line("three", 4);
	ck_assert_int_eq(calls, 0);
	expect_line("four", 5);
}
END_TEST

START_TEST(there_may_be_messages_alone)
{
	char text[] = "one";
	char *texts[] = {text};
	input_free(input);
	input = input_new(
		base, &(struct option_list){.values = texts, .count = 1}, -1, ready, NULL);
	expect_line("one", 1);
	expect(INPUT_END);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {lines_end_with_lf_or_cr_lf_or_the_end,
		blank_lines_are_passed_over_but_count, lines_are_safe,
		nothing_is_read_before_it_is_asked_for,
		the_longest_line_is_one_and_a_longer_one_is_told, a_long_line_may_be_the_last,
		what_cannot_be_read_is_told_once, messages_come_before_the_descriptor,
		there_may_be_messages_alone, NULL};
	return unit_cases_with("client input", set_up, tear_down, cases);
}
