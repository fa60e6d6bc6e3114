#include "server.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "announce.h"
#include "changes.h"
#include "clock.h"
#include "counter.h"
#include "descriptors.h"
#include "feed.h"
#include "flush.h"
#include "irc.h"
#include "kept.h"
#include "log_storm.h"
#include "memory.h"
#include "shutdown.h"
#include "walk.h"

#define THREADS_MAX 8	   /* without --threads */
#define TRIM_CALM 50	   /* conns made or freed in the last second */
#define TRIM_AFTER 500	   /* conns made or freed in all */
#define REFUSED_LINES 2	   /* of the log, at once, of one address */
#define TRIM_BYTES 4194304 /* of blocks that are fewer than there have been */

static struct worker *worker_of(struct loop *loop)
{
	return (struct worker *)((char *)loop - offsetof(struct worker, loop));
}

static void take_proofs(struct worker *worker)
{
	core_enter(worker->doors.core, clock_monotonic_ms());
	password_take(&worker->server->password, worker->loop.index);
	core_leave(worker->doors.core);
}

static void iterate(struct loop *loop)
{
	struct door_loop *doors = loop->data;
	struct worker *worker = worker_of(loop);
	flush_loop(doors->core, clock_monotonic_ms());
	if (walk_can_advance(doors->core))
		loop_iterate_later(loop);
	if (password_has_done(&worker->server->password))
		take_proofs(worker);
	if (atomic_load(&worker->server->stopping))
		shutdown_step(worker);
	conn_end_iteration(loop);
}

static void log_exhausted(struct server *server)
{
	if (server->exhausted > 0)
		log_event(
			LOG_WARNING, "out_of_descriptors", LOG_NUMBER("pauses", server->exhausted));
	server->exhausted = 0;
}

/* Once many have come or gone, what that took goes back to the system and not just to malloc. */
static void trim_memory(struct worker *worker)
{
	unsigned moves = worker->loop.moves;
	bool calm = moves - worker->moves_before < TRIM_CALM;
	worker->moves_before = moves;
	if (!calm || moves - worker->moves_trimmed < TRIM_AFTER)
		return;
	worker->moves_trimmed = moves;
	malloc_trim(0);
}

/* Likewise once much that was to be sent has been. */
static void trim_blocks(void)
{
	if (feed_shrank(TRIM_BYTES))
		malloc_trim(0);
}

/* What one loop does for all, once a second. */
static void keep_order(struct server *server, struct core_loop *core)
{
	core_enter(core, clock_monotonic_ms());
	core_set_clock(core->core, clock_utc_ms());
	kept_expire(core->core);
	changes_expire(core->core);
	announce_overdue(core->core);
	room_settle_feeds(core->core);
	allowance_sweep(core->core);
	core_leave(core);
	admission_sweep(&server->admission, clock_monotonic_ms());
	log_exhausted(server);
	log_storm_tell();
}

static void second(struct loop *loop)
{
	struct door_loop *doors = loop->data;
	struct worker *worker = worker_of(loop);
	flush_check_slow(doors->core, clock_monotonic_ms());
	irc_second(loop, atomic_load(&worker->server->ping_seconds));
	trim_memory(worker);
	if (loop->index == 0) {
		keep_order(worker->server, doors->core);
		trim_blocks();
	}
	loop_iterate_soon(loop);
}

/* By the password checker's thread. */
static void proved(void *data, unsigned loop)
{
	struct server *server = data;
	loop_wake(&server->workers[loop].loop);
}

static void conn_freed(struct conn *conn)
{
	admission_leave(&worker_of(conn->loop)->server->admission, conn->address);
	loop_iterate_soon(conn->loop); /* the shutdown may wait for the last one */
}

static const struct loop_ops loop_ops = {.arrived = conn_new,
	.iterate = iterate,
	.pending = conn_run_pending,
	.second = second,
	.freed = conn_freed};

static struct loop *least_loaded(struct server *server)
{
	struct loop *best = &server->workers[0].loop;
	for (unsigned i = 1; i < server->worker_count; i++)
		if (atomic_load(&server->workers[i].loop.load) < atomic_load(&best->load))
			best = &server->workers[i].loop;
	return best;
}

/* What the caller has sent already is read first: closing a socket with unread bytes sends a
 * reset, which may destroy the sentence. */
