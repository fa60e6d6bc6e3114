/* What is remembered of servers that have spoken TLS (trust on first use), as ssh does it.
 *
 * A file with a line for each: "HOST:PORT vouched", where the system's authorities vouched for the
 * certificate, or "HOST:PORT AB:CD:..." with its fingerprint (common/fingerprint.h). It is for its
 * owner alone and replaced as a whole, under a lock, so that two programs lose nothing of each
 * other. Lines of other servers are never judged: one that is damaged keeps only its own server
 * out. */
#ifndef KNOWN_H
#define KNOWN_H

#include "address.h"
#include "fingerprint.h"

/* "host:port" in small letters, without the full stop at the end of a name; an IPv6 address is in
 * brackets. */
#define KNOWN_NAME_SIZE (ADDRESS_HOST_BYTES + sizeof "[]:65535")
void known_name(char out[KNOWN_NAME_SIZE], const char *host, int port);

enum known_kind {
	KNOWN_NOT,
	KNOWN_VOUCHED,
	KNOWN_FINGERPRINT,
};

struct known {
	enum known_kind kind;
	char fingerprint[FINGERPRINT_TEXT_SIZE];
	unsigned line; /* from 1; 0 for none */
};

/* `path` may name no file. Returns 0 or an errno value: EBADMSG where the server's line is
 * damaged, and then `line` is set. */
int known_find(const char *path, const char *name, struct known *known);

/* Adds the server or changes its line; without a fingerprint (NULL) it is vouched for. Returns 0 or
 * an errno value. Waits up to a second for another program. */
int known_write(const char *path, const char *name, const char *fingerprint);

#endif
