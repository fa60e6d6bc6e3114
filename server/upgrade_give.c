#include "upgrade_give.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clock.h"
#include "conn_handover.h"
#include "counter.h"
#include "dnssd.h"
#include "door_handover.h"
#include "flush.h"
#include "handover.h"
#include "local_users.h"
#include "memory.h"
#include "shutdown.h"

#define SETTLE_MS 2000
#define LOOK_AGAIN_MS 1
#define PIECE_BYTES 65536 /* of the state that are written at once, at least */

const char *upgrade_give_busy(struct server *server)
{
	if (password_waiting(&server->password) > 0)
		return "passwords are still being checked";
	return local_users_busy() ? "users of this machine are still being looked up" : NULL;
}

bool upgrade_give_handshaking(const struct server *server)
{
	bool any = false;
	for (unsigned i = 0; i < server->worker_count; i++)
		any |= server->workers[i].loop.handshaking > 0;
	return any;
}

/* As at the end of an iteration. */
static void flush(struct worker *worker)
{
	flush_loop(worker->doors.core, clock_monotonic_ms());
	conn_end_iteration(&worker->loop);
}

static bool is_settled(struct core *core)
{
	core_enter(&core->loops[0], clock_monotonic_ms());
	bool settled = handover_settled(core);
	core_leave(&core->loops[0]);
	return settled;
}

static bool rest(struct archive *archive, int64_t until_ms)
{
	return archive->mode == HISTORY_OFF || keeper_rest(&archive->keeper, until_ms);
}

static void flush_all(struct server *server)
{
	for (unsigned i = 0; i < server->worker_count; i++) {
		loop_take_arrivals(&server->workers[i].loop);
		flush(&server->workers[i]);
	}
}

bool upgrade_give_settle(struct server *server)
{
	int64_t until_ms = clock_monotonic_ms() + SETTLE_MS;
	do {
		flush_all(server);
		if (!local_users_busy() && is_settled(&server->core) &&
			rest(&server->archive, until_ms)) {
			flush_all(server); /* what waited to be stored */
			return true;
		}
		(void)poll(NULL, 0, LOOK_AGAIN_MS);
	} while (clock_monotonic_ms() < until_ms);
	return false;
}

void upgrade_give_go_on(struct server *server)
{
	struct upgrade *upgrade = &server->upgrade;
	free(upgrade->conns);
	upgrade->conns = NULL;
	upgrade->conn_count = 0;
	if (server->archive.mode != HISTORY_OFF)
		keeper_go_on(&server->archive.keeper);
}

/* The state is written to a file in memory piece by piece, so that there are no two of it here. */
struct state_file {
	struct pack out;
	struct buffer piece;
	int fd;
	bool failed; /* there is no memory for it */
};

static void write_piece(struct pack *out)
{
	struct state_file *file = (struct state_file *)out;
	struct buffer *piece = out->buffer;
	for (size_t at = 0; at < piece->length && !file->failed;) {
		ssize_t wrote = write(file->fd, piece->bytes + at, piece->length - at);
		file->failed = wrote <= 0;
		at += (size_t)wrote;
	}
	piece->length = 0;
}

/* Those that can go on in the new process; their number. */
static unsigned find_conns(struct server *server, struct conn **conns)
{
	unsigned count = 0;
	for (unsigned i = 0; i < server->worker_count; i++) {
		const struct conn_list *all = &server->workers[i].loop.conns;
		for (unsigned j = 0; j < all->count; j++)
			if (door_can_carry(all->items[j]))
				conns[count++] = all->items[j];
	}
	return count;
}

static unsigned count_conns(const struct server *server)
{
	unsigned count = 0;
	for (unsigned i = 0; i < server->worker_count; i++)
		count += server->workers[i].loop.conns.count;
	return count;
}

static void pack_conns(const struct upgrade *upgrade, struct pack *out)
{
	pack_u32(out, upgrade->conn_count);
	for (unsigned i = 0; i < upgrade->conn_count; i++)
		door_pack(upgrade->conns[i], out);
}

/* upgrade_take.c reads it in the same order. */
static void pack(struct server *server, struct pack *out)
{
	unsigned char secret[TABLE_SECRET_BYTES];
	archive_pack(&server->archive, out);
	door_get_secret(secret);
	pack_raw(out, secret, sizeof secret);
	counter_pack(out);
	certificate_pack(&server->certificate, out);
	admission_pack(&server->admission, out);
	door_pack_all(out);
	handover_pack(&server->core, out);
	pack_conns(&server->upgrade, out);
}

/* The file, whose size nobody can change any more; -1 where that failed. */
static int make_file(struct server *server)
{
	struct state_file file = {
		.fd = memfd_create("chatd-state", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
	if (file.fd < 0)
		return -1;
	buffer_reserve(&file.piece, PIECE_BYTES);
	file.out = (struct pack){&file.piece, write_piece};
	pack(server, &file.out);
	write_piece(&file.out);
	buffer_wipe(&file.piece);
	if (!file.failed)
		file.failed =
			fcntl(file.fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0;
	if (file.failed)
		close(file.fd);
	return file.failed ? -1 : file.fd;
}

static enum upgrade_result send_conns(const struct upgrade *upgrade, int64_t until_ms)
{
	int fds[UPGRADE_DESCRIPTORS_MAX];
	enum upgrade_result result = UPGRADE_GOOD;
	for (unsigned at = 0; result == UPGRADE_GOOD && at < upgrade->conn_count;) {
		unsigned count = 0;
		while (count < UPGRADE_DESCRIPTORS_MAX && at < upgrade->conn_count)
			fds[count++] = upgrade->conns[at++]->fd;
		result = upgrade_send(upgrade->fd, UPGRADE_CONNS, NULL, fds, count, until_ms);
	}
	return result;
}

enum upgrade_result upgrade_give_state(struct server *server, int64_t until_ms)
{
	struct upgrade *upgrade = &server->upgrade;
	upgrade->conns = memory_zero((count_conns(server) + 1) * sizeof(struct conn *));
	upgrade->conn_count = find_conns(server, upgrade->conns);
	enum upgrade_result result = send_conns(upgrade, until_ms);
	if (result != UPGRADE_GOOD)
		return result;
	int file = make_file(server);
	if (file < 0)
		return UPGRADE_NO_MEMORY;
	result = upgrade_send(upgrade->fd, UPGRADE_STATE, NULL, &file, 1, until_ms);
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
	struct upgrade *upgrade = &server->upgrade;
	for (unsigned i = 0; i < upgrade->conn_count; i++)
		conn_let_go(upgrade->conns[i]);
	let_go(&server->listeners);
	let_go(&server->metrics);
	dnssd_stop(server);
	shutdown_leave(server);
}
