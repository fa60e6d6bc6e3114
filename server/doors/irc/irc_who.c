#include "irc_commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "ascii.h"
#include "glob.h"
#include "irc_reply.h"
#include "irc_visible.h"
#include "irc_walk.h"
#include "memory.h"

/* The fields of WHOX, in the order of the reply. */
#define FIELDS "tcuihsnfdlaor"

struct who {
	struct irc_call *call;
	const struct room *room; /* the room that was asked for, or NULL */
	bool inside;		 /* the sender is in that room */
	bool operators;		 /* only operators of the server */
	bool chosen;		 /* WHOX with `fields`; else RPL_WHOREPLY */
	char fields[sizeof FIELDS];
	char token[4];
	bool whole; /* the mask is "name!user@host" */
	struct mask source;
	struct name_key mask;	      /* for names */
	char text[SESSION_HOST_SIZE]; /* the mask for users and hosts, in lower case */
};

/* H (here) or G (gone), '*' for an operator of the server, role prefixes, 'B' for a bot. */
static const char *flags_of(const struct who *who, const struct session *session,
	const struct member *member, char out[16])
{
	bool all = who->call->peer->caps & IRC_MULTI_PREFIX;
	snprintf(out, 16, "%c%s%s%s", session_away(session) ? 'G' : 'H',
		session_operator(session) ? "*" : "",
		member ? irc_write_prefixes(member->roles, all) : "", session->bot ? "B" : "");
	return out;
}

/* Appends a blank and one field of WHOX. */
static void add_field(const struct who *who, const struct session *session,
	const struct member *member, char field)
{
	struct buffer *out = who->call->out;
	char text[DOOR_ADDRESS_SIZE + SESSION_HOST_SIZE];
	const struct account *account;
	const char *value = "";
	switch (field) {
	case 't':
		value = who->token;
		break;
	case 'c':
		value = member ? member_room(member)->name : "*";
		break;
	case 'u':
		value = session_user(session);
		break;
	case 'i':
		value = irc_visible_address(who->call, session, text);
		value = value ? value : "255.255.255.255";
		break;
	case 'h':
		value = session_host(session, text);
		break;
	case 's':
		value = irc_server;
		break;
	case 'n':
		value = session_name(session);
		break;
	case 'f':
		value = flags_of(who, session, member, text);
		break;
	case 'l':
		snprintf(text, sizeof text, "%" PRId64,
			who->call->core->now / 1000 - session->spoke_s);
		value = text;
		break;
	case 'a':
		account = session_account(session);
		value = account ? account->name : "0";
		break;
	case 'd': /* distance in servers */
		value = "0";
		break;
	case 'o':
		value = "n/a"; /* operators have no levels */
		break;
	case 'r':
		buffer_add_text(out, " :");
		buffer_add_text(out, session_real(session));
		return;
	default:
		return;
	}
	buffer_add_text(out, " ");
	buffer_add_text(out, value);
}

static void tell_fields(
	const struct who *who, const struct session *session, const struct member *member)
{
	struct buffer *out = who->call->out;
	size_t start = irc_numeric_start(who->call, RPL_WHOSPCRPL);
	if (out->length > start && out->bytes[out->length - 1] == ' ')
		out->length--; /* each field adds a blank before it */
	for (const char *field = who->fields; *field; field++)
		add_field(who, session, member, *field);
	irc_write_end(out, start);
}

/* Sends the reply for one person, shown in the room of `member`; NULL for no room. */
static void tell(struct who *who, const struct session *session, const struct member *member)
{
	char host[SESSION_HOST_SIZE], flags[16];
	if (who->operators && !session_operator(session))
		return;
	if (who->chosen)
		tell_fields(who, session, member);
	else
		irc_numeric(who->call, RPL_WHOREPLY, "%s %s %s %s %s %s :0 %s",
			member ? member_room(member)->name : "*", session_user(session),
			session_host(session, host), irc_server, session_name(session),
			flags_of(who, session, member, flags), session_real(session));
}

static bool tell_member(const struct member *member, void *data)
{
	struct who *who = data;
	if (!member->session->unannounced &&
		(who->inside || irc_visible_person(who->call, member->session)))
		tell(who, member->session, member);
	return true;
}

/* The member in a room where the sender may see the person: one where both are, if there is one. */
static const struct member *place_of(const struct irc_call *call, const struct session *session)
{
	const struct member *member = room_shared(call->session, session);
	if (member)
		return member;
	for (member = session->members; member && !irc_visible_member(call, member);)
		member = member->next;
	return member;
}

static void tell_person(struct who *who, const struct session *session)
{
	if (irc_visible_person(who->call, session))
		tell(who, session, place_of(who->call, session));
}

