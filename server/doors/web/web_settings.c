#include "web_settings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "web_host.h"

void web_settings_init(struct web_settings *settings)
{
	*settings = (struct web_settings){.lock = PTHREAD_MUTEX_INITIALIZER};
}

static void empty(struct option_list *list)
{
	while (list->count > 0)
		free(list->values[--list->count]);
	free(list->values);
	*list = (struct option_list){0};
}

static void copy(struct option_list *to, const struct option_list *from)
{
	empty(to);
	to->values = memory_get((from->count + 2) * sizeof *to->values);
	while (to->count < from->count) {
		to->values[to->count] = memory_text(from->values[to->count]);
		to->count++;
	}
}

/* No hostile site can choose the machine's own name. There is place for it in the list. */
static void add_own_name(struct option_list *hosts)
{
	char name[ADDRESS_HOST_BYTES + 1];
	if (gethostname(name, sizeof name) == 0 && !web_host_wrong_name(name))
		hosts->values[hosts->count++] = memory_text(name);
}

void web_settings_finish(struct web_settings *settings)
{
	empty(&settings->hosts);
	empty(&settings->origins);
	pthread_mutex_destroy(&settings->lock);
}

void web_settings_set(struct web_settings *settings, bool on, const struct option_list *hosts,
	const struct option_list *origins)
{
	pthread_mutex_lock(&settings->lock);
	copy(&settings->hosts, hosts);
	add_own_name(&settings->hosts);
	copy(&settings->origins, origins);
	settings->given = hosts->count;
	pthread_mutex_unlock(&settings->lock);
	atomic_store(&settings->on, on);
}

void web_settings_name(struct web_settings *settings, char out[ADDRESS_HOST_BYTES + 1])
{
	pthread_mutex_lock(&settings->lock);
	const char *name = settings->given > 0 ? settings->hosts.values[0] : "";
	*stpncpy(out, name, ADDRESS_HOST_BYTES) = '\0';
	pthread_mutex_unlock(&settings->lock);
}

bool web_settings_knows(struct web_settings *settings, struct http_text host)
{
	pthread_mutex_lock(&settings->lock);
	bool knows = web_host_is_known(host, &settings->hosts);
	pthread_mutex_unlock(&settings->lock);
	return knows;
}

bool web_settings_lets_in(
	struct web_settings *settings, struct http_text origin, struct http_text host)
{
	pthread_mutex_lock(&settings->lock);
	bool lets_in = web_host_lets_in(origin, host, &settings->origins);
	pthread_mutex_unlock(&settings->lock);
	return lets_in;
}
