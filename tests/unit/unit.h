/* The main of a unit test program: runs one suite, each case in a process of its own, and writes
 * TAP, of which Meson makes a subtest for each case. A program defines unit_suite(). */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>
#include <string.h>

#include "pattern.h"

/* Check notes the place of each check, for the report of a crash, which takes longer than most
 * checks do. A debugger or a sanitizer finds the place as well. */
#define _mark_point(file, line) ((void)0)

/* A suite of the cases up to a NULL. */
Suite *unit_cases(const char *name, const TTest *const *cases);

/* The same, with what is to be called before and behind each case, in its process. */
Suite *unit_cases_with(
	const char *name, void (*set_up)(void), void (*tear_down)(void), const TTest *const *cases);

/* Cases that run `count` times, with _i from 0; `test` is NULL behind the last one. */
struct unit_loop {
	const TTest *test;
	int count;
};
Suite *unit_loops_with(const char *name, void (*set_up)(void), void (*tear_down)(void),
	const struct unit_loop *loops);

/* Two texts are the same; says which they are, in one line, where they are not. */
#define unit_same(got, wanted)                                                                    \
	do {                                                                                      \
		const char *got_ = (got), *wanted_ = (wanted);                                    \
		ck_assert_msg(strcmp(got_, wanted_) == 0, "got '%s', not '%s'", unit_shown(got_), \
			unit_shown(wanted_));                                                     \
	} while (0)

/* The same of long texts; says where they begin to differ, and whose they are. */
void unit_same_long(const char *got, const char *wanted, const char *whose, uint64_t seed);

/* The text is like the pattern (pattern.h). */
#define unit_like(got, pattern)                                                      \
	do {                                                                         \
		const char *got_ = (got), *pattern_ = (pattern);                     \
		ck_assert_msg(pattern_is(got_, pattern_), "got '%s', not like '%s'", \
			unit_shown(got_), unit_shown(pattern_));                     \
	} while (0)

/* The text with its newlines as "\\n", as TAP needs it; good until the second call after. */
const char *unit_shown(const char *text);

/* How often to repeat what is long: `count` times, and a fifth under a sanitizer. */
unsigned unit_rounds(unsigned count);

/* Random numbers from 0 to below `below`, the same ones for each seed; unit_seed() comes first. */
void unit_seed(uint64_t seed);
unsigned unit_draw(unsigned below);

/* The program's own. */
Suite *unit_suite(void);

#endif
