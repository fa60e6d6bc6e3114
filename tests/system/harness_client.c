/* struct client. */
#include "harness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pattern.h"

#define DESCRIPTORS_MAX 65536
#define KEPT_BYTES (1 << 20) /* of lines that were returned, before they are dropped */

/* The length of the character at `at`; 0 if it is not valid UTF-8 (RFC 3629, 4) or, if `plain`, a
 * control character that a server must not send. It does not share code with the server, which it
 * checks. */
static size_t good_char(const unsigned char *at, size_t left, bool plain)
{
	if (at[0] < 0x80)
		return !plain || at[0] == '\t' || (at[0] >= ' ' && at[0] != 0x7F) ? 1 : 0;
	size_t size = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : 2;
	unsigned long c = at[0] & (0x7FU >> size);
	if (at[0] < 0xC2 || at[0] > 0xF4 || left < size)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if ((at[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (at[i] & 0x3FU);
	}
	static const unsigned long least[] = {0, 0, 0xA0, 0x800, 0x10000};
	return c < least[size] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? 0 : size;
}

static bool good_start(const char *line)
{
	while (*line >= '0' && *line <= '9' && strchr(line, ' ')) /* number, date, time */
		line = strchr(line, ' ') + 1;
	return strncmp(line, "-- ", 3) == 0 || strncmp(line, "!! ", 3) == 0 ||
	       strncmp(line, "* ", 2) == 0 || line[0] == '<' || line[0] == '[';
}

static void check_line(const struct client *client, const char *line, size_t length)
{
	size_t used;
	if (client->check)
		client->check(line, length);
	else
		must(good_start(line), "what line is this: %s", line);
	for (size_t at = 0; at < length; at += used) {
		used = good_char((const unsigned char *)line + at, length - at, !client->check);
		must(used > 0, "byte %02x at %zu of: %s", (unsigned char)line[at], at, line);
	}
}

void client_any_line(const char *line, size_t length)
{
}

/* Whether a descriptor is a client's. */
static bool is_client[DESCRIPTORS_MAX];

void client_init(struct client *client, int fd)
{
	ck_assert_int_lt(fd, DESCRIPTORS_MAX);
	is_client[fd] = true;
	*client = (struct client){.fd = fd};
}

static socklen_t to_address(struct sockaddr_storage *out, const char *host, int port)
{
	struct sockaddr_in *four = (struct sockaddr_in *)out;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;
	*out = (struct sockaddr_storage){0};
	if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons((uint16_t)port);
		return sizeof *four;
	}
	ck_assert_int_eq(inet_pton(AF_INET6, host, &six->sin6_addr), 1);
	six->sin6_family = AF_INET6;
	six->sin6_port = htons((uint16_t)port);
	return sizeof *six;
}

static int open_socket(int family)
{
	int one = 1;
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	must(fd >= 0, "socket: %s", strerror(errno));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return fd;
}

static void start(int fd, const struct sockaddr_storage *to, socklen_t size)
{
	int result = connect(fd, (const struct sockaddr *)to, size);
	must(result == 0 || errno == EINPROGRESS, "connect: %s", strerror(errno));
}

int client_connect_start(const struct server *server)
{
	struct sockaddr_storage to;
	socklen_t size = to_address(&to, "127.0.0.1", server->port);
	int fd = open_socket(AF_INET);
	start(fd, &to, size);
	return fd;
}

void client_connect_from(struct client *client, const struct server *server, const char *source,
	const char *target, int receive_bytes)
{
	struct sockaddr_storage from, to;
	socklen_t size = to_address(&to, target, server->port);
	int error = 0;
	socklen_t length = sizeof error;
	int fd = open_socket(to.ss_family);
	if (receive_bytes > 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
	if (source) {
		socklen_t from_size = to_address(&from, source, 0);
		ck_assert_int_eq(bind(fd, (struct sockaddr *)&from, from_size), 0);
	}
	start(fd, &to, size);
	ck_assert(wait_fd(fd, POLLOUT, now_ms() + WAIT_MS));
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
	must(error == 0, "cannot connect to %s: %s", target, strerror(error));
	client_init(client, fd);
}

void client_connect(struct client *client, const struct server *server)
{
	client_connect_from(client, server, NULL, "127.0.0.1", 0);
}

void client_connect_family(struct client *client, const struct server *server, int family)
{
	client_connect_from(client, server, NULL, family == AF_INET ? "127.0.0.1" : "::1", 0);
}

void client_hang_up_all(const struct server *server)
{
	for (int fd = 0; fd < DESCRIPTORS_MAX; fd++) {
		struct sockaddr_storage peer;
		socklen_t size = sizeof peer;
		if (!is_client[fd] || getpeername(fd, (struct sockaddr *)&peer, &size) != 0)
			continue;
		/* sin_port and sin6_port have the same offset. */
		if (((struct sockaddr_in *)&peer)->sin_port == htons((uint16_t)server->port))
			shutdown(fd, SHUT_RDWR);
	}
}

static void fill(struct client *client)
{
	if (client->at > KEPT_BYTES) {
		client->got.length -= client->at;
		memmove(client->got.bytes, client->got.bytes + client->at, client->got.length + 1);
		client->at = 0;
	}
	errno = 0;
	if (text_read(&client->got, client->fd))
		return;
	client->ended = true;
	client->was_reset = errno == ECONNRESET;
}

const char *client_line_here(struct client *client)
{
	if (client->got.length == client->at)
		return NULL;
	char *line = client->got.bytes + client->at;
	char *newline = memchr(line, '\n', client->got.length - client->at);
	if (!newline)
		return NULL;
	*newline = '\0';
	check_line(client, line, (size_t)(newline - line));
	client->at += (size_t)(newline - line) + 1;
	return line;
}

const char *client_line(struct client *client)
{
	long until = now_ms() + WAIT_MS;
	const char *line;
	while (!(line = client_line_here(client)) && !client->ended) {
		must(wait_fd(client->fd, POLLIN, until), "no line came; only: %s",
			client->got.bytes ? client->got.bytes + client->at : "");
		fill(client);
	}
	return line;
}

void client_send(struct client *client, const char *bytes, size_t length)
{
	long until = now_ms() + WAIT_MS;
	while (length > 0) {
		ssize_t sent = send(client->fd, bytes, length, MSG_NOSIGNAL);
		if (sent < 0 && (errno == EPIPE || errno == ECONNRESET))
			return; /* the next read reports it */
		must(sent > 0 || errno == EAGAIN, "send: %s", strerror(errno));
		if (sent > 0) {
			bytes += sent;
			length -= (size_t)sent;
			continue;
		}
		must(wait_fd(client->fd, POLLOUT, until), "the server reads nothing");
	}
}

void client_say(struct client *client, const char *format, ...)
{
	char *line;
	va_list list;
	va_start(list, format);
	line = text_format(format, list);
	va_end(list);
	size_t length = strlen(line);
	line[length] = '\n'; /* replaces the NUL, so that one send() is enough */
	client_send(client, line, length + 1);
	free(line);
}

void client_half_close(struct client *client)
{
	ck_assert_int_eq(shutdown(client->fd, SHUT_WR), 0);
}

void client_expect(struct client *client, const char *format, ...)
{
	char *expected;
	va_list list;
	va_start(list, format);
	expected = text_format(format, list);
	va_end(list);
	const char *line = client_line(client);
	must(line && pattern_is(line, expected), "expected: %s; came: %s", expected,
		line ? line : "the end");
	free(expected);
}

const char *client_await(struct client *client, const char *part)
{
	const char *line;
	while ((line = client_line(client)))
		if (pattern_is_in(line, part))
			return line;
	ck_abort_msg("the end came before: %s", part);
	return NULL;
}

void client_expect_end(struct client *client)
{
	const char *line = client_line(client);
	must(line == NULL, "expected the end, came: %s", line);
	must(!client->was_reset, "a reset instead of an end");
	must(client->got.length == client->at, "half a line at the end");
}

void client_await_end(struct client *client)
{
	while (client_line(client))
		;
}

#define NAMED "-- You are %s now."

void client_greet(struct client *client)
{
	client_expect(client, "-- Welcome to ...");
	client_await(client, "-- Type a line to say it.");
}

void client_join(struct client *client, const struct server *server, const char *name)
{
	char answer[128];
	client_connect(client, server);
	client_say(client, "/nick %s", name); /* who is silent is greeted only after a while */
	client_greet(client);
	snprintf(answer, sizeof answer, NAMED, name);
	client_await(client, answer);
}

void client_come(struct client *client, const struct server *server)
{
	client_connect(client, server);
	client_say(client, "%s", ""); /* who is silent is greeted only after a while */
	client_await(client, "-- Welcome to ");
	client_await(client, "-- Type a line to say it.");
	client->check = client_any_line;
}

void client_expect_refused(const struct server *server, const char *source, const char *words)
{
	struct client client;
	client_connect_from(&client, server, source, "127.0.0.1", 0);
	client_expect(&client, "%s", words);
	client_expect_end(&client);
	client_close(&client);
}

void client_expect_named(struct client *client, const char *name)
{
	client_expect(client, NAMED, name);
}

void client_rename(struct client *client, const char *name)
{
	client_say(client, "/nick %s", name);
	client_expect_named(client, name);
}

void client_expect_inside(struct client *client, const char *room, const char *others)
{
	client_expect(client, "-- You are in #%s now, with %s.", room, others);
}

void client_enter(struct client *client, const char *room, const char *others)
{
	client_say(client, "/join %s", room);
	client_expect_inside(client, room, others);
}

void client_ask(struct client *client, const char *question, const char *answer)
{
	client_say(client, "%s", question);
	client_expect(client, "%s", answer);
}

/* Asks for a name that nobody has; the answer is unique. */
static void ask_fence(struct client *client, char answer[96])
{
	static unsigned number;
	number++;
	client_say(client, "/whois 0-barrier-%u", number);
	snprintf(answer, 96, NOBODY_CALLED("0-barrier-%u"), number);
}

void client_expect_own(struct client *client, const char *deed)
{
	bool gave = strncmp(deed, "gave ", 5) == 0, took = strncmp(deed, "took ", 5) == 0;
	client_expect(client, "-- You have %s%s",
		gave   ? "given"
		: took ? "taken"
		       : "",
		deed + (gave || took ? 4 : 0));
}

void client_sync(struct client *client)
{
	char answer[96];
	ask_fence(client, answer);
	client_await(client, answer);
}

void client_expect_nothing(struct client *client)
{
	char answer[96];
	ask_fence(client, answer);
	client_expect(client, "%s", answer);
}

void client_close(struct client *client)
{
	must(client->fd >= 0, "a client is closed twice");
	is_client[client->fd] = false;
	close(client->fd);
	text_free(&client->got);
	client->fd = -1;
}

void client_reset(struct client *client)
{
	struct linger at_once = {.l_onoff = 1};
	setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	client_close(client);
}
