/* What can be set about the web door, for all loops. Any thread. */
#ifndef WEB_SETTINGS_H
#define WEB_SETTINGS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "address.h"
#include "http.h"
#include "option.h"

struct web_settings {
	atomic_bool on; /* browsers are served */
	pthread_mutex_t lock;
	struct option_list hosts, origins; /* under the lock; owned */
	size_t given;			   /* of the hosts, those that stand in front */
};

void web_settings_init(struct web_settings *settings);
void web_settings_finish(struct web_settings *settings);

/* Copies the lists; the machine's own name is a host, too. */
void web_settings_set(struct web_settings *settings, bool on, const struct option_list *hosts,
	const struct option_list *origins);

/* The first name that was given; "" for none. */
void web_settings_name(struct web_settings *settings, char out[ADDRESS_HOST_BYTES + 1]);

/* As web_host.h has them, with the lists. */
bool web_settings_knows(struct web_settings *settings, struct http_text host);
bool web_settings_lets_in(
	struct web_settings *settings, struct http_text origin, struct http_text host);

#endif
