/* The yardstick: a line broadcaster on bare epoll, with the least code that does chatd's work.
 *
 * Each tick it reads what is ready, once per descriptor, appends "<NAME> text" of every line to
 * one buffer and, at the end of the tick, sends that buffer to each client with one system call,
 * leaving out the client's own lines. A descriptor is read once per tick, so a client's own
 * lines are one range. What the kernel refuses is copied and goes out when there is room.
 *
 * With "irc" it does the same for IRC clients in one room: who joins it is told the names at the
 * end of the tick. With "tls" all of this goes over TLS, with one SSL_write for each client and
 * tick.
 *
 *     bare [PORT [irc] [tls]]   prints "event=listening address=127.0.0.1:PORT"; TERM or INT ends
 * it
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "secure.h"

enum {
	READ_BYTES = 16 * 1024,
	REST_BYTES = 4096, /* of an incomplete line */
	NAME_SIZE = 24,
	OUT_LIMIT = 64 << 20,
	EVENTS = 1024
};

struct bytes {
	char *data;
	size_t length;
	size_t size;
};

struct client {
	int fd;
	struct secure *secure; /* NULL: it speaks plain text */
	bool shaken;	       /* the handshake is over */
	unsigned place;	       /* in clients */
	bool inside; /* hears what is said; always, unless it speaks IRC and has not joined */
	bool new;    /* it joined in this tick */
	uint64_t own_tick;
	size_t own_start, own_end; /* of its lines in tick, when own_tick is the current one */
	struct bytes rest;	   /* an incomplete line */
	struct bytes out;	   /* what the kernel refused */
	size_t out_sent;
	char name[NAME_SIZE];
};

static int epoll;
static int listener;
static int signals;
static struct client **clients;
static unsigned client_count, client_size, client_number;
static struct bytes tick;
static bool irc, tls;
static unsigned newcomers; /* clients that joined in this tick */
static uint64_t tick_number = 1;

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(1);
}

static void append(struct bytes *bytes, const char *data, size_t length)
{
	if (bytes->length + length > bytes->size) {
		bytes->size = (bytes->length + length) * 2;
		bytes->data = realloc(bytes->data, bytes->size);
		if (!bytes->data)
			die("realloc");
	}
	memcpy(bytes->data + bytes->length, data, length);
	bytes->length += length;
}

static void release(struct bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct bytes){0};
}

static void watch(int fd, int operation, uint32_t events, void *with)
{
	struct epoll_event event = {.events = events, .data.ptr = with};
	if (epoll_ctl(epoll, operation, fd, &event) != 0)
		die("epoll_ctl");
}

static void client_new(int fd)
{
	struct client *client = calloc(1, sizeof *client);
	if (client_count == client_size) {
		client_size = client_size ? client_size * 2 : 64;
		clients = realloc(clients, client_size * sizeof(struct client *));
	}
	if (!client || !clients)
		die("client");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	client->fd = fd;
	client->place = client_count;
	client->inside = !irc;
	client->secure = tls ? secure_server(fd) : NULL;
	client->shaken = !tls;
	snprintf(client->name, sizeof client->name, "guest-%u", ++client_number);
	clients[client_count++] = client;
	watch(fd, EPOLL_CTL_ADD, EPOLLIN, client);
}

static void client_free(struct client *client)
{
	newcomers -= client->new;
	clients[client->place] = clients[--client_count];
	clients[client->place]->place = client->place;
	secure_free(client->secure);
	close(client->fd);
	release(&client->rest);
	release(&client->out);
	free(client);
}

static void keep_rest(struct client *client, const struct iovec *pieces, int count, size_t skip)
{
	bool waiting = client->out.length > 0;
	for (int i = 0; i < count; i++) {
		size_t cut = skip < pieces[i].iov_len ? skip : pieces[i].iov_len;
		skip -= cut;
		append(&client->out, (const char *)pieces[i].iov_base + cut,
			pieces[i].iov_len - cut);
	}
	if (client->out.length - client->out_sent > OUT_LIMIT)
		shutdown(client->fd, SHUT_RDWR);
	if (!waiting && client->out.length > 0)
		watch(client->fd, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT, client);
}

/* A record has at most 16 KiB, so a long tick takes several. */
static ssize_t write_secure(struct secure *secure, const char *data, size_t length)
{
	size_t sent = 0;

	while (sent < length) {
		ssize_t more = secure_write(secure, data + sent, length - sent);
		if (more < 0 && sent == 0)
			return -1;
		if (more <= 0)
			break;
		sent += (size_t)more;
	}
	return (ssize_t)sent;
}

