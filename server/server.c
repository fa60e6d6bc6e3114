#include "server.h"

#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#include "announce.h"
#include "changes.h"
#include "clock.h"
#include "config_web.h"
#include "confusables.h"
#include "descriptors.h"
#include "dnssd.h"
#include "feed.h"
#include "figures_words.h"
#include "flush.h"
#include "given.h"
#include "handshake.h"
#include "irc.h"
#include "kept.h"
#include "listen.h"
#include "local_users.h"
#include "log_storm.h"
#include "memory.h"
#include "metrics.h"
#include "notice.h"
#include "operators.h"
#include "recent.h"
#include "reload.h"
#include "server_ban.h"
#include "server_password.h"
#include "service.h"
#include "shutdown.h"
#include "thread.h"
#include "upgrade_take.h"
#include "walk.h"
#include "watchdog.h"

#define THREADS_MAX 8 /* without --threads */

/* When freed memory goes back to the system: while fewer than TRIM_CALM conns were made or freed in
 * the last second, after TRIM_AFTER of them, and after so many bytes of blocks or of the last lines
 * of rooms. */
#define TRIM_CALM 50
#define TRIM_AFTER 500
#define TRIM_BYTES 4194304

static struct worker *worker_of(struct loop *loop)
{
	return (struct worker *)((char *)loop - offsetof(struct worker, loop));
}

static void take_passwords(struct worker *worker)
{
	core_enter(worker->doors.core, clock_monotonic_ms());
	password_take(&worker->server->password, worker->loop.index);
	core_leave(worker->doors.core);
}

/* The next flush says when to look again, if the history is not late yet. */
static void late_cb(evutil_socket_t fd, short events, void *data)
{
	struct worker *worker = data;
	worker->late_awaited = false;
	core_enter(worker->doors.core, clock_monotonic_ms());
	notice_history(worker->doors.core->core);
	core_leave(worker->doors.core);
	loop_iterate_soon(&worker->loop);
}

/* When the history is late, strict sends at that moment and not with the next second. Each loop
 * looks, since any may be the only one that is awake; it is awaited for as long as something waits
 * for the disk, and not anew for each round. */
static void await_late(struct worker *worker)
{
	int64_t late_at = worker->doors.core->late_at;
	if (late_at == 0 || worker->late_awaited)
		return;
	int64_t now = clock_monotonic_ms(), ms = late_at > now ? late_at - now : 1;
	struct timeval after = {ms / 1000, ms % 1000 * 1000};
	worker->late_awaited = evtimer_add(worker->late, &after) == 0;
}

static void iterate(struct loop *loop)
{
	struct door_loop *doors = loop->data;
	struct worker *worker = worker_of(loop);
	flush_loop(doors->core, clock_monotonic_ms());
	await_late(worker);
	if (walk_can_advance(doors->core))
		loop_iterate_later(loop);
	if (password_has_done(&worker->server->password))
		take_passwords(worker);
	if (loop->index == 0 && upgrade_asks(&worker->server->upgrade))
		upgrade_park(worker->server);
	if (loop->index == 0 && reload_is_due(worker->server))
		reload_end(worker->server);
	if (loop->index == 0 && upgrade_is_due(worker->server))
		upgrade_start(worker->server);
	if (loop->index == 0 && upgrade_take_hup(&worker->server->upgrade))
		reload_start(worker->server);
	if (atomic_load(&worker->server->stopping))
		shutdown_step(worker);
	conn_end_iteration(loop);
}

/* malloc() keeps what many conns took when they have gone. */
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

/* The same for blocks once much has been sent, and for lines that were forgotten. */
static void trim_bytes(struct server *server, size_t recent_bytes)
{
	if (server->recent_most < recent_bytes)
		server->recent_most = recent_bytes;
	bool shrank = server->recent_most - recent_bytes >= TRIM_BYTES;
	if (shrank)
		server->recent_most = recent_bytes;
	if (feed_shrank(TRIM_BYTES) || shrank)
		malloc_trim(0);
}

/* The first loop's work for all, once a second. */
static void keep_order(struct server *server, struct core_loop *core)
{
	core_enter(core, clock_monotonic_ms());
	core_set_clock(core->core, clock_utc_ms());
	kept_expire(core->core);
	notice_history(core->core);
	changes_expire(core->core);
	server_ban_expire(core->core);
	announce_overdue(core->core);
	room_settle_feeds(core->core);
	room_sweep(core->core);
	recent_sweep(core->core);
	allowance_sweep(core->core);
	size_t recent_bytes = core->core->history.recent_bytes;
	unsigned people = core->core->session_count;
	core_leave(core);
	trim_bytes(server, recent_bytes);
	admission_sweep(&server->admission, clock_monotonic_ms());
	certificate_second(&server->certificate);
	listen_log_exhausted(server);
	service_people(people, clock_monotonic_ms());
	log_storm_tell();
}

static void second(struct loop *loop)
{
	struct door_loop *doors = loop->data;
	struct worker *worker = worker_of(loop);
	flush_check_slow(doors->core, clock_monotonic_ms());
	irc_second(loop, atomic_load(&worker->server->ping_seconds));
	trim_memory(worker);
	if (loop->index == 0)
		keep_order(worker->server, doors->core);
	loop_iterate_soon(loop);
}

