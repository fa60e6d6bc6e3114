#include "listen_change.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config_bind.h"
#include "listen.h"
#include "listen_log.h"
#include "memory.h"
#include "metrics.h"

/* An address of the configuration. */
struct wanted {
	const char *option; /* whose value it is */
	struct config_bind bind;
	char *asked;
};

static struct listener_list *list_of(struct server *server, bool metrics)
{
	return metrics ? &server->metrics : &server->listeners;
}

static bool has_given(const struct listen_change *change)
{
	bool given = false;
	for (size_t i = 0; i < change->had_count; i++)
		given |= !change->had[i].asked;
	return given;
}

static bool want_metrics(struct wanted *wanted, const struct config *config, size_t i)
{
	if (i > 0 || !config->metrics)
		return false;
	wanted->option = "metrics";
	wanted->bind = (struct config_bind){.mode = -1, .tls = BIND_PLAIN};
	config_metrics(&wanted->bind.address, config->metrics);
	return true;
}

static bool want_bind(struct wanted *wanted, const struct config *config, size_t i, bool given)
{
	if (i < config->bind.count) {
		wanted->option = "bind";
		config_bind(&wanted->bind, config->bind.values[i]);
	} else if (i == 0 && !given) {
		wanted->option = "port";
		wanted->bind = (struct config_bind){.address.port = -1, .mode = -1};
	} else {
		return false;
	}
	if (wanted->bind.address.port < 0)
		wanted->bind.address.port = (int)config->port;
	return true;
}

static const char *host_of(const struct wanted *wanted)
{
	return wanted->bind.address.host[0] ? wanted->bind.address.host : NULL;
}

/* Number `i` of the addresses that are wanted; free wanted->asked. False behind the last one. */
static bool want(struct wanted *wanted, const struct listen_change *change,
	const struct config *config, size_t i)
{
	const struct config_bind *bind = &wanted->bind;
	if (change->metrics ? !want_metrics(wanted, config, i)
			    : !want_bind(wanted, config, i, has_given(change)))
		return false;
	wanted->asked = bind->path[0] ? memory_text(bind->path)
				      : listener_asked(host_of(wanted), bind->address.port);
	return true;
}

void listen_change_begin(struct listen_change *change, const struct server *server, bool metrics,
	const struct listen_change *other)
{
	const struct listener_list *list = metrics ? &server->metrics : &server->listeners;
	*change = (struct listen_change){
		.metrics = metrics, .other = other, .had_count = list->count};
	change->had = memory_zero((list->count + 1) * sizeof *change->had);
	for (size_t i = 0; i < list->count; i++) {
		const struct listener *listener = list->items[i];
		change->had[i] = (struct listen_had){
			.asked = listener->asked ? memory_text(listener->asked) : NULL,
			.fd = listener->fd,
			.port = listener->port,
			.unix_socket = listener->file.path[0] != '\0',
			.wanted = !listener->asked};
	}
}

/* Whether it is there already. */
static bool find(struct listen_change *change, const char *asked)
{
	bool found = false;
	for (size_t i = 0; i < change->had_count; i++) {
		struct listen_had *had = &change->had[i];
		if (had->asked && strcmp(had->asked, asked) == 0)
			found = had->wanted = true;
	}
	return found;
}

/* Lets new listeners have the ports of those that go; and not any more. */
static void share_ports(const struct listen_change *change, bool share)
{
	for (size_t i = 0; i < change->had_count; i++)
		if (!change->had[i].wanted && !change->had[i].unix_socket)
			listener_share_port(change->had[i].fd, share);
}

/* Whether one of them has the port; `staying` alone, or also those that go. */
static bool has_port(const struct listen_change *change, int port, bool staying)
{
	bool has = false;
	for (size_t i = 0; i < change->had_count; i++)
		has |= (change->had[i].wanted || !staying) && !change->had[i].unix_socket &&
		       change->had[i].port == port;
	for (size_t i = 0; i < change->opened.count; i++)
		has |= !change->opened.items[i]->file.path[0] &&
		       change->opened.items[i]->port == port;
	return has;
}

/* Whether it was this server that was in the way. */
static bool has_own(const struct listen_change *change, int port)
{
	return has_port(change, port, true) || has_port(change->other, port, false);
}

