#include "irc_chanserv.h"

#include "account.h"
#include "ascii.h"
#include "buffer.h"
#include "founder.h"
#include "irc_encode_account.h"
#include "irc_reply.h"
#include "irc_visible.h"
#include "ownership.h"

/* One's own is found although it is empty, or secret. */
static struct room *find(struct irc_call *call, const char *name)
{
	struct room *room = room_find(call->core, name);
	if (room && (irc_visible_room(call, name) ||
			    ownership_roles(room, session_account(call->session)) != 0))
		return room;
	irc_service_answer(call, "There is no such channel.");
	return NULL;
}

static void add_operators(struct buffer *out, const struct room *room)
{
	const char *before = "; operators with accounts: ";
	for (unsigned i = 0; i < room->operator_count; i++) {
		const struct account *account = account_by_id(room->core, room->operators[i]);
		if (!account)
			continue;
		buffer_add_all(out, before, account->name, NULL);
		before = ", ";
	}
}

static void info(struct irc_call *call, char **words, unsigned count)
{
	const struct room *room = find(call, words[0]);
	struct buffer text = {0};
	if (!room)
		return;
	const struct account *founder = account_by_id(call->core, room->founder);
	buffer_add_all(&text, room->name, " belongs to ", founder ? founder->name : "nobody", NULL);
	add_operators(&text, room);
	irc_service_answer(call, "%s.", buffer_text(&text));
	buffer_finish(&text);
}

/* What is done is told by EVENT_OWNER. */
static void claim(struct irc_call *call, char **words, unsigned count)
{
	struct room *room = find(call, words[0]);
	if (room)
		irc_service_done(call, founder_claim(call->session, room), NULL);
}

static void drop(struct irc_call *call, char **words, unsigned count)
{
	struct room *room = find(call, words[0]);
	if (room)
		irc_service_done(call, founder_drop(call->session, room), NULL);
}

static void set(struct irc_call *call, char **words, unsigned count)
{
	struct room *room = find(call, words[0]);
	if (room && ascii_equal(words[1], "FOUNDER"))
		irc_service_done(call, founder_give(call->session, room, words[2]), NULL);
	else if (room)
		irc_service_answer(call, "The only setting is FOUNDER.");
}

static const struct irc_service_command commands[] = {
	{"DROP", "channel", "Gives a channel of yours up: it belongs to nobody then.", 1, drop},
	{"HELP", "[command]", "All commands, or more on one of them.", 0, irc_service_help},
	{"INFO", "channel", "Whose a channel is, and which accounts are its operators.", 1, info},
	{"REGISTER", "channel",
		"Makes a channel yours that is nobody's and that you operate. What you make while "
		"you are logged in is yours at once.",
		1, claim},
	{"SET", "channel FOUNDER account", "Gives a channel of yours to somebody else.", 3, set},
	{0},
};

static const char *const aliases[][2] = {{"CLAIM", "REGISTER"}, {NULL, NULL}};

const struct irc_service irc_chanserv = {
	IRC_CHANSERV, "tells whose a channel is: /msg " IRC_CHANSERV " HELP", commands, aliases};
