#include "upgrade_take.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "config_change.h"
#include "counter.h"
#include "door_handover.h"
#include "handover.h"
#include "inherited.h"
#include "irc.h"
#include "log.h"
#include "memory.h"
#include "server.h"
#include "server_ban.h"
#include "upgrade_message.h"

#define WAIT_MS 60000		     /* the old process ends this one sooner */
#define PIECE_BYTES ((size_t)262144) /* of the state, whose memory is freed at once */

struct upgrade_take {
	int fd;	  /* to the old process */
	int lock; /* of the history's folder; -1 for none */
	int *conns;
	unsigned conn_count;
	int state_fd;
	char *state;
	size_t size, freed;   /* of it */
	struct buffer config; /* of the old process, see config_change.h */
	struct upgrade_message message;
};

/* The old process is gone, or does what it never does: it, or nobody, says so. */
static _Noreturn void give_up(void)
{
	_exit(EXIT_FAILURE);
}

static void say(struct upgrade_take *take, enum upgrade_type type, const struct buffer *body)
{
	if (upgrade_send(take->fd, type, body, NULL, 0, clock_monotonic_ms() + WAIT_MS) !=
		UPGRADE_GOOD)
		give_up();
}

_Noreturn void upgrade_take_fail(struct upgrade_take *take, const char *sentence)
{
	struct buffer body = {0};
	pack_text(&(struct pack){.buffer = &body}, sentence);
	say(take, UPGRADE_FAILED, &body);
	give_up();
}

static void say_hello(struct upgrade_take *take)
{
	struct buffer body = {0};
	struct pack out = {.buffer = &body};
	pack_u32(&out, UPGRADE_STATE_VERSION);
	pack_text(&out, CHATD_VERSION);
	say(take, UPGRADE_HELLO, &body);
	buffer_finish(&body);
}

static enum upgrade_type receive(struct upgrade_take *take)
{
	if (upgrade_receive(take->fd, &take->message, clock_monotonic_ms() + WAIT_MS) !=
		UPGRADE_GOOD)
		give_up();
	return (enum upgrade_type)take->message.type;
}

static void expect(bool condition)
{
	if (!condition)
		give_up();
}

static void take_sockets(struct upgrade_take *take)
{
	enum upgrade_type type;
	while ((type = receive(take)) != UPGRADE_PREPARE) {
		struct upgrade_message *message = &take->message;
		struct unpack in = unpack_begin(message->body, message->length);
		expect(message->fd_count == 1);
		if (type == UPGRADE_LISTENER)
			expect(inherited_add(message->fds[0], &in));
		else
			expect(type == UPGRADE_LOCK);
		if (type == UPGRADE_LOCK)
			take->lock = message->fds[0];
	}
	buffer_add(&take->config, take->message.body, take->message.length);
}

static bool is_socketpair(int fd)
{
	int type = 0;
	socklen_t length = sizeof type;
	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_SEQPACKET;
}

/* Unblocks what the old process had blocked while it started this one, but what main() does. */
static void unblock_signals(void)
{
	sigset_t others;
	sigfillset(&others);
	sigdelset(&others, SIGTERM);
	sigdelset(&others, SIGINT);
	sigdelset(&others, SIGHUP);
	sigdelset(&others, SIGUSR2);
	pthread_sigmask(SIG_UNBLOCK, &others, NULL);
}

struct upgrade_take *upgrade_take_begin(void)
{
	const char *value = getenv(UPGRADE_VARIABLE);
	if (!value)
		return NULL;
	int fd = atoi(value);
	unsetenv(UPGRADE_VARIABLE);
	if (fd <= STDERR_FILENO || !is_socketpair(fd))
		return NULL;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	unblock_signals();
	struct upgrade_take *take = memory_zero(sizeof *take);
	take->fd = fd;
	take->lock = -1;
	say_hello(take);
	take_sockets(take);
	return take;
}

int upgrade_take_lock(const struct upgrade_take *take)
{
	return take ? take->lock : -1;
}

/* Adds the descriptors of connections, in their order. */
static void keep_conns(struct upgrade_take *take)
{
	const struct upgrade_message *message = &take->message;
	size_t size = (take->conn_count + message->fd_count) * sizeof *take->conns;
	take->conns = memory_grow(take->conns, size);
	memcpy(take->conns + take->conn_count, message->fds,
		message->fd_count * sizeof *take->conns);
	take->conn_count += message->fd_count;
}

