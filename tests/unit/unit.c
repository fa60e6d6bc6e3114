#include "unit.h"

#include <stdlib.h>

#define SHOWN_BYTES 1500
#define SANITIZED_SHARE 5
#define CASE_SECONDS 60 /* a sanitizer on a busy machine is slow; a case that hangs is not */

const char *unit_shown(const char *text)
{
	static char shown[2][SHOWN_BYTES];
	static unsigned turn;
	char *to = shown[++turn % 2];
	size_t used = 0;
	for (; *text && used < SHOWN_BYTES - 3; text++) {
		if (*text == '\n')
			to[used++] = '\\';
		to[used++] = *text == '\n' ? 'n' : *text;
	}
	to[used] = '\0';
	return to;
}

void unit_same_long(const char *got, const char *wanted, const char *whose, uint64_t seed)
{
	size_t same = 0;
	while (got[same] && got[same] == wanted[same])
		same++;
	size_t from = same > 100 ? same - 100 : 0;
	if (strcmp(got, wanted) != 0)
		ck_abort_msg("seed %llu, %s got '...%.200s', not '...%.200s'",
			(unsigned long long)seed, whose, unit_shown(got + from),
			unit_shown(wanted + from));
}

unsigned unit_rounds(unsigned count)
{
	const char *sanitized = getenv("SANITIZED");
	return sanitized && *sanitized ? (count + SANITIZED_SHARE - 1) / SANITIZED_SHARE : count;
}

static uint64_t generator; /* xorshift64star */

void unit_seed(uint64_t seed)
{
	generator = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
}

unsigned unit_draw(unsigned below)
{
	generator ^= generator >> 12;
	generator ^= generator << 25;
	generator ^= generator >> 27;
	return (unsigned)((generator * UINT64_C(0x2545F4914F6CDD1D)) >> 33) % below;
}

/* Without cases; `*all` takes them. */
static Suite *make_suite(
	TCase **all, const char *name, void (*set_up)(void), void (*tear_down)(void))
{
	Suite *suite = suite_create(name);
	*all = tcase_create(name);
	tcase_set_timeout(*all, CASE_SECONDS);
	if (set_up || tear_down)
		tcase_add_checked_fixture(*all, set_up, tear_down);
	suite_add_tcase(suite, *all);
	return suite;
}

Suite *unit_cases_with(
	const char *name, void (*set_up)(void), void (*tear_down)(void), const TTest *const *cases)
{
	TCase *all;
	Suite *suite = make_suite(&all, name, set_up, tear_down);
	for (; *cases; cases++)
		tcase_add_test(all, *cases);
	return suite;
}

Suite *unit_loops_with(const char *name, void (*set_up)(void), void (*tear_down)(void),
	const struct unit_loop *loops)
{
	TCase *all;
	Suite *suite = make_suite(&all, name, set_up, tear_down);
	for (; loops->test; loops++)
		tcase_add_loop_test(all, loops->test, 0, loops->count);
	return suite;
}

Suite *unit_cases(const char *name, const TTest *const *cases)
{
	return unit_cases_with(name, NULL, NULL, cases);
}

int main(void)
{
	SRunner *runner = srunner_create(unit_suite());
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
