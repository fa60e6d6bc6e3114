/* The bar of what takes longer than a second: on a terminal, and gone at the end. */
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool_progress.h"
#include "unit.h"

static char seen[4096];

START_TEST(a_terminal_gets_a_bar_and_loses_it)
{
	struct tool_progress progress;
	int ours, theirs;
	ck_assert_int_eq(openpty(&ours, &theirs, NULL, NULL, NULL), 0);
	dup2(theirs, STDERR_FILENO);
	tool_progress_start(&progress, "Working");
	progress.due = INT64_MAX; /* it is not time yet */
	tool_progress_show(&progress, 0.1);
	tool_progress_clear(&progress);
	progress.due = 0;
	tool_progress_show(&progress, 0.5);
	ck_assert_int_gt(progress.due, 0);
	progress.due = INT64_MAX;
	tool_progress_show(&progress, 0.9);
	tool_progress_clear(&progress);
	tool_progress_clear(&progress);
	static const char wanted[] =
		"\rWorking [####################....................]  50 %\r\033[K";
	size_t length = 0;
	ssize_t more = 1; /* the kernel may hand over each write alone */
	while (more > 0 && length < strlen(wanted)) {
		more = read(ours, seen + length, sizeof seen - 1 - length);
		length += more > 0 ? (size_t)more : 0;
	}
	fcntl(ours, F_SETFL, O_NONBLOCK);
	ck_assert_int_eq(read(ours, seen + length, 1), -1);
	unit_same(seen, wanted);
}
END_TEST

START_TEST(a_file_gets_none)
{
	struct tool_progress progress;
	int ends[2];
	ck_assert_int_eq(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	tool_progress_start(&progress, "Working");
	progress.due = 0;
	tool_progress_show(&progress, 0.5);
	tool_progress_clear(&progress);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	ck_assert_int_eq(read(ends[0], seen, sizeof seen), -1);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_terminal_gets_a_bar_and_loses_it, a_file_gets_none, NULL};
	return unit_cases("tool_progress", cases);
}
