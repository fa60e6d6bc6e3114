#include "listener.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"
#include "counter.h"
#include "inherited.h"
#include "memory.h"
#include "peer.h"

/* A listener's share of an iteration: so many callers, or so long, whichever ends first. */
#define ACCEPTS_MAX 1024
#define ACCEPT_MS 5
#define ACCEPTS_A_LOOK 16 /* calls of accept() before the clock is read */
#define BACKLOG 4096	  /* the kernel takes less if net.core.somaxconn says so */

/* A peer that vanished is noticed within three minutes: by the probes while nothing is on its way
 * to it, else by TCP_USER_TIMEOUT (RFC 5482; in milliseconds). */
#define KEEPALIVE_SECONDS 120
#define KEEPALIVE_PROBE_SECONDS 15
#define KEEPALIVE_PROBES 4

static const struct timeval pause_time = {0, 200000};

static void set(int fd, int level, int option, int value)
{
	(void)setsockopt(fd, level, option, &value, sizeof value);
}

/* Accepted sockets inherit these. */
static void set_options(int fd, bool both_families)
{
	set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
	set(fd, SOL_SOCKET, SO_OOBINLINE, 1); /* for telnet: the last byte of urgent data */
	set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_SECONDS);
	set(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_PROBE_SECONDS);
	set(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_PROBES);
	set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, KEEPALIVE_SECONDS * 1500);
	set(fd, IPPROTO_IPV6, IPV6_V6ONLY, !both_families);
}

void listener_share_port(int fd, bool share)
{
	set(fd, SOL_SOCKET, SO_REUSEPORT, share);
}

static int listen_on(const struct addrinfo *info, bool both_families, bool beside)
{
	int fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	set_options(fd, both_families);
	listener_share_port(fd, beside);
	if (bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) {
		listener_share_port(fd, false);
		return fd;
	}
	int saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

static int add(struct listener_list *list, int fd, bool both_families)
{
	struct sockaddr_storage bound = {0};
	socklen_t length = sizeof bound;
	unsigned char bytes[16];
	struct listener *listener = memory_get(sizeof *listener);
	list->items = memory_add(list->items, list->count, sizeof *list->items);
	list->items[list->count++] = listener;
	*listener = (struct listener){.fd = fd, .reserve_fd = -1};
	getsockname(fd, (struct sockaddr *)&bound, &length);
	address_host(listener->host, (const struct sockaddr *)&bound);
	listener->port = address_port_of((const struct sockaddr *)&bound);
	listener->ipv6 = bound.ss_family == AF_INET6;
	listener->ipv4 = bound.ss_family == AF_INET || both_families;
	listener->any = address_is_any((const struct sockaddr *)&bound);
	if (address_bytes(bytes, (const struct sockaddr *)&bound))
		listener->loopback = address_is_loopback(bytes) ||
				     (listener->ipv4 && bytes[12] == IN_LOOPBACKNET);
	return listener->port;
}

/* Opens one socket for both families, or, where the system lacks IPv6, one for IPv4. Returns 0 or
 * an error number. */
static int open_any(struct listener_list *list, int port)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct addrinfo info = {.ai_family = AF_INET6,
		.ai_addr = (struct sockaddr *)&six,
		.ai_addrlen = sizeof six};
	int fd = listen_on(&info, true, list->beside);
	if (fd < 0 && errno != EADDRINUSE && errno != EACCES) {
		info = (struct addrinfo){.ai_family = AF_INET,
			.ai_addr = (struct sockaddr *)&four,
			.ai_addrlen = sizeof four};
		fd = listen_on(&info, false, list->beside);
	}
	if (fd < 0)
		return errno;
	add(list, fd, info.ai_family == AF_INET6);
	return 0;
}

/* A name may have addresses that this machine lacks, or whose family it lacks. */
static bool is_elsewhere(int error)
{
	return error == EADDRNOTAVAIL || error == EAFNOSUPPORT;
}

/* Opens a socket for each address found. Returns 0 or an error number. */
static int open_found(struct listener_list *list, struct addrinfo *found, int port)
{
	size_t before = list->count;
	int error = 0;
	for (struct addrinfo *info = found; info; info = info->ai_next) {
		address_set_port(info->ai_addr, port);
		int fd = listen_on(info, false, list->beside);
		if (fd >= 0)
			port = add(list, fd, false);
		else if (!is_elsewhere(error = errno))
			return error;
	}
	return list->count > before ? 0 : error;
}

