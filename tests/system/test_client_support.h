/* What the client's system tests share: a server that the test itself plays, the client as a
 * process, and the client in a terminal (tmux).
 *
 * Each wait ends after WAIT_MS at the latest and then fails the test that waits, showing what
 * was there instead. The program under test is named by the environment (CHAT_CLIENT). All
 * sockets are on loopback addresses and free ports. */
#ifndef TEST_CLIENT_SUPPORT_H
#define TEST_CLIENT_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define WAIT_MS 20000

/* Bytes that have come so far; ended by a NUL that is not counted. */
struct bytes {
	char *text;
	size_t length;
};

/* One connection, as its server sees it. */
struct peer {
	int fd;
	struct bytes got;
	bool ended;
	char nick[64]; /* what peer_let_in() was told */
};

/* A process whose standard streams are pipes; those not in use are -1. */
struct process {
	pid_t id;
	int in, out, err;
	struct bytes said, complained;
};

const char *client_path(void);

/* A listening socket; `port` is taken if it is not 0, and set. -1 if the port is taken. */
int server_listen(int family, int *port);
/* The same port of both loopback addresses. */
void server_listen_both(int *four, int *six, int *port);
/* A port on which nobody listens at either address, kept taken until both are closed. */
void server_refuse_both(int *four, int *six, int *port);
void server_accept(struct peer *peer, int listener);

void peer_send(struct peer *peer, const char *bytes, size_t length);
void peer_say(struct peer *peer, const char *text);
/* Waits for more of it; `what` says for what. */
void peer_take(struct peer *peer, const char *what);
/* Until `text` is in what has come. */
void peer_expect(struct peer *peer, const char *text);
/* Until the client has half-closed. */
void peer_expect_end(struct peer *peer);
void peer_close(struct peer *peer);
/* Ends the connection with a reset. */
void peer_reset(struct peer *peer);

/* The server is one for IRC, called irc.test: says a line, to which CR LF is added; lets the client
 * in, where `capabilities` ("one two", or "") are to be had; and lets it into a room for which it
 * asks, where bob is. */
void peer_line(struct peer *peer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void peer_let_in(struct peer *peer, const char *capabilities);
void peer_let_join(struct peer *peer, const char *room);

/* `in` becomes its standard input; with -1 that is a new pipe, process->in. `words` ends with
 * NULL and has at most 15 before that. */
void process_start(struct process *process, int in, const char *const *words);
/* Starts the client with these arguments. */
void client_start(struct process *process, int in, const char *const *arguments);
/* Writes to its standard input, all of it. */
void client_feed(struct process *process, const char *text);
void client_end_input(struct process *process);
/* Reads what it says until it ends; its exit status, or 128 and the signal's number. */
int process_wait(struct process *process);

/* Terminals are windows of a tmux server of the test program's own, which these two begin and
 * end: unchecked fixtures, so that the end also comes after a test that failed. */
void terminal_set_up(void);
void terminal_tear_down(void);
/* Where they are, and whatever else goes with them: nothing but the test's, removed at the end. */
const char *terminal_folder(void);
/* Whether there is a tmux, and whether the client has been built with readline. */
bool terminal_available(void);
bool terminal_has_readline(void);

/* One terminal in which a shell, in that folder, runs a command and then shows "[left with
 * STATUS]". `environment` is a list of NAME=VALUE. */
void terminal_run(int columns, int rows, const char *environment, const char *command);
void terminal_type(const char *text);
/* A key by tmux's name for it, such as "C-c". */
void terminal_key(const char *key);
void terminal_paste(const char *text);
void terminal_size(int columns, int rows);
/* To the client. */
void terminal_signal(int number);
/* Until the terminal echoes by itself, or does not, as while an editor has it. */
void terminal_expect_echo(bool echo);
/* Until `text` (rows joined by newlines, without blanks at their ends) is on the screen or has
 * scrolled off it. */
void terminal_expect(const char *text);
/* The same for the screen's text with its escape sequences. */
void terminal_expect_coloured(const char *text);
/* The same, with those rows joined of which the terminal itself has made several. */
void terminal_expect_joined(const char *text);
/* Whether a format of tmux's, such as "#{window_bell_flag}", says this. */
bool terminal_is(const char *format, const char *value);
/* Keeps each byte that is written to the terminal from now on; and all of them, once `part` is
 * among them. Returns their number. */
void terminal_record(void);
size_t terminal_recorded(const char *part, char *out, size_t size);
/* What the screen showed when it was last looked at. */
const char *terminal_text(void);
/* Until the client has left with this status; and the terminal's settings are as before. */
void terminal_expect_left(int status);

#endif
