#include <stdlib.h>
#include <string.h>

#include "erase.h"
#include "irc_commands.h"
#include "irc_history.h"
#include "irc_id.h"
#include "irc_reply.h"
#include "speech.h"
#include "speed.h"
#include "text_copy.h"

#define FORGET_COST 4 /* lines beside the command itself */

static void fail(struct irc_call *call, const char *code, bool id, const char *words)
{
	struct buffer context = {0};
	for (unsigned i = 0; i < (id ? 2 : 1); i++) {
		const char *word = irc_word(call->params[i]);
		buffer_add_text(&context, i > 0 ? " " : "");
		buffer_add(&context, word, (size_t)irc_word_length(word, 100));
	}
	irc_standard(call, "FAIL", code, buffer_text(&context), words);
	buffer_finish(&context);
}

static void answer(struct irc_call *call, enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_DONE:
		break;
	case OUTCOME_LATER:
		call->later = true;
		break;
	case OUTCOME_NO_SUCH_LINE:
		fail(call, "UNKNOWN_MSGID", true, "This message does not exist or is too old");
		break;
	case OUTCOME_LINE_ERASED:
		fail(call, "UNKNOWN_MSGID", true, "This message has been deleted already");
		break;
	case OUTCOME_HISTORY_FAILED:
		fail(call, "INTERNAL_ERROR", true, "The message could not be deleted now");
		break;
	case OUTCOME_NOT_IN_ROOM:
		fail(call, "INVALID_TARGET", false, "You cannot delete messages from there");
		break;
	default:
		fail(call, "REDACT_FORBIDDEN", true,
			"You are not authorised to delete this message");
		break;
	}
}

/* What is not kept, such as a TAGMSG or a private message, cannot be erased. */
void irc_redact(struct irc_call *call)
{
	uint32_t id, number;
	if (!irc_known(call, IRC_REDACTION, "draft/message-redaction"))
		return;
	struct room *room = room_find(call->core, call->params[0]);
	if (!room || !room_member(room, call->session)) {
		answer(call, OUTCOME_NOT_IN_ROOM);
		return;
	}
	if (!irc_id_read(call->params[1], &id, &number) || id != room->id) {
		answer(call, OUTCOME_NO_SUCH_LINE);
		return;
	}
	bool silent = speech_allowed(call->session, room) != OUTCOME_DONE;
	char *why = text_copy(call->count > 2 && !silent ? call->params[2] : "", IRC_KICK_BYTES);
	answer(call, erase_line(call->session, room, number, *why ? why : NULL));
	free(why);
}

void irc_forget(struct irc_call *call)
{
	if (!irc_known(call, IRC_REDACTION, "draft/message-redaction"))
		return;
	speed_spend(call->session, FORGET_COST);
	erase_own_lines(call->session); /* which tells it */
}