/* Maps the file, which nobody else has. */
static void map_state(struct upgrade_take *take)
{
	struct stat file;
	take->state_fd = take->message.fds[0];
	expect(take->message.fd_count == 1 && fstat(take->state_fd, &file) == 0);
	take->size = (size_t)file.st_size;
	take->state =
		mmap(NULL, take->size, PROT_READ, MAP_SHARED | MAP_POPULATE, take->state_fd, 0);
	expect(take->state != MAP_FAILED);
}

/* Frees the memory of what was read, while what is made of it takes more and more. */
static void let_go(void *data, const char *at)
{
	struct upgrade_take *take = data;
	size_t read = (size_t)(at - take->state) / PIECE_BYTES * PIECE_BYTES;
	if (read == take->freed)
		return;
	(void)fallocate(take->state_fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		(off_t)take->freed, (off_t)(read - take->freed));
	take->freed = read;
}

static void check(struct upgrade_take *take, bool good)
{
	if (!good)
		upgrade_take_fail(take, "what was handed over cannot be read");
}

static void take_secret(struct unpack *in)
{
	unsigned char secret[TABLE_SECRET_BYTES];
	for (size_t i = 0; i < sizeof secret; i++)
		secret[i] = unpack_u8(in);
	door_set_secret(secret);
}

static void take_core(struct upgrade_take *take, struct server *server, struct unpack *in)
{
	char error[HANDOVER_ERROR_SIZE];
	if (!handover_unpack(&server->core, in, door_named, error))
		upgrade_take_fail(take, error);
	irc_set_origin(server->core.history.origin);
}

static void take_conns(struct upgrade_take *take, struct server *server, struct unpack *in)
{
	struct loop *loops[CORE_LOOPS_MAX];
	for (unsigned i = 0; i < server->worker_count; i++)
		loops[i] = &server->workers[i].loop;
	struct door_restoring to = {loops, server->worker_count, handover_session};
	check(take, unpack_u32(in) == take->conn_count);
	for (unsigned i = 0; i < take->conn_count; i++) {
		struct conn *conn = door_restore(&to, take->conns[i], in);
		check(take, conn != NULL);
		unpack_let_go(in);
		admission_restore(&server->admission, conn->address);
	}
}

/* upgrade_give.c packs in the same order. */
static void unpack(struct upgrade_take *take, struct server *server, const struct config *config)
{
	struct core_loop *core = &server->core.loops[0];
	struct unpack in = unpack_begin(take->state, take->size);
	in.let_go = let_go;
	in.data = take;
	char error[OPTION_ERROR_SIZE] = "what was handed over cannot be read";
	if (!archive_unpack(&server->archive, &in, error))
		upgrade_take_fail(take, error);
	archive_begin(&server->archive, &server->core, config);
	take_secret(&in);
	counter_unpack(&in);
	check(take, certificate_unpack(&server->certificate, &in));
	admission_unpack(&server->admission, &in);
	check(take, door_unpack_all(&in));
	take_core(take, server, &in);
	take_conns(take, server, &in);
	check(take, unpack_done(&in));
	handover_end(&server->core, "the server was upgraded");
	core_enter(core, clock_monotonic_ms());
	server_ban_end_all(&server->core);
	core_leave(core);
}

void upgrade_take_state(
	struct upgrade_take *take, struct server *server, const struct config *config)
{
	enum upgrade_type type;
	say(take, UPGRADE_PREPARED, NULL);
	while ((type = receive(take)) == UPGRADE_CONNS)
		keep_conns(take);
	expect(type == UPGRADE_STATE);
	map_state(take);
	unpack(take, server, config);
	munmap(take->state, take->size);
	close(take->state_fd);
	free(take->conns);
}

void upgrade_take_go(struct upgrade_take *take, struct server *server)
{
	say(take, UPGRADE_READY, NULL);
	expect(receive(take) == UPGRADE_GO);
	inherited_close();
	close(take->fd);
	log_event(LOG_INFO, "upgraded", LOG_TEXT("version", CHATD_VERSION));
	struct unpack before = unpack_begin(take->config.bytes, take->config.length);
	config_change_log_packed(&before, server->config);
	buffer_finish(&take->config);
	free(take);
}
