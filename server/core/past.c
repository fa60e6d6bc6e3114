#include "past.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "self.h"

/* A ring. */
struct past {
	struct past_person people[PAST_MOST];
	unsigned next;
};

static void clear(struct past_person *person)
{
	free(person->name);
	free(person->key);
	free(person->user);
	free(person->real);
	*person = (struct past_person){0};
}

void past_add(struct session *session)
{
	struct core *core = session->loop->core;
	if (is_guest(session))
		return;
	if (!core->past)
		core->past = memory_zero(sizeof *core->past);
	struct past_person *person = &core->past->people[core->past->next++ % PAST_MOST];
	char host[SESSION_HOST_SIZE];
	clear(person);
	person->name = memory_text(session_name(session));
	person->key = memory_text(session_key(session));
	person->user = memory_text(session_user(session));
	person->real = memory_text(session_real(session));
	person->host[0] = '\0';
	strncat(person->host, session_host(session, host), sizeof person->host - 1);
	person->at = core->now + core->clock_offset;
}

void past_each(const struct core *core, const char *name,
	bool (*visit)(const struct past_person *, void *), void *data)
{
	struct name_key key;
	name_key(&key, name, strlen(name));
	for (unsigned i = 0; core->past && i < PAST_MOST; i++) {
		unsigned at = (core->past->next - 1 - i) % PAST_MOST;
		const struct past_person *person = &core->past->people[at];
		if (person->key && strcmp(person->key, key.bytes) == 0 && !visit(person, data))
			return;
	}
}

void past_free(struct core *core)
{
	for (unsigned i = 0; core->past && i < PAST_MOST; i++)
		clear(&core->past->people[i]);
	free(core->past);
	core->past = NULL;
}
