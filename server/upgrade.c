#include "upgrade.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "config_change.h"
#include "handover.h"
#include "lock_file.h"
#include "log.h"
#include "memory.h"
#include "replace_file.h"
#include "server.h"
#include "service.h"
#include "thread.h"
#include "upgrade_give.h"
#include "upgrade_message.h"
#include "upgrade_spawn.h"

#define AGAIN_MS 10
#define STOPPING "it is stopping"

/* Says why; returns false. */
__attribute__((format(printf, 2, 3))) static bool fail(
	struct upgrade *upgrade, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(upgrade->reason, sizeof upgrade->reason, format, arguments);
	va_end(arguments);
	return false;
}

static bool fail_for(struct upgrade *upgrade, enum upgrade_result result)
{
	if (result == UPGRADE_LATE)
		return fail(upgrade, "the new process did not answer within %d seconds",
			UPGRADE_STEP_MS / 1000);
	if (result == UPGRADE_NO_MEMORY)
		return fail(upgrade, "there is too little memory for what is handed over");
	return fail(upgrade, "the new process has ended");
}

static int64_t step(void)
{
	return clock_monotonic_ms() + UPGRADE_STEP_MS;
}

/* Waits for this message; the new one may say instead what keeps it from going on. */
static bool await(struct upgrade *upgrade, struct upgrade_message *message, enum upgrade_type type)
{
	enum upgrade_result result = upgrade_receive(upgrade->fd, message, step());
	if (result != UPGRADE_GOOD)
		return fail_for(upgrade, result);
	for (unsigned i = 0; i < message->fd_count; i++)
		close(message->fds[i]);
	struct unpack in = unpack_begin(message->body, message->length);
	if (message->type == UPGRADE_FAILED)
		return fail(upgrade, "%s", unpack_string(&in));
	return message->type == type ||
	       fail(upgrade, "the new process is no chatd that can do this");
}

static bool check_hello(struct upgrade *upgrade, const struct upgrade_message *message)
{
	struct unpack in = unpack_begin(message->body, message->length);
	uint32_t version = unpack_u32(&in);
	const char *chatd = unpack_string(&in);
	snprintf(upgrade->version, sizeof upgrade->version, "%s", chatd);
	if (version == UPGRADE_STATE_VERSION && !in.failed)
		return true;
	return fail(upgrade,
		"chatd %.60s reads another form of what is handed over: restart the server instead",
		chatd);
}

static bool say(struct upgrade *upgrade, enum upgrade_type type)
{
	enum upgrade_result result = upgrade_send(upgrade->fd, type, NULL, NULL, 0, step());
	return result == UPGRADE_GOOD || fail_for(upgrade, result);
}

/* With the settings, which no reload changes meanwhile: the new process says what it has read
 * differently. */
static bool say_prepare(struct server *server)
{
	struct upgrade *upgrade = &server->upgrade;
	struct buffer body = {0};
	config_change_pack(server->config, &(struct pack){.buffer = &body});
	if (body.length > UPGRADE_BODY_MAX)
		body.length = 0;
	enum upgrade_result result =
		upgrade_send(upgrade->fd, UPGRADE_PREPARE, &body, NULL, 0, step());
	buffer_finish(&body);
	return result == UPGRADE_GOOD || fail_for(upgrade, result);
}

static bool prepare(struct server *server, struct upgrade_message *message)
{
	struct upgrade *upgrade = &server->upgrade;
	if (!await(upgrade, message, UPGRADE_HELLO) || !check_hello(upgrade, message))
		return false;
	enum upgrade_result result = upgrade_sockets_send(&upgrade->sockets, upgrade->fd, step());
	if (result != UPGRADE_GOOD)
		return fail_for(upgrade, result);
	return say_prepare(server) && await(upgrade, message, UPGRADE_PREPARED);
}

/* `left` cannot go on in the new process, and are told to come back. */
static void log_handed(const struct server *server)
{
	const struct upgrade *upgrade = &server->upgrade;
	unsigned left = 0;
	for (unsigned i = 0; i < server->worker_count; i++)
		left += server->workers[i].loop.conns.count;
	log_event(LOG_INFO, "handed_over", LOG_NUMBER("pid", upgrade->child),
		LOG_NUMBER("connections", upgrade->conn_count), LOG_NUMBER("left", left),
		LOG_NUMBER("paused_ms", clock_monotonic_ms() - upgrade->paused_at));
}

/* By the old process: the new one may be slow, and chatd --upgrade looks at the file as soon as it
 * is told of the end. */
static void hand_lock_over(const struct server *server)
{
	int lock = archive_lock(&server->archive);
	if (lock >= 0)
		lock_file_hand_over(lock, server->upgrade.child);
}

