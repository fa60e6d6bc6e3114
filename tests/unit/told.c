#include "told.h"

#include <string.h>

#include "mode_words.h"

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
	[EVENT_ACCOUNT] = "account",
	[EVENT_ACCOUNT_ADDED] = "account-added",
	[EVENT_REGISTERED] = "registered",
	[EVENT_PASSWORD] = "password",
	[EVENT_DROPPED] = "dropped",
	[EVENT_NAME_LOST] = "name-lost",
	[EVENT_REPLACED] = "replaced",
	[EVENT_ACCOUNT_IS] = "account-is",
	[EVENT_ACCOUNT_ROOM] = "account-room",
	[EVENT_CERTIFICATE] = "certificate",
	[EVENT_CERTIFICATE_IS] = "certificate-is",
	[EVENT_CERTIFICATES] = "certificates",
	[EVENT_TOKEN] = "token",
	[EVENT_TOKEN_IS] = "token-is",
	[EVENT_TOKENS] = "tokens",
	[EVENT_TOKENS_ENDED] = "tokens-ended",
	[EVENT_OWNER] = "owner",
	[EVENT_OWNER_IS] = "owner-is",
	[EVENT_WATCHED] = "watched",
	[EVENT_MOTD] = "motd",
	[EVENT_HELP] = "help",
	[EVENT_HELP_END] = "help-end",
	[EVENT_ALIASES] = "aliases",
	[EVENT_HELP_MORE] = "more",
	[EVENT_IGNORING] = "ignoring",
	[EVENT_IGNORED] = "ignored",
	[EVENT_OPERATOR] = "operator",
	[EVENT_SERVER_BAN] = "server-ban",
	[EVENT_SERVER_CLOSED] = "server-closed",
	[EVENT_WALLOPS] = "wallops",
	[EVENT_STATS] = "stats",
	[EVENT_KILLED] = "killed",
	[EVENT_REFUSED] = "refused",
	[EVENT_PAST_GAP] = "past-gap",
	[EVENT_PAST_ERASED] = "past-erased",
	[EVENT_PAST_BEHIND] = "past-behind",
	[EVENT_PAST_END] = "past-end",
	[EVENT_FOUND] = "found",
	[EVENT_NUMBERED] = "numbered",
	[EVENT_HISTORY] = "history",
	[EVENT_ERASED] = "erased",
	[EVENT_FORGOTTEN] = "forgotten",
	[EVENT_SKIPPED] = "skipped",
	[EVENT_FAREWELL] = "farewell",
	[EVENT_BYE] = "bye",
};

static const char *const talks[] = {[TALK_SAY] = "",
	[TALK_ACTION] = "action",
	[TALK_NOTICE] = "notice",
	[TALK_REQUEST] = "request",
	[TALK_REQUEST_REPLY] = "request-reply",
	[TALK_TAGS] = "tags"};

#define NAME(outcome) [OUTCOME_##outcome] = " " #outcome

