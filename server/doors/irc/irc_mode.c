#include "irc_commands.h"

#include "changes.h"
#include "irc_param.h"
#include "irc_reply.h"
#include "irc_self.h"
#include "keep.h"
#include "roles.h"

static int mode_of(char letter)
{
	for (int mode = 0; mode < MODE_COUNT; mode++)
		if (mode_letter((enum mode)mode) == letter)
			return mode;
	return -1;
}

/* Only members see the key. */
static void tell_modes(struct irc_call *call, const struct room *room)
{
	const struct rules *rules = &room->rules;
	bool member = room_member(room, call->session) != NULL;
	size_t start = irc_numeric_start(call, RPL_CHANNELMODEIS);
	buffer_add_all(call->out, room->name, " +", NULL);
	for (enum mode mode = 0; mode < MODE_KEY; mode++) {
		char letter = mode_letter(mode);
		if (rules_has(rules, mode))
			buffer_add(call->out, &letter, 1);
	}
	buffer_add_all(call->out, rules->key ? "k" : "", rules->limit ? "l" : "",
		rules->keep_ms ? "H" : "", NULL);
	if (rules->key)
		buffer_add_all(call->out, " ", member ? rules->key : "*", NULL);
	if (rules->limit)
		buffer_format(call->out, " %ld", rules->limit);
	if (rules->keep_ms) {
		char keep[KEEP_TEXT_SIZE];
		keep_write_time(rules->keep_ms, keep);
		buffer_add_all(call->out, " ", keep, NULL);
	}
	irc_write_end(call->out, start);
	irc_numeric(
		call, RPL_CREATIONTIME, "%s %lld", room->name, irc_reply_time(call, room->made_at));
}

static void list_masks(struct irc_call *call, const struct room *room, enum mode mode)
{
	static const struct {
		enum numeric row, end;
		const char *name;
	} kinds[MODE_MASKS] = {
		{RPL_BANLIST, RPL_ENDOFBANLIST, "ban"},
		{RPL_EXCEPTLIST, RPL_ENDOFEXCEPTLIST, "exception"},
		{RPL_INVEXLIST, RPL_ENDOFINVEXLIST, "invite exception"},
	};
	unsigned kind = mode - MODE_BAN;
	const struct mask_list *list = &room->rules.masks[kind];
	for (unsigned i = 0; i < list->count; i++)
		irc_numeric(call, kinds[kind].row, "%s %s %s %lld", room->name, list->items[i].text,
			list->items[i].by, irc_reply_time(call, list->items[i].at));
	irc_numeric(
		call, kinds[kind].end, "%s :End of channel %s list", room->name, kinds[kind].name);
}

static void refuse_change(struct irc_call *call, const struct room *room, enum outcome outcome,
	char letter, const char *argument)
{
	switch (outcome) {
	case OUTCOME_KEY: /* not repeated: it may be the key of another room */
		irc_numeric(call, ERR_INVALIDMODEPARAM, "%s %c * :Invalid mode parameter",
			room->name, letter);
		break;
	case OUTCOME_KEEP:
	case OUTCOME_LIMIT:
	case OUTCOME_MASK:
	case OUTCOME_NO_HISTORY:
		irc_numeric(call, ERR_INVALIDMODEPARAM, "%s %c %.*s :Invalid mode parameter",
			room->name, letter, IRC_SHORT_WORD(argument));
		break;
	case OUTCOME_UNCHANGED:
	case OUTCOME_NO_MASK:
		break;
	default:
		irc_refuse(call, outcome, argument ? argument : "", room->name);
		break;
	}
}

static bool wants_argument(enum mode mode, bool on)
{
	return mode >= MODE_BAN || mode == MODE_KEY ||
	       ((mode == MODE_LIMIT || mode == MODE_KEEP) && on);
}

struct change_reader {
	struct irc_call *call;
	struct changes changes;
	unsigned next;	    /* index of the next parameter */
	unsigned arguments; /* taken so far */
	unsigned listed;    /* a bit for each list of masks that has been sent */
	bool refused;	    /* the sender has been told that it is no operator */
	uint64_t told[2];   /* a bit for each letter with an error that has been sent */
};

