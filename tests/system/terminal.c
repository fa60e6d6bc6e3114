#include "terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "process.h"
#include "temporary.h"
#include "writes.h"

#define SESSION_PATH_SIZE (TEMPORARY_PATH_SIZE + 64)

static char
	folder[TEMPORARY_PATH_SIZE]; /* has the tmux socket and the files that the shells write */
static char socket_path[TEMPORARY_PATH_SIZE + 8];
static char session[32];
static char record[SESSION_PATH_SIZE]; /* the file that gets what is written to the terminal */
static int writes = -1;
static char *screen;

/* Runs a program to its end and returns its status; what it wrote is left in `said` (to free). */
static int run(char **said, const char *const *words)
{
	struct process process;
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	process_start(&process, nothing, words);
	int status = process_wait(&process);
	close(nothing);
	text_free(&process.complained);
	if (said)
		*said = process.said.bytes;
	else
		text_free(&process.said);
	return status;
}

static int tmux(char **said, ...)
{
	const char *words[16] = {"tmux", "-u", "-S", socket_path, "-f", "/dev/null"};
	size_t count = 6;
	va_list more;
	va_start(more, said);
	while (count < 15 && (words[count] = va_arg(more, const char *)))
		count++;
	va_end(more);
	return run(said, words);
}

/* This session keeps the tmux server running between two tests, for ten minutes at most. */
void terminal_set_up(void)
{
	temporary_subfolder(folder, "tmux");
	snprintf(socket_path, sizeof socket_path, "%s/tmux", folder);
	ck_assert_int_eq(tmux(NULL, "new-session", "-d", "timeout 600 cat", NULL), 0);
}

const char *terminal_folder(void)
{
	return folder;
}

void terminal_tear_down(void)
{
	tmux(NULL, "kill-server", NULL);
	temporary_remove_tree(folder);
}

/* Called before Check runs, so it must not use Check's assertions. */
bool terminal_available(void)
{
	return system("command -v tmux >/dev/null") == 0;
}

bool terminal_has_readline(void)
{
	return system("\"$CHAT_CLIENT\" --version | grep -q readline") == 0;
}

/* Output that comes from now on goes to a file, whose writes tell of it. */
void terminal_record(void)
{
	static unsigned count;
	char command[SESSION_PATH_SIZE + 32];
	snprintf(record, sizeof record, "%s/record-%u", folder, count++);
	fclose(fopen(record, "w"));
	if (writes >= 0)
		close(writes);
	writes = writes_watch(record);
	snprintf(command, sizeof command, "exec cat >%s", record);
	ck_assert_int_eq(tmux(NULL, "pipe-pane", "-t", session, command, NULL), 0);
}

void terminal_run(int columns, int rows, const char *environment, const char *command)
{
	static int opened;
	char script[2048], x[16], y[16];
	snprintf(session, sizeof session, "test-%d-%d", (int)getpid(), opened++);
	snprintf(x, sizeof x, "%d", columns);
	snprintf(y, sizeof y, "%d", rows);
	snprintf(script, sizeof script,
		"cd %s; stty -g >before-%s; export %s; "
		"sh -c 'echo $$ >client-%s; exec \"$@\"' sh %s; "
		"status=$?; stty -g >after-%s; echo \"[left with $status]\"; exec timeout 60 cat",
		folder, session, environment, session, command, session);
	ck_assert_int_eq(
		tmux(NULL, "new-session", "-d", "-s", session, "-x", x, "-y", y, script, NULL), 0);
	terminal_record();
}

void terminal_type(const char *text)
{
	ck_assert_int_eq(tmux(NULL, "send-keys", "-t", session, "-l", text, NULL), 0);
}

void terminal_key(const char *key)
{
	ck_assert_int_eq(tmux(NULL, "send-keys", "-t", session, key, NULL), 0);
}

void terminal_paste(const char *text)
{
	ck_assert_int_eq(tmux(NULL, "set-buffer", text, NULL), 0);
	ck_assert_int_eq(tmux(NULL, "paste-buffer", "-p", "-t", session, NULL), 0);
}