/* Two pieces become one, and so one record. */
static ssize_t send_secure(struct secure *secure, const struct iovec *pieces, int count)
{
	static struct bytes joined;

	if (count == 1)
		return write_secure(secure, pieces[0].iov_base, pieces[0].iov_len);
	joined.length = 0;
	for (int i = 0; i < count; i++)
		append(&joined, pieces[i].iov_base, pieces[i].iov_len);
	return write_secure(secure, joined.data, joined.length);
}

static ssize_t send_pieces(struct client *client, struct iovec *pieces, int count)
{
	struct msghdr message = {.msg_iov = pieces, .msg_iovlen = (size_t)count};

	if (client->secure)
		return send_secure(client->secure, pieces, count);
	return count == 1 ? send(client->fd, pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL)
			  : sendmsg(client->fd, &message, MSG_NOSIGNAL);
}

static void client_send(struct client *client, struct iovec *pieces, int count)
{
	size_t length = 0;
	ssize_t sent = 0;

	for (int i = 0; i < count; i++)
		length += pieces[i].iov_len;
	if (length == 0)
		return;
	if (client->out.length == 0) {
		sent = send_pieces(client, pieces, count);
		if (sent < 0 && errno != EAGAIN)
			return; /* the next read will say so and free it */
		if (sent < 0)
			sent = 0;
	}
	if ((size_t)sent < length)
		keep_rest(client, pieces, count, (size_t)sent);
}

static void client_flush(struct client *client)
{
	struct bytes *out = &client->out;
	struct iovec all = {out->data + client->out_sent, out->length - client->out_sent};
	ssize_t sent = send_pieces(client, &all, 1);
	if (sent > 0)
		client->out_sent += (size_t)sent;
	if (client->out_sent < out->length) {
		if (client->out_sent > out->length / 2) {
			out->length -= client->out_sent;
			memmove(out->data, out->data + client->out_sent, out->length);
			client->out_sent = 0;
		}
		return;
	}
	client->out_sent = 0;
	release(out);
	watch(client->fd, EPOLL_CTL_MOD, EPOLLIN, client);
}

static void client_command(struct client *client, const char *line, size_t length)
{
	char reply[NAME_SIZE + 32];

	if (length <= 6 || memcmp(line, "/nick ", 6) != 0)
		return;
	snprintf(client->name, sizeof client->name, "%.*s", (int)(length - 6), line + 6);
	int bytes = snprintf(reply, sizeof reply, "-- You are now %s.\n", client->name);
	client_send(client, &(struct iovec){reply, (size_t)bytes}, 1);
}

static void own_line(struct client *client)
{
	if (client->own_tick != tick_number) {
		client->own_tick = tick_number;
		client->own_start = tick.length;
	}
}

static void irc_relay(const struct client *client, const char *line, size_t length)
{
	append(&tick, ":", 1);
	append(&tick, client->name, strlen(client->name));
	append(&tick, "!u@127.0.0.1 ", 13);
	append(&tick, line, length);
	append(&tick, "\r\n", 2);
}

static void irc_line(struct client *client, const char *line, size_t length)
{
	static char welcome[] = ":bare 001 * :Welcome\r\n:bare 422 * :No MOTD\r\n";

	if (length > 8 && memcmp(line, "PRIVMSG ", 8) == 0) {
		own_line(client);
		irc_relay(client, line, length);
		client->own_end = tick.length;
	} else if (length > 5 && memcmp(line, "NICK ", 5) == 0) {
		snprintf(client->name, sizeof client->name, "%.*s", (int)(length - 5), line + 5);
	} else if (length > 5 && memcmp(line, "USER ", 5) == 0) {
		client_send(client, &(struct iovec){welcome, sizeof welcome - 1}, 1);
	} else if (length > 5 && memcmp(line, "JOIN ", 5) == 0 && !client->inside) {
		client->inside = client->new = true;
		newcomers++;
		irc_relay(client, line, length); /* it hears this itself */
	}
}

static void irc_names(void)
{
	enum { NAMES_OF_A_LINE = 16 }; /* of NAME_SIZE they fit into 512 bytes */
	static const char end[] = "\r\n:bare 366 * #bench :End\r\n";
	static struct bytes names;
	unsigned count = 0;

	names.length = 0;
	for (unsigned i = 0; i < client_count; i++) {
		if (!clients[i]->inside)
			continue;
		const char *before = ":bare 353 * = #bench :";
		if (count++ % NAMES_OF_A_LINE != 0)
			before = " ";
		else if (count > 1)
			append(&names, "\r\n", 2);
		append(&names, before, strlen(before));
		append(&names, clients[i]->name, strlen(clients[i]->name));
	}
	append(&names, end, sizeof end - 1);
	for (unsigned i = 0; i < client_count; i++) {
		if (clients[i]->new)
			client_send(clients[i], &(struct iovec){names.data, names.length}, 1);
		clients[i]->new = false;
	}
	newcomers = 0;
}

