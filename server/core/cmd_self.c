#include <string.h>

#include "account.h"
#include "cmd.h"
#include "kept.h"
#include "memory.h"
#include "names.h"
#include "self.h"
#include "session_life.h"
#include "session_send.h"

static int64_t seconds_kept(struct core *core, const char *name, const struct asker *asker)
{
	struct name_key key;
	name_key(&key, name, strlen(name));
	const struct kept *kept = kept_find(core, key.bytes, &asker->origin, asker->account);
	return kept ? kept_from(kept, &asker->origin, asker->account) / 1000 + 1 : 0;
}

enum outcome cmd_nick(const struct request *request)
{
	enum outcome outcome = self_set_name(request->session, request->word);
	struct event event = {.name = request->word};
	struct asker asker = names_asker(request->session);
	if (outcome == OUTCOME_NAME_REGISTERED) /* for /login PASSWORD */
		memory_replace(&session_profile(request->session)->asked, request->word);
	if (outcome == OUTCOME_NAME_SILENCED)
		event.name = self_silent_room(request->session)->name;
	else if (outcome == OUTCOME_NAME_ALIKE)
		event.other = names_alike(request->core, request->word, &asker);
	else if (outcome == OUTCOME_NAME_HELD)
		event.total = (uint64_t)seconds_kept(request->core, request->word, &asker);
	else
		return outcome;
	session_refuse(request->session, outcome, &event);
	return OUTCOME_DONE;
}

enum outcome cmd_away(const struct request *request)
{
	bool back = session_away(request->session) && !*request->text;
	self_set_away(request->session, back ? NULL : request->text);
	session_post(request->session, &(struct event){.type = EVENT_AWAY,
					       .own = true,
					       .flag = !back,
					       .name = session_name(request->session),
					       .text = session_away(request->session)});
	return OUTCOME_DONE;
}

/* The first room of `who` that the session may know of, or NULL. */
static const struct room *room_of(const struct session *who, const struct session *session)
{
	const struct member *member = who->members;
	while (member && (member->gone || !room_shown(member_room(member), session)))
		member = member->next;
	return member ? member_room(member) : NULL;
}

enum outcome cmd_whois(const struct request *request)
{
	const struct session *who = session_find(request->core, request->word);
	if (!who)
		return OUTCOME_NOBODY;
	const struct room *room = room_of(who, request->session);
	const struct account *account = session_account(who);
	const struct local_user *user = session_local_user(who);
	int64_t now = request->core->now / 1000;
	session_post(request->session, &(struct event){.type = EVENT_WHOIS,
					       .own = who == request->session,
					       .name = session_name(who),
					       .room = room ? room->name : NULL,
					       .other = who->door->name,
					       .user = account ? account->name : NULL,
					       .text = session_away(who),
					       .host = user ? user->user : NULL,
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

static void help_row(const struct request *request, const struct command_words *words)
{
	session_post(request->session, &(struct event){.type = EVENT_HELP,
					       .name = words->name,
					       .other = words->usage,
					       .text = words->help});
}

enum outcome cmd_help(const struct request *request)
{
	if (!*request->word) {
		for (const struct command *command = request->table; command->words; command++)
			if (command_offered(command, request->session))
				help_row(request, command->words);
		session_post(request->session, &(struct event){.type = EVENT_HELP_END});
		return OUTCOME_DONE;
	}
	const char *name = request->word + (*request->word == '/');
	const struct command *command = command_find(request->table, name);
	if (!command) {
		command_refuse_unknown(request->table, request->session, name);
		return OUTCOME_DONE;
	}
	help_row(request, command->words);
	if (*command->words->aliases)
		session_post(request->session,
			&(struct event){.type = EVENT_ALIASES, .text = command->words->aliases});
	session_post(request->session,
		&(struct event){.type = EVENT_HELP_MORE, .text = command->words->more});
	return OUTCOME_DONE;
}

enum outcome cmd_quit(const struct request *request)
{
	session_post(request->session, &(struct event){.type = EVENT_BYE, .text = request->text});
	request->session->quits = true;
	session_close(request->session, request->text);
	return OUTCOME_DONE;
}
