#include "figures.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>

#include "account.h"
#include "clock.h"
#include "feed.h"
#include "server.h"
#include "session.h"
#include "stores.h"

static uint64_t load(const _Atomic uint64_t *value)
{
	return atomic_load_explicit(value, memory_order_relaxed);
}

static void take_loop(struct figures *figures, const struct loop *loop)
{
	const struct loop_figures *from = &loop->figures;
	int64_t second = atomic_load_explicit(&from->second_ms, memory_order_relaxed);
	for (unsigned kind = 0; kind < DOOR_KINDS; kind++) {
		for (unsigned tls = 0; tls < 2; tls++)
			figures->conns[kind][tls] += load(&from->conns[kind][tls]);
		figures->sent[kind] += load(&from->sent[kind]);
		figures->received[kind] += load(&from->received[kind]);
	}
	durations_read(&from->turns, &figures->turns[loop->index]);
	if (loop->index > 0 && second >= figures->oldest_second)
		return;
	figures->oldest_second = second;
	figures->oldest_loop = loop->index;
}

static void take_queues(struct figures *figures, const struct core_loop *loop)
{
	uint64_t largest = load(&loop->queues.largest);
	figures->queues += load(&loop->queues.count);
	figures->queue_bytes += load(&loop->queues.bytes);
	if (figures->queue_largest < largest)
		figures->queue_largest = largest;
}

static void take_core(struct figures *figures, struct core *core)
{
	figures->sessions = core->session_count;
	figures->sessions_most = core->session_most;
	figures->operators = core->operator_count;
	figures->accounts = account_count(core);
	figures->rooms = HASH_COUNT(core->rooms) - core->empty_rooms;
	figures->rooms_empty = core->empty_rooms;
	figures->lock_takes = load(&core->lock.takes);
	durations_read(&core->lock.waits, &figures->lock_waits);
	durations_read(&core->lock.holds, &figures->lock_holds);
	figures->stopping = core->stopping;
	figures->now_ms = core->now + core->clock_offset;
	figures->started_ms = core->started;
	for (unsigned i = 0; i < core->loop_count; i++)
		take_queues(figures, &core->loops[i]);
}

static void take_history(struct figures *figures, struct server *server)
{
	const struct history *history = &server->core.history;
	figures->history = history->mode;
	figures->recent_bytes = history->recent_bytes;
	if (!history_on(history))
		return;
	figures->history_late = history->late;
	figures->history_bytes = history->gathered.length + history->taken.length;
	figures->history_lines = history->lines + history->lines_taken;
	if (history->trouble)
		snprintf(figures->trouble, sizeof figures->trouble, "%s", history->trouble);
	figures->questions = keeper_questions(&server->archive.keeper);
	durations_read(&server->archive.keeper.commits, &figures->commits);
	durations_read(&server->archive.keeper.answers, &figures->answers);
}

static uint64_t resident_bytes(void)
{
	unsigned long all = 0, resident = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	if (!file)
		return 0;
	if (fscanf(file, "%lu %lu", &all, &resident) != 2)
		resident = 0;
	fclose(file);
	return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void take_process(struct figures *figures)
{
	struct rusage usage = {0};
	struct rlimit limit = {0};
	getrusage(RUSAGE_SELF, &usage);
	getrlimit(RLIMIT_NOFILE, &limit);
	figures->resident = resident_bytes();
	figures->descriptors_most = limit.rlim_cur;
	figures->cpu_us = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
			  (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

void figures_take(struct figures *figures, struct server *server)
{
	*figures = (struct figures){.loops = server->worker_count,
		.log_dropped = log_dropped(),
		.conns_most = (uint64_t)admission_max(&server->admission),
		.passwords = password_waiting(&server->password),
		.feed_bytes = (uint64_t)feed_bytes(),
		.certificate_until = certificate_until(&server->certificate),
		.libevent = event_get_version(),
		.openssl = tls_context_version(),
		.sqlite = store_sqlite_version()};
	for (unsigned i = 0; i < COUNTER_COUNT; i++)
		figures->counters[i] = counter_value((enum counter)i);
	for (unsigned i = 0; i < server->worker_count; i++)
		take_loop(figures, &server->workers[i].loop);
	take_core(figures, &server->core);
	take_history(figures, server);
	take_process(figures);
}

/* Linux says how many there are since 6.2; before that they have to be counted. */
static uint64_t open_descriptors(void)
{
	struct stat folder;
	uint64_t count = 0;
	if (stat("/proc/self/fd", &folder) == 0 && folder.st_size > 0)
		return (uint64_t)folder.st_size;
	DIR *listing = opendir("/proc/self/fd");
	if (!listing)
		return 0;
	while (readdir(listing))
		count++;
	closedir(listing);
	return count > 3 ? count - 3 : 0; /* without ".", ".." and the listing's own */
}

void figures_take_descriptors(struct figures *figures)
{
	figures->descriptors = open_descriptors();
}