static void refuse(const struct listener *listener, int fd, enum detect_refusal why)
{
	char drop[4096];
	ssize_t got = recv(fd, drop, sizeof drop, MSG_DONTWAIT);
	const char *sentence = detect_refusal(
		(enum detect_door)listener->tag, why, drop, got > 0 ? (size_t)got : 0);
	(void)send(fd, sentence, strlen(sentence), MSG_DONTWAIT | MSG_NOSIGNAL);
	shutdown(fd, SHUT_WR);
	(void)recv(fd, drop, sizeof drop, MSG_DONTWAIT);
}

/* The first lines of an address say it all; the rest are counted. */
static void log_refused(
	const unsigned char key[16], const struct sockaddr *peer, enum detect_refusal why)
{
	static const char *const words[] = {"full", "address_full", "address_often"};
	char text[ADDRESS_TEXT_SIZE];
	if (!log_storm_allows(LOG_WARNING, "refused", door_origin_of(key).host, REFUSED_LINES))
		return;
	address_text(text, peer);
	log_event(LOG_WARNING, "refused", LOG_TEXT("peer", text), LOG_TEXT("why", words[why]));
}

static enum detect_refusal refusal_of(enum admission_answer answer)
{
	if (answer == ADMISSION_FULL)
		return DETECT_FULL;
	return answer == ADMISSION_ADDRESS_FULL ? DETECT_ADDRESS_FULL : DETECT_ADDRESS_OFTEN;
}

static void accepted(struct listener *listener, int fd, const struct sockaddr *peer)
{
	struct server *server = listener->data;
	struct arrival *arrival = memory_zero(sizeof *arrival);
	address_bytes(arrival->address, peer);
	enum admission_answer answer =
		admission_enter(&server->admission, arrival->address, clock_monotonic_ms());
	if (answer != ADMISSION_GRANTED) {
		enum detect_refusal why = refusal_of(answer);
		counter_add(why == DETECT_FULL ? COUNTER_REFUSED_FULL : COUNTER_REFUSED_ADDRESS, 1);
		log_refused(arrival->address, peer, why);
		refuse(listener, fd, why);
		close(fd);
		free(arrival);
		return;
	}
	arrival->fd = fd;
	arrival->ops = detect_ops((enum detect_door)listener->tag);
	arrival->port = address_port_of(peer);
	counter_add(COUNTER_ACCEPTED, 1);
	loop_adopt(least_loaded(server), arrival);
}

static void exhausted(struct listener *listener, int fd)
{
	struct server *server = listener->data;
	server->exhausted++;
	refuse(listener, fd, DETECT_FULL);
}

static const struct listener_ops listener_ops = {accepted, exhausted};

/* Whether one of ours has the port already. With a socket of IPv6 for both families, or an address
 * beside the one that stands for all, the hosts differ. */
static bool is_ours(const struct listener_list *list, int port)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].port == port)
			return true;
	return false;
}

/* How somebody whose port is not to be had gets on; `error` is errno. */
static const char *way_out(const struct listener_list *list, int error, int port, bool bound)
{
	if (error == EACCES)
		return bound ? "; choose a port above 1023 in --bind"
			     : "; choose one above 1023 with --port";
	if (error != EADDRINUSE)
		return "";
	if (is_ours(list, port))
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
	bool bound = bind && bind->address.port >= 0; /* by --bind and not by --port */
	int port = bound ? bind->address.port : (int)config->port;
	if (!listener_open(list, bind ? bind->address.host : NULL, port, reason)) {
		const char *out = way_out(list, errno, port, bound);
		snprintf(error, OPTION_ERROR_SIZE, "%s%s", reason, out);
		return false;
	}
	for (size_t i = before; bind && i < list->count; i++)
		list->items[i].tag = (int)bind->door;
	return true;
}

static bool open_listeners(
	struct server *server, const struct config *config, char error[OPTION_ERROR_SIZE])
{
	bool good = config->bind.count > 0 || open_one(server, config, NULL, error);
	for (size_t i = 0; good && i < config->bind.count; i++) {
		struct config_bind bind;
		config_bind(&bind, config->bind.values[i]);
		good = open_one(server, config, &bind, error);
	}
	return good;
}