/* Reads a file of one line that the shell in the terminal has written. */
static void read_line(const char *name, char out[256])
{
	char path[SESSION_PATH_SIZE];
	snprintf(path, sizeof path, "%s/%s-%s", folder, name, session);
	FILE *from = fopen(path, "r");
	ck_assert_ptr_nonnull(from);
	ck_assert_ptr_nonnull(fgets(out, 256, from));
	fclose(from);
}

/* Opens the terminal device of the pane. */
static int open_pane(void)
{
	char *path;
	ck_assert_int_eq(
		tmux(&path, "display-message", "-p", "-t", session, "#{pane_tty}", NULL), 0);
	path[strcspn(path, "\n")] = '\0';
	int fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	free(path);
	return fd;
}

static int columns_now(void)
{
	struct winsize size = {0};
	int fd = open_pane();
	ck_assert_int_eq(ioctl(fd, TIOCGWINSZ, &size), 0);
	close(fd);
	return size.ws_col;
}

/* Nothing tells of a change of these settings, so they are looked at again and again. */
void terminal_expect_echo(bool echo)
{
	struct termios settings;
	int fd = open_pane();
	for (int i = 0; i < WAIT_MS / 20; i++) {
		ck_assert_int_eq(tcgetattr(fd, &settings), 0);
		if (((settings.c_lflag & ECHO) != 0) == echo)
			break;
		poll(NULL, 0, 20);
	}
	close(fd);
	ck_assert_int_eq((settings.c_lflag & ECHO) != 0, echo);
}

void terminal_signal(int number)
{
	char text[256];
	read_line("client", text);
	ck_assert_int_eq(kill((pid_t)strtol(text, NULL, 10), number), 0);
}

/* tmux redraws at once but gives the terminal its size some time later, of which nothing tells. */
void terminal_size(int columns, int rows)
{
	char x[16], y[16];
	snprintf(x, sizeof x, "%d", columns);
	snprintf(y, sizeof y, "%d", rows);
	ck_assert_int_eq(tmux(NULL, "resize-window", "-t", session, "-x", x, "-y", y, NULL), 0);
	for (int i = 0; i < WAIT_MS / 20 && columns_now() != columns; i++)
		poll(NULL, 0, 20);
	ck_assert_int_eq(columns_now(), columns);
}

static void expect(const char *text, const char *escapes)
{
	long until = now_ms() + WAIT_MS;
	do {
		free(screen);
		ck_assert_int_eq(tmux(&screen, "capture-pane", "-p", "-S", "-", "-t", session,
					 escapes, NULL),
			0);
		if (strstr(screen, text))
			return;
	} while (writes_await(writes, until));
	fprintf(stderr, "the screen:\n%s\n", screen); /* too long for a message of Check */
	ck_abort_msg("'%s' is not on the screen", text);
}

void terminal_expect(const char *text)
{
	expect(text, NULL);
}

void terminal_expect_coloured(const char *text)
{
	expect(text, "-e");
}

void terminal_expect_joined(const char *text)
{
	expect(text, "-J");
}

const char *terminal_text(void)
{
	return screen;
}

bool terminal_is(const char *format, const char *value)
{
	char *said;
	ck_assert_int_eq(tmux(&said, "display-message", "-p", "-t", session, format, NULL), 0);
	said[strcspn(said, "\n")] = '\0';
	bool same = strcmp(said, value) == 0;
	free(said);
	return same;
}

static size_t read_file(const char *path, char *out, size_t size)
{
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	size_t length = fread(out, 1, size, file);
	fclose(file);
	return length;
}

size_t terminal_recorded(const char *part, char *out, size_t size)
{
	long until = now_ms() + WAIT_MS;
	do {
		size_t length = read_file(record, out, size);
		if (memmem(out, length, part, strlen(part)))
			return length;
	} while (writes_await(writes, until));
	ck_abort_msg("'%s' was not written", part);
	return 0;
}

void terminal_expect_left(int status)
{
	char text[32], before[256], after[256];
	snprintf(text, sizeof text, "[left with %d]", status);
	terminal_expect(text);
	read_line("before", before);
	read_line("after", after);
	ck_assert_str_eq(before, after);
}
