/* A server that writes as fast as it can, with the test as the terminal: nothing is lost, memory
 * does not grow, and who types is served meanwhile. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "peer.h"
#include "process.h"
#include "terminal.h"

#define LINES 100000
#define LINES_SANITIZED 20000
#define KILOBYTES_MAX 10240

/* What has come from the client, as lines: escape sequences and carriage returns are no part. */
static struct {
	int fd;
	pid_t client;
	char line[4096];
	size_t length;
	unsigned last;	      /* number of the storm's last line */
	unsigned typed_after; /* the storm's lines that came before what was typed was seen */
	bool in_escape, ended;
} terminal;

static const char typed[] = "still here";
static unsigned lines; /* of the storm */

static void take_line(void)
{
	unsigned number;
	terminal.line[terminal.length] = '\0';
	terminal.length = 0;
	const char *said = strstr(terminal.line, "<bob> line ");
	if (!said || sscanf(said, "<bob> line %u of the storm", &number) != 1)
		return;
	ck_assert_msg(
		number == terminal.last + 1, "%u is followed by: %s", terminal.last, terminal.line);
	terminal.last = number;
}

static void take_byte(char byte)
{
	if (terminal.in_escape) {
		terminal.in_escape = !(byte >= '@' && byte <= '~' && byte != '[');
	} else if (byte == '\033') {
		terminal.in_escape = true;
	} else if (byte == '\n') {
		take_line();
	} else if (byte != '\r' && terminal.length < sizeof terminal.line - 1) {
		terminal.line[terminal.length++] = byte;
		if (!terminal.typed_after && byte == typed[sizeof typed - 2]) {
			terminal.line[terminal.length] = '\0';
			if (strstr(terminal.line, typed))
				terminal.typed_after = terminal.last;
		}
	}
}

static void take(void)
{
	char bytes[65536];
	ssize_t length = read(terminal.fd, bytes, sizeof bytes);
	terminal.ended = length == 0 || (length < 0 && errno != EAGAIN && errno != EINTR);
	for (ssize_t i = 0; i < length; i++)
		take_byte(bytes[i]);
}

static void open_terminal(int port)
{
	char where[32], home[160];
	struct winsize size = {.ws_row = 24, .ws_col = 80};
	snprintf(where, sizeof where, "127.0.0.1:%d", port);
	snprintf(home, sizeof home, "%s", terminal_folder());
	fflush(NULL);
	terminal.client = forkpty(&terminal.fd, NULL, NULL, &size);
	ck_assert_int_ge(terminal.client, 0);
	if (terminal.client == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setenv("TERM", "xterm-256color", 1);
		setenv("LC_ALL", "C.UTF-8", 1);
		setenv("INPUTRC", "/dev/null", 1);
		setenv("HOME", home, 1);
		unsetenv("XDG_CONFIG_HOME");
		unsetenv("XDG_STATE_HOME");
		execl(process_client(), process_client(), "--nick", "ada", where, "#room",
			(char *)NULL);
		_exit(127);
	}
	fcntl(terminal.fd, F_SETFL, O_NONBLOCK);
}

static long status_kilobytes(const char *field)
{
	char path[64], line[256];
	long value = -1;
	snprintf(path, sizeof path, "/proc/%d/status", (int)terminal.client);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof line, file))
		if (strncmp(line, field, strlen(field)) == 0)
			value = strtol(line + strlen(field) + 1, NULL, 10);
	fclose(file);
	ck_assert_int_ge(value, 0);
	return value;
}

static size_t make_line(char *out, size_t size, unsigned number)
{
	return (size_t)snprintf(out, size,
		"@time=2026-01-02T03:04:05.678Z;msgid=%u :bob!bob@host.test PRIVMSG #room "
		":line %u of the storm, which blows as hard as it can\r\n",
		number, number);
}

/* Writes what the socket takes; half way it also types. */
static void blow(struct peer *peer)
{
	char chunk[65536];
	size_t length = 0, sent = 0;
	unsigned next = 1;
	time_t limit = time(NULL) + 100;
	while (terminal.last < lines) {
		ck_assert_msg(time(NULL) < limit && !terminal.ended, "it came up to line %u",
			terminal.last);
		while (next <= lines && sizeof chunk - length > 512)
			length += make_line(chunk + length, sizeof chunk - length, next++);
		struct pollfd wait[2] = {{.fd = terminal.fd, .events = POLLIN},
			{.fd = peer->fd, .events = sent < length ? POLLOUT : 0}};
		ck_assert_int_gt(poll(wait, 2, WAIT_MS), 0);
		if (wait[0].revents)
			take();
		if (wait[1].revents & POLLOUT) {
			ssize_t some = send(
				peer->fd, chunk + sent, length - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
			ck_assert(some > 0 || errno == EAGAIN);
			sent += some > 0 ? (size_t)some : 0;
			memmove(chunk, chunk + sent, length - sent);
			length -= sent;
			sent = 0;
		}
		static bool has_typed;
		if (!has_typed && terminal.last > lines / 4) {
			has_typed = true;
			ck_assert_int_eq(
				write(terminal.fd, typed, sizeof typed - 1), sizeof typed - 1);
		}
	}
}

START_TEST(very_many_lines_come_as_fast_as_they_can)
{
	int port = 0;
	struct peer peer;
	int listener = peer_listen(AF_INET, &port);
	lines = is_sanitized() ? LINES_SANITIZED : LINES;
	open_terminal(port);
	peer_accept(&peer, listener);
	peer_let_in(&peer, "message-tags server-time");
	peer_let_join(&peer, "#room");
	blow(&peer);
	ck_assert_uint_eq(terminal.last, lines);
	ck_assert_msg(terminal.typed_after > 0 && terminal.typed_after < lines * 3 / 4,
		"what was typed after %u lines was seen after %u", lines / 4, terminal.typed_after);
	if (!is_sanitized())
		ck_assert_int_lt(status_kilobytes("VmHWM"), KILOBYTES_MAX);
	ck_assert_int_eq(write(terminal.fd, "\r", 1), 1);
	peer_expect(&peer, "PRIVMSG #room :still here\r\n");
	peer_close(&peer);
	close(listener);
	close(terminal.fd);
	kill(terminal.client, SIGKILL);
	waitpid(terminal.client, NULL, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("client storm");
	TCase *all = tcase_create("storm");
	if (!terminal_available() || !terminal_has_readline()) {
		return run_nothing("there is no tmux, or no readline");
	}
	tcase_add_unchecked_fixture(all, terminal_set_up, terminal_tear_down);
	tcase_add_test(all, very_many_lines_come_as_fast_as_they_can);
	tcase_set_timeout(all, 110);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
