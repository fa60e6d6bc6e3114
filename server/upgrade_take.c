#include "upgrade_take.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "inherited.h"
#include "lock_file.h"
#include "log.h"
#include "memory.h"
#include "server.h"
#include "upgrade_message.h"

#define WAIT_MS 60000 /* the old process ends this one sooner */

struct upgrade_take {
	int fd;	  /* to the old process */
	int lock; /* of the history's folder; -1 for none */
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
	pack_text(&body, sentence);
	say(take, UPGRADE_FAILED, &body);
	give_up();
}

static void say_hello(struct upgrade_take *take)
{
	struct buffer body = {0};
	pack_u32(&body, UPGRADE_STATE_VERSION);
	pack_text(&body, CHATD_VERSION);
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
}

static bool is_socketpair(int fd)
{
	int type = 0;
	socklen_t length = sizeof type;
	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_SEQPACKET;
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

void upgrade_take_state(struct upgrade_take *take, struct server *server)
{
	enum upgrade_type type;
	say(take, UPGRADE_PREPARED, NULL);
	while ((type = receive(take)) == UPGRADE_CONNS)
		continue;
	expect(type == UPGRADE_STATE && take->message.fd_count == 1);
	close(take->message.fds[0]);
}

void upgrade_take_go(struct upgrade_take *take, struct server *server)
{
	say(take, UPGRADE_READY, NULL);
	expect(receive(take) == UPGRADE_GO);
	inherited_close();
	if (take->lock >= 0)
		lock_file_take_over(take->lock);
	close(take->fd);
	free(take);
	log_event(LOG_INFO, "upgraded", LOG_TEXT("version", CHATD_VERSION));
}
