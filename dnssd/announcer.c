#include "announcer.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <avahi-client/client.h>
#include <avahi-client/publish.h>
#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <event2/event.h>

#include "avahi_poll.h"
#include "clock.h"
#include "log.h"
#include "memory.h"
#include "text.h"
#include "thread.h"

#define AGAIN_SECONDS 5 /* where there is no D-Bus, or something failed */

/* Where there is no daemon, D-Bus says so at once, and tells when one comes. It tells nothing of
 * one that has hung for as long as a call waits. */
#define HUNG_MS 5000

/* A server that has just ended, or that this one takes over from, may have the name for a moment
 * still. */
#define SAME_NAME_TRIES 3
#define SAME_NAME_SECONDS 1

struct wish {
	char name[DNSSD_NAME_BYTES + 1];
	struct announced list[ANNOUNCED_MAX];
	size_t count;
};

/* Freed by the thread, which ends when the writing end of the pipe is closed. */
struct task {
	pthread_mutex_t lock; /* of the wish */
	struct wish wish;
	int news; /* the reading end of the pipe */
	/* Of the thread alone. */
	struct event_base *base;
	struct event *again;
	AvahiPoll poll;
	AvahiClient *client;	/* NULL between two tries */
	AvahiEntryGroup *group; /* freed with the client */
	struct wish current;
	char name[DNSSD_NAME_BYTES + 1]; /* as `current` has it, or an alternative */
	unsigned same_name_tries;
	char *told; /* the reason that was logged last, until it is announced */
};

struct announcer {
	struct task *task;
	int news; /* the writing end of the pipe */
};

static void tell_failure(struct task *task, const char *reason)
{
	if (task->told && strcmp(task->told, reason) == 0)
		return;
	memory_replace(&task->told, reason);
	log_event(LOG_INFO, "not_announced", LOG_TEXT("reason", reason));
}

static void tell_success(struct task *task)
{
	char services[32 * ANNOUNCED_MAX] = "";
	size_t used = 0;
	memory_replace(&task->told, NULL);
	for (size_t i = 0; i < task->current.count && used < sizeof services; i++)
		used += (size_t)snprintf(services + used, sizeof services - used, "%s%s:%d",
			i > 0 ? " " : "", task->current.list[i].type, task->current.list[i].port);
	log_event(LOG_INFO, "announced", LOG_TEXT("name", task->name),
		LOG_TEXT("services", services));
}

static void later(struct task *task, long seconds)
{
	struct timeval delay = {.tv_sec = seconds};
	evtimer_add(task->again, &delay);
}

static const char *reason_of(int error)
{
	bool gone = error == AVAHI_ERR_NO_DAEMON || error == AVAHI_ERR_DISCONNECTED;
	return gone ? "Avahi does not run" : avahi_strerror(error);
}

/* The client is freed from the loop: it may be in a callback of its own now. */
static void failed(struct task *task, int error)
{
	tell_failure(task, reason_of(error));
	later(task, AGAIN_SECONDS);
}

static int add(struct task *task, const struct announced *one)
{
	static const AvahiProtocol protocols[] = {[ANNOUNCED_BOTH] = AVAHI_PROTO_UNSPEC,
		[ANNOUNCED_IPV4] = AVAHI_PROTO_INET,
		[ANNOUNCED_IPV6] = AVAHI_PROTO_INET6};
	return avahi_entry_group_add_service(task->group,
		one->interface ? (AvahiIfIndex)one->interface : AVAHI_IF_UNSPEC,
		protocols[one->family], 0, task->name, one->type, NULL, NULL, (uint16_t)one->port,
		"txtvers=1", DNSSD_KEY_VERSION "=" CHATD_VERSION,
		one->tls == DNSSD_TLS_NONE	 ? DNSSD_KEY_TLS "=none"
		: one->tls == DNSSD_TLS_REQUIRED ? DNSSD_KEY_TLS "=required"
						 : DNSSD_KEY_TLS "=optional",
		NULL);
}

/* Adds all of them; 0 or an error of Avahi's. */
static int add_all(struct task *task)
{
	int error = avahi_entry_group_reset(task->group);
	for (size_t i = 0; error == 0 && i < task->current.count; i++)
		error = add(task, &task->current.list[i]);
	if (error == 0 && task->current.count > 0)
		error = avahi_entry_group_commit(task->group);
	return error;
}

static void rename_service(struct task *task)
{
	char *other = avahi_alternative_service_name(task->name);
	if (!other)
		fatal("out of memory");
	snprintf(task->name, sizeof task->name, "%s", other);
	avahi_free(other);
}

static void group_cb(AvahiEntryGroup *group, AvahiEntryGroupState state, void *data);

/* The client runs. */
static void announce(struct task *task)
{
	event_del(task->again);
	if (!task->group)
		task->group = avahi_entry_group_new(task->client, group_cb, task);
	if (!task->group) {
		failed(task, avahi_client_errno(task->client));
		return;
	}
	int error;
	while ((error = add_all(task)) == AVAHI_ERR_COLLISION &&
		task->same_name_tries >= SAME_NAME_TRIES)
		rename_service(task);
	if (error == AVAHI_ERR_COLLISION) {
		task->same_name_tries++;
		later(task, SAME_NAME_SECONDS);
	} else if (error != 0) {
		failed(task, error);
	}
}

