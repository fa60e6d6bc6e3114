/* MONITOR (IRCv3): who comes and who goes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc_reply.h"
#include "memory.h"
#include "watch.h"

/* A list in as many lines as it takes. */
struct lines {
	struct irc_call *call;
	enum numeric numeric;
	const char *head, *tail; /* around the items of each line */
	size_t start;
	bool begun;
};

static void lines_end(struct lines *lines)
{
	if (!lines->begun)
		return;
	buffer_add_text(lines->call->out, lines->tail);
	irc_line_end(lines->call, lines->start);
	lines->begun = false;
}

static void lines_add(struct lines *lines, const char *item)
{
	struct irc_call *call = lines->call;
	size_t needed = strlen(item) + strlen(lines->tail) + 1;
	if (lines->begun && needed > irc_line_room(call, lines->start))
		lines_end(lines);
	if (lines->begun) {
		buffer_add_text(call->out, ",");
	} else {
		lines->start = irc_numeric_start(call, lines->numeric);
		lines->begun = true;
		buffer_add_text(call->out, lines->head);
	}
	buffer_add_text(call->out, item);
}

/* The names that are meant by one MONITOR, as they were written. */
struct names {
	char *items[WATCH_MAX];
	size_t count;
};

/* Those of them who are here, or those who are not. */
static void tell(struct irc_call *call, const struct names *names, bool here)
{
	struct lines lines = {.call = call,
		.numeric = here ? RPL_MONONLINE : RPL_MONOFFLINE,
		.head = ":",
		.tail = ""};
	struct buffer source = {0};
	for (size_t i = 0; i < names->count; i++) {
		const struct session *session = session_find(call->core, names->items[i]);
		if ((session != NULL) != here)
			continue;
		buffer_clear(&source);
		if (session)
			irc_add_source(&source, session);
		else
			buffer_add_text(&source, names->items[i]);
		buffer_add(&source, "", 1);
		lines_add(&lines, source.bytes);
	}
	lines_end(&lines);
	buffer_finish(&source);
}

static bool is_name(const char *text)
{
	enum name_error error = name_check(text, strlen(text));
	return error == NAME_GOOD || error == NAME_RESERVED || error == NAME_KEPT;
}

static void add(struct irc_call *call, char *list)
{
	struct names names = {.count = 0};
	struct lines full = {.call = call,
		.numeric = ERR_MONLISTFULL,
		.head = "",
		.tail = " :Monitor list is full."};
	char limit[16];
	snprintf(limit, sizeof limit, "%d ", WATCH_MAX);
	full.head = limit;
	for (char *name; (name = irc_next(&list));) {
		if (!is_name(name))
			continue;
		if (names.count < WATCH_MAX && watch_add(call->session, name))
			names.items[names.count++] = name;
		else
			lines_add(&full, name);
	}
	lines_end(&full);
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
	lines_add(data, name);
}

static void list_all(struct irc_call *call)
{
	struct lines lines = {.call = call, .numeric = RPL_MONLIST, .head = ":", .tail = ""};
	watch_each(call->session, list_name, &lines);
	lines_end(&lines);
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
			irc_numeric(call, ERR_NEEDMOREPARAMS, "MONITOR :Not enough parameters");
		else if (*what == '+')
			add(call, list);
		else
			for (char *name; (name = irc_next(&list));)
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