static const char *const outcomes[OUTCOME_COUNT] = {
	NAME(UNKNOWN_COMMAND),
	NAME(USAGE),
	NAME(NO_ROOM),
	NAME(NAME_ALIKE),
	NAME(NAME_LOGIN),
	NAME(NAME_TAKEN),
	NAME(NAME_LONG),
	NAME(NAME_START),
	NAME(NAME_CHARACTER),
	NAME(NAME_RESERVED),
	NAME(NAME_KEPT),
	NAME(NAME_SAME),
	NAME(NAME_MIXED),
	NAME(ROOM_MIXED),
	NAME(NAME_UNFOLDS),
	NAME(ROOM_LONG),
	NAME(ROOM_CHARACTER),
	NAME(ROOM_UNFOLDS),
	NAME(NO_SUCH_ROOM),
	NAME(IN_ROOM),
	NAME(NOBODY),
	NAME(YOURSELF),
	NAME(NO_REPLY),
	NAME(REPLY_GONE),
	NAME(IGNORED_BY),
	NAME(NOT_IGNORED),
	NAME(IGNORE_FULL),
	NAME(UNCHANGED),
	NAME(BANNED),
	NAME(INVITE_ONLY),
	NAME(KEY_WRONG),
	NAME(ROOM_FULL),
	NAME(ROOMS_MAX),
	NAME(NOT_IN_ROOM),
	NAME(NOT_MEMBER),
	NAME(IS_MEMBER),
	NAME(NOT_OPERATOR),
	NAME(OUTRANKED),
	NAME(OUTSIDE),
	NAME(MODERATED),
	NAME(SILENCED),
	NAME(NAME_SILENCED),
	NAME(NAME_HELD),
	NAME(LOBBY_TOPIC),
	NAME(NOT_INVITED),
	NAME(MASK),
	NAME(MASKS_FULL),
	NAME(TIME),
	NAME(OWN_ROOMS),
	NAME(OWN_MASKS),
	NAME(NO_MASK),
	NAME(MODE),
	NAME(KEY),
	NAME(LIMIT),
	NAME(KEEP),
	NAME(OPER_WRONG),
	NAME(OPER_NONE),
	NAME(PASSWORD_WRONG),
	NAME(PASSWORD_BUSY),
	NAME(PASSWORD_WAIT),
	NAME(PASSWORD_SHORT),
	NAME(PASSWORD_LONG),
	NAME(NOT_PRIVATE),
	NAME(LOGIN_WRONG),
	NAME(LOGIN_WAIT),
	NAME(NOT_LOGGED_IN),
	NAME(LOGGED_IN),
	NAME(GUEST),
	NAME(NAME_ELSEWHERE),
	NAME(OPERATORS_FULL),
	NAME(ROOM_OF_SERVER),
	NAME(ROOM_OWNED),
	NAME(NOT_FOUNDER),
	NAME(ROOMS_OWNED_MAX),
	NAME(NO_ACCOUNT),
	NAME(CERTIFICATE_UNKNOWN),
	NAME(NAME_REGISTERED),
	NAME(ACCOUNTS_FULL),
	NAME(ACCOUNTS_ADDRESS),
	NAME(ACCOUNT_NAME),
	NAME(CERTIFICATE_NONE),
	NAME(CERTIFICATE_OTHER),
	NAME(CERTIFICATE_BAD),
	NAME(FINGERPRINT),
	NAME(CERTIFICATES_FULL),
	NAME(TOKEN_LOGIN),
	NAME(TOKENS_FULL),
	NAME(TOKEN_LABEL),
	NAME(TOKEN_NONE),
	NAME(TOKEN_SAID),
	NAME(NOT_SERVER_OPERATOR),
	NAME(SLIP_COMMAND),
	NAME(SLIP_SECRET),
	NAME(SLIP_IRC),
	NAME(NO_HISTORY),
	NAME(HISTORY_FAILED),
	NAME(NO_SUCH_LINE),
	NAME(LINE_ERASED),
	NAME(LINE_NOT_OWN),
	NAME(LINE_NUMBER),
	NAME(WHEN),
	NAME(WHEN_FUTURE),
	NAME(PAGE_SIZE),
	NAME(SEARCH_WORDS),
	NAME(TOO_LONG),
	NAME(TOO_FAST),
	NAME(ADDRESS_TOO_FAST),
	NAME(BAN_WHOM),
	NAME(BAN_HERE),
	NAME(SERVER_BANS_FULL),
	NAME(NO_SERVER_BAN),
	NAME(SERVER_OPEN),
	NAME(ADDRESS_DENIED),
	NAME(ACCOUNT_NEEDED),
	NAME(REGISTRATION_CLOSED),
	NAME(SERVER_BANNED),
	NAME(SERVER_CLOSED),
	NAME(UNREAD),
	NAME(TOO_SLOW),
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
			event->name_accounts && event->name_accounts[i] ? "~" : "",
			event->name_accounts && event->name_accounts[i] ? event->name_accounts[i]
									: "",
			NULL);
	buffer_add_text(out, "]");
}

static void add_changes(struct buffer *out, const struct event *event)
{
	for (size_t i = 0; i < event->change_count; i++) {
		const struct change *change = &event->changes[i];
		buffer_add_all(out, change->on ? " +" : " -", mode_name(change->mode),
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
	       type == EVENT_REAL_NAME || type == EVENT_HOST || type == EVENT_ACCOUNT;
}

bool told_to_people(const struct event *event)
{
	if (event->minor)
		return event->type == EVENT_RENAMED && !event->flag;
	if (event->type == EVENT_ACCOUNT)
		return event->own;
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

enum door_line told_kind(const char *line, size_t length)
{
	static const char *const said[] = {"said ", "action ", "notice ", NULL};
	if (length > 6 && memcmp(line, "other:", 6) == 0)
		line += 6;
	if (line[0] >= '0' && line[0] <= '9')
		line = strchr(line, ':') + 1;
	for (unsigned i = 0; said[i]; i++)
		if (strncmp(line, said[i], strlen(said[i])) == 0)
			return DOOR_LINE_SAID;
	return strncmp(line, "tags ", 5) == 0 ? DOOR_LINE_PASSES : DOOR_LINE_STAYS;
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
	if (event->type == EVENT_WHOIS && event->user)
		buffer_add_all(out, " ~", event->user, NULL);
	add_changes(out, event);
	add_names(out, event);
	if (event->total > 0)
		buffer_format(out, " =%llu", (unsigned long long)event->total);
	if (event->type == EVENT_SKIPPED && event->number > 0)
		buffer_format(out, " #%u", event->number);
	if (event->seconds > 0)
		buffer_format(out, " %llds", (long long)event->seconds);
	if (event->idle > 0)
		buffer_format(out, " %lldi", (long long)event->idle);
	buffer_add_all(out, event->silent ? " silent" : "", event->flag ? " on" : "", "\n", NULL);
}

void told_forget_meetings(char *text)
{
	for (char *at = text; (at = strstr(at, "joined* "));) {
		char *names = strstr(++at, " chatd "), *end = at + strcspn(at, "\n");
		if (names && names < end)
			memmove(names + strlen(" chatd"), end, strlen(end) + 1);
	}
}
