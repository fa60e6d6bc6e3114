#include "told.h"

static const char *const kinds[] = {
	[EVENT_WELCOME] = "welcome",
	[EVENT_READY] = "ready",
	[EVENT_SAID] = "said",
	[EVENT_PRIVATE] = "private",
	[EVENT_JOINED] = "joined",
	[EVENT_LEFT] = "left",
	[EVENT_QUIT] = "quit",
	[EVENT_KICKED] = "kicked",
	[EVENT_RENAMED] = "renamed",
	[EVENT_TOPIC] = "topic",
	[EVENT_TOPIC_IS] = "topic-is",
	[EVENT_NO_TOPIC] = "no-topic",
	[EVENT_CHANGED] = "changed",
	[EVENT_MODES] = "modes",
	[EVENT_INVITED] = "invited",
	[EVENT_KEPT] = "kept",
	[EVENT_UNINVITED] = "uninvited",
	[EVENT_INVITATION] = "invitation",
	[EVENT_INVITATIONS] = "invitations",
	[EVENT_NAMES] = "names",
	[EVENT_ROOM] = "room",
	[EVENT_ROOMS] = "rooms",
	[EVENT_BAN] = "ban",
	[EVENT_BANS] = "bans",
	[EVENT_WHOIS] = "whois",
	[EVENT_AWAY] = "away",
	[EVENT_AWAY_CHANGED] = "away-changed",
	[EVENT_REAL_NAME] = "real-name",
	[EVENT_HOST] = "host",
	[EVENT_WATCHED] = "watched",
	[EVENT_MOTD] = "motd",
	[EVENT_HELP] = "help",
	[EVENT_HELP_END] = "help-end",
	[EVENT_ALIASES] = "aliases",
	[EVENT_HELP_MORE] = "more",
	[EVENT_IGNORING] = "ignoring",
	[EVENT_IGNORED] = "ignored",
	[EVENT_OPERATOR] = "operator",
	[EVENT_WALLOPS] = "wallops",
	[EVENT_KILLED] = "killed",
	[EVENT_REFUSED] = "refused",
	[EVENT_FAREWELL] = "farewell",
	[EVENT_BYE] = "bye",
};

static const char *const talks[] = {[TALK_SAY] = "",
	[TALK_ACTION] = "action",
	[TALK_NOTICE] = "notice",
	[TALK_REQUEST] = "request",
	[TALK_REQUEST_REPLY] = "request-reply",
	[TALK_TAGS] = "tags"};

static const char *const modes[MODE_COUNT] = {[MODE_INVITE_ONLY] = "invite-only",
	[MODE_MODERATED] = "moderated",
	[MODE_MEMBERS_ONLY] = "members-only",
	[MODE_SECRET] = "secret",
	[MODE_TOPIC_LOCKED] = "topic-locked",
	[MODE_KEY] = "key",
	[MODE_LIMIT] = "limit",
	[MODE_BAN] = "ban",
	[MODE_BAN_EXCEPT] = "ban-except",
	[MODE_INVITE_EXCEPT] = "invite-except",
	[MODE_FOUNDER] = "founder",
	[MODE_OPERATOR] = "operator",
	[MODE_VOICE] = "voice"};

static const char *const outcomes[OUTCOME_COUNT] = {
	[OUTCOME_UNKNOWN_COMMAND] = " UNKNOWN_COMMAND",
	[OUTCOME_USAGE] = " USAGE",
	[OUTCOME_NO_ROOM] = " NO_ROOM",
	[OUTCOME_NAME_TAKEN] = " NAME_TAKEN",
	[OUTCOME_NAME_LONG] = " NAME_LONG",
	[OUTCOME_NAME_START] = " NAME_START",
	[OUTCOME_NAME_CHARACTER] = " NAME_CHARACTER",
	[OUTCOME_NAME_RESERVED] = " NAME_RESERVED",
	[OUTCOME_NAME_KEPT] = " NAME_KEPT",
	[OUTCOME_NAME_SAME] = " NAME_SAME",
	[OUTCOME_NAME_MIXED] = " NAME_MIXED",
	[OUTCOME_ROOM_MIXED] = " ROOM_MIXED",
	[OUTCOME_NAME_UNFOLDS] = " NAME_UNFOLDS",
	[OUTCOME_ROOM_LONG] = " ROOM_LONG",
	[OUTCOME_ROOM_CHARACTER] = " ROOM_CHARACTER",
	[OUTCOME_ROOM_UNFOLDS] = " ROOM_UNFOLDS",
	[OUTCOME_NO_SUCH_ROOM] = " NO_SUCH_ROOM",
	[OUTCOME_IN_ROOM] = " IN_ROOM",
	[OUTCOME_NOBODY] = " NOBODY",
	[OUTCOME_YOURSELF] = " YOURSELF",
	[OUTCOME_NO_REPLY] = " NO_REPLY",
	[OUTCOME_REPLY_GONE] = " REPLY_GONE",
	[OUTCOME_IGNORED_BY] = " IGNORED_BY",
	[OUTCOME_NOT_IGNORED] = " NOT_IGNORED",
	[OUTCOME_IGNORE_FULL] = " IGNORE_FULL",
	[OUTCOME_UNCHANGED] = " UNCHANGED",
	[OUTCOME_BANNED] = " BANNED",
	[OUTCOME_INVITE_ONLY] = " INVITE_ONLY",
	[OUTCOME_KEY_WRONG] = " KEY_WRONG",
	[OUTCOME_ROOM_FULL] = " ROOM_FULL",
	[OUTCOME_ROOMS_MAX] = " ROOMS_MOST",
	[OUTCOME_NOT_IN_ROOM] = " NOT_IN_ROOM",
	[OUTCOME_NOT_MEMBER] = " NOT_MEMBER",
	[OUTCOME_IS_MEMBER] = " IS_MEMBER",
	[OUTCOME_NOT_OPERATOR] = " NOT_OPERATOR",
	[OUTCOME_OUTRANKED] = " OUTRANKED",
	[OUTCOME_OUTSIDE] = " OUTSIDE",
	[OUTCOME_MODERATED] = " MODERATED",
	[OUTCOME_SILENCED] = " SILENCED",
	[OUTCOME_NAME_SILENCED] = " NAME_SILENCED",
	[OUTCOME_NAME_HELD] = " NAME_HELD",
	[OUTCOME_LOBBY_TOPIC] = " LOBBY_TOPIC",
	[OUTCOME_NOT_INVITED] = " NOT_INVITED",
	[OUTCOME_MASK] = " MASK",
	[OUTCOME_MASKS_FULL] = " MASKS_FULL",
	[OUTCOME_TIME] = " TIME",
	[OUTCOME_OWN_ROOMS] = " OWN_ROOMS",
	[OUTCOME_OWN_MASKS] = " OWN_MASKS",
	[OUTCOME_NO_MASK] = " NO_MASK",
	[OUTCOME_MODE] = " MODE",
	[OUTCOME_KEY] = " KEY",
	[OUTCOME_LIMIT] = " LIMIT",
	[OUTCOME_OPER_WRONG] = " OPER_WRONG",
	[OUTCOME_OPER_NONE] = " OPER_NONE",
	[OUTCOME_OPER_BUSY] = " OPER_BUSY",
	[OUTCOME_OPER_WAIT] = " OPER_WAIT",
	[OUTCOME_NOT_SERVER_OPERATOR] = " NOT_SERVER_OPERATOR",
	[OUTCOME_SLIP_COMMAND] = " SLIP_COMMAND",
	[OUTCOME_SLIP_SECRET] = " SLIP_SECRET",
	[OUTCOME_SLIP_IRC] = " SLIP_IRC",
	[OUTCOME_TOO_LONG] = " TOO_LONG",
	[OUTCOME_TOO_FAST] = " TOO_FAST",
	[OUTCOME_ADDRESS_TOO_FAST] = " ADDRESS_TOO_FAST",
	[OUTCOME_UNREAD] = " UNREAD",
	[OUTCOME_TOO_SLOW] = " TOO_SLOW",
};

