#include "peer.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PORT_TRIES 50

static void must_be_ready(int fd, short events, const char *what)
{
	must(wait_fd(fd, events, now_ms() + WAIT_MS), "waited in vain for %s", what);
}

/* Fills in a loopback address and returns its size. */
static socklen_t loopback(struct sockaddr_storage *place, int family, int port)
{
	*place = (struct sockaddr_storage){.ss_family = (sa_family_t)family};
	if (family == AF_INET) {
		struct sockaddr_in *four = (struct sockaddr_in *)place;
		four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		four->sin_port = htons((uint16_t)port);
		return sizeof *four;
	}
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)place;
	six->sin6_addr = in6addr_loopback;
	six->sin6_port = htons((uint16_t)port);
	return sizeof *six;
}

static int take_port(int family, int *port)
{
	struct sockaddr_storage place;
	socklen_t size = loopback(&place, family, *port);
	int one = 1;
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(fd, 0);
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
	if (bind(fd, (struct sockaddr *)&place, size) < 0) {
		close(fd);
		return -1;
	}
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&place, &size), 0);
	*port = ntohs(family == AF_INET ? ((struct sockaddr_in *)&place)->sin_port
					: ((struct sockaddr_in6 *)&place)->sin6_port);
	return fd;
}

int peer_listen(int family, int *port)
{
	int fd = take_port(family, port);
	if (fd >= 0)
		ck_assert_int_eq(listen(fd, 8), 0);
	return fd;
}

void peer_refuse_both(int *four, int *six, int *port)
{
	for (int i = 0; i < PORT_TRIES; i++) {
		*port = 0;
		*four = take_port(AF_INET, port);
		*six = take_port(AF_INET6, port);
		if (*six >= 0)
			return;
		close(*four);
	}
	ck_abort_msg("no port is free at both addresses");
}

void peer_listen_both(int *four, int *six, int *port)
{
	peer_refuse_both(four, six, port);
	ck_assert_int_eq(listen(*four, 8), 0);
	ck_assert_int_eq(listen(*six, 8), 0);
}

void peer_accept(struct peer *peer, int listener)
{
	must_be_ready(listener, POLLIN, "the client to connect");
	*peer = (struct peer){.fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)};
	ck_assert_int_ge(peer->fd, 0);
}

void peer_send(struct peer *peer, const char *bytes, size_t length)
{
	while (length) {
		must_be_ready(peer->fd, POLLOUT, "the client to read");
		ssize_t sent = send(peer->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (sent < 0 && errno == EAGAIN)
			continue;
		ck_assert_int_gt(sent, 0);
		bytes += sent;
		length -= (size_t)sent;
	}
}

void peer_say(struct peer *peer, const char *text)
{
	peer_send(peer, text, strlen(text));
}

void peer_take(struct peer *peer, const char *what)
{
	must_be_ready(peer->fd, POLLIN, what);
	peer->ended = !text_read(&peer->got, peer->fd);
}

void peer_expect(struct peer *peer, const char *text)
{
	while (!peer->got.bytes || !strstr(peer->got.bytes, text)) {
		ck_assert_msg(!peer->ended, "no '%s' in '%s'", text, peer->got.bytes);
		peer_take(peer, text);
	}
}

void peer_expect_end(struct peer *peer)
{
	while (!peer->ended)
		peer_take(peer, "the client's end");
}

void peer_close(struct peer *peer)
{
	close(peer->fd);
	text_free(&peer->got);
	*peer = (struct peer){.fd = -1};
}

void peer_reset(struct peer *peer)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};
	setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
	peer_close(peer);
}

/* --- The peer as an IRC server --- */

void peer_line(struct peer *peer, const char *format, ...)
{
	char line[8192];
	va_list list;
	va_start(list, format);
	int length = vsnprintf(line, sizeof line - 2, format, list);
	va_end(list);
	ck_assert(length >= 0 && (size_t)length < sizeof line - 2);
	memcpy(line + length, "\r\n", 3);
	peer_say(peer, line);
}

/* The first parameter of a command that has come. */
static void read_param(const struct peer *peer, const char *command, char *out, size_t size)
{
	const char *from = strstr(peer->got.bytes, command);
	ck_assert_ptr_nonnull(from);
	from += strlen(command);
	from += *from == ':';
	snprintf(out, size, "%.*s", (int)strcspn(from, " \r\n"), from);
}

static void give_capabilities(struct peer *peer, const char *capabilities)
{
	peer_expect(peer, "CAP LS 302\r\n");
	peer_line(peer, ":irc.test CAP * LS :%s", capabilities);
	if (*capabilities) {
		peer_expect(peer, "CAP REQ :");
		peer_line(peer, ":irc.test CAP * ACK :%s", capabilities);
	}
	peer_expect(peer, "CAP END\r\n");
}

void peer_let_in(struct peer *peer, const char *capabilities)
{
	peer_expect(peer, "USER ");
	peer_expect(peer, "NICK ");
	give_capabilities(peer, capabilities);
	read_param(peer, "NICK ", peer->nick, sizeof peer->nick);
	peer_line(peer, ":irc.test 001 %s :Welcome", peer->nick);
	peer_line(peer,
		":irc.test 005 %s CASEMAPPING=ascii CHANTYPES=# PREFIX=(qov)~@+ "
		"CHANMODES=beI,k,l,imnst NICKLEN=32 :are supported by this server",
		peer->nick);
	peer_line(peer, ":irc.test 422 %s :There is no message of the day", peer->nick);
}

void peer_let_join(struct peer *peer, const char *room)
{
	char wanted[128];
	snprintf(wanted, sizeof wanted, "JOIN %s", room);
	peer_expect(peer, wanted);
	peer_line(peer, ":%s!%s@host.test JOIN %s", peer->nick, peer->nick, room);
	peer_line(peer, ":irc.test 353 %s = %s :@bob %s", peer->nick, room, peer->nick);
	peer_line(peer, ":irc.test 366 %s %s :End of NAMES", peer->nick, room);
}
