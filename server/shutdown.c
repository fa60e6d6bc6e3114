#include "shutdown.h"

#include "clock.h"
#include "dnssd.h"
#include "listen.h"
#include "log.h"
#include "memory.h"
#include "metrics.h"
#include "service.h"

static void wake_all(struct server *server)
{
	for (unsigned i = 0; i < server->worker_count; i++)
		loop_wake(&server->workers[i].loop);
}

void shutdown_start(struct server *server)
{
	if (atomic_load(&server->stopping)) {
		atomic_store(&server->at_once, true);
		wake_all(server);
		return;
	}
	dnssd_stop(server);
	listen_close(server);
	metrics_close(server);
	core_enter(&server->core.loops[0], clock_monotonic_ms());
	server->core.stopping = true;
	unsigned clients = server->core.session_count;
	core_leave(&server->core.loops[0]);
	service_stopping(clients, atomic_load(&server->workers[0].loop.drain_ms));
	log_event(LOG_INFO, "stopping", LOG_NUMBER("clients", clients));
	atomic_store(&server->stopping, true);
	wake_all(server);
}

void shutdown_leave(struct server *server)
{
	server->core.stopping = true;
	for (unsigned i = 0; i < server->worker_count; i++)
		server->workers[i].draining = server->workers[i].drained = true;
	atomic_store(&server->drained, server->worker_count);
	atomic_store(&server->stopping, true);
	wake_all(server);
}

/* Calls back after --drain milliseconds. */
static void set_deadline(struct worker *worker, event_callback_fn callback)
{
	long drain_ms = atomic_load(&worker->loop.drain_ms);
	struct timeval after = {drain_ms / 1000, (drain_ms % 1000) * 1000};
	if (worker->deadline)
		event_free(worker->deadline);
	worker->deadline = evtimer_new(worker->loop.base, callback, worker);
	if (!worker->deadline || evtimer_add(worker->deadline, &after) != 0)
		fatal("out of memory");
}

static void stop_reading_all(struct worker *worker)
{
	for (unsigned i = 0; i < worker->loop.conns.count; i++)
		conn_stop_reading(worker->loop.conns.items[i]);
}

static void late_cb(evutil_socket_t fd, short events, void *data)
{
	stop_reading_all(data);
}

static void start_draining(struct worker *worker)
{
	worker->draining = true;
	set_deadline(worker, late_cb);
	for (unsigned i = 0; i < worker->loop.conns.count; i++)
		conn_drain_input(worker->loop.conns.items[i]);
}

static void end_draining(struct worker *worker)
{
	struct server *server = worker->server;
	worker->drained = true;
	if (atomic_fetch_add(&server->drained, 1) + 1 == server->worker_count)
		wake_all(server);
}

static void deadline_cb(evutil_socket_t fd, short events, void *data)
{
	struct worker *worker = data;
	loop_stop(&worker->loop);
}

static void say_goodbye(struct worker *worker)
{
	worker->doors.leaving = true;
	worker->doors.upgraded = upgrade_handed(&worker->server->upgrade);
	stop_reading_all(worker);
	for (unsigned i = 0; i < worker->loop.conns.count; i++) {
		struct conn *conn = worker->loop.conns.items[i];
		conn->ops->farewell(conn);
	}
	set_deadline(worker, deadline_cb);
}

void shutdown_step(struct worker *worker)
{
	struct server *server = worker->server;
	if (atomic_load(&server->at_once))
		loop_stop(&worker->loop);
	else if (!worker->draining)
		start_draining(worker);
	else if (!worker->drained && worker->loop.draining > 0)
		return; /* the last conn asks for an iteration */
	else if (!worker->drained)
		end_draining(worker);
	else if (!worker->doors.leaving && atomic_load(&server->drained) == server->worker_count)
		say_goodbye(worker);
	else if (!worker->doors.leaving)
		return; /* the last one wakes us */
	else if (worker->loop.conns.count == 0)
		loop_stop(&worker->loop);
	else
		return;
	loop_iterate_soon(&worker->loop);
}

void shutdown_close(struct worker *worker)
{
	struct loop *loop = &worker->loop;
	while (loop->conns.count > 0)
		conn_abort(loop->conns.items[loop->conns.count - 1]);
}

void shutdown_finish(struct worker *worker)
{
	struct loop *loop = &worker->loop;
	if (worker->deadline)
		event_free(worker->deadline);
	event_free(worker->late);
	loop_finish(loop);
	buffer_finish(&worker->doors.text);
	buffer_finish(&worker->doors.answer);
}
