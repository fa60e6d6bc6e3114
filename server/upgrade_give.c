#include "upgrade_give.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clock.h"
#include "dnssd.h"
#include "flush.h"
#include "listen.h"
#include "shutdown.h"

#define SETTLE_MS 2000
#define LOOK_AGAIN_MS 1

static enum upgrade_result give_listeners(
	const struct listener_list *list, int fd, int64_t until_ms)
{
	enum upgrade_result result = UPGRADE_GOOD;
	struct buffer body = {0};
	for (size_t i = 0; result == UPGRADE_GOOD && i < list->count; i++) {
		body.length = 0;
		listener_pack(list->items[i], &body);
		result =
			upgrade_send(fd, UPGRADE_LISTENER, &body, &list->items[i]->fd, 1, until_ms);
	}
	buffer_finish(&body);
	return result;
}

enum upgrade_result upgrade_give_sockets(struct server *server, int fd, int64_t until_ms)
{
	enum upgrade_result result = give_listeners(&server->listeners, fd, until_ms);
	if (result == UPGRADE_GOOD)
		result = give_listeners(&server->metrics, fd, until_ms);
	int lock = archive_lock(&server->archive);
	if (result == UPGRADE_GOOD && lock >= 0)
		result = upgrade_send(fd, UPGRADE_LOCK, NULL, &lock, 1, until_ms);
	return result;
}

bool upgrade_give_quiet(struct server *server)
{
	bool quiet = password_waiting(&server->password) == 0;
	for (unsigned i = 0; i < server->worker_count; i++)
		quiet &= server->workers[i].loop.handshaking == 0;
	return quiet;
}

/* As at the end of an iteration. */
static void flush(struct worker *worker)
{
	flush_loop(worker->doors.core, clock_monotonic_ms());
	conn_end_iteration(&worker->loop);
}

static bool is_stored(struct core *core)
{
	const struct history *history = &core->history;
	core_enter(&core->loops[0], clock_monotonic_ms());
	bool stored = !history->writing && history->gathered.length == 0 &&
		      history->later.count == 0 && !history->late;
	core_leave(&core->loops[0]);
	return stored;
}

static bool rest(struct archive *archive, int64_t until_ms)
{
	return archive->mode == HISTORY_OFF || keeper_rest(&archive->keeper, until_ms);
}

bool upgrade_give_settle(struct server *server)
{
	int64_t until_ms = clock_monotonic_ms() + SETTLE_MS;
	do {
		for (unsigned i = 0; i < server->worker_count; i++)
			flush(&server->workers[i]);
		if (is_stored(&server->core) && rest(&server->archive, until_ms)) {
			for (unsigned i = 0; i < server->worker_count; i++)
				flush(&server->workers[i]); /* what waited to be stored */
			return true;
		}
		(void)poll(NULL, 0, LOOK_AGAIN_MS);
	} while (clock_monotonic_ms() < until_ms);
	return false;
}

void upgrade_give_go_on(struct server *server)
{
	if (server->archive.mode != HISTORY_OFF)
		keeper_go_on(&server->archive.keeper);
}

/* A file in memory that nobody can change any more. */
static int file_of(const struct buffer *state)
{
	int fd = memfd_create("chatd-state", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	size_t at = 0;
	while (fd >= 0 && at < state->length) {
		ssize_t wrote = write(fd, state->bytes + at, state->length - at);
		if (wrote <= 0) {
			close(fd);
			return -1;
		}
		at += (size_t)wrote;
	}
	if (fd >= 0)
		fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
	return fd;
}

enum upgrade_result upgrade_give_state(struct server *server, int fd, int64_t until_ms)
{
	struct buffer state = {0};
	pack_u32(&state, 0);
	int file = file_of(&state);
	buffer_wipe(&state);
	if (file < 0)
		return UPGRADE_ENDED;
	enum upgrade_result result = upgrade_send(fd, UPGRADE_STATE, NULL, &file, 1, until_ms);
	close(file);
	return result;
}

static void let_go(struct listener_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		listener_let_go(list->items[i]);
}

void upgrade_give_up(struct server *server)
{
	let_go(&server->listeners);
	let_go(&server->metrics);
	dnssd_stop(server);
	shutdown_leave(server);
}