/* As listener_open(), with the reason alone. */
static int open_host(struct listener_list *list, const char *host, int port, const char **reason)
{
	struct addrinfo hints = {.ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	int error = getaddrinfo(host, NULL, &hints, &found);
	if (error != 0) {
		*reason = error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error);
		return -1;
	}
	error = open_found(list, found, port);
	freeaddrinfo(found);
	*reason = strerror(error);
	return error;
}

static int option_of(int fd, int level, int option)
{
	int value = -1;
	socklen_t length = sizeof value;
	return getsockopt(fd, level, option, &value, &length) == 0 ? value : -1;
}

static void set_asked(const struct listener_list *list, size_t from, const char *asked)
{
	for (size_t i = from; i < list->count; i++)
		list->items[i]->asked = memory_text(asked);
}

/* Adds what an upgraded server has of these already. False where there is none. */
static bool claim(struct listener_list *list, const char *asked)
{
	struct inherited one;
	size_t before = list->count;
	while (inherited_take(&one, asked)) {
		add(list, one.fd, option_of(one.fd, IPPROTO_IPV6, IPV6_V6ONLY) == 0);
		list->items[list->count - 1]->file = one.file;
		list->items[list->count - 1]->loopback |= one.file.path[0] != '\0';
		free(one.asked);
	}
	set_asked(list, before, asked);
	return list->count > before;
}

/* As listener_open(), with the reason alone. */
static int open_asked(struct listener_list *list, const char *host, int port, const char **reason)
{
	if (host)
		return open_host(list, host, port, reason);
	int failed = open_any(list, port);
	*reason = strerror(failed);
	return failed;
}

char *listener_asked(const char *host, int port)
{
	return memory_format("%s %d", host ? host : "*", port);
}

int listener_open(
	struct listener_list *list, const char *host, int port, char error[LISTENER_ERROR_SIZE])
{
	const char *reason;
	size_t before = list->count;
	char *asked = listener_asked(host, port);
	int failed = claim(list, asked) ? 0 : open_asked(list, host, port, &reason);
	if (failed == 0 && !list->items[before]->asked)
		set_asked(list, before, asked);
	else if (failed != 0)
		snprintf(error, LISTENER_ERROR_SIZE, "cannot listen on %s%sport %d: %s",
			host ? host : "", host ? " " : "", port, reason);
	free(asked);
	return failed;
}

int listener_open_unix(
	struct listener_list *list, const char *path, int mode, char error[LISTENER_ERROR_SIZE])
{
	struct socket_file file;
	char reason[128];
	if (claim(list, path))
		return 0;
	int fd = socket_file_listen(&file, path, mode, BACKLOG, reason, sizeof reason);
	if (fd < 0) {
		snprintf(error, LISTENER_ERROR_SIZE, "cannot listen on %s: %s", path, reason);
		return -1;
	}
	add(list, fd, false);
	list->items[list->count - 1]->file = file;
	list->items[list->count - 1]->loopback = true;
	set_asked(list, list->count - 1, path);
	return 0;
}

/* The path, or behind a '@' the name, of a unix socket; "unix" where it has neither. */
static void set_path(struct socket_file *file, const struct sockaddr_un *bound, socklen_t length)
{
	size_t size = length - offsetof(struct sockaddr_un, sun_path);
	const char *path = bound->sun_path;
	bool abstract = size > 1 && path[0] == '\0';
	if (length <= offsetof(struct sockaddr_un, sun_path))
		snprintf(file->path, sizeof file->path, "unix");
	else
		snprintf(file->path, sizeof file->path, "%s%.*s", abstract ? "@" : "",
			(int)(size - abstract), path + abstract);
}

static void describe(struct listener *listener)
{
	struct sockaddr_storage bound = {0};
	socklen_t length = sizeof bound;
	unsigned char address[16];
	if (getsockname(listener->fd, (struct sockaddr *)&bound, &length) != 0 ||
		address_bytes(address, (const struct sockaddr *)&bound))
		return;
	listener->other = bound.ss_family != AF_UNIX;
	if (!listener->other) {
		set_path(&listener->file, (const struct sockaddr_un *)&bound, length);
		listener->loopback = true;
		return;
	}
	peer_address(address, listener->fd, (const struct sockaddr *)&bound, length);
	peer_text(listener->host, address, 0);
}