/* Whether this is the first error with the letter: each is sent once. */
static bool first_mistake(struct change_reader *to, char letter)
{
	unsigned char c = (unsigned char)letter & 0x7F;
	uint64_t *word = &to->told[c / 64], bit = UINT64_C(1) << c % 64;
	bool first = !(*word & bit);
	*word |= bit;
	return first;
}

/* Sends each list once, however often the command names it. */
static void want_list(struct change_reader *to, enum mode mode)
{
	if (!(to->listed & 1U << mode))
		list_masks(to->call, to->changes.room, mode);
	to->listed |= 1U << mode;
}

/* Makes one change, or refuses it. A sender without rights is told so once, and of no other error.
 */
static void change(struct change_reader *to, enum mode mode, bool on, const char *argument)
{
	const struct room *room = to->changes.room;
	char letter = mode_letter(mode);
	bool missing = wants_argument(mode, on) && !argument && !(mode == MODE_KEY && !on);
	enum outcome outcome = OUTCOME_NOT_OPERATOR;
	if (!missing)
		outcome = changes_add(&to->changes, mode, on, argument);
	bool rights = outcome == OUTCOME_NOT_OPERATOR || outcome == OUTCOME_NOT_IN_ROOM;
	if (missing && roles_is_operator(to->call->session, room)) {
		if (first_mistake(to, letter))
			irc_numeric(to->call, ERR_INVALIDMODEPARAM,
				"%s %c * :You must give a parameter", room->name, letter);
	} else if (rights && !to->refused)
		irc_refuse(to->call, OUTCOME_NOT_OPERATOR, room->name, room->name);
	else if (outcome != OUTCOME_DONE && !rights)
		refuse_change(to->call, room, outcome, letter, argument);
	to->refused |= rights;
}

/* Reads one letter and its argument. A character that is not ASCII counts as one unknown letter. */
static void read_change(struct change_reader *to, const char *at, bool on)
{
	struct irc_call *call = to->call;
	int found = mode_of(*at);
	if (found < 0) {
		char unknown[2] = {*at};
		if (first_mistake(to, *at & 0x80 ? '*' : *at))
			irc_numeric(call, ERR_UNKNOWNMODE, "%s :is unknown mode char to me",
				*at & 0x80 ? "*" : irc_word(unknown));
		return;
	}
	enum mode mode = (enum mode)found;
	const char *argument = NULL;
	if (wants_argument(mode, on) && to->next < call->count)
		argument = call->params[to->next++];
	if (mode >= MODE_BAN && mode <= MODE_INVITE_EXCEPT && (!argument || !*argument))
		want_list(to, mode);
	else if (!argument || ++to->arguments <= IRC_MODES_MAX)
		change(to, mode, on, argument);
}

static void change_room(struct irc_call *call, struct room *room)
{
	struct change_reader reader = {
		.call = call, .changes = {.by = call->session, .room = room}, .next = 2};
	bool on = true;
	for (const char *at = call->params[1]; *at; at++) {
		if (*at == '+' || *at == '-')
			on = *at == '+';
		else if ((*at & 0xC0) != 0x80) /* skips the rest of a code point */
			read_change(&reader, at, on);
	}
	changes_tell(&reader.changes);
}

void irc_mode(struct irc_call *call)
{
	const char *target = call->params[0];
	if (*target == '#') {
		struct room *room = irc_param_room(call, target);
		if (room && call->count < 2)
			tell_modes(call, room);
		else if (room)
			change_room(call, room);
		return;
	}
	if (!*target) {
		irc_need_more(call);
		return;
	}
	const struct session *other = session_find(call->core, target);
	if (!other)
		irc_refuse(call, OUTCOME_NOBODY, target, target);
	else if (other != call->session)
		irc_numeric(call, ERR_USERSDONTMATCH, ":Cannot change mode for other users");
	else
		irc_self_modes(call);
}
