#include "watchdog.h"

#include "memory.h"
#include "service.h"

#define LEAST_MS 1500 /* loops come round once a second */
#define AGAIN_MS 250  /* until it is looked again at a loop that is late */

static int64_t half_ms(void)
{
	return service_watchdog_ms() / 2;
}

static int64_t oldest_second(const struct server *server)
{
	int64_t oldest = INT64_MAX;
	for (unsigned i = 0; i < server->worker_count; i++) {
		int64_t second = atomic_load_explicit(
			&server->workers[i].loop.figures.second_ms, memory_order_relaxed);
		oldest = second < oldest ? second : oldest;
	}
	return oldest;
}

static void look_again_in(struct server *server, int64_t ms)
{
	struct timeval after = {ms / 1000, ms % 1000 * 1000};
	if (event_add(server->watchdog, &after) != 0)
		fatal("libevent refused an event");
}

static void look_cb(evutil_socket_t fd, short events, void *data)
{
	struct server *server = data;
	int64_t most = half_ms() > LEAST_MS ? half_ms() : LEAST_MS;
	loop_begin(&server->workers[0].loop);
	bool alive = clock_monotonic_ms() - oldest_second(server) < most;
	if (alive)
		service_alive();
	look_again_in(server, alive ? half_ms() : AGAIN_MS);
}

void watchdog_start(struct server *server)
{
	if (half_ms() == 0)
		return;
	server->watchdog = evtimer_new(server->workers[0].loop.base, look_cb, server);
	if (!server->watchdog)
		fatal("out of memory");
	look_again_in(server, half_ms());
}

void watchdog_stop(struct server *server)
{
	if (server->watchdog)
		event_free(server->watchdog);
	server->watchdog = NULL;
}