/* While all loops stand still. */
static bool give(struct server *server)
{
	struct upgrade *upgrade = &server->upgrade;
	enum upgrade_result result = upgrade_give_state(server, step());
	if (result != UPGRADE_GOOD)
		return fail_for(upgrade, result);
	struct upgrade_message *message = memory_get(sizeof *message);
	bool good = await(upgrade, message, UPGRADE_READY) && say(upgrade, UPGRADE_GO);
	free(message);
	if (!good)
		return false;
	atomic_store(&upgrade->handed, true);
	if (upgrade->hup)
		upgrade_forward(upgrade, SIGHUP);
	upgrade_give_up(server);
	hand_lock_over(server);
	service_hand_over(upgrade->child);
	log_handed(server);
	return true;
}

static bool has_little_unread(struct server *server)
{
	core_enter(&server->core.loops[0], clock_monotonic_ms());
	uint64_t bytes = handover_unread(&server->core);
	core_leave(&server->core.loops[0]);
	return bytes <= HANDOVER_UNREAD_MAX ||
	       fail(&server->upgrade,
		       "%" PRIu64 " MB are still to be sent to clients that read too slowly, more "
		       "than %" PRIu64 ": try again when there is less",
		       (bytes + (1 << 20) - 1) >> 20, HANDOVER_UNREAD_MAX >> 20);
}

static bool has_history_that_fits(struct server *server)
{
	char error[OPTION_ERROR_SIZE];
	return archive_can_pack(&server->archive, error) || fail(&server->upgrade, "%s", error);
}

static bool settle_and_give(struct server *server)
{
	if (!upgrade_give_settle(server))
		return fail(&server->upgrade, "what was said is not stored in time");
	if (has_little_unread(server) && has_history_that_fits(server) && give(server))
		return true;
	upgrade_give_go_on(server);
	return false;
}

/* Tells the thread what came of it. */
static void tell(struct upgrade *upgrade, bool quiet, bool good)
{
	pthread_mutex_lock(&upgrade->lock);
	upgrade->parked = true;
	upgrade->quiet = quiet;
	upgrade->good = good;
	pthread_cond_signal(&upgrade->over);
	pthread_mutex_unlock(&upgrade->lock);
}

static bool may_go_on(struct server *server)
{
	return !atomic_load(&server->stopping) || fail(&server->upgrade, STOPPING);
}

static bool may_begin(struct server *server, const char *busy)
{
	return may_go_on(server) && (!busy || fail(&server->upgrade, "%s: try again later", busy));
}

/* Everybody goes on, but no further password is taken. */
static void wait_on(struct server *server, const char *busy)
{
	if (!server->upgrade.waits)
		log_event(LOG_INFO, "upgrade_waits", LOG_TEXT("reason", busy));
	server->upgrade.waits = true;
	password_refuse(&server->password, true);
}

/* By the first loop's thread; no other one runs but this one and those of the history. */
static void work(void *data)
{
	struct server *server = data;
	struct upgrade *upgrade = &server->upgrade;
	int64_t now = clock_monotonic_ms(), late = now - upgrade->quiet_until;
	const char *busy = upgrade_give_busy(server);
	bool quiet = late >= UPGRADE_BUSY_MS ||
		     (!busy && (late >= 0 || !upgrade_give_handshaking(server)));
	upgrade->paused_at = now;
	bool good = quiet && may_begin(server, busy) && settle_and_give(server);
	if (quiet)
		password_refuse(&server->password, false);
	else if (late >= 0)
		wait_on(server, busy);
	tell(upgrade, quiet, good);
}

void upgrade_park(struct server *server)
{
	struct loop *loops[CORE_LOOPS_MAX];
	if (!atomic_exchange(&server->upgrade.asked, false))
		return;
	if (!may_go_on(server)) { /* a loop may have ended, for which the others would wait */
		tell(&server->upgrade, true, false);
		return;
	}
	for (unsigned i = 0; i < server->worker_count; i++)
		loops[i] = &server->workers[i].loop;
	loop_park(&server->upgrade.park, loops, server->worker_count, work, server);
}

/* Has all loops stop and hands over. Tries again while something is under way that ends by
 * itself. */
static bool hand_over(struct server *server)
{
	struct upgrade *upgrade = &server->upgrade;
	upgrade->quiet_until = clock_monotonic_ms() + UPGRADE_QUIET_MS;
	upgrade->quiet = upgrade->waits = false;
	while (!upgrade->quiet) {
		upgrade->parked = false;
		atomic_store(&upgrade->asked, true);
		loop_wake(&server->workers[0].loop);
		pthread_mutex_lock(&upgrade->lock);
		while (!upgrade->parked && !upgrade->ending)
			pthread_cond_wait(&upgrade->over, &upgrade->lock);
		bool ending = !upgrade->parked;
		pthread_mutex_unlock(&upgrade->lock);
		if (ending)
			return fail(upgrade, STOPPING);
		if (!upgrade->quiet)
			(void)poll(NULL, 0, AGAIN_MS);
	}
	return upgrade->good;
}

static void set_fd(struct upgrade *upgrade, int fd)
{
	pthread_mutex_lock(&upgrade->lock);
	if (upgrade->fd >= 0)
		close(upgrade->fd);
	upgrade->fd = fd;
	pthread_mutex_unlock(&upgrade->lock);
}

