#include <string.h>

#include "cmd.h"
#include "ignore.h"
#include "session_send.h"
#include "talk.h"

static enum outcome say(const struct request *request, enum talk talk)
{
	return talk_to_room(request->session, request->room,
		&(struct speech){.talk = talk, .text = request->text});
}

enum outcome cmd_say(const struct request *request)
{
	return say(request, TALK_SAY);
}

enum outcome cmd_me(const struct request *request)
{
	return say(request, TALK_ACTION);
}

static enum outcome send_private(struct session *from, struct session *to, const char *text)
{
	enum outcome outcome =
		talk_to_person(from, to, &(struct speech){.talk = TALK_SAY, .text = text});
	if (outcome == OUTCOME_DONE && session_away(to))
		session_post(from, &(struct event){.type = EVENT_AWAY,
					   .flag = true,
					   .name = session_name(to),
					   .text = session_away(to)});
	return outcome;
}

enum outcome cmd_msg(const struct request *request)
{
	struct session *to = session_find(request->core, request->word);
	if (!to)
		return OUTCOME_NOBODY;
	if (to == request->session)
		return OUTCOME_YOURSELF;
	return send_private(request->session, to, request->text);
}

enum outcome cmd_reply(const struct request *request)
{
	const struct profile *profile = request->session->profile;
	if (!profile || !profile->writer.name)
		return OUTCOME_NO_REPLY;
	struct session *to = session_find(request->core, profile->writer.name);
	enum outcome outcome;
	if (!to || to->id != profile->writer.id) /* somebody else may have the name now */
		outcome = OUTCOME_REPLY_GONE;
	else
		outcome = send_private(request->session, to, request->text);
	if (outcome == OUTCOME_DONE)
		return OUTCOME_DONE;
	session_refuse(request->session, outcome, &(struct event){.name = profile->writer.name});
	return OUTCOME_DONE;
}

static enum outcome list_ignored(const struct request *request)
{
	const struct profile *profile = request->session->profile;
	const char *names[IGNORE_MAX];
	unsigned count = 0;
	for (; profile && count < profile->ignored_count; count++)
		names[count] = profile->ignored[count].name;
	session_post(request->session, &(struct event){.type = EVENT_IGNORED,
					       .names = names,
					       .name_count = count,
					       .total = count});
	return OUTCOME_DONE;
}

static void confirm_ignoring(const struct request *request, const char *name, bool flag)
{
	session_post(request->session,
		&(struct event){.type = EVENT_IGNORING, .name = name, .flag = flag});
}

enum outcome cmd_ignore(const struct request *request)
{
	if (!*request->word)
		return list_ignored(request);
	struct session *other = session_find(request->core, request->word);
	if (!other)
		return OUTCOME_NOBODY;
	if (other == request->session)
		return OUTCOME_YOURSELF;
	if (!ignore_has(request->session, other) && !ignore_add(request->session, other)) {
		session_refuse(request->session, OUTCOME_IGNORE_FULL,
			&(struct event){.total = IGNORE_MAX});
		return OUTCOME_DONE;
	}
	confirm_ignoring(request, session_name(other), true);
	return OUTCOME_DONE;
}

enum outcome cmd_unignore(const struct request *request)
{
	if (!ignore_remove(request->session, request->word))
		return OUTCOME_NOT_IGNORED;
	confirm_ignoring(request, request->word, false);
	return OUTCOME_DONE;
}