/* Another machine has the name. */
static void collided(struct task *task)
{
	rename_service(task);
	announce(task);
}

static void group_cb(AvahiEntryGroup *group, AvahiEntryGroupState state, void *data)
{
	struct task *task = data;
	if (state == AVAHI_ENTRY_GROUP_ESTABLISHED)
		tell_success(task);
	else if (state == AVAHI_ENTRY_GROUP_COLLISION)
		collided(task);
	else if (state == AVAHI_ENTRY_GROUP_FAILURE)
		failed(task, avahi_client_errno(task->client));
}

/* Called from within avahi_client_new(), too. While the daemon changes the machine's name, it has
 * dropped the group's entries. */
static void client_cb(AvahiClient *client, AvahiClientState state, void *data)
{
	struct task *task = data;
	task->client = client;
	if (state == AVAHI_CLIENT_S_RUNNING)
		announce(task);
	else if (state == AVAHI_CLIENT_FAILURE)
		failed(task, avahi_client_errno(client));
	else if (state == AVAHI_CLIENT_CONNECTING)
		tell_failure(task, reason_of(AVAHI_ERR_NO_DAEMON));
	else if (task->group)
		avahi_entry_group_reset(task->group);
}

static void disconnect(struct task *task)
{
	if (task->client)
		avahi_client_free(task->client);
	task->client = NULL;
	task->group = NULL;
}

static bool runs(const struct task *task)
{
	return task->client && avahi_client_get_state(task->client) == AVAHI_CLIENT_S_RUNNING;
}

static void reconnect(struct task *task)
{
	int error;
	int64_t before = clock_monotonic_ms();
	disconnect(task);
	event_del(task->again);
	task->client = avahi_client_new(&task->poll,
		AVAHI_CLIENT_NO_FAIL | AVAHI_CLIENT_IGNORE_USER_CONFIG, client_cb, task, &error);
	if (!task->client) {
		task->group = NULL;
		failed(task, error);
	} else if (!runs(task) && clock_monotonic_ms() - before >= HUNG_MS) {
		later(task, AGAIN_SECONDS);
	}
}

static void again_cb(evutil_socket_t fd, short what, void *data)
{
	struct task *task = data;
	if (runs(task))
		announce(task);
	else
		reconnect(task);
}

static void take_wish(struct task *task)
{
	pthread_mutex_lock(&task->lock);
	task->current = task->wish;
	pthread_mutex_unlock(&task->lock);
	snprintf(task->name, sizeof task->name, "%s", task->current.name);
	task->same_name_tries = 0;
	if (runs(task))
		announce(task);
	else if (!task->client)
		reconnect(task);
}

static void news_cb(evutil_socket_t fd, short what, void *data)
{
	struct task *task = data;
	char bytes[64];
	ssize_t got = read(task->news, bytes, sizeof bytes);
	if (got > 0)
		take_wish(task);
	else if (got == 0)
		event_base_loopbreak(task->base);
}

static void task_free(struct task *task)
{
	close(task->news);
	pthread_mutex_destroy(&task->lock);
	free(task->told);
	free(task);
}

static void *task_run(void *data)
{
	struct task *task = data;
	task->base = avahi_poll_base();
	task->poll = avahi_poll_of(task->base);
	task->again = evtimer_new(task->base, again_cb, task);
	struct event *news = event_new(task->base, task->news, EV_READ | EV_PERSIST, news_cb, task);
	if (!task->again || !news)
		fatal("out of memory");
	event_add(news, NULL);
	event_base_dispatch(task->base);
	disconnect(task);
	event_free(news);
	event_free(task->again);
	event_base_free(task->base);
	task_free(task);
	return NULL;
}

struct announcer *announcer_new(void)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return NULL;
	struct announcer *announcer = memory_zero(sizeof *announcer);
	struct task *task = memory_zero(sizeof *task);
	pthread_mutex_init(&task->lock, NULL);
	*announcer = (struct announcer){.task = task, .news = ends[1]};
	task->news = ends[0];
	if (thread_start_detached(task_run, task) == 0)
		return announcer;
	task_free(task);
	close(ends[1]);
	free(announcer);
	return NULL;
}

void announcer_set(
	struct announcer *announcer, const char *name, const struct announced *list, size_t count)
{
	if (!announcer)
		return;
	struct wish *wish = &announcer->task->wish;
	pthread_mutex_lock(&announcer->task->lock);
	size_t length = text_cut(name, strlen(name), DNSSD_NAME_BYTES);
	snprintf(wish->name, sizeof wish->name, "%.*s", (int)length, name);
	wish->count = count < ANNOUNCED_MAX ? count : ANNOUNCED_MAX;
	memcpy(wish->list, list, wish->count * sizeof *list);
	pthread_mutex_unlock(&announcer->task->lock);
	(void)!write(announcer->news, "", 1); /* full: it will look anyway */
}

void announcer_free(struct announcer *announcer)
{
	if (!announcer)
		return;
	close(announcer->news);
	free(announcer);
}