static void add_field(struct buffer *out, const char *field)
{
	if (field)
		buffer_add_all(out, " ", field, NULL);
}

static const char *const roles[] = {"", "+", "@", "@+", "&", "&+", "&@", "&@+"};

static void add_names(struct buffer *out, const struct event *event)
{
	if (event->name_count == 0)
		return;
	buffer_add_text(out, " [");
	for (size_t i = 0; i < event->name_count; i++)
		buffer_add_all(out, i > 0 ? "," : "",
			event->name_roles ? roles[event->name_roles[i]] : "", event->names[i],
			NULL);
	buffer_add_text(out, "]");
}

static void add_changes(struct buffer *out, const struct event *event)
{
	for (size_t i = 0; i < event->change_count; i++) {
		const struct change *change = &event->changes[i];
		buffer_add_all(out, change->on ? " +" : " -", modes[change->mode],
			change->argument ? "=" : "", change->argument ? change->argument : "",
			NULL);
		if (change->seconds)
			buffer_format(out, "/%llds", (long long)change->seconds);
	}
}

/* Told in one of several rooms, whichever comes first. */
static bool is_around(enum event_type type)
{
	return type == EVENT_QUIT || type == EVENT_RENAMED || type == EVENT_AWAY_CHANGED ||
	       type == EVENT_REAL_NAME || type == EVENT_HOST;
}

bool told_to_people(const struct event *event)
{
	if (event->minor)
		return event->type == EVENT_RENAMED && !event->flag;
	return event->type != EVENT_AWAY_CHANGED && event->type != EVENT_REAL_NAME &&
	       event->type != EVENT_HOST && event->type != EVENT_WATCHED;
}

static void add_kind(struct buffer *out, const struct event *event)
{
	bool talk = event->type == EVENT_SAID || event->type == EVENT_PRIVATE;
	bool instead = event->type == EVENT_SAID && event->talk != TALK_SAY;
	buffer_add_text(out, instead ? talks[event->talk] : kinds[event->type]);
	if (talk && !instead && event->talk != TALK_SAY)
		buffer_add_all(out, "-", talks[event->talk], NULL);
	buffer_add_text(out, event->own ? "*" : "");
	if (event->roles)
		buffer_format(out, " @%u", event->roles);
	if (event->type == EVENT_REFUSED)
		buffer_add_text(out, outcomes[event->outcome]);
}

void told_encode(const struct event *event, unsigned dialect, struct buffer *out)
{
	if (dialect == 0 && !told_to_people(event))
		return;
	if (dialect != 0)
		buffer_format(out, "%u:", dialect);
	add_kind(out, event);
	add_field(out, event->name);
	add_field(out, event->other);
	add_field(out, is_around(event->type) ? NULL : event->room);
	add_field(out, event->text);
	add_field(out, event->tags);
	add_changes(out, event);
	add_names(out, event);
	if (event->total > 0)
		buffer_format(out, " =%llu", (unsigned long long)event->total);
	if (event->seconds > 0)
		buffer_format(out, " %llds", (long long)event->seconds);
	if (event->idle > 0)
		buffer_format(out, " %lldi", (long long)event->idle);
	buffer_add_all(out, event->silent ? " silent" : "", event->flag ? " on" : "", "\n", NULL);
}
