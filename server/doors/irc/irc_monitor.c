#include "irc_commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "irc_lines.h"
#include "irc_param.h"
#include "memory.h"
#include "name.h"
#include "watch.h"

/* Names of one MONITOR, as they were written. */
struct names {
	char *items[WATCH_MAX];
	size_t count;
};

/* Sends those of the names that are here, or those that are not. */
static void tell(struct irc_call *call, const struct names *names, bool here)
{
	struct irc_lines lines = {.call = call,
		.numeric = here ? RPL_MONONLINE : RPL_MONOFFLINE,
		.separator = ',',
		.head = ":",
		.tail = ""};
	struct buffer source = {0};
	for (size_t i = 0; i < names->count; i++) {
		const struct session *session = session_find(call->core, names->items[i]);
		if ((session != NULL) != here)
			continue;
		buffer_clear(&source);
		if (session)
			irc_write_source(&source, session);
		irc_lines_add(&lines, session ? buffer_text(&source) : names->items[i]);
	}
	irc_lines_end(&lines);
	buffer_finish(&source);
}

static void add(struct irc_call *call, char *list)
{
	struct names names = {.count = 0};
	char limit[16];
	snprintf(limit, sizeof limit, "%d ", WATCH_MAX);
	struct irc_lines full = {.call = call,
		.numeric = ERR_MONLISTFULL,
		.separator = ',',
		.head = limit,
		.tail = " :Monitor list is full."};
	for (char *name; (name = irc_param_next(&list));) {
		if (!name_possible(name))
			continue;
		if (names.count < WATCH_MAX && watch_add(call->session, name))
			names.items[names.count++] = name;
		else
			irc_lines_add(&full, name);
	}
	irc_lines_end(&full);
	tell(call, &names, true);
	tell(call, &names, false);
}

static void collect(const char *name, void *data)
{
	struct names *names = data;
	if (names->count < WATCH_MAX)
		names->items[names->count++] = memory_text(name);
}

static void status(struct irc_call *call)
{
	struct names names = {.count = 0};
	watch_each(call->session, collect, &names);
	tell(call, &names, true);
	tell(call, &names, false);
	while (names.count > 0)
		free(names.items[--names.count]);
}

static void list_name(const char *name, void *data)
{
	irc_lines_add(data, name);
}

static void list_all(struct irc_call *call)
{
	struct irc_lines lines = {
		.call = call, .numeric = RPL_MONLIST, .separator = ',', .head = ":", .tail = ""};
	watch_each(call->session, list_name, &lines);
	irc_lines_end(&lines);
	irc_numeric(call, RPL_ENDOFMONLIST, ":End of MONITOR list");
}

void irc_monitor(struct irc_call *call)
{
	char *list = call->count > 1 ? call->params[1] : NULL;
	const char *what = call->params[0];
	switch (what[0] && !what[1] ? what[0] : '\0') {
	case '+':
	case '-':
		if (!list)
			irc_need_more(call);
		else if (*what == '+')
			add(call, list);
		else
			for (char *name; (name = irc_param_next(&list));)
				watch_remove(call->session, name);
		break;
	case 'C':
	case 'c':
		watch_forget(call->session);
		break;
	case 'L':
	case 'l':
		list_all(call);
		break;
	case 'S':
	case 's':
		status(call);
		break;
	default:
		irc_numeric(call, ERR_UNKNOWNERROR, "MONITOR :Use + - C L or S");
		break;
	}
}
