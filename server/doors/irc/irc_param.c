#include "irc_param.h"

#include <string.h>

#include "glob.h"
#include "irc_reply.h"
#include "irc_visible.h"
#include "speed.h"

char *irc_param_item(char **list)
{
	char *item = *list;
	char *comma = item ? strchr(item, ',') : NULL;
	*list = comma ? comma + 1 : NULL;
	if (comma)
		*comma = '\0';
	return item;
}

char *irc_param_next(char **list)
{
	char *item = *list;
	while (item && *item == ',')
		item++;
	*list = item && *item ? item : NULL;
	return irc_param_item(list);
}

char *irc_param_target(struct irc_call *call, char **list)
{
	char *target = irc_param_next(list);
	if (target && call->targets++ > 0)
		speed_spend(call->session, 1);
	return target;
}

struct room *irc_param_room(struct irc_call *call, const char *name)
{
	struct room *room = irc_visible_room(call, name);
	if (!room)
		irc_refuse(call,
			room_find(call->core, name) ? OUTCOME_NOT_IN_ROOM : OUTCOME_NO_SUCH_ROOM,
			name, name);
	return room;
}

bool irc_server_matches(const char *mask)
{
	struct name_key key, name;
	name_key(&key, mask, strlen(mask));
	name_key(&name, irc_server, strlen(irc_server));
	return glob_match(key.bytes, name.bytes);
}

bool irc_param_server(struct irc_call *call, unsigned param)
{
	if (call->count <= param || !*call->params[param])
		return true;
	const char *text = call->params[param];
	if (irc_server_matches(text) || session_find(call->core, text))
		return true;
	irc_numeric(call, ERR_NOSUCHSERVER, "%.*s :No such server", IRC_WORD(text));
	return false;
}