/* Copies ASCII in lower case; "" where the text is too long. */
static const char *lowered(char out[SESSION_HOST_SIZE], const char *text)
{
	size_t length = strlen(text);
	if (length >= SESSION_HOST_SIZE)
		text += length;
	char *to = out;
	for (; *text; text++)
		*to++ = ascii_lower(*text);
	*to = '\0';
	return out;
}

static bool matches(const struct who *who, const struct session *session)
{
	char user[SESSION_HOST_SIZE], host[SESSION_HOST_SIZE];
	if (who->whole)
		return mask_matches(&who->source, session);
	unsigned long *work = &who->call->core->cost.steps;
	if (glob_match_work(who->mask.bytes, session_key(session), work))
		return true;
	return *who->text &&
	       (glob_match_work(who->text, lowered(user, session_user(session)), work) ||
		       glob_match_work(who->text, session_host(session, host), work));
}

struct who_walk {
	struct irc_walk walk;
	struct who who;
};

static void walk_person(struct walk *walk, const struct session *session)
{
	struct who_walk *who = (struct who_walk *)walk;
	struct irc_call call;
	size_t start = irc_walk_row_start(&who->walk, &call);
	who->who.call = &call;
	if (matches(&who->who, session))
		tell_person(&who->who, session);
	irc_walk_row_end(&who->walk, start);
}

static void walk_member(struct walk *walk, const struct member *member)
{
	struct who_walk *who = (struct who_walk *)walk;
	struct irc_call call;
	size_t start = irc_walk_row_start(&who->walk, &call);
	who->who.call = &call;
	tell_member(member, &who->who);
	irc_walk_row_end(&who->walk, start);
}

static void free_walk(struct walk *walk)
{
	struct who_walk *who = (struct who_walk *)walk;
	mask_finish(&who->who.source);
	free(who);
}

/* Makes a walk, which takes over all that `who` owns. */
static struct walk *start_walk(const struct who *who)
{
	struct who_walk *walk = memory_zero(sizeof *walk);
	walk->who = *who;
	irc_walk_prepare(who->call, &walk->walk);
	return &walk->walk.walk;
}

static void tell_matching(struct who *who, const char *mask)
{
	static const struct walk_kind kind = {.person = walk_person, .free = free_walk};
	const struct core *core = who->call->core;
	name_key(&who->mask, mask, strlen(mask));
	lowered(who->text, mask);
	who->whole = strpbrk(mask, "!@") && mask_init(&who->source, mask);
	if (!irc_walk_unneeded(who->call, core->session_count)) {
		walk_people(who->call->session, start_walk(who), &kind);
		return;
	}
	for (const struct session *session = core->names; session; session = session->hh.next)
		if (matches(who, session))
			tell_person(who, session);
	mask_finish(&who->source);
}

static void tell_members(struct who *who)
{
	static const struct walk_kind kind = {.member = walk_member, .free = free_walk};
	if (irc_walk_unneeded(who->call, who->room->count))
		room_each(who->room, tell_member, who);
	else
		walk_members(who->call->session, start_walk(who), &kind, who->room);
}

/* WHOX: "flags%fields,token". */
static void read_options(struct who *who, const char *options)
{
	const char *percent = strchr(options, '%');
	size_t flags = percent ? (size_t)(percent - options) : strlen(options);
	who->operators = memchr(options, 'o', flags) != NULL;
	if (!percent)
		return;
	const char *given = percent + 1, *comma = strchr(given, ',');
	size_t length = comma ? (size_t)(comma - given) : strlen(given), count = 0;
	who->chosen = true;
	for (const char *field = FIELDS; *field; field++)
		if (memchr(given, *field, length))
			who->fields[count++] = *field;
	size_t digits = comma ? strspn(comma + 1, "0123456789") : 0;
	bool good = digits > 0 && digits < sizeof who->token && !comma[1 + digits];
	memcpy(who->token, good ? comma + 1 : "0", good ? digits + 1 : 2);
}

void irc_who(struct irc_call *call)
{
	struct who who = {.call = call};
	const char *given = call->count > 0 && *call->params[0] ? call->params[0] : "*";
	const char *mask = strcmp(given, "0") == 0 ? "*" : given; /* RFC 2812, 3.6.1 */
	if (call->count > 1)
		read_options(&who, call->params[1]);
	const struct session *session = session_find(call->core, mask);
	if (*mask == '#') {
		who.room = irc_visible_room(call, mask);
		who.inside = who.room && room_member(who.room, call->session);
		if (who.room)
			tell_members(&who);
	} else if (session &&
		   !glob_is_pattern(mask)) { /* WHOIS shows one person regardless of +i, too */
		tell(&who, session, place_of(call, session));
	} else {
		tell_matching(&who, mask);
	}
	irc_numeric(call, RPL_ENDOFWHO, "%.*s :End of WHO list", IRC_WORD(given));
}
