/* JOIN, PART, TOPIC, NAMES, KICK, INVITE. */
#include <stdlib.h>
#include <string.h>

#include "irc_walk.h"
#include "kick.h"
#include "membership.h"
#include "memory.h"
#include "text.h"
#include "text_copy.h"
#include "topic.h"

/* The next item, which may be empty. */
static char *next_item(char **list)
{
	char *item = *list;
	char *comma = item ? strchr(item, ',') : NULL;
	*list = comma ? comma + 1 : NULL;
	if (comma)
		*comma = '\0';
	return item;
}

char *irc_next(char **list)
{
	char *item;
	do
		item = next_item(list);
	while (item && !*item);
	return item;
}

void irc_need_more(struct irc_call *call)
{
	irc_numeric(call, ERR_NEEDMOREPARAMS, "%s :Not enough parameters", call->command->name);
}

char *irc_next_target(struct irc_call *call, char **list)
{
	char *target = irc_next(list);
	if (target && call->targets++ > 0)
		speed_spend(call->session, 1);
	return target;
}

void irc_tell_topic(struct irc_call *call, const struct room *room, bool always)
{
	if (room->topic) {
		irc_numeric(call, RPL_TOPIC, "%s :%s", room->name, room->topic);
		irc_numeric(call, RPL_TOPICWHOTIME, "%s %s %lld", room->name, room->topic_by,
			(long long)(room->topic_at + call->core->clock_offset) / 1000);
	} else if (always) {
		irc_numeric(call, RPL_NOTOPIC, "%s :No topic is set", room->name);
	}
}

/* The names of a room, in as many lines as they take. */
struct naming {
	struct irc_call *call;
	char *room; /* its name; may be gone before a walk has come to its end */
	bool secret;
	bool all; /* whoever asks is shown the invisible too */
	char names[IRC_LINE_BYTES];
	size_t most;   /* bytes of them in a line */
	size_t length; /* in the next line; 0: there is none */
};

static void end_names(struct naming *naming)
{
	if (naming->length == 0)
		return;
	size_t start = irc_numeric_start(naming->call, RPL_NAMREPLY);
	buffer_add_all(naming->call->out, naming->secret ? "@ " : "= ", naming->room, " :", NULL);
	buffer_add(naming->call->out, naming->names, naming->length);
	irc_line_end(naming->call, start);
	naming->length = 0;
}

static size_t names_most(struct irc_call *call, const struct room *room)
{
	size_t start = irc_numeric_start(call, RPL_NAMREPLY);
	size_t most = irc_line_room(call, start) - strlen("= ") - strlen(room->name) - strlen(" :");
	call->out->length = start;
	return most;
}

static void add_name(struct naming *naming, const struct member *member)
{
	const struct session *session = member->session;
	uint32_t caps = naming->call->peer->caps;
	char source[NAME_BYTES + IRC_USER_BYTES + SESSION_HOST_SIZE + 8], host[SESSION_HOST_SIZE];
	if (session->invisible && !naming->all && session != naming->call->session)
		return;
	if (session->unannounced) /* its JOIN comes, or it goes without a QUIT */
		return;
	const char *prefix = irc_prefixes(member->roles, caps & IRC_MULTI_PREFIX);
	char *end = stpcpy(stpcpy(source, prefix), session_name(session));
	if (caps & IRC_USERHOST_IN_NAMES)
		end = stpcpy(stpcpy(stpcpy(stpcpy(end, "!"), session_user(session)), "@"),
			session_host(session, host));
	size_t length = (size_t)(end - source);
	if (naming->length > 0 && naming->length + 1 + length > naming->most)
		end_names(naming);
	if (naming->length > 0)
		naming->names[naming->length++] = ' ';
	memcpy(naming->names + naming->length, source, length);
	naming->length += length;
}

static bool add_member(const struct member *member, void *data)
{
	add_name(data, member);
	return true;
}

struct names_walk {
	struct irc_walk walk;
	struct naming naming;
};

static void walk_member(struct walk *walk, const struct member *member)
{
	struct names_walk *names = (struct names_walk *)walk;
	struct irc_call call;
	size_t start = irc_row_start(&names->walk, &call);
	names->naming.call = &call;
	add_name(&names->naming, member);
	irc_row_end(&names->walk, start);
}

static bool walk_rest(struct walk *walk)
{
	struct names_walk *names = (struct names_walk *)walk;
	struct irc_call call;
	bool any = names->naming.length > 0;
	size_t start = irc_row_start(&names->walk, &call);
	names->naming.call = &call;
	end_names(&names->naming);
	irc_row_end(&names->walk, start);
	return any;
}

static void free_names(struct walk *walk)
{
	struct names_walk *names = (struct names_walk *)walk;
	free(names->naming.room);
	free(names);
}

