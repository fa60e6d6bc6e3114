#include "browser.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-common/malloc.h>
#include <event2/event.h>

#include "avahi_poll.h"
#include "found.h"
#include "memory.h"
#include "thread.h"

/* In all: one for each server, interface and family. Each is a call that waits, so that a network
 * full of servers could use up the time. */
#define RESOLVERS_MAX (2 * BROWSER_MAX)

/* Whoever of the thread and the caller comes to its end second frees it. */
struct task {
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t changed;
	struct found_list found;
	bool refused; /* there is nobody to ask */
	bool done;    /* the thread has what there is */
	bool alone;   /* the thread has ended, or the caller does not wait any more */
	/* Of the thread alone. */
	struct timeval limit;
	struct event_base *base;
	AvahiPoll poll;
	AvahiClient *client;
	unsigned resolvers, waiting;
	bool all; /* has heard what there is */
};

static void end_if_done(struct task *task)
{
	if (task->all && task->waiting == 0)
		event_base_loopbreak(task->base);
}

static void set_address(
	struct sockaddr_storage *to, const AvahiAddress *from, AvahiIfIndex interface)
{
	memset(to, 0, sizeof *to);
	if (from->proto == AVAHI_PROTO_INET) {
		struct sockaddr_in *four = (struct sockaddr_in *)to;
		four->sin_family = AF_INET;
		memcpy(&four->sin_addr, &from->data.ipv4, sizeof four->sin_addr);
	} else {
		struct sockaddr_in6 *six = (struct sockaddr_in6 *)to;
		six->sin6_family = AF_INET6;
		memcpy(&six->sin6_addr, &from->data.ipv6, sizeof six->sin6_addr);
		if (IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr) && interface > 0)
			six->sin6_scope_id = (uint32_t)interface;
	}
}

static void resolved(struct task *task, struct answer *answer, AvahiStringList *txt)
{
	char *tls = NULL;
	AvahiStringList *pair = avahi_string_list_find(txt, DNSSD_KEY_TLS);
	if (pair)
		avahi_string_list_get_pair(pair, NULL, &tls, NULL);
	answer->tls = tls;
	pthread_mutex_lock(&task->lock);
	found_add(&task->found, answer);
	pthread_mutex_unlock(&task->lock);
	avahi_free(tls);
}

static void resolver_cb(AvahiServiceResolver *resolver, AvahiIfIndex interface,
	AvahiProtocol protocol, AvahiResolverEvent event, const char *name, const char *type,
	const char *domain, const char *host, const AvahiAddress *address, uint16_t port,
	AvahiStringList *txt, AvahiLookupResultFlags flags, void *data)
{
	struct task *task = data;
	if (event == AVAHI_RESOLVER_FOUND) {
		struct answer answer = {.name = name, .host = host, .port = port};
		set_address(&answer.address, address, interface);
		resolved(task, &answer, txt);
	}
	avahi_service_resolver_free(resolver);
	task->waiting--;
	end_if_done(task);
}

/* A server is found over each family that it listens on, and asked for its address of that family:
 * multicast DNS over IPv4 tells of IPv6 addresses, too, where it may not listen. */
static void browser_cb(AvahiServiceBrowser *browser, AvahiIfIndex interface, AvahiProtocol protocol,
	AvahiBrowserEvent event, const char *name, const char *type, const char *domain,
	AvahiLookupResultFlags flags, void *data)
{
	struct task *task = data;
	if (event == AVAHI_BROWSER_NEW && task->resolvers < RESOLVERS_MAX) {
		task->resolvers++;
		if (avahi_service_resolver_new(task->client, interface, protocol, name, type,
			    domain, protocol, 0, resolver_cb, task))
			task->waiting++;
	} else if (event == AVAHI_BROWSER_ALL_FOR_NOW || event == AVAHI_BROWSER_FAILURE) {
		task->all = true;
		end_if_done(task);
	}
}

static void client_cb(AvahiClient *client, AvahiClientState state, void *data)
{
	struct task *task = data;
	if (state == AVAHI_CLIENT_FAILURE)
		event_base_loopbreak(task->base);
}

static bool browse(struct task *task)
{
	task->client = avahi_client_new(
		&task->poll, AVAHI_CLIENT_IGNORE_USER_CONFIG, client_cb, task, NULL);
	if (!task->client)
		return false;
	if (avahi_service_browser_new(task->client, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC,
		    DNSSD_CHATD, NULL, 0, browser_cb, task)) {
		event_base_loopexit(task->base, &task->limit);
		event_base_dispatch(task->base);
	}
	avahi_client_free(task->client);
	return true;
}

static void task_release(struct task *task)
{
	bool second = task->alone;
	task->alone = true;
	pthread_mutex_unlock(&task->lock);
	if (!second)
		return;
	pthread_cond_destroy(&task->changed);
	pthread_mutex_destroy(&task->lock);
	free(task);
}

static void *task_run(void *data)
{
	struct task *task = data;
	task->base = avahi_poll_base();
	task->poll = avahi_poll_of(task->base);
	bool asked = browse(task);
	event_base_free(task->base);
	pthread_mutex_lock(&task->lock);
	task->refused = !asked;
	task->done = true;
	pthread_cond_signal(&task->changed);
	task_release(task);
	return NULL;
}

static struct task *task_new(unsigned ms)
{
	struct task *task = memory_zero(sizeof *task);
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&task->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	pthread_mutex_init(&task->lock, NULL);
	task->limit = (struct timeval){ms / 1000, (suseconds_t)(ms % 1000) * 1000};
	return task;
}

static void task_await(struct task *task, unsigned ms)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (!task->done && pthread_cond_timedwait(&task->changed, &task->lock, &until) == 0)
		;
}

bool browser_built(void)
{
	return true;
}

size_t browser_find(struct found list[BROWSER_MAX], unsigned ms, bool *asked)
{
	struct task *task = task_new(ms);
	*asked = true;
	if (thread_start_detached(task_run, task) != 0) {
		task->alone = true;
		pthread_mutex_lock(&task->lock);
		task_release(task);
		return 0;
	}
	pthread_mutex_lock(&task->lock);
	task_await(task, ms);
	found_sort(&task->found);
	size_t count = task->found.count;
	*asked = !task->refused;
	memcpy(list, task->found.items, count * sizeof *list);
	task_release(task);
	return count;
}
