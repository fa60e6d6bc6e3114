/* Who was here, or had another name: the last few. Under the core lock. */
#ifndef PAST_H
#define PAST_H

#include "session.h"

#define PAST_MOST 256

struct past_person {
	char *name, *key, *user, *real;
	char host[SESSION_HOST_SIZE];
	int64_t at; /* milliseconds since 1970 */
};

/* Remembers the session under its name of now, but not a guest's. */
void past_add(struct session *session);

/* Calls `visit` for those who had the name, the last first, as long as it answers true. */
void past_each(const struct core *core, const char *name,
	bool (*visit)(const struct past_person *, void *), void *data);

void past_free(struct core *core);

#endif