void irc_tell_names(struct irc_call *call, const struct room *room)
{
	static const struct walk_kind kind = {
		.member = walk_member, .rest = walk_rest, .free = free_names};
	struct naming naming = {.call = call,
		.room = room->name,
		.most = names_most(call, room),
		.secret = rules_has(&room->rules, MODE_SECRET),
		.all = session_operator(call->session) || room_member(room, call->session)};
	if (irc_at_once(call, room->count)) {
		room_each(room, add_member, &naming);
		end_names(&naming);
	} else {
		struct names_walk *walk = memory_zero(sizeof *walk);
		walk->naming = naming;
		walk->naming.room = memory_text(room->name);
		irc_walk_prepare(call, &walk->walk);
		walk_members(call->session, &walk->walk.walk, &kind, room);
	}
	irc_numeric(call, RPL_ENDOFNAMES, "%s :End of /NAMES list", room->name);
}

static void join_one(struct irc_call *call, const char *name, const char *key)
{
	enum outcome outcome = outcome_of_room_name(room_name_check(name, strlen(name)));
	struct room *room = room_find(call->core, name);
	if (outcome == OUTCOME_DONE && room && room_member(room, call->session))
		return;
	if (outcome == OUTCOME_DONE)
		outcome = membership_enter(call->session, name, key, EVENT_JOINED);
	if (outcome != OUTCOME_DONE) {
		irc_refuse(call, outcome, name, name);
		return;
	}
	room = room_find(call->core, name);
	irc_tell_topic(call, room, false);
	irc_tell_names(call, room);
}

void irc_join(struct irc_call *call)
{
	char *names = call->params[0], *keys = call->count > 1 ? call->params[1] : NULL;
	if (strcmp(names, "0") == 0) {
		while (call->session->members)
			membership_leave(call->session->members, NULL, true);
		return;
	}
	bool any = false;
	for (const char *name; (name = irc_next_target(call, &names)) != NULL; any = true)
		join_one(call, name, next_item(&keys));
	if (!any)
		irc_need_more(call);
}

/* The room of that name, with its member; refuses where there is none of either. */
static struct member *own_member(struct irc_call *call, const char *name)
{
	struct room *room = room_find(call->core, name);
	struct member *member = room ? room_member(room, call->session) : NULL;
	if (!member)
		irc_refuse(call, room ? OUTCOME_NOT_IN_ROOM : OUTCOME_NO_SUCH_ROOM, name, name);
	return member;
}

void irc_part(struct irc_call *call)
{
	char *names = call->params[0];
	const char *why = call->count > 1 && *call->params[1] ? call->params[1] : NULL;
	bool any = false;
	for (const char *name; (name = irc_next_target(call, &names)) != NULL; any = true) {
		struct member *member = own_member(call, name);
		if (member)
			membership_leave(member, why, true);
	}
	if (!any)
		irc_need_more(call);
}

void irc_topic(struct irc_call *call)
{
	const char *name = call->params[0];
	struct room *room = irc_open_room(call, name);
	if (!room)
		return;
	if (call->count < 2) {
		irc_tell_topic(call, room, true);
		return;
	}
	const char *given = call->params[1];
	char *text = text_copy(given, IRC_TOPIC_BYTES);
	enum outcome outcome = topic_set(call->session, room, text);
	free(text);
	if (outcome != OUTCOME_DONE)
		irc_refuse(call, outcome, name, room->name);
}

/* A room that is named again is told of once: the list is as long as its sender likes. */
void irc_names(struct irc_call *call)
{
	struct room *told[IRC_LINE_BYTES / 2];
	unsigned count = 0, told_count = 0;
	char *names = call->count > 0 ? call->params[0] : NULL;
	for (const char *name; (name = irc_next(&names)) != NULL; count++) {
		struct room *room = irc_visible_room(call, name);
		if (room && !room->marked) {
			room->marked = true;
			told[told_count++] = room;
			irc_tell_names(call, room);
		} else {
			irc_numeric(call, RPL_ENDOFNAMES, "%.*s :End of /NAMES list",
				IRC_WORD(irc_word(name)));
		}
	}
	while (told_count > 0)
		told[--told_count]->marked = false;
	if (count == 0)
		irc_numeric(call, RPL_ENDOFNAMES, "* :End of /NAMES list");
}

static void kick_one(struct irc_call *call, const char *room_name, const char *name)
{
	struct room *room = room_find(call->core, room_name);
	struct session *target = session_find(call->core, name);
	const char *given = call->count > 2 ? call->params[2] : "";
	char *why = text_copy(given, IRC_KICK_BYTES);
	enum outcome outcome = OUTCOME_NO_SUCH_ROOM;
	if (room && target)
		outcome = kick_member(call->session, room, target, *why ? why : NULL);
	else if (room)
		outcome = kick_allowed(call->session, room, NULL);
	free(why);
	if (outcome != OUTCOME_DONE)
		irc_refuse(call, outcome, name, room_name);
}

/* "KICK #a x,y" and "KICK #a,#b x,y" (RFC 1459, 4.2.8). */
void irc_kick(struct irc_call *call)
{
	char *rooms = call->params[0], *names = call->params[1];
	const char *room = irc_next(&rooms), *name = irc_next_target(call, &names);
	if (!room || !name)
		irc_need_more(call);
	for (; room && name; name = irc_next_target(call, &names)) {
		kick_one(call, room, name);
		const char *next = irc_next(&rooms);
		room = next ? next : room;
	}
}
