#include "listen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "config_bind.h"
#include "counter.h"
#include "given.h"
#include "local_users.h"
#include "log_storm.h"
#include "memory.h"
#include "peer.h"
#include "tls_context.h"

#define REFUSED_LINES 2 /* of the log, at once, of one address */

static struct loop *least_loaded(struct server *server)
{
	struct loop *best = &server->workers[0].loop;
	for (unsigned i = 1; i < server->worker_count; i++)
		if (atomic_load(&server->workers[i].loop.load) < atomic_load(&best->load))
			best = &server->workers[i].loop;
	return best;
}

static enum bind_tls tls_of(const struct listener *listener)
{
	const struct server *server = listener->data;
	return server->detect.tls ? listener->tls : BIND_PLAIN;
}

/* Reads first what the caller has sent already: closing a socket with unread bytes sends a reset,
 * which may destroy the sentence. */
static void refuse(const struct listener *listener, int fd, enum detect_refusal why)
{
	char drop[4096];
	ssize_t got = recv(fd, drop, sizeof drop, MSG_DONTWAIT);
	size_t length;
	const char *sentence = detect_refusal((enum detect_door)listener->tag, tls_of(listener),
		why, drop, got > 0 ? (size_t)got : 0, &length);
	(void)send(fd, sentence, length, MSG_DONTWAIT | MSG_NOSIGNAL);
	shutdown(fd, SHUT_WR);
	(void)recv(fd, drop, sizeof drop, MSG_DONTWAIT);
}

/* Logs the first refusals of an address; the others are counted. */
static void log_refused(
	const unsigned char address[16], unsigned short port, enum detect_refusal why)
{
	static const char *const words[] = {"full", "address_full", "address_often", "denied"};
	char text[ADDRESS_TEXT_SIZE];
	if (!log_storm_allows(LOG_WARNING, "refused", door_origin_of(address).host, REFUSED_LINES))
		return;
	peer_text(text, address, port);
	log_event(LOG_WARNING, "refused", LOG_ADDRESS("peer", text), LOG_TEXT("why", words[why]));
}

static enum detect_refusal refusal_of(enum admission_answer answer)
{
	if (answer == ADMISSION_FULL)
		return DETECT_FULL;
	return answer == ADMISSION_ADDRESS_FULL ? DETECT_ADDRESS_FULL : DETECT_ADDRESS_OFTEN;
}

void listen_arrived(void *data, struct arrival *arrival)
{
	loop_adopt(least_loaded(data), arrival);
}

/* Whether the caller is let in; else it has been told why not. */
static bool admit(const struct listener *listener, int fd, unsigned short port,
	const unsigned char address[16])
{
	struct server *server = listener->data;
	enum counter counter = COUNTER_REFUSED_ACCESS;
	enum detect_refusal why = DETECT_DENIED;
	if (!access_denied(&server->core.access.rules, address)) {
		enum admission_answer answer =
			admission_enter(&server->admission, address, clock_monotonic_ms());
		if (answer == ADMISSION_GRANTED)
			return true;
		why = refusal_of(answer);
		counter = why == DETECT_FULL ? COUNTER_REFUSED_FULL : COUNTER_REFUSED_ADDRESS;
	}
	counter_add(counter, 1);
	log_refused(address, port, why);
	refuse(listener, fd, why);
	return false;
}

static void accepted(
	struct listener *listener, int fd, const struct sockaddr *peer, socklen_t length)
{
	struct server *server = listener->data;
	struct arrival *arrival = memory_zero(sizeof *arrival);
	peer_address(arrival->address, fd, peer, length);
	arrival->port = address_port_of(peer);
	if (!admit(listener, fd, arrival->port, arrival->address)) {
		close(fd);
		free(arrival);
		return;
	}
	arrival->fd = fd;
	arrival->ops = detect_ops((enum detect_door)listener->tag, tls_of(listener));
	counter_add(COUNTER_ACCEPTED, 1);
	if (peer_is_unix(arrival->address))
		local_users_admit(peer_uid(arrival->address), arrival);
	else
		listen_arrived(server, arrival);
}

static void exhausted(struct listener *listener, int fd)
{
	struct server *server = listener->data;
	server->exhausted++;
	refuse(listener, fd, DETECT_FULL);
}

static const struct listener_ops listener_ops = {accepted, exhausted};

/* Whether one of our own listeners has the port. Their hosts may differ: an IPv6 socket for both
 * families, or an address beside the one that stands for all. */
static bool has_port(const struct listener_list *list, int port)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i]->port == port)
			return true;
	return false;
}

/* What to do where listener_open() returned `error`. `bound`: the port stands in --bind. */
static const char *advice(const struct listener_list *list, int error, int port, bool bound)
{
	if (error == EACCES)
		return bound ? "; choose a port above 1023 in --bind"
			     : "; choose one above 1023 with --port";
	if (error != EADDRINUSE)
		return "";
	if (has_port(list, port))
		return "; two of --bind ask for it: leave one out";
	return bound ? "; is another server running there? Choose another port in --bind"
		     : "; is another server running there? Choose another with --port";
}

/* `bind` is NULL where none was given. */
static bool open_one(struct server *server, const struct config *config,
	const struct config_bind *bind, char error[OPTION_ERROR_SIZE])
{
	char reason[LISTENER_ERROR_SIZE];
	struct listener_list *list = &server->listeners;
	size_t before = list->count;
	bool bound = bind && bind->address.port >= 0;
	int port = bound ? bind->address.port : (int)config->port;
	const char *host = bind && bind->address.host[0] ? bind->address.host : NULL;
	int mode = bind && bind->mode >= 0 ? bind->mode : CONFIG_BIND_MODE;
	int failed = bind && bind->path[0] ? listener_open_unix(list, bind->path, mode, reason)
					   : listener_open(list, host, port, reason);
	if (failed != 0) {
		snprintf(error, OPTION_ERROR_SIZE, "%s%s", reason,
			advice(list, failed, port, bound));
		return false;
	}
	for (size_t i = before; bind && i < list->count; i++) {
		list->items[i]->tag = (int)bind->door;
		list->items[i]->tls = bind->tls;
	}
	return true;
}

bool listen_open(struct server *server, const struct config *config, char error[OPTION_ERROR_SIZE])
{
	bool good = config->bind.count > 0 || given_count() > 0 ||
		    open_one(server, config, NULL, error);
	for (size_t i = 0; good && i < config->bind.count; i++) {
		struct config_bind bind;
		config_bind(&bind, config->bind.values[i]);
		good = open_one(server, config, &bind, error);
	}
	return good && given_take(&server->listeners, tls_context_built(), error);
}

void listen_start(struct server *server)
{
	for (size_t i = 0; i < server->listeners.count; i++) {
		struct listener *listener = server->listeners.items[i];
		if (listener->event)
			continue;
		listener->data = server;
		listener_start(listener, &server->workers[0].loop, &listener_ops);
	}
}

void listen_log_exhausted(struct server *server)
{
	if (server->exhausted > 0 &&
		log_storm_allows(LOG_WARNING, "out_of_descriptors", 0, LOG_BURST))
		log_event(
			LOG_WARNING, "out_of_descriptors", LOG_NUMBER("pauses", server->exhausted));
	server->exhausted = 0;
}

void listen_close(struct server *server)
{
	for (size_t i = 0; i < server->listeners.count; i++)
		listener_close(server->listeners.items[i]);
}
