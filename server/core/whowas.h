/* The last sessions that ended or changed their name, for WHOWAS. Under the core lock. */
#ifndef WHOWAS_H
#define WHOWAS_H

#include "pack.h"
#include "session.h"

#define WHOWAS_MAX 256

struct whowas_person {
	char *name, *key, *user, *real;
	char host[SESSION_HOST_SIZE];
	int64_t at; /* milliseconds since 1970 */
};

/* Remembers the session under its name of now. Guests are not remembered. */
void whowas_add(struct session *session);

/* Calls `visit` for those who had the name, the latest first, until it answers false. */
void whowas_each(const struct core *core, const char *name,
	bool (*visit)(const struct whowas_person *, void *), void *data);

void whowas_free(struct core *core);

/* For another process (handover.h); there are none before. */
void whowas_pack(const struct core *core, struct pack *out);
void whowas_unpack(struct core *core, struct unpack *in);

#endif
