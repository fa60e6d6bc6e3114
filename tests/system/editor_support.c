#include "editor_support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "terminal.h"

char history_path[192];
static char fifo_path[128];
static int fifo;

void editor_open_again(const char *name, const char *environment)
{
	char command[1024];
	snprintf(command, sizeof command, "'%s' %s '%s' '%s'", getenv("EDITOR_HOST"), name,
		fifo_path, history_path);
	terminal_run(40, 12, environment, command);
	terminal_expect("-- welcome\n");
}

void editor_open(const char *name, const char *environment)
{
	static int opened;
	snprintf(fifo_path, sizeof fifo_path, "%s/fifo-%d-%d", terminal_folder(), (int)getpid(),
		opened);
	snprintf(history_path, sizeof history_path, "%s/state-%d-%d/deeper/history",
		terminal_folder(), (int)getpid(), opened++);
	ck_assert_int_eq(mkfifo(fifo_path, 0600), 0);
	fifo = open(fifo_path, O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(fifo, 0);
	editor_open_again(name, environment);
}

void editor_open_inputrc(const char *settings)
{
	char path[192], environment[256];
	snprintf(path, sizeof path, "%s/inputrc-%d", terminal_folder(), (int)getpid());
	FILE *inputrc = fopen(path, "w");
	ck_assert_ptr_nonnull(inputrc);
	fputs(settings, inputrc);
	fclose(inputrc);
	snprintf(environment, sizeof environment, "LC_ALL=C.UTF-8 INPUTRC=%s", path);
	editor_open("readline", environment);
	terminal_expect(">"); /* until the prompt, the terminal echoes what is typed */
}

static void set_up(void)
{
	editor_open("readline", LOCALE);
	terminal_expect("-- welcome\n>");
}

void tell(const char *line)
{
	ck_assert_int_eq(dprintf(fifo, "%s\n", line), (int)strlen(line) + 1);
}

/* Called before Check runs, so it must not use Check's assertions. */
static bool has_readline(void)
{
	return system("\"$EDITOR_HOST\" | grep -q readline") == 0;
}

int editor_run(const char *name, void (*add_tests)(TCase *readline, TCase *plain))
{
	if (!terminal_available()) {
		return run_nothing("there is no tmux");
	}
	Suite *suite = suite_create(name);
	TCase *readline = tcase_create("readline"), *plain = tcase_create("plain");
	tcase_add_unchecked_fixture(readline, terminal_set_up, terminal_tear_down);
	tcase_add_checked_fixture(readline, set_up, NULL);
	tcase_add_unchecked_fixture(plain, terminal_set_up, terminal_tear_down);
	tcase_set_timeout(readline, 60);
	tcase_set_timeout(plain, 60);
	add_tests(readline, plain);
	if (has_readline())
		suite_add_tcase(suite, readline);
	suite_add_tcase(suite, plain);
	return run_suite(suite);
}
