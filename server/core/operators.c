#include "operators.h"

#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "journal.h"
#include "memory.h"
#include "password_hash.h"
#include "proof.h"
#include "session_send.h"

struct operators {
	char **rows;
	size_t count;
};

static struct operators *operators_of(struct core *core)
{
	if (!core->operators)
		core->operators = memory_zero(sizeof *core->operators);
	return core->operators;
}

static void clear(struct operators *operators)
{
	while (operators->count > 0)
		free(operators->rows[--operators->count]);
	free(operators->rows);
	operators->rows = NULL;
}

void operators_set(struct core *core, const char *const *rows, size_t count)
{
	struct operators *operators = operators_of(core);
	clear(operators);
	if (count > 0)
		operators->rows = memory_get(count * sizeof *operators->rows);
	while (operators->count < count) {
		operators->rows[operators->count] = memory_text(rows[operators->count]);
		operators->count++;
	}
}

bool operators_exist(const struct core *core)
{
	return core->operators && core->operators->count > 0;
}

void operators_each(const struct core *core, void (*visit)(const char *name, void *), void *data)
{
	for (size_t i = 0; core->operators && i < core->operators->count; i++) {
		const char *row = core->operators->rows[i];
		char *name = memory_text_n(row, (size_t)(strchr(row, ':') - row));
		visit(name, data);
		free(name);
	}
}

void operators_free(struct core *core)
{
	if (core->operators)
		clear(core->operators);
	free(core->operators);
	core->operators = NULL;
}

bool operators_row_good(const char *row)
{
	const char *colon = strchr(row, ':');
	return colon && name_check(row, (size_t)(colon - row)) == NAME_GOOD &&
	       password_hash_good(colon + 1);
}

/* NULL for a name that is none. */
static const char *find_hash(const struct operators *operators, const char *name)
{
	struct name_key wanted, key;
	name_key(&wanted, name, strlen(name));
	for (size_t i = 0; i < operators->count; i++) {
		const char *colon = strchr(operators->rows[i], ':');
		name_key(&key, operators->rows[i], (size_t)(colon - operators->rows[i]));
		if (strcmp(key.bytes, wanted.bytes) == 0)
			return colon + 1;
	}
	return NULL;
}

/* A password that was being checked while the operators changed does not count for others. */
static uint32_t about(const char *hash)
{
	return table_hash(hash, strlen(hash));
}

static void become(struct session *session, const char *name)
{
	struct profile *profile = session_profile(session);
	if (!profile->operator_name)
		session->loop->core->operator_count++;
	memory_replace(&profile->operator_name, name);
	journal(session, LOG_INFO, "oper", {0});
	session_post(session, &(struct event){.type = EVENT_OPERATOR,
				      .own = true,
				      .actor = session,
				      .name = session_name(session)});
	const struct room *lobby = room_find(session->loop->core, ROOM_LOBBY);
	struct member *member = lobby ? room_member(lobby, session) : NULL;
	if (member)
		changes_give_role(member, MODE_OPERATOR);
}

/* A name that is none is not logged: it could be the password. */
static void note_refused(struct session *session, const char *name)
{
	const struct operators *operators = session->loop->core->operators;
	bool known = find_hash(operators, name) != NULL;
	journal(session, LOG_WARNING, "oper_refused", LOG_TEXT("tried", known ? name : "unknown"),
		LOG_NUMBER("wrong", proof_wrong(session_proof(session))));
}

enum outcome operators_enter(struct session *session, const char *name, const char *password)
{
	struct operators *operators = operators_of(session->loop->core);
	struct proof *proof = session_proof(session);
	if (operators->count == 0) {
		proof_cancel(proof);
		note_refused(session, name);
		return OUTCOME_OPER_NONE;
	}
	const char *hash = find_hash(operators, name);
	enum outcome outcome = proof_check(proof, about(hash ? hash : name), hash, password);
	if (outcome == OUTCOME_PASSWORD_WRONG) {
		speed_spend(session, PROOF_LINES_A_TRY);
		note_refused(session, name);
		return OUTCOME_OPER_WRONG;
	}
	if (outcome == OUTCOME_PASSWORD_WAIT || outcome == OUTCOME_PASSWORD_BUSY)
		journal(session, LOG_DEBUG, "oper_early", {0}); /* it has not been looked at */
	if (outcome == OUTCOME_DONE)
		become(session, name);
	return outcome;
}

void operators_tell(struct session *by, const char *text)
{
	struct event event = session_event(by, EVENT_WALLOPS);
	event.text = text;
	unsigned count = 0;
	uint64_t said = by->loop->core->cost.said;
	for (struct session *to = by->loop->core->names; to; to = to->hh.next) {
		if (!to->wallops && !session_operator(to))
			continue;
		session_post(to, &event);
		count++;
	}
	speed_said_once(by->loop->core, said, count);
}

void operators_post(struct core *core, struct event *event)
{
	for (struct session *to = core->names; to; to = to->hh.next) {
		if (!session_operator(to))
			continue;
		event->own = to == event->actor;
		session_post(to, event);
	}
}

void operators_leave(struct session *session)
{
	if (!session_operator(session))
		return;
	session->loop->core->operator_count--;
	free(session->profile->operator_name);
	session->profile->operator_name = NULL;
}
