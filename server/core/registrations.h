/* How many accounts an address has made in the last hour. Remembers the last REGISTRATIONS of all
 * addresses. Nobody is counted on this machine, from where all users of a tunnel or a proxy come.
 * Under the core lock. */
#ifndef REGISTRATIONS_H
#define REGISTRATIONS_H

#include <stdint.h>

#include "pack.h"

#define REGISTRATIONS 1024
#define REGISTRATIONS_MAX 10 /* of one address in REGISTRATIONS_MS */
#define REGISTRATIONS_MS 3600000

struct registrations {
	struct {
		uint32_t host; /* of an origin */
		int64_t at;
	} items[REGISTRATIONS];
	unsigned next;
};

struct core;
struct origin;

/* Seconds until one from there may make another one; 0 for at once. */
long registrations_wait(const struct core *core, const struct origin *origin);
void registrations_note(struct core *core, const struct origin *origin);

/* For another process (handover.h); there are none before. */
void registrations_pack(const struct core *core, struct pack *out);
void registrations_unpack(struct core *core, struct unpack *in);

#endif
