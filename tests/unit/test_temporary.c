/* Test programs leave nothing behind, however they end. */
#include "temporary.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

enum ending { SUCCESS, FAILURE, ABORT, EXIT_IN_CASE, KILL_BOTH, STOP, ENDING_COUNT };

/* Such a program's only case: leaves a folder that has files, then ends in one of the ways. */
static enum ending chosen;

START_TEST(leaves_files)
{
	char path[TEMPORARY_PATH_SIZE], name[TEMPORARY_PATH_SIZE + 8];
	temporary_subfolder(path, "left");
	snprintf(name, sizeof name, "%s/file", path);
	temporary_write(name, "x", 1);
	free(temporary_file("y", 1));
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* Check may be stopped before it knows this process */
	printf("%s\n", temporary_folder());
	fflush(stdout);
	switch (chosen) {
	case FAILURE:
		ck_abort_msg("on purpose");
	case ABORT:
		abort();
	case EXIT_IN_CASE:
		exit(3);
	case KILL_BOTH:
		kill(getppid(), SIGKILL);
		raise(SIGKILL);
		break;
	case STOP:
		kill(getppid(), SIGTERM); /* as Meson does when its time is over */
		pause();
		break;
	default:
		break;
	}
}
END_TEST

/* Runs this program again as one that ends so, and returns its folder. All that it has started has
 * ended with the end of its output. */
static void run(enum ending ending, char said[4096])
{
	int out[2], status;
	char number[8];
	ssize_t length;
	size_t used = 0;
	snprintf(number, sizeof number, "%d", (int)ending);
	ck_assert_int_eq(pipe(out), 0);
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		setpgid(0, 0);
		dup2(out[1], STDOUT_FILENO);
		dup2(out[1], STDERR_FILENO);
		close(out[0]);
		close(out[1]);
		setenv("LEAVE_FILES", number, 1);
		execl("/proc/self/exe", "test_temporary", (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	while ((length = read(out[0], said + used, 4095 - used)) > 0)
		used += (size_t)length;
	said[used] = '\0';
	close(out[0]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(WIFSIGNALED(status), ending >= KILL_BOTH);
}

START_TEST(nothing_is_left)
{
	char said[4096];
	run((enum ending)_i, said);
	char *found = strstr(said, temporary_folder());
	ck_assert_msg(found != NULL, "it said %s", unit_shown(said));
	char *line = strsep(&found, "\n");
	ck_assert_uint_gt(strlen(line), strlen(temporary_folder()));
	ck_assert_msg(access(line, F_OK) != 0, "%s is still there", line);
}
END_TEST

START_TEST(programs_find_the_folder)
{
	unit_same(getenv("TMPDIR"), temporary_folder());
}
END_TEST

Suite *unit_suite(void)
{
	const char *number = getenv("LEAVE_FILES");
	Suite *suite = suite_create("temporary");
	TCase *all = tcase_create("temporary");
	tcase_set_timeout(all, 60); /* a sanitizer on a busy machine is slow */
	if (number) {
		chosen = (enum ending)atoi(number);
		tcase_add_test(all, leaves_files);
	} else {
		tcase_add_loop_test(all, nothing_is_left, 0, ENDING_COUNT);
		tcase_add_test(all, programs_find_the_folder);
	}
	suite_add_tcase(suite, all);
	return suite;
}
