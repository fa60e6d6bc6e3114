/* Commands about oneself, about others, and about the server. */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "memory.h"

static enum outcome name_outcome(enum name_error error)
{
	switch (error) {
	case NAME_GOOD:
		return OUTCOME_DONE;
	case NAME_TOO_LONG:
		return OUTCOME_NAME_LONG;
	case NAME_BAD_START:
		return OUTCOME_NAME_START;
	case NAME_RESERVED:
		return OUTCOME_NAME_RESERVED;
	default:
		return OUTCOME_NAME_CHARACTER;
	}
}

static bool is_guest(const struct session *session)
{
	return strncmp(session_key(session), NAME_GUEST_PREFIX, strlen(NAME_GUEST_PREFIX)) == 0;
}

/* A guest's first name is a kind of coming, which large rooms are not told. */
static void tell_rooms(struct session *session, const struct event *event, bool was_guest)
{
	for (struct member *member = session->members; member; member = member->next)
		if (!was_guest || room_announces(member->room))
			room_post(member->room, session, event);
}

enum outcome cmd_nick(const struct request *request)
{
	struct session *session = request->session;
	enum outcome outcome = name_outcome(name_check(request->word, strlen(request->word)));
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (strcmp(session_name(session), request->word) == 0)
		return OUTCOME_NAME_SAME;
	bool was_guest = is_guest(session);
	char *old = memory_text(session_name(session));
	if (session_rename(session, request->word)) {
		struct event event = {
			.type = EVENT_RENAMED, .name = old, .other = session_name(session)};
		tell_rooms(session, &event, was_guest);
		event.mine = true;
		session_post(session, &event);
	} else {
		outcome = OUTCOME_NAME_TAKEN;
	}
	free(old);
	return outcome;
}

enum outcome cmd_away(const struct request *request)
{
	struct profile *profile = session_profile(request->session);
	bool back = profile->away && !*request->text;
	free(profile->away);
	profile->away = back ? NULL : memory_text(request->text);
	session_post(request->session, &(struct event){.type = EVENT_AWAY,
					       .mine = true,
					       .flag = !back,
					       .name = session_name(request->session),
					       .text = profile->away});
	return OUTCOME_DONE;
}

enum outcome cmd_whois(const struct request *request)
{
	const struct session *who = session_find(request->core, request->word);
	if (!who)
		return OUTCOME_NOBODY;
	const struct room *room = session_room(who);
	int64_t now = request->core->now / 1000;
	session_post(request->session, &(struct event){.type = EVENT_WHOIS,
					       .mine = who == request->session,
					       .name = session_name(who),
					       .room = room ? room->name : NULL,
					       .other = who->door->name,
					       .text = session_away(who),
					       .seconds = now - who->opened_s,
					       .idle = now - who->spoke_s});
	return OUTCOME_DONE;
}

enum outcome cmd_motd(const struct request *request)
{
	session_post(
		request->session, &(struct event){.type = EVENT_MOTD, .text = request->core->motd});
	return OUTCOME_DONE;
}

static void help_row(const struct request *request, const struct command *command)
{
	session_post(request->session, &(struct event){.type = EVENT_HELP,
					       .name = command->name,
					       .other = command->usage,
					       .text = command->help});
}

enum outcome cmd_help(const struct request *request)
{
	if (!*request->word) {
		for (const struct command *command = commands; command->name; command++)
			help_row(request, command);
		session_post(request->session, &(struct event){.type = EVENT_HELP_END});
		return OUTCOME_DONE;
	}
	const char *name = request->word + (*request->word == '/');
	const struct command *command = command_find(name);
	if (!command) {
		command_refuse(request->session, OUTCOME_UNKNOWN_COMMAND,
			&(struct event){.name = name, .other = command_nearest(name)});
		return OUTCOME_DONE;
	}
	help_row(request, command);
	if (*command->aliases)
		session_post(request->session,
			&(struct event){.type = EVENT_ALIASES, .text = command->aliases});
	return OUTCOME_DONE;
}

enum outcome cmd_quit(const struct request *request)
{
	session_post(request->session, &(struct event){.type = EVENT_BYE});
	session_close(request->session, request->text);
	return OUTCOME_DONE;
}
