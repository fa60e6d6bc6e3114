#include "operators.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "changes.h"
#include "guesses.h"
#include "journal.h"
#include "memory.h"
#include "session_send.h"

#define LINES_A_TRY 20 /* which a wrong password costs of the session's allowance */

/* One check takes a little more than a hundredth of a second: long for guessing, possible on a
 * server with little memory. */
#define HASH_TIMES 4
#define HASH_MEMORY ((size_t)8 << 20)

/* No password has it. Names that do not exist are checked against it, so that they take as long. */
#define NOBODY_HASH                                             \
	"$argon2id$v=19$m=8192,t=4,p=1$MDEyMzQ1Njc4OWFiY2RlZg$" \
	"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"

struct operators {
	char **rows;
	size_t count;
	struct password_checker password_checker;
	struct guesses guesses;
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

void operators_set_password_checker(
	struct core *core, const struct password_checker *password_checker)
{
	operators_of(core)->password_checker = *password_checker;
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
	if (core->operators) {
		clear(core->operators);
		guesses_finish(&core->operators->guesses);
	}
	free(core->operators);
	core->operators = NULL;
}

bool operators_row_good(const char *row)
{
	const char *colon = strchr(row, ':');
	return colon && name_check(row, (size_t)(colon - row)) == NAME_GOOD &&
	       crypto_pwhash_str_needs_rehash(colon + 1, HASH_TIMES, HASH_MEMORY) >= 0;
}

bool operators_hash(char out[OPERATORS_HASH_SIZE], const char *password)
{
	_Static_assert(OPERATORS_HASH_SIZE >= crypto_pwhash_STRBYTES, "a hash fits");
	return crypto_pwhash_str(out, password, strlen(password), HASH_TIMES, HASH_MEMORY) == 0;
}

bool operators_verify(const char *hash, const char *password)
{
	return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
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

static void take_result(struct session *session, bool good)
{
	session_profile(session)->password_check = good ? PASSWORD_CHECK_GOOD : PASSWORD_CHECK_BAD;
	guesses_end(&session->loop->core->operators->guesses, session, good);
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
static void note_refused(const struct session *session, const char *name)
{
	const struct operators *operators = session->loop->core->operators;
	bool known = find_hash(operators, name) != NULL;
	journal(session, LOG_WARNING, "oper_refused", LOG_TEXT("tried", known ? name : "unknown"),
		LOG_NUMBER("wrong", guesses_wrong(&operators->guesses, session)));
}

/* Has the password checked, at once or by the password checker. */
static enum outcome start_check(struct operators *operators, struct session *session,
	const char *name, const char *password)
{
	const char *known = find_hash(operators, name), *hash = known ? known : NOBODY_HASH;
	struct profile *profile = session_profile(session);
	const struct password_checker *password_checker = &operators->password_checker;
	if (guesses_wait(&operators->guesses, session) > 0)
		return OUTCOME_OPER_WAIT;
	if (guesses_busy(&operators->guesses, session))
		return OUTCOME_OPER_BUSY;
	if (password_checker->check &&
		!password_checker->check(password_checker->data, session, hash, password,
			guesses_wrong(&operators->guesses, session)))
		return OUTCOME_OPER_BUSY;
	guesses_begin(&operators->guesses, session);
	profile->password_check = PASSWORD_CHECK_WAITING;
	if (!password_checker->check)
		take_result(session, operators_verify(hash, password));
	return OUTCOME_DONE;
}

enum outcome operators_enter(struct session *session, const char *name, const char *password)
{
	struct operators *operators = operators_of(session->loop->core);
	struct profile *profile = session_profile(session);
	if (operators->count == 0) {
		if (profile->password_check != PASSWORD_CHECK_WAITING)
			profile->password_check = PASSWORD_CHECK_NONE;
		note_refused(session, name);
		return OUTCOME_OPER_NONE;
	}
	enum outcome outcome = OUTCOME_DONE;
	if (profile->password_check == PASSWORD_CHECK_NONE)
		outcome = start_check(operators, session, name, password);
	if (outcome != OUTCOME_DONE) {
		journal(session, LOG_DEBUG, "oper_early", {0}); /* it has not been looked at */
		return outcome;
	}
	if (profile->password_check == PASSWORD_CHECK_WAITING)
		return OUTCOME_LATER;
	bool good = profile->password_check == PASSWORD_CHECK_GOOD;
	profile->password_check = PASSWORD_CHECK_NONE;
	if (!good) {
		speed_spend(session, LINES_A_TRY);
		note_refused(session, name);
		return OUTCOME_OPER_WRONG;
	}
	become(session, name);
	return OUTCOME_DONE;
}

long operators_wait(const struct session *session)
{
	return guesses_wait(&session->loop->core->operators->guesses, session);
}

void operators_checked(struct session *session, bool good)
{
	take_result(session, good);
	session->door->resume(session->peer);
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

void operators_leave(struct session *session)
{
	if (!session_operator(session))
		return;
	session->loop->core->operator_count--;
	free(session->profile->operator_name);
	session->profile->operator_name = NULL;
}

void operators_forget(struct session *session)
{
	struct operators *operators = session->loop->core->operators;
	if (session->profile && session->profile->password_check == PASSWORD_CHECK_WAITING) {
		operators->password_checker.forget(operators->password_checker.data, session);
		guesses_end(&operators->guesses, session, false);
	}
	if (operators)
		guesses_forget(&operators->guesses, session);
	operators_leave(session);
}
