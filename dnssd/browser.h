/* Looks for chatd servers on the local network, through Avahi (announcer.h).
 *
 * What is found is what others on the network say. The names are safe to show (text.h), the numbers
 * are in their ranges, and there is a limit to how many there are; nothing of it is known to be
 * true. */
#ifndef BROWSER_H
#define BROWSER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "address.h"
#include "dnssd_words.h"
#include "text.h"

#define BROWSER_MAX 32
#define FOUND_ADDRESSES_MAX 8

struct found {
	char name[TEXT_SAFE_SIZE(DNSSD_NAME_BYTES)];
	/* "alice.local", or the first address where the name is not one that only the local network
	 * gives out, since certificates are remembered by it. */
	char host[ADDRESS_HOST_BYTES + 1];
	int port;
	enum dnssd_tls tls;
	/* With the port, and the interface of link-local ones (RFC 4007). None is loopback. */
	struct sockaddr_storage addresses[FOUND_ADDRESSES_MAX];
	size_t address_count;
};

/* False without Avahi; then nothing is found. */
bool browser_built(void);

/* Finds servers for at most `ms`, also where D-Bus or Avahi is stuck; sooner where Avahi has heard
 * what there is, usually after a second. Returns their number, sorted by name; `*asked` is false
 * where there is no D-Bus or no Avahi to ask. A thread may go on behind it for a while. */
size_t browser_find(struct found list[BROWSER_MAX], unsigned ms, bool *asked);

#endif