static bool open_one(struct listen_change *change, const struct wanted *wanted, size_t i,
	struct option_report *report)
{
	char reason[LISTENER_ERROR_SIZE];
	const struct config_bind *bind = &wanted->bind;
	int port = bind->address.port;
	int mode = bind->mode >= 0 ? bind->mode : CONFIG_BIND_MODE;
	int failed = bind->path[0] ? listener_open_unix(&change->opened, bind->path, mode, reason)
				   : listener_open(&change->opened, host_of(wanted), port, reason);
	const char *advice = "";
	if (failed == EADDRINUSE)
		advice = has_own(change, port) ? "; another listener of this server has the port"
					       : "; another server has the port";
	else if (failed == EACCES)
		advice = "; a port below 1024 can only be opened at the start";
	return failed == 0 || option_mistake(report, wanted->option, i, "%s%s", reason, advice);
}

/* As at the start, where the second one finds the port in use. */
static bool is_twice(struct listen_change *change, const struct wanted *wanted,
	const struct config *config, size_t i)
{
	struct wanted other;
	bool twice = false;
	for (size_t j = 0; j < i && !twice && want(&other, change, config, j); j++) {
		twice = strcmp(other.asked, wanted->asked) == 0 &&
			(wanted->bind.path[0] || wanted->bind.address.port > 0);
		free(other.asked);
	}
	return twice;
}

static bool open_wanted(struct listen_change *change, const struct wanted *wanted, size_t i,
	const struct config *config, bool own_umask, struct option_report *report)
{
	if (is_twice(change, wanted, config, i))
		return option_mistake(
			report, wanted->option, i, "two of --bind ask for the same: leave one out");
	if (find(change, wanted->asked))
		return true;
	if (wanted->bind.path[0] && !own_umask)
		return option_mistake(report, wanted->option, i,
			"this system does not let a server that runs make a unix socket (unshare): "
			"restart it");
	return open_one(change, wanted, i, report);
}

bool listen_change_open(struct listen_change *change, const struct config *config, bool own_umask,
	struct option_report *report)
{
	struct wanted wanted;
	bool good = true;
	for (size_t i = 0; want(&wanted, change, config, i); i++) {
		find(change, wanted.asked);
		free(wanted.asked);
	}
	change->opened.beside = true;
	share_ports(change, true);
	for (size_t i = 0; want(&wanted, change, config, i); i++) {
		good &= open_wanted(change, &wanted, i, config, own_umask, report);
		free(wanted.asked);
	}
	share_ports(change, false);
	if (!good)
		listener_list_finish(&change->opened);
	return good;
}

static bool is_wanted(const struct listen_change *change, const struct listener *listener)
{
	for (size_t i = 0; i < change->had_count; i++)
		if (change->had[i].fd == listener->fd)
			return change->had[i].wanted;
	return true;
}

static void close_unwanted(const struct listen_change *change, struct listener_list *list)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++) {
		struct listener *listener = list->items[i];
		if (is_wanted(change, listener)) {
			list->items[kept++] = listener;
			continue;
		}
		listen_log_end(listener);
		listener_end(listener);
		listener_free(listener);
	}
	list->count = kept;
}

static void set_words(const struct wanted *wanted, struct listener *listener)
{
	listener->tag = (int)wanted->bind.door;
	listener->tls = wanted->bind.tls;
	socket_file_set_mode(
		&listener->file, wanted->bind.mode >= 0 ? wanted->bind.mode : CONFIG_BIND_MODE);
}

static void set_all_words(const struct listen_change *change, const struct listener_list *list,
	const struct config *config)
{
	struct wanted wanted;
	for (size_t i = 0; want(&wanted, change, config, i); i++) {
		for (size_t j = 0; j < list->count; j++) {
			struct listener *listener = list->items[j];
			if (listener->asked && strcmp(listener->asked, wanted.asked) == 0)
				set_words(&wanted, listener);
		}
		free(wanted.asked);
	}
}

void listen_change_apply(
	struct listen_change *change, struct server *server, const struct config *config)
{
	struct listener_list *list = list_of(server, change->metrics);
	size_t before = list->count;
	for (size_t i = 0; i < change->opened.count; i++) {
		list->items = memory_add(list->items, list->count, sizeof(struct listener *));
		list->items[list->count++] = change->opened.items[i];
	}
	set_all_words(change, list, config);
	for (size_t i = before; i < list->count; i++)
		listen_log_one(list->items[i], change->metrics ? "metrics" : NULL);
	change->opened.count = 0;
	if (change->metrics)
		metrics_start(server);
	else
		listen_start(server);
	close_unwanted(change, list);
}

void listen_change_finish(struct listen_change *change)
{
	listener_list_finish(&change->opened);
	for (size_t i = 0; i < change->had_count; i++)
		free(change->had[i].asked);
	free(change->had);
	*change = (struct listen_change){0};
}