static bool attempt(struct server *server)
{
	struct upgrade *upgrade = &server->upgrade;
	int fd, error = upgrade_spawn(
			upgrade->program, server->argv, &upgrade->child, &upgrade->pidfd, &fd);
	if (error)
		return fail(upgrade, "%.500s cannot be started: %s", upgrade->program,
			strerrordesc_np(error));
	set_fd(upgrade, fd);
	struct upgrade_message *message = memory_get(sizeof *message);
	bool good = may_go_on(server) && prepare(server, message);
	free(message);
	good = good && hand_over(server);
	set_fd(upgrade, -1);
	if (good)
		return true;
	upgrade_end_child(upgrade->pidfd);
	(void)may_go_on(server); /* the reason, where that made something else fail */
	return false;
}

/* For chatd --upgrade, see tool_upgrade.h. */
__attribute__((format(printf, 2, 3))) static void note(
	const struct server *server, const char *format, ...)
{
	va_list arguments;
	if (!*server->archive.folder)
		return;
	va_start(arguments, format);
	char *text = memory_vformat(format, arguments);
	va_end(arguments);
	char *path = memory_format("%s/" UPGRADE_FILE, server->archive.folder);
	(void)replace_file(path, text); /* the log says it as well */
	free(path);
	free(text);
}

static void tell_failed(struct server *server, const char *reason)
{
	log_event(LOG_ERROR, "not_upgraded", LOG_TEXT("reason", reason));
	note(server, "failed %s\n", reason);
}

static void *run(void *data)
{
	struct server *server = data;
	struct upgrade *upgrade = &server->upgrade;
	bool good = attempt(server);
	atomic_store(&upgrade->running, false); /* upgrade_start() waits for the thread's end */
	if (good)
		note(server, "upgraded %s %ld\n", upgrade->version, (long)upgrade->child);
	else
		tell_failed(server, upgrade->reason);
	loop_wake(&server->workers[0].loop); /* see upgrade_take_hup() */
	return NULL;
}

static const char *refusal(const struct server *server)
{
	if (atomic_load(&server->stopping))
		return STOPPING;
	if (!server->upgrade.program)
		return "the path of the program is not known";
	if (getpid() == 1)
		return UPGRADE_OF_PROCESS_1;
	return NULL;
}

void upgrade_init(struct upgrade *upgrade)
{
	*upgrade = (struct upgrade){.program = upgrade_program(), .fd = -1};
	pthread_mutex_init(&upgrade->lock, NULL);
	pthread_cond_init(&upgrade->over, NULL);
}

bool upgrade_is_due(const struct server *server)
{
	return server->upgrade.usr2 && !server->reload;
}

void upgrade_start(struct server *server)
{
	struct upgrade *upgrade = &server->upgrade;
	upgrade->usr2 = server->reload && !atomic_load(&server->stopping);
	if (upgrade->usr2)
		return;
	if (atomic_exchange(&upgrade->running, true)) {
		log_event(
			LOG_WARNING, "not_upgraded", LOG_TEXT("reason", "an upgrade is under way"));
		return;
	}
	if (upgrade->started)
		pthread_join(upgrade->thread, NULL);
	upgrade->started = false;
	const char *why = refusal(server);
	if (!why) {
		log_event(LOG_INFO, "upgrading", LOG_TEXT("program", upgrade->program));
		upgrade_sockets_finish(&upgrade->sockets);
		upgrade_sockets_note(&upgrade->sockets, server);
		upgrade->started = thread_start(&upgrade->thread, run, server) == 0;
		why = upgrade->started ? NULL : "no thread can be started";
	}
	if (!why)
		return;
	tell_failed(server, why);
	atomic_store(&upgrade->running, false);
}

bool upgrade_take_hup(struct upgrade *upgrade)
{
	if (!upgrade->hup || atomic_load(&upgrade->running) || upgrade_handed(upgrade))
		return false;
	upgrade->hup = false;
	return true;
}

void upgrade_stop(struct upgrade *upgrade)
{
	pthread_mutex_lock(&upgrade->lock);
	if (upgrade->fd >= 0 && !upgrade_handed(upgrade))
		(void)shutdown(upgrade->fd, SHUT_RDWR);
	pthread_mutex_unlock(&upgrade->lock);
}

void upgrade_forward(const struct upgrade *upgrade, int signal)
{
	if (upgrade_handed(upgrade))
		(void)pidfd_send_signal(upgrade->pidfd, signal, NULL, 0);
}

void upgrade_finish(struct upgrade *upgrade)
{
	pthread_mutex_lock(&upgrade->lock);
	upgrade->ending = true;
	pthread_cond_signal(&upgrade->over);
	pthread_mutex_unlock(&upgrade->lock);
	if (upgrade->started)
		pthread_join(upgrade->thread, NULL);
	upgrade->started = false;
	free(upgrade->conns);
	upgrade_sockets_finish(&upgrade->sockets);
	pthread_mutex_destroy(&upgrade->lock);
	pthread_cond_destroy(&upgrade->over);
	free(upgrade->program);
}