bool listener_take(struct listener_list *list, int fd)
{
	if (option_of(fd, SOL_SOCKET, SO_TYPE) != SOCK_STREAM ||
		option_of(fd, SOL_SOCKET, SO_ACCEPTCONN) != 1 ||
		fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) != 0)
		return false;
	bool both = option_of(fd, IPPROTO_IPV6, IPV6_V6ONLY) == 0;
	set_options(fd, both);
	add(list, fd, both);
	describe(list->items[list->count - 1]);
	return true;
}

/* Accepts one caller with the reserve descriptor, so that it can be told, and pauses. */
static void refuse_one(struct listener *listener)
{
	counter_add(COUNTER_ACCEPT_PAUSED, 1);
	close(listener->reserve_fd);
	int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd >= 0) {
		listener->ops->exhausted(listener, fd);
		close(fd);
	}
	listener->reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	event_del(listener->event);
	evtimer_add(listener->resume_event, &pause_time);
}

/* Accepts until nobody waits, or until the listener's share of the iteration is used. */
static void accept_some(struct listener *listener)
{
	int64_t until = clock_monotonic_ms() + ACCEPT_MS;
	loop_begin(listener->loop);
	for (int i = 0;
		i < ACCEPTS_MAX && (i % ACCEPTS_A_LOOK != 0 || clock_monotonic_ms() < until); i++) {
		struct sockaddr_storage peer;
		socklen_t length = sizeof peer;
		int fd = accept4(listener->fd, (struct sockaddr *)&peer, &length,
			SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd >= 0) {
			listener->ops->accepted(
				listener, fd, (const struct sockaddr *)&peer, length);
		} else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
			   errno == ENOMEM) {
			refuse_one(listener);
			return;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			return;
		} /* else the caller has gone already */
	}
	loop_defer_event(listener->loop, listener->event); /* there may be more */
}

static void accept_cb(evutil_socket_t fd, short events, void *data)
{
	accept_some(data);
}

static void resume_cb(evutil_socket_t fd, short events, void *data)
{
	struct listener *listener = data;
	event_add(listener->event, NULL);
}

void listener_start(struct listener *listener, struct loop *loop, const struct listener_ops *ops)
{
	listener->loop = loop;
	listener->ops = ops;
	listener->reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	listener->event =
		event_new(loop->base, listener->fd, EV_READ | EV_PERSIST, accept_cb, listener);
	listener->resume_event = evtimer_new(loop->base, resume_cb, listener);
	if (!listener->event || !listener->resume_event ||
		event_priority_set(listener->event, LOOP_PRIORITY_ACCEPT) != 0 ||
		event_add(listener->event, NULL) != 0)
		fatal("libevent refused an event");
}

void listener_pack(const struct listener *listener, struct pack *out)
{
	struct inherited inherited = {.asked = listener->asked,
		.tag = listener->tag,
		.tls = (int)listener->tls,
		.file = listener->file};
	if (!listener->asked)
		inherited.file.path[0] = '\0'; /* it is not ours to remove */
	inherited_pack(&inherited, out);
}

void listener_let_go(struct listener *listener)
{
	listener->file.path[0] = '\0';
	listener_close(listener);
}

void listener_close(struct listener *listener)
{
	if (listener->event) {
		loop_forget_event(listener->loop, listener->event);
		event_free(listener->event);
		event_free(listener->resume_event);
	}
	socket_file_remove(&listener->file);
	if (listener->fd >= 0)
		close(listener->fd);
	if (listener->reserve_fd >= 0)
		close(listener->reserve_fd);
	listener->event = listener->resume_event = NULL;
	listener->fd = listener->reserve_fd = -1;
}

void listener_end(struct listener *listener)
{
	if (listener->event)
		accept_some(listener);
	listener_close(listener);
}

void listener_free(struct listener *listener)
{
	listener_close(listener);
	free(listener->asked);
	free(listener);
}

void listener_list_finish(struct listener_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		listener_free(list->items[i]);
	free(list->items);
	*list = (struct listener_list){0};
}
