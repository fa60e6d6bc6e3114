#include "client_home.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "memory.h"
#include "pattern.h"

char home[TEMPORARY_PATH_SIZE];
struct process piped;

static void open_home(void)
{
	temporary_subfolder(home, "home");
	setenv("XDG_STATE_HOME", home, 1);
	setenv("XDG_CONFIG_HOME", home, 1);
}

static void close_home(void)
{
	temporary_remove_tree(home);
	unsetenv("CHAT_PASSWORD");
	unsetenv("CHAT_SERVER_PASSWORD");
	unsetenv("SSL_CERT_FILE");
}

int home_run(const char *const *arguments)
{
	process_start_client(&piped, -1, arguments);
	process_end_input(&piped);
	return process_wait(&piped);
}

void home_complained(const char *format, ...)
{
	const char *got = piped.complained.bytes ? piped.complained.bytes : "";
	va_list values;
	va_start(values, format);
	char *wanted = memory_vformat(format, values);
	va_end(values);
	must(pattern_is(got, wanted), "it says '%s'", got);
	free(wanted);
}

void home_silent(void)
{
	home_complained("%s", "");
}

void home_terminal(int columns, const char *format, ...)
{
	char environment[512];
	va_list values;
	va_start(values, format);
	char *arguments = memory_vformat(format, values);
	va_end(values);
	char *command = memory_format("'%s' %s", process_client(), arguments);
	snprintf(environment, sizeof environment,
		"INPUTRC=/dev/null LC_ALL=C.UTF-8 NO_COLOR=1 HOME=%s XDG_CONFIG_HOME=%s "
		"XDG_STATE_HOME=%s",
		home, home, home);
	terminal_run(columns, 24, environment, command);
	free(command);
	free(arguments);
}

void home_leave(void)
{
	terminal_key("C-d");
	terminal_expect_left(0);
}

static TCase *add_case(Suite *suite, const char *name, const TTest *const *tests)
{
	TCase *added = tcase_create(name);
	tcase_set_timeout(added, 60);
	tcase_add_checked_fixture(added, open_home, close_home);
	while (*tests)
		tcase_add_test(added, *tests++);
	suite_add_tcase(suite, added);
	return added;
}

int home_main(const char *name, const TTest *const *in_pipe, const TTest *const *in_terminal)
{
	Suite *suite = suite_create(name);
	add_case(suite, "pipe", in_pipe);
	if (terminal_available() && terminal_has_readline())
		tcase_add_unchecked_fixture(add_case(suite, "terminal", in_terminal),
			terminal_set_up, terminal_tear_down);
	return run_suite(suite);
}
