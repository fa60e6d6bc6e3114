/* What the system tests of the server share: chatd as a process, and people as sockets.
 *
 * A test starts a server, lets clients come, talk and read, and stops the server, which must then
 * have ended well and have logged nothing but proper lines (so that a sanitizer's report fails the
 * test too). Each wait is a poll() for what is expected; it ends after WAIT_MS at the latest and
 * fails the test. That something does not arrive is shown by order, never by waiting: an answer
 * to a later question comes first (client_sync(), client_expect_nothing()).
 *
 * Every line that any client takes is checked: UTF-8, and what its door promises; where nothing
 * else is said, no control characters, and one of the beginnings that the line door has. The
 * program under test is named by CHATD. Each test runs in a process of its own, with which its
 * servers end. */
#ifndef HARNESS_H
#define HARNESS_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>

#define WAIT_MS 20000 /* generous: sanitizers are slow, and a wait that succeeds costs nothing */

/* As ck_assert_msg(), which tells Check of each success too: that is slow where bytes are counted.
 */
#define must(condition, ...)                       \
	do {                                       \
		if (!(condition))                  \
			ck_abort_msg(__VA_ARGS__); \
	} while (0)

struct text {
	char *bytes; /* ended by a NUL that is not counted */
	size_t length, size;
};

struct server {
	pid_t pid;
	int port;
	int out_fd, log_fd; /* -1 where they have ended */
	struct text out, log;
	size_t log_at; /* what was found of the log so far */
};

struct client {
	int fd;
	struct text got;
	size_t at;					/* up to here lines were taken */
	bool ended;					/* nothing comes any more */
	bool was_reset;					/* and that was not orderly */
	void (*check)(const char *line, size_t length); /* of each line; NULL for the line door's */
};

/* How many threads server_start() asks for: set by run_tests(). */
extern int server_threads;

/* Runs the lists (each ended by NULL; either may be NULL): `each` with one thread and with three,
 * `once` with three. Returns main's exit status. */
int run_tests(const char *name, const TTest *const *each, const TTest *const *once);

/* The same for a suite made otherwise, and for a program whose tests cannot be run here. */
int run_suite(Suite *suite);
int run_nothing(const char *why);

/* Says in the test's output that something could not be tried here. */
void note(const char *why);

long now_ms(void);
/* False when `until` (of now_ms()) has passed before one of the events. */
bool wait_fd(int fd, short events, long until);
/* Reads what there is, once. Returns false at the end, which is also a reset. */
bool text_read(struct text *text, int fd);
/* Reads on until `part` is in the text behind `*at`, and moves `*at` behind it. */
void text_await(struct text *text, size_t *at, int fd, const char *part);
/* Appends a line and a newline. */
void text_add(struct text *text, const char *line);
void text_free(struct text *text);

/* A list as server_start() and server_spawn() want it. */
#define ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Starts chatd with --threads, a free port of 127.0.0.1 and these arguments (or NULL), and waits
 * until it listens. Who comes is greeted at once; with server_start_at(), that is chosen. */
void server_start(struct server *server, const char *const *arguments);
void server_start_at(struct server *server, const char *bind, const char *const *arguments);
/* Starts chatd with just these arguments; `prepare` (or NULL) runs in the child before. */
void server_spawn(struct server *server, const char *const *arguments, void (*prepare)(void));
/* A row for --oper: "root" with this password, good until the next call. */
const char *server_operator(const char *password);
/* Waits until it listens, and learns the port. */
void server_expect_listening(struct server *server);
/* Waits until the log, behind what was found before, has this in it. */
void server_expect_log(struct server *server, const char *part);
/* Reads what the log has by now, so that the pipe does not fill up. */
void server_read_log(struct server *server);
size_t server_log_count(const struct server *server, const char *part);
/* The value of a counter in the line that is logged on exit. */
long server_counter(const struct server *server, const char *name);
void server_signal(const struct server *server, int signal);
/* Waits for its end; the exit status, or 128 and the signal's number. Output is read to the end. */
int server_wait(struct server *server);
/* TERM, exit status 0, and nothing wrong in the log. Its clients that are left end with it. */
void server_stop(struct server *server);
/* The same for a server that has been told to end in another way. */
void server_expect_stopped(struct server *server);
void server_free(struct server *server);
/* A number in /proc/PID/status, such as "VmRSS". */
long server_status(const struct server *server, const char *field);
/* Milliseconds of CPU that it has used. */
long server_cpu_ms(const struct server *server);
/* Whether memory and time are those of a sanitizer. */
bool server_is_sanitized(const struct server *server);

/* Whether a private network can be had here; and takes it, for this process and its children:
 * nothing in it but lo, which is up. */
bool network_available(void);
void network_enter(void);
/* Gives such a network one more address. */
void network_add_address(const char *text);

/* Comes over 127.0.0.1. */
void client_connect(struct client *client, const struct server *server);
void client_connect_family(struct client *client, const struct server *server, int family);
/* Comes from `source` to `target`, both in numbers; receive_bytes is SO_RCVBUF, or 0. */
void client_connect_from(struct client *client, const struct server *server, const char *source,
	const char *target, int receive_bytes);
/* The start of a connection alone; returns its socket. */
int connect_start(const struct server *server);
/* Makes a client of a socket. */
void client_init(struct client *client, int fd);
/* For client->check: any UTF-8. */
void client_any_line(const char *line, size_t length);
/* Connects, reads the greeting, takes the name, and reads that too. */
void client_join(struct client *client, const struct server *server, const char *name);
/* Reads the greeting. */
void client_greet(struct client *client);
void client_send(struct client *client, const char *bytes, size_t length);
/* A line; its newline is added. */
void client_say(struct client *client, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Sends nothing any more, but reads. */
void client_half_close(struct client *client);
/* The next line without its newline, good until the next call; NULL at the end. */
const char *client_line(struct client *client);
/* A line that has come already, or NULL. */
const char *client_line_here(struct client *client);
/* The next line is this; or begins so, if "..." ends it: whole sentences stand in tests/golden. */
void client_expect(struct client *client, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The next line begins so. */
void client_expect_start(struct client *client, const char *start);
/* Reads on to a line that has this in it. */
const char *client_await(struct client *client, const char *part);
/* The end, with no line before it. */
void client_expect_end(struct client *client);
/* Reads on to the end. */
void client_await_end(struct client *client);
/* Says something, and client_expect() for the answer. */
void client_ask(struct client *client, const char *question, const char *answer);
/* Expects to be told that it has done what others read as "-- NAME gave bob a voice". */
void client_expect_own(struct client *client, const char *deed);
/* All it has sent so far has been done, and all that came of it and before has been read. */
void client_sync(struct client *client);
/* Nothing has come for it up to now. Whoever could have caused something must be in sync. */
void client_expect_nothing(struct client *client);
void client_close(struct client *client);
/* Hangs up for all clients of a server; they must still be closed. */
void clients_hang_up(const struct server *server);
/* Ends the connection with a reset (SO_LINGER, 0). */
void client_reset(struct client *client);

#endif
