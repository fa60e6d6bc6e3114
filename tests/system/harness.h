/* The base of the system tests: running tests, waiting, chatd as a process, and clients as sockets.
 *
 * A test starts a server, lets clients connect, talk and read, and stops the server. server_stop()
 * then requires exit status 0 and a log of well-formed lines only, so that a sanitizer's report
 * fails the test too. Each wait is a poll() for the expected event; after WAIT_MS it fails the
 * test. That something does not arrive is never shown by waiting: the client asks a question, and
 * the answer must be the next line (client_sync(), client_expect_nothing()).
 *
 * client_line() checks each line: valid UTF-8, and what client->check requires; by default, no
 * control characters and one of the line door's beginnings. CHATD names the program under test.
 * Each test runs in its own process, and its servers are killed when that process ends. */
#ifndef HARNESS_H
#define HARNESS_H

#include <check.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>

/* Lines of the line door that tests compare as a whole. */
#define GOODBYE "-- chatd is shutting down. Goodbye."
#define NOBODY_CALLED(name) "!! nobody here is called " name "; /who shows the names"

#define WAIT_MS 20000 /* generous: sanitizers are slow, and a wait that succeeds costs nothing */

/* As ck_assert_msg(), but silent on success: ck_assert_msg() tells Check of each success, which is
 * slow when it is called for each byte. */
#define must(condition, ...)                       \
	do {                                       \
		if (!(condition))                  \
			ck_abort_msg(__VA_ARGS__); \
	} while (0)

/* A growing buffer of what was read. All zero is empty. */
struct text {
	char *bytes; /* with a NUL behind them that is not counted; NULL before the first */
	size_t length, size;
};

struct server {
	pid_t pid;
	int port;
	int out_fd, log_fd; /* its standard output and error; -1 after their end */
	struct text out, log;
	size_t log_at; /* server_expect_log() has found what is before this offset */
};

struct client {
	int fd;
	struct text got;
	size_t at;	/* client_line() has returned what is before this offset */
	bool ended;	/* the connection's end has been read */
	bool was_reset; /* by a reset */
	void (*check)(const char *line, size_t length); /* of each line; NULL: the line door's */
};

/* The --threads of server_start(). run_tests() sets it. */
extern int server_threads;

/* For the arguments of a server whose clients are never silent at first: so a slow one is not taken
 * for nc. */
#define NOBODY_IS_SILENT "--greet-after", "60000"

/* Runs the tests of `each` with one thread (not if is_sanitized()) and with three, those of `once`
 * with three. The lists end with NULL; either may be NULL. Returns main's exit status. */
int run_tests(const char *name, const TTest *const *each, const TTest *const *once);
/* The same with `set_up` before each test, once the number of threads is set, and `tear_down`
 * behind it. */
int run_scenes(
	const char *name, const TTest *const *each, void (*set_up)(void), void (*tear_down)(void));
/* The same with three threads only. */
int run_once(
	const char *name, const TTest *const *once, void (*set_up)(void), void (*tear_down)(void));

/* Whether SANITIZED is set: what is long is to be short, since each step takes ten times as long.
 */
bool is_sanitized(void);

/* How often to repeat what is long: as the environment's variable says, or `usual`, of which a
 * quarter under a sanitizer. */
int rounds_wanted(const char *variable, int usual);

/* Runs a suite; reports to Meson that the program is skipped. Both return main's exit status. */
int run_suite(Suite *suite);
int run_nothing(const char *why);

/* Prints as a TAP comment that this machine cannot run a part of the test. */
void note(const char *why);

/* CLOCK_MONOTONIC in milliseconds. */
long now_ms(void);
/* Waits for one of the events of poll(). Returns false if `until` (of now_ms()) comes first. */
bool wait_fd(int fd, short events, long until);
/* Waits where the socket takes no more. False where it is broken. */
bool write_all(int fd, const char *bytes, size_t length);
/* Calls read() once and appends. Returns false at the end; a reset is an end. */
bool text_read(struct text *text, int fd);
/* Reads on until `part` is in the text behind `*at`, and moves `*at` behind it. */
void text_await(struct text *text, size_t *at, int fd, const char *part);
/* Appends a line and a newline. */
void text_add(struct text *text, const char *line);
void text_free(struct text *text);
/* What vsprintf() makes, to be freed. */
char *text_format(const char *format, va_list list) __attribute__((format(printf, 1, 0)));

/* The --history of the servers that a test starts, but where their arguments name one; NULL for
 * chatd's own. "off" at first: a test of history asks for more, with a --state of its own. */
extern const char *server_history;

/* A list of strings that ends with NULL. */
#define ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Starts chatd on a free port of 127.0.0.1 with these arguments (or NULL), and waits until it
 * listens. One with a --history waits for its disk: this machine may be slower than a test is
 * about, unless it names a --history-wait. server_start() opens the line door; `bind` is the value
 * of --bind. */