static void client_line(struct client *client, const char *line, size_t length)
{
	if (length > 0 && line[length - 1] == '\r')
		length--;
	if (length == 0)
		return;
	if (irc) {
		irc_line(client, line, length);
		return;
	}
	if (line[0] == '/') {
		client_command(client, line, length);
		return;
	}
	own_line(client);
	append(&tick, "<", 1);
	append(&tick, client->name, strlen(client->name));
	append(&tick, "> ", 2);
	append(&tick, line, length);
	append(&tick, "\n", 1);
	client->own_end = tick.length;
}

/* False when the client has gone. */
static bool read_some(struct client *client)
{
	static char buffer[REST_BYTES + READ_BYTES];
	size_t rest = client->rest.length;

	if (rest > 0)
		memcpy(buffer, client->rest.data, rest);
	ssize_t got = client->secure ? secure_read(client->secure, buffer + rest, READ_BYTES)
				     : recv(client->fd, buffer + rest, READ_BYTES, 0);
	if (got < 0 && errno == EAGAIN)
		return true;
	if (got <= 0) {
		client_free(client);
		return false;
	}
	char *at = buffer, *end = buffer + rest + got, *newline;
	while ((newline = memchr(at, '\n', (size_t)(end - at)))) {
		client_line(client, at, (size_t)(newline - at));
		at = newline + 1;
	}
	if (rest > 0)
		release(&client->rest);
	if (end - at > REST_BYTES) {
		client_free(client);
		return false;
	}
	if (end > at)
		append(&client->rest, at, (size_t)(end - at));
	return true;
}

static void client_read(struct client *client)
{
	if (!client->shaken && !(client->shaken = secure_handshake(client->secure))) {
		if (errno != EAGAIN)
			client_free(client);
		return;
	}
	while (read_some(client) && client->secure && secure_pending(client->secure))
		;
}

static void broadcast(void)
{
	for (unsigned i = 0; i < client_count; i++) {
		struct client *client = clients[i];
		struct iovec pieces[2] = {{tick.data, tick.length}};
		if (!client->inside)
			continue;
		if (client->own_tick == tick_number) {
			pieces[0].iov_len = client->own_start;
			pieces[1].iov_base = tick.data + client->own_end;
			pieces[1].iov_len = tick.length - client->own_end;
			client_send(client, pieces, 2);
		} else {
			client_send(client, pieces, 1);
		}
	}
	if (newcomers > 0)
		irc_names();
	tick.length = 0;
	tick_number++;
}

static void accept_all(void)
{
	for (;;) {
		int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd >= 0)
			client_new(fd);
		else if (errno == EAGAIN)
			return;
		else if (errno != ECONNABORTED && errno != EINTR)
			die("accept");
	}
}

static void start(int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	socklen_t length = sizeof address;
	struct rlimit limit;
	sigset_t set;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	epoll = epoll_create1(EPOLL_CLOEXEC);
	signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (epoll < 0 || signals < 0 || listener < 0)
		die("start");
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
	if (bind(listener, (struct sockaddr *)&address, length) != 0 ||
		listen(listener, SOMAXCONN) != 0 ||
		getsockname(listener, (struct sockaddr *)&address, &length) != 0)
		die("listen");
	watch(listener, EPOLL_CTL_ADD, EPOLLIN, &listener);
	watch(signals, EPOLL_CTL_ADD, EPOLLIN, &signals);
	printf("event=listening address=127.0.0.1:%d\n", ntohs(address.sin_port));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static struct epoll_event events[EVENTS];

	for (int i = 2; i < argc; i++) {
		irc |= strcmp(argv[i], "irc") == 0;
		tls |= strcmp(argv[i], "tls") == 0;
	}
	if (tls && !secure_start()) {
		fprintf(stderr, "bare: built without TLS\n");
		return 1;
	}
	start(argc > 1 ? atoi(argv[1]) : 0);
	for (;;) {
		int count = epoll_wait(epoll, events, EVENTS, -1);
		for (int i = 0; i < count; i++) {
			void *with = events[i].data.ptr;
			if (with == &signals)
				return 0;
			if (with == &listener) {
				accept_all();
				continue;
			}
			if (events[i].events & EPOLLOUT)
				client_flush(with);
			if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
				client_read(with);
		}
		if (tick.length > 0)
			broadcast();
	}
}
