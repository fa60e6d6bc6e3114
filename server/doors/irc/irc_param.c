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
			room_find_used(call->core, name) ? OUTCOME_NOT_IN_ROOM
							 : OUTCOME_NO_SUCH_ROOM,
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

static bool read_digits(const char **text, unsigned count, int64_t *number)
{
	*number = 0;
	for (; count > 0; count--, ++*text) {
		if (**text < '0' || **text > '9')
			return false;
		*number = 10 * *number + (**text - '0');
	}
	return true;
}

/* Days from 1970-01-01 to a day of the Gregorian calendar. Years begin in March here. */
static int64_t days_since_1970(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

bool irc_param_time(const char *text, int64_t *ms)
{
	/* What stands behind each number, and its bounds. */
	static const struct {
		unsigned digits;
		char behind;
		int64_t least, most;
	} parts[] = {{4, '-', 1970, 9999}, {2, '-', 1, 12}, {2, 'T', 1, 31}, {2, ':', 0, 23},
		{2, ':', 0, 59}, {2, '.', 0, 60}, {3, 'Z', 0, 999}};
	int64_t numbers[sizeof parts / sizeof parts[0]] = {0};
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (!read_digits(&text, parts[i].digits, &numbers[i]) ||
			numbers[i] < parts[i].least || numbers[i] > parts[i].most)
			return false;
		bool whole = i == 5 && text[0] == 'Z' && !text[1]; /* seconds without a fraction */
		if (whole)
			break;
		if (*text++ != parts[i].behind)
			return false;
		if (i == 6 && *text)
			return false;
	}
	int64_t days = days_since_1970(numbers[0], numbers[1], numbers[2]);
	*ms = (((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]) * 1000 + numbers[6];
	return true;
}
