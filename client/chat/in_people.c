/* Messages about people: who comes and goes, and what they change. */
#include <string.h>

#include "memory.h"
#include "state.h"

/* Servers have names of their own, which mean little to people. */
static const char *doer(const struct incoming *in)
{
	return in->server || in->name[0] == '\0' ? "The server" : in->name;
}

void in_join(struct chat *chat, struct incoming *in)
{
	const char *name = in->message.params[0];
	if (!isupport_name_good(name))
		return;
	if (in->own) {
		if (strchr(in->message.source, '@'))
			chat->identity.source_bytes = strlen(in->message.source);
		join_entered(chat, name);
	}
	struct room *room = rooms_entered(chat, name);
	if (!room)
		return;
	struct member *member = rooms_member_add(chat, room, in->name);
	if (member) {
		member->stale = member->away = false;
		member_set_host(member, in->message.source);
	}
	if (!in->own)
		tell(chat, .kind = CHAT_JOINED, .room = room->name, .name = in->name);
}

static void leave(struct chat *chat, struct room *room, const char *name)
{
	struct member *member = rooms_member(chat, room, name);
	if (member)
		rooms_member_remove(chat, room, member);
}

/* A reason is something that somebody says, so an ignored person gives none. */
static const char *reason(const struct incoming *in, unsigned i)
{
	return in->ignored ? NULL : in->message.params[i];
}

void in_part(struct chat *chat, struct incoming *in)
{
	struct room *room = rooms_entered(chat, in->message.params[0]);
	const char *why = reason(in, 1);
	if (!room)
		return;
	if (in->own) {
		join_over(chat, room, .kind = CHAT_CLOSED, .text = why, .own = true);
		return;
	}
	leave(chat, room, in->name);
	tell(chat, .kind = CHAT_LEFT, .room = room->name, .name = in->name, .text = why);
}

/* Somebody has left or has another name: it may be the one that we want. */
static void name_is_free(struct chat *chat, const char *name)
{
	if (isupport_same(&chat->isupport, name, chat->identity.base))
		identity_regain(chat);
}

/* Without the "Quit: " that servers put before somebody's own reason, which may be empty. */
static const char *quit_reason(const struct incoming *in)
{
	static const char word[] = "Quit:";
	const char *text = reason(in, 0);
	if (!text || strncmp(text, word, sizeof word - 1) != 0)
		return text;
	text += sizeof word - 1;
	return text + strspn(text, " ");
}

void in_quit(struct chat *chat, struct incoming *in)
{
	if (in->own)
		return;
	for (struct room *room = chat->rooms.table; room; room = room->hh.next) {
		struct member *member = rooms_member(chat, room, in->name);
		if (!member)
			continue;
		rooms_member_remove(chat, room, member);
		if (room->state == ROOM_IN)
			tell(chat, .kind = CHAT_QUIT, .room = room->name, .name = in->name,
				.text = quit_reason(in));
	}
	name_is_free(chat, in->name);
}

void in_kick(struct chat *chat, struct incoming *in)
{
	struct room *room = rooms_entered(chat, in->message.params[0]);
	const char *other = in->message.params[1], *why = in->message.params[2];
	if (!room || !isupport_name_good(other))
		return;
	if (identity_is_own(chat, other) && !chat->past) {
		outbox_shut(chat, room->name, "you were put out of the room meanwhile");
		join_over(chat, room, .kind = CHAT_CLOSED, .name = in->own ? NULL : doer(in),
			.text = why, .own = in->own);
		return;
	}
	if (!chat->past)
		leave(chat, room, other);
	tell(chat, .kind = CHAT_KICKED, .room = room->name, .name = doer(in), .other = other,
		.text = why, .own = in->own);
}

static void tell_rename(
	struct chat *chat, const struct incoming *in, const char *room, const char *other)
{
	if (!in->ignored)
		tell(chat, .kind = CHAT_RENAMED, .room = room, .name = in->name, .other = other,
			.own = in->own);
}

