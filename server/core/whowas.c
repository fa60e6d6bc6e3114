#include "whowas.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

/* A ring buffer. */
struct whowas {
	struct whowas_person people[WHOWAS_MAX];
	unsigned next;
};

static void clear(struct whowas_person *person)
{
	free(person->name);
	free(person->key);
	free(person->user);
	free(person->real);
	*person = (struct whowas_person){0};
}

void whowas_add(struct session *session)
{
	struct core *core = session->loop->core;
	if (session_is_guest(session))
		return;
	if (!core->whowas)
		core->whowas = memory_zero(sizeof *core->whowas);
	struct whowas_person *person = &core->whowas->people[core->whowas->next++ % WHOWAS_MAX];
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

void whowas_each(const struct core *core, const char *name,
	bool (*visit)(const struct whowas_person *, void *), void *data)
{
	struct name_key key;
	name_key(&key, name, strlen(name));
	for (unsigned i = 0; core->whowas && i < WHOWAS_MAX; i++) {
		unsigned at = (core->whowas->next - 1 - i) % WHOWAS_MAX;
		const struct whowas_person *person = &core->whowas->people[at];
		if (person->key && strcmp(person->key, key.bytes) == 0 && !visit(person, data))
			return;
	}
}

void whowas_free(struct core *core)
{
	for (unsigned i = 0; core->whowas && i < WHOWAS_MAX; i++)
		clear(&core->whowas->people[i]);
	free(core->whowas);
	core->whowas = NULL;
}

PACK_SIZE(struct whowas_person, 104);

void whowas_pack(const struct core *core, struct pack *out)
{
	const struct whowas *whowas = core->whowas;
	unsigned count = whowas && whowas->next < WHOWAS_MAX ? whowas->next : WHOWAS_MAX;
	pack_u32(out, whowas ? count : 0);
	for (unsigned i = count; whowas && i > 0; i--) { /* the oldest first */
		const struct whowas_person *person =
			&whowas->people[(whowas->next - i) % WHOWAS_MAX];
		pack_text(out, person->name);
		pack_text(out, person->key);
		pack_text(out, person->user);
		pack_text(out, person->real);
		pack_text(out, person->host);
		pack_i64(out, person->at);
	}
}

void whowas_unpack(struct core *core, struct unpack *in)
{
	unsigned count = unpack_count(in, WHOWAS_MAX);
	if (count > 0)
		core->whowas = memory_zero(sizeof *core->whowas);
	for (unsigned i = 0; i < count; i++) {
		struct whowas_person *person = &core->whowas->people[core->whowas->next++];
		person->name = memory_text(unpack_string(in));
		person->key = memory_text(unpack_string(in));
		person->user = memory_text(unpack_string(in));
		person->real = memory_text(unpack_string(in));
		strncat(person->host, unpack_string(in), sizeof person->host - 1);
		person->at = unpack_time(in);
	}
}