/* By the password checker's thread. */
static void password_checked(void *data, unsigned loop)
{
	struct server *server = data;
	loop_wake(&server->workers[loop].loop);
}

static void run_pending(struct loop *loop)
{
	conn_run_pending(loop);
	handshake_run(loop);
}

static void conn_freed(struct conn *conn)
{
	struct server *server = worker_of(conn->loop)->server;
	if (conn->ops->kind == DOOR_KIND_METRICS)
		metrics_freed(server);
	else
		admission_leave(&server->admission, conn->address);
	loop_iterate_soon(conn->loop); /* the shutdown may wait for the last one */
}

static const struct loop_ops loop_ops = {.arrived = conn_new,
	.iterate = iterate,
	.pending = run_pending,
	.second = second,
	.freed = conn_freed};

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
		worker->doors.web = &server->web;
		loop_init(&worker->loop, i, &loop_ops);
		worker->loop.data = &worker->doors;
		worker->late = evtimer_new(worker->loop.base, late_cb, worker);
		if (!worker->late)
			fatal("out of memory");
		core->wake = wake_worker;
		core->wake_data = &worker->loop;
	}
}

static bool load_history(
	struct server *server, const struct config *config, char error[OPTION_ERROR_SIZE])
{
	core_enter(&server->core.loops[0], clock_monotonic_ms());
	bool good = archive_load(&server->archive, &server->core, config, error);
	irc_set_origin(server->core.history.origin);
	core_leave(&server->core.loops[0]);
	return good;
}

/* See core.stats. */
static void tell_stats(void *data, void (*row)(void *to, const char *line), void *to)
{
	struct figures figures;
	figures_take(&figures, data);
	figures_words(&figures, row, to);
}

/* A process that takes over from another one leaves everything as it is. */
static bool give_up(struct server *server, struct upgrade_take *take, const char *error)
{
	if (take)
		upgrade_take_fail(take, error);
	server_finish(server);
	return false;
}

bool server_init(struct server *server, struct config *config, struct config_files *files,
	struct upgrade_take *take, char error[OPTION_ERROR_SIZE])
{
	unsigned loops = thread_count(config);
	size_t listeners = config->bind.count + given_count() + (config->metrics ? 1 : 0);
	if (!descriptors_enough(loops, listeners > 0 ? listeners : 1, error)) {
		if (take)
			upgrade_take_fail(take, error);
		return false;
	}
	*server = (struct server){.worker_count = loops};
	upgrade_init(&server->upgrade);
	admission_init(&server->admission);
	web_settings_init(&server->web);
	core_init(&server->core, config->name, &config->limits, server->worker_count);
	irc_init(config->name);
	confusables_load();
	password_init(&server->password, password_checked, server);
	local_users_init(listen_arrived, server);
	server->core.local_login = local_users_has;
	server->core.stats = tell_stats;
	server->core.stats_data = server;
	if (!take)
		service_patience("Opening the history");
	if (!listen_open(server, config, error) || !metrics_open(server, config, error) ||
		!archive_open(&server->archive, config, config_port(config),
			upgrade_take_lock(take), error) ||
		!certificate_open(&server->certificate, config, config_port(config), error))
		return give_up(server, take, error);
	server->detect.tls = server->certificate.tls;
	make_workers(server);
	listen_start(server);
	metrics_start(server);
	server->max_clients = descriptors_for_clients();
	server->config = config;
	server_apply(server, config, files);
	if (take)
		upgrade_take_state(take, server, config);
	else if (!load_history(server, config, error))
		return give_up(server, NULL, error);
	return true;
}

static void *run_worker(void *data)
{
	struct worker *worker = data;
	loop_run(&worker->loop);
	return NULL;
}

static unsigned count_people(struct core_loop *core)
{
	core_enter(core, clock_monotonic_ms());
	unsigned people = core->core->session_count;
	core_leave(core);
	return people;
}

bool server_run(struct server *server)
{
	bool good = true;
	archive_start(&server->archive, &server->core);
	for (unsigned i = 1; good && i < server->worker_count; i++)
		good = thread_start(&server->workers[i].loop.thread, run_worker,
			       &server->workers[i]) == 0;
	if (!good)
		return false;
	watchdog_start(server);
	service_start(count_people(&server->core.loops[0])); /* an upgrade finds some */
	loop_run(&server->workers[0].loop);
	watchdog_stop(server);
	for (unsigned i = 1; i < server->worker_count; i++)
		pthread_join(server->workers[i].loop.thread, NULL);
	return true;
}

void server_finish(struct server *server)
{
	upgrade_finish(&server->upgrade); /* its thread wakes a loop */
	dnssd_stop(server);
	reload_stop(server);
	listen_close(server);
	metrics_close(server);
	password_stop(&server->password);
	local_users_stop();
	for (unsigned i = 0; server->workers && i < server->worker_count; i++)
		shutdown_close(&server->workers[i]);
	archive_close(&server->archive); /* its threads wake loops */
	for (unsigned i = 0; server->workers && i < server->worker_count; i++)
		shutdown_finish(&server->workers[i]);
	password_finish(&server->password);
	certificate_close(&server->certificate);
	free(server->workers);
	listener_list_finish(&server->listeners);
	listener_list_finish(&server->metrics);
	core_finish(&server->core);
	local_users_finish();
	admission_finish(&server->admission);
	web_settings_finish(&server->web);
}
