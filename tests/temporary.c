#include "temporary.h"

#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define REMOVE_TRIES 200
#define REMOVE_PAUSE_MS 10

static char folder[TEMPORARY_PATH_SIZE * 2 / 3]; /* short, since paths of sockets are */
static pid_t owner, sweeper;

/* Also outside of a running case, where Check's own words do not work. */
static void need(bool condition, const char *what)
{
	if (condition)
		return;
	perror(what);
	abort();
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	remove(path);
	return 0;
}

/* A program that lost its terminal may still write a file, so again until the folder is gone. */
void temporary_remove_tree(const char *path)
{
	for (int i = 0; i < REMOVE_TRIES && access(path, F_OK) == 0; i++) {
		if (i > 0)
			poll(NULL, 0, REMOVE_PAUSE_MS);
		nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	}
}

/* Waits for the owner's death in a process group of its own, where no signal to the test's group
 * reaches it. */
static _Noreturn void sweep(int owner_fd)
{
	struct pollfd end = {.fd = owner_fd, .events = POLLIN};
	while (poll(&end, 1, -1) < 0)
		;
	temporary_remove_tree(folder);
	_exit(0);
}

/* Without Check, which does not run yet. */
static _Noreturn void give_up(const char *what)
{
	perror(what);
	_exit(EXIT_FAILURE);
}

__attribute__((constructor)) static void begin(void)
{
	char state[sizeof folder + sizeof "/servers"], xdg[sizeof folder + sizeof "/state"];
	const char *above = getenv("TMPDIR");
	int length = snprintf(
		folder, sizeof folder, "%s/chatd-test-XXXXXX", above && *above ? above : "/tmp");
	if (length >= (int)sizeof folder) {
		fprintf(stderr, "TMPDIR is too long for the tests: %s\n", above);
		_exit(EXIT_FAILURE);
	}
	if (!mkdtemp(folder))
		give_up(folder);
	setenv("TMPDIR", folder, 1);
	snprintf(state, sizeof state, "%s/servers", folder);
	setenv("STATE_DIRECTORY", state, 1);
	snprintf(xdg, sizeof xdg, "%s/state", folder);
	setenv("XDG_STATE_HOME", xdg, 1);
	owner = getpid();
	int owner_fd = pidfd_open(owner, 0);
	if (owner_fd < 0 || (sweeper = fork()) < 0) {
		rmdir(folder);
		give_up("the process that removes temporary files");
	}
	if (sweeper == 0)
		sweep(owner_fd);
	setpgid(sweeper, sweeper); /* here, so that it is done before there is a case */
	close(owner_fd);
}

/* Forked cases come here too when they exit. */
__attribute__((destructor)) static void end(void)
{
	if (getpid() != owner)
		return;
	temporary_remove_tree(folder);
	kill(sweeper, SIGKILL);
	waitpid(sweeper, NULL, 0);
}

const char *temporary_folder(void)
{
	return folder;
}

void temporary_subfolder(char path[TEMPORARY_PATH_SIZE], const char *name)
{
	int length = snprintf(path, TEMPORARY_PATH_SIZE, "%s/%s-XXXXXX", folder, name);
	need(length < TEMPORARY_PATH_SIZE && mkdtemp(path), path);
	need(chmod(path, 0700) == 0, path); /* whatever the umask is */
}

char *temporary_file(const char *bytes, size_t length)
{
	char path[TEMPORARY_PATH_SIZE];
	snprintf(path, sizeof path, "%s/file-XXXXXX", folder);
	int fd = mkstemp(path);
	need(fd >= 0, path);
	close(fd);
	temporary_write(path, bytes, length);
	return strdup(path);
}

void temporary_write(const char *path, const char *bytes, size_t length)
{
	FILE *file = fopen(path, "w");
	need(file != NULL, path);
	need(fwrite(bytes, 1, length, file) == length, path);
	need(fclose(file) == 0, path);
}

void temporary_remove(char *path)
{
	unlink(path);
	free(path);
}

/* localedef leaves an empty folder where it fails, and has a status for mere warnings. */
bool temporary_locale(const char *name, const char *language, const char *charset)
{
	char command[512];
	snprintf(command, sizeof command,
		"cd '%s' && { localedef -c -i %s -f %s ./%s >localedef.log 2>&1; "
		"test -s %s/LC_CTYPE; }",
		folder, language, charset, name, name);
	if (system(command) == 0)
		return true;
	printf("# not tried: localedef cannot make %s in %s here (Debian's package locales)\n",
		language, charset);
	fflush(stdout);
	return false;
}
