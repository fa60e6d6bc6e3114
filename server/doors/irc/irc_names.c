#include "irc_names.h"

#include <stdlib.h>
#include <string.h>

#include "irc_commands.h"
#include "irc_lines.h"
#include "irc_param.h"
#include "irc_visible.h"
#include "irc_walk.h"
#include "memory.h"

#define HEAD_SIZE (sizeof "= " + ROOM_NAME_BYTES + sizeof " :")

struct naming {
	struct irc_lines lines;
	char head[HEAD_SIZE]; /* of each line: the room may be gone before a walk ends */
	bool all;	      /* the sender may see people with +i too */
};

static void start_naming(struct naming *naming, struct irc_call *call, const struct room *room)
{
	bool secret = rules_has(&room->rules, MODE_SECRET);
	stpcpy(stpcpy(stpcpy(naming->head, secret ? "@ " : "= "), room->name), " :");
	naming->all = session_operator(call->session) || room_member(room, call->session);
	naming->lines.call = call;
	naming->lines.numeric = RPL_NAMREPLY;
	naming->lines.separator = ' ';
	naming->lines.head = naming->head;
	naming->lines.tail = "";
	naming->lines.length = 0;
}

static void add_name(struct naming *naming, const struct member *member)
{
	const struct session *session = member->session;
	const struct irc_call *call = naming->lines.call;
	uint32_t caps = call->peer->caps;
	char item[NAME_BYTES + IRC_USER_BYTES + SESSION_HOST_SIZE + 8], host[SESSION_HOST_SIZE];
	if (session->invisible && !naming->all && session != call->session)
		return;
	if (session->unannounced) /* clients expect its JOIN first, and no QUIT without one */
		return;
	const char *prefixes = irc_write_prefixes(member->roles, caps & IRC_MULTI_PREFIX);
	char *end = stpcpy(stpcpy(item, prefixes), session_name(session));
	if (caps & IRC_USERHOST_IN_NAMES)
		stpcpy(stpcpy(stpcpy(stpcpy(end, "!"), session_user(session)), "@"),
			session_host(session, host));
	irc_lines_add(&naming->lines, item);
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
	size_t start = irc_walk_row_start(&names->walk, &call);
	names->naming.lines.call = &call;
	add_name(&names->naming, member);
	irc_walk_row_end(&names->walk, start);
}

static bool walk_rest(struct walk *walk)
{
	struct names_walk *names = (struct names_walk *)walk;
	struct irc_call call;
	bool any = names->naming.lines.length > 0;
	size_t start = irc_walk_row_start(&names->walk, &call);
	names->naming.lines.call = &call;
	irc_lines_end(&names->naming.lines);
	irc_walk_row_end(&names->walk, start);
	return any;
}

void irc_names_tell(struct irc_call *call, const struct room *room)
{
	static const struct walk_kind kind = {
		.member = walk_member, .rest = walk_rest, .free = irc_walk_free};
	if (irc_walk_unneeded(call, room->count)) {
		struct naming naming;
		start_naming(&naming, call, room);
		room_each(room, add_member, &naming);
		irc_lines_end(&naming.lines);
	} else {
		struct names_walk *walk = memory_zero(sizeof *walk);
		start_naming(&walk->naming, call, room);
		irc_walk_prepare(call, &walk->walk);
		walk_members(call->session, &walk->walk.walk, &kind, room);
	}
	irc_numeric(call, RPL_ENDOFNAMES, "%s :End of /NAMES list", room->name);
}

static bool contains(const struct room *const *rooms, unsigned count, const struct room *room)
{
	while (count > 0 && rooms[count - 1] != room)
		count--;
	return count > 0;
}

/* A room that is named twice is told once: the list is as long as its sender likes. */
void irc_names(struct irc_call *call)
{
	const struct room *told[IRC_LINE_BYTES / 2];
	unsigned count = 0, told_count = 0;
	char *names = call->count > 0 ? call->params[0] : NULL;
	for (const char *name; (name = irc_param_next(&names)) != NULL; count++) {
		const struct room *room = irc_visible_room(call, name);
		if (room && !contains(told, told_count, room)) {
			told[told_count++] = room;
			irc_names_tell(call, room);
		} else {
			irc_numeric(call, RPL_ENDOFNAMES, "%.*s :End of /NAMES list",
				IRC_SHORT_WORD(name));
		}
	}
	if (count == 0)
		irc_numeric(call, RPL_ENDOFNAMES, "* :End of /NAMES list");
}