static unsigned thread_count(const struct config *config)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	long count = config->threads ? config->threads : cpus < THREADS_MAX ? cpus : THREADS_MAX;
	return count < 1 ? 1 : (unsigned)count;
}

static void wake_worker(void *loop)
{
	loop_wake(loop);
}

static void make_workers(struct server *server)
{
	server->workers = memory_zero(server->worker_count * sizeof *server->workers);
	for (unsigned i = 0; i < server->worker_count; i++) {
		struct worker *worker = &server->workers[i];
		struct core_loop *core = &server->core.loops[i];
		worker->server = server;
		worker->doors.core = core;
		worker->doors.detect = &server->detect;
		loop_init(&worker->loop, i, &loop_ops);
		worker->loop.data = &worker->doors;
		core->wake = wake_worker;
		core->wake_data = &worker->loop;
	}
}

bool server_init(struct server *server, const struct config *config, const char *motd,
	char error[OPTION_ERROR_SIZE])
{
	unsigned loops = thread_count(config);
	if (!descriptors_enough(loops, config->bind.count > 0 ? config->bind.count : 1, error))
		return false;
	*server = (struct server){.worker_count = loops};
	admission_init(&server->admission);
	core_init(&server->core, config->name, &config->limits, server->worker_count);
	irc_init(config->name);
	password_init(&server->password, proved, server);
	if (!open_listeners(server, config, error)) {
		server_finish(server);
		return false;
	}
	make_workers(server);
	for (size_t i = 0; i < server->listeners.count; i++) {
		server->listeners.items[i].data = server;
		listener_start(
			&server->listeners.items[i], &server->workers[0].loop, &listener_ops);
	}
	server->most_clients = descriptors_for_clients();
	server_apply(server, config, motd);
	return true;
}

void server_apply(struct server *server, const struct config *config, const char *motd)
{
	long most = server->most_clients;
	if (config->max_clients > 0 && config->max_clients < most)
		most = config->max_clients;
	log_set_level((enum log_level)config->log_level);
	atomic_store(&server->detect.greet_ms, config->greet_ms);
	admission_set(&server->admission, most, config->max_per_address);
	atomic_store(&server->ping_seconds, config->ping_seconds);
	struct password_checker password_checker = password_checker_new(&server->password);
	core_enter(&server->core.loops[0], clock_monotonic_ms());
	server->core.limits = config->limits;
	core_set_clock(&server->core, clock_utc_ms());
	core_set_motd(&server->core, motd);
	core_set_admin(&server->core, config->admin);
	core_set_description(&server->core, config->description);
	operators_set(&server->core, (const char *const *)config->operators.values,
		config->operators.count);
	operators_set_password_checker(&server->core, &password_checker);
	core_leave(&server->core.loops[0]);
	for (unsigned i = 0; i < server->worker_count; i++) {
		atomic_store(&server->workers[i].loop.drain_ms, config->drain_ms);
		loop_wake(&server->workers[i].loop); /* so that it takes the limits on */
	}
	log_event(LOG_INFO, "settings", LOG_NUMBER("max_clients", most),
		LOG_NUMBER("threads", server->worker_count));
}

static void *run_worker(void *data)
{
	struct worker *worker = data;
	loop_run(&worker->loop);
	return NULL;
}

bool server_run(struct server *server)
{
	bool good = true;
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old); /* signals are the first thread's */
	for (unsigned i = 1; good && i < server->worker_count; i++)
		good = pthread_create(&server->workers[i].loop.thread, NULL, run_worker,
			       &server->workers[i]) == 0;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (!good)
		return false;
	loop_run(&server->workers[0].loop);
	for (unsigned i = 1; i < server->worker_count; i++)
		pthread_join(server->workers[i].loop.thread, NULL);
	return true;
}

void server_finish(struct server *server)
{
	for (size_t i = 0; i < server->listeners.count; i++)
		listener_close(&server->listeners.items[i]);
	password_stop(&server->password);
	for (unsigned i = 0; server->workers && i < server->worker_count; i++)
		shutdown_close(&server->workers[i]);
	for (unsigned i = 0; server->workers && i < server->worker_count; i++)
		shutdown_finish(&server->workers[i]);
	password_finish(&server->password);
	free(server->workers);
	free(server->listeners.items);
	core_finish(&server->core);
	admission_finish(&server->admission);
}
