/* What one answer of Avahi's adds to the servers that were found; knows neither Avahi nor D-Bus. */
#ifndef FOUND_H
#define FOUND_H

#include <stdbool.h>

#include "browser.h"

/* As it came; any bytes. */
struct answer {
	const char *name, *host;
	int port;
	const char *tls;		 /* the value of that key; NULL for none */
	struct sockaddr_storage address; /* its port does not matter */
};

struct found_list {
	struct found items[BROWSER_MAX];
	size_t count;
};

/* False where the answer is none that can be used, or there are too many. Answers with the same
 * name, host and port are about one server. */
bool found_add(struct found_list *list, const struct answer *answer);

/* By name, and the addresses of each so that link-local ones come last. */
void found_sort(struct found_list *list);

#endif