void in_nick(struct chat *chat, struct incoming *in)
{
	const char *other = in->message.params[0];
	if (!isupport_name_good(other))
		return;
	if (in->own) {
		identity_renamed(chat, other);
		tell_rename(chat, in, NULL, other);
	}
	for (struct room *room = chat->rooms.table; room; room = room->hh.next) {
		struct member *member = rooms_member(chat, room, in->name);
		if (!member)
			continue;
		rooms_member_rename(chat, room, member, other);
		if (room->state == ROOM_IN)
			tell_rename(chat, in, room->name, other);
	}
	if (in->ignored) {
		chat_unignore(chat, in->name);
		chat_ignore(chat, other);
	}
	if (!in->own)
		name_is_free(chat, in->name);
}

void in_topic(struct chat *chat, struct incoming *in)
{
	struct room *room = rooms_entered(chat, in->message.params[0]);
	if (!room)
		return;
	if (!chat->past)
		tell_set_topic(room, in->message.params[1]);
	if (!in->ignored)
		tell(chat, .kind = CHAT_TOPIC, .room = room->name, .name = doer(in),
			.text = in->message.params[1], .own = in->own);
}

/* Keeps the roles of members and the key of the room. */
static void keep_change(struct chat *chat, struct room *room, const struct mode_change *change)
{
	if (change->role >= 0 && change->param) {
		struct member *member = rooms_member(chat, room, change->param);
		uint32_t bit = UINT32_C(1) << change->role;
		if (member)
			member->roles = change->set ? member->roles | bit : member->roles & ~bit;
	} else if (change->mode == 'k' && change->role < 0) {
		bool key = change->set && change->param &&
			   strlen(change->param) <= CHAT_KEY_BYTES &&
			   isupport_name_good(change->param) && !strchr(change->param, ',');
		memory_replace(&room->key, key ? change->param : NULL);
	}
}

void in_mode(struct chat *chat, struct incoming *in)
{
	struct mode_reader reader = {0};
	struct mode_change change;
	char **params = in->message.params;
	struct room *room = rooms_entered(chat, params[0]);
	const char *who = in->server || in->name[0] == '\0' ? NULL : in->name;
	if (!room)
		return;
	while (mode_next(
		&reader, &chat->isupport.modes, params + 1, in->message.count - 1, &change)) {
		char text[MODE_TEXT_SIZE];
		if (in->own && !chat->past && chat->listing.lift == LIFT_ASKED &&
			change.mode == 'b' && !change.set)
			chat->listing.lift = LIFT_DONE;
		if (!chat->past)
			keep_change(chat, room, &change);
		mode_text(text, &change, in->own, who, room->name);
		tell(chat, .kind = CHAT_MODE, .room = room->name, .name = who, .text = text,
			.own = in->own);
	}
}

void in_invite(struct chat *chat, struct incoming *in)
{
	const char *other = in->message.params[0], *room = in->message.params[1];
	if (in->ignored || !isupport_name_good(other) || !isupport_name_good(room))
		return;
	tell(chat, .kind = CHAT_INVITED, .room = room, .name = in->name,
		.other = identity_is_own(chat, other) ? NULL : other, .own = in->own);
}

void in_away(struct chat *chat, struct incoming *in)
{
	const char *why = in->message.params[0];
	bool known = false;
	for (struct room *room = chat->rooms.table; room; room = room->hh.next) {
		struct member *member = rooms_member(chat, room, in->name);
		if (!member)
			continue;
		member->away = why && *why != '\0';
		known = true;
	}
	if (known && !in->ignored && !in->own)
		tell(chat, .kind = CHAT_AWAY, .name = in->name, .text = why);
}

/* The length of our own source is not known any more. */
void in_chghost(struct chat *chat, struct incoming *in)
{
	const char *host = in->message.params[1];
	for (struct room *room = chat->rooms.table; room; room = room->hh.next) {
		struct member *member = rooms_member(chat, room, in->name);
		if (member && host && isupport_name_good(host))
			memory_replace(&member->host, host);
	}
	if (in->own)
		chat->identity.source_bytes = 0;
}

void in_kill(struct chat *chat, struct incoming *in)
{
	const char *why = in->message.params[1];
	if (identity_is_own(chat, in->message.params[0]))
		tell_info(chat, CHAT_REFUSED, NULL, "%s ended your connection%s%s",
			in->name[0] != '\0' ? in->name : "the server", why ? ": " : "",
			why ? why : "");
}
