/* Allocation that does not fail, and the end of the program. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memory.h"
#include "stderr_pipe.h"
#include "unit.h"

START_TEST(nothing_is_something_too)
{
	void *got = memory_get(0), *zero = memory_zero(0), *grown = memory_grow(NULL, 0);
	ck_assert_ptr_nonnull(got);
	ck_assert_ptr_nonnull(zero);
	ck_assert_ptr_nonnull(grown);
	free(got);
	free(zero);
	free(grown);
}
END_TEST

START_TEST(arrays_grow_by_one_item_at_a_time)
{
	unsigned *items = NULL, count = 0;
	for (unsigned i = 0; i < 1000; i++) {
		items = memory_add(items, count, sizeof *items);
		items[count++] = i;
		if (i % 3 == 0) { /* and shrink in between, across the powers of two */
			count--;
			items = memory_add(items, count, sizeof *items);
			items[count++] = i;
		}
	}
	for (unsigned i = 0; i < count; i++)
		ck_assert_uint_eq(items[i], i);
	free(items);
}
END_TEST

START_TEST(zeroed_memory_is_zero)
{
	static const char zeros[1000];
	char *bytes = memory_zero(sizeof zeros);
	ck_assert_mem_eq(bytes, zeros, sizeof zeros);
	free(bytes);
}
END_TEST

START_TEST(texts_are_copied)
{
	char from[] = "hello, world";
	char *whole = memory_text(from);
	char *part = memory_text_n(from, 5);
	from[0] = 'j';
	ck_assert_str_eq(whole, "hello, world");
	ck_assert_str_eq(part, "hello");
	free(whole);
	free(part);
}
END_TEST

START_TEST(a_text_can_replace_what_it_is_part_of)
{
	char *text = memory_text("hello, world");
	memory_replace(&text, text + 7);
	ck_assert_str_eq(text, "world");
	memory_replace(&text, NULL);
	ck_assert_ptr_null(text);
	memory_replace(&text, "again");
	ck_assert_str_eq(text, "again");
	free(text);
}
END_TEST

START_TEST(growing_keeps_what_was_there)
{
	char *bytes = memory_text("abc");
	bytes = memory_grow(bytes, 100000);
	ck_assert_str_eq(bytes, "abc");
	free(bytes);
}
END_TEST

START_TEST(fatal_says_why_and_aborts)
{
	char text[STDERR_TEXT_SIZE];
	int status = 0;
	stderr_pipe_open();
	pid_t child = fork();
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
		signal(SIGABRT, SIG_DFL);
		fatal("the moon fell down");
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGABRT);
	stderr_pipe_read(text);
	ck_assert_ptr_nonnull(
		strstr(text, "level=error event=fatal reason=\"the moon fell down\"\n"));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {nothing_is_something_too, arrays_grow_by_one_item_at_a_time,
		zeroed_memory_is_zero, texts_are_copied, a_text_can_replace_what_it_is_part_of,
		growing_keeps_what_was_there, fatal_says_why_and_aborts, NULL};
	return unit_cases("memory", cases);
}