void server_start(struct server *server, const char *const *arguments);
void server_start_at(struct server *server, const char *bind, const char *const *arguments);
/* Starts chatd with these arguments alone. `prepare` (or NULL) runs in the child before exec. */
void server_spawn(struct server *server, const char *const *arguments, void (*prepare)(void));
/* The value of --oper for "root" with this password. Valid until the next call. */
const char *server_operator(const char *password);
/* Waits until it listens, and sets server->port. */
void server_expect_listening(struct server *server);
/* Waits until the log contains `part` behind server->log_at, and moves that behind it. */
void server_expect_log(struct server *server, const char *part);
/* Reads the log as far as it is written, so that its pipe does not fill up. */
void server_read_log(struct server *server);
/* How often the log contains `part`, as far as it was read. */
size_t server_log_count(const struct server *server, const char *part);
/* A counter's value in the line that the server logs on exit. */
long server_counter(const struct server *server, const char *name);
void server_expect_counter(const struct server *server, const char *name, long value);
void server_signal(const struct server *server, int signal);
/* Waits for its end and reads its outputs to theirs. Returns its exit status, or 128 plus the
 * signal's number. */
int server_wait(struct server *server);
/* Ends it with TERM, hangs up for its clients, and checks its exit status and log, which stays for
 * server_counter(); the same, and frees it. */
void server_end(struct server *server);
void server_stop(struct server *server);
/* Ends it with KILL, and frees it. */
void server_kill(struct server *server);
/* Checks the exit status and log of a server that was ended in another way. */
void server_expect_stopped(struct server *server);
void server_free(struct server *server);
/* A number of /proc/PID/status, such as "VmRSS". */
long server_status(const struct server *server, const char *field);
/* Milliseconds of CPU time that it has used. */
long server_cpu_ms(const struct server *server);
/* Whether it runs under a sanitizer, so that limits of memory and time do not hold. */
bool server_is_sanitized(const struct server *server);

/* Whether this process may make a network namespace; and enters a new one, which has only lo, for
 * itself and its children. */
bool network_available(void);
void network_enter(void);
/* Adds an address to lo. */
void network_add_address(const char *text);
/* A port of 127.0.0.1 that nobody has now. */
int free_port(void);

/* Connects to 127.0.0.1; to the loopback address of a family. */
void client_connect(struct client *client, const struct server *server);
void client_connect_family(struct client *client, const struct server *server, int family);
/* Connects from `source` (or NULL) to `target`, both numeric. receive_bytes is SO_RCVBUF, or 0. */
void client_connect_from(struct client *client, const struct server *server, const char *source,
	const char *target, int receive_bytes);
/* Starts to connect and does not wait. Returns the socket. */
int client_connect_start(const struct server *server);
/* Makes a client of a connected socket, or of a pipe to read from. */
void client_init(struct client *client, int fd);
/* Comes from this address of the loopback network, is told these words and closed. */
void client_expect_refused(const struct server *server, const char *source, const char *words);
/* A client->check that accepts any UTF-8. */
void client_any_line(const char *line, size_t length);
/* Connects, reads the greeting, takes the name, and reads the answer. */
void client_join(struct client *client, const struct server *server, const char *name);
/* Reads the greeting. */
void client_greet(struct client *client);
/* Connects, and reads a guest's greeting at once, and the past before it; checks no line behind
 * that. */
void client_come(struct client *client, const struct server *server);
void client_send(struct client *client, const char *bytes, size_t length);
/* Sends a line and a newline. */
void client_say(struct client *client, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Shuts down the sending side. */
void client_half_close(struct client *client);
/* Waits for the next line and returns it without its newline, valid until the next call; NULL at
 * the end of the connection. */
const char *client_line(struct client *client);
/* The next line if it was read already, or NULL. */
const char *client_line_here(struct client *client);
/* The next line is this, in which each "..." stands for any run of characters: tests/golden has the
 * whole sentences, and a test quotes what tells its line from others. */
void client_expect(struct client *client, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Reads up to a line that contains `part` ("..." as above), and returns it. */
const char *client_await(struct client *client, const char *part);
/* The connection ends orderly, without another line. */
void client_expect_end(struct client *client);
/* Reads to the end of the connection. */
void client_await_end(struct client *client);
/* client_say() and client_expect(). */
void client_ask(struct client *client, const char *question, const char *answer);
/* The next line says that it has this name now; asks for the name first. */
void client_expect_named(struct client *client, const char *name);
void client_rename(struct client *client, const char *name);
/* The next line says that it is in #room now, with `others` ("nobody else"); joins it first. */
void client_expect_inside(struct client *client, const char *room, const char *others);
void client_enter(struct client *client, const char *room, const char *others);
/* The next line confirms an own deed, "-- You have given bob a voice"; `deed` is what others read
 * behind the name: "gave bob a voice". */
void client_expect_own(struct client *client, const char *deed);
/* Waits until the server has done all that the client has sent, and reads what came until then. */
void client_sync(struct client *client);
/* The server has sent it nothing up to now. Clients that could have caused something must be
 * synchronised before. */
void client_expect_nothing(struct client *client);
void client_close(struct client *client);
/* Shuts down all clients' connections to a server; the clients must still be closed. */
void client_hang_up_all(const struct server *server);
/* Closes the connection with a reset. */
void client_reset(struct client *client);

#endif
