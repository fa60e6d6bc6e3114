#include "command.h"

#include <string.h>

#include "account.h"
#include "nearest.h"
#include "operators.h"
#include "proof.h"
#include "question.h"
#include "roles.h"
#include "session_send.h"

const struct command *command_find(const struct command *table, const char *name)
{
	for (const struct command *command = table; command->words; command++)
		if (command_words_is(command->words, name))
			return command;
	return NULL;
}

bool command_offered(const struct command *command, const struct session *session)
{
	const struct room *room = session_room(session);
	if (command->right == RIGHT_ROOM)
		return room && roles_is_operator(session, room);
	if (command->right == RIGHT_OPER)
		return operators_exist(session->loop->core) && !session_operator(session);
	if (command->right == RIGHT_STRANGER || command->right == RIGHT_ACCOUNT)
		return (session_account(session) != NULL) == (command->right == RIGHT_ACCOUNT);
	if (command->right == RIGHT_SERVER)
		return session_operator(session) != NULL;
	return command->right != RIGHT_HISTORY || history_on(&session->loop->core->history);
}

enum outcome command_room_name(char name[ROOM_NAME_BYTES + 1], const char *typed)
{
	const char *hash = *typed == '#' ? "" : "#";
	if (strlen(hash) + strlen(typed) > ROOM_NAME_BYTES)
		return OUTCOME_ROOM_LONG;
	stpcpy(stpcpy(name, hash), typed);
	return outcome_of_room_name(room_name_check(name, strlen(name)));
}

static const char *name_of(const void *data, size_t i)
{
	const struct command *command = (const struct command *)data + i;
	return command->words ? command->words->name : NULL;
}

void command_refuse_unknown(const struct command *table, struct session *session, const char *name)
{
	session_refuse(session, OUTCOME_UNKNOWN_COMMAND,
		&(struct event){.name = name, .other = nearest_word(name, name_of, table)});
}

/* What an outcome is about: the room, the word that was given, or the command. */
static const char *about(const struct request *request, enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_NOT_IN_ROOM:
	case OUTCOME_NOT_OPERATOR:
	case OUTCOME_OUTSIDE:
	case OUTCOME_MODERATED:
	case OUTCOME_SILENCED:
	case OUTCOME_LOBBY_TOPIC:
		return request->room->name;
	case OUTCOME_USAGE:
		return request->command->words->name;
	default:
		return *request->word ? request->word : request->command->words->name;
	}
}

bool command_run(struct request *request)
{
	const struct command *command = request->command;
	enum outcome outcome = OUTCOME_USAGE;
	request->core = request->session->loop->core;
	session_spoke(request->session);
	request->room = session_room(request->session);
	if (command->needs_room && !request->room)
		outcome = OUTCOME_NO_ROOM;
	else if (command_words_fit(command->words, request->word, request->text))
		outcome = command->run(request);
	if (outcome == OUTCOME_LATER)
		return false;
	question_forget(request->session); /* an answer that it did not need in the end */
	if (request->session->profile && request->session->profile->proof)
		proof_cancel(request->session->profile->proof); /* likewise */
	if (outcome == OUTCOME_DONE)
		return true;
	session_refuse(request->session, outcome,
		&(struct event){.name = about(request, outcome), .other = command->words->usage});
	return true;
}
