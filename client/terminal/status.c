#include "status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "chat.h"

#define UNCONFIRMED_MS 1000 /* so old lines are worth a word */

struct rows {
	char *out;
	size_t length;
};

static void add_row(struct rows *rows, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add_row(struct rows *rows, const char *format, ...)
{
	va_list arguments;
	if (rows->length && rows->length + 1 < STATUS_SIZE)
		rows->out[rows->length++] = '\n';
	va_start(arguments, format);
	vsnprintf(rows->out + rows->length, STATUS_SIZE - rows->length, format, arguments);
	va_end(arguments);
	rows->length += strlen(rows->out + rows->length);
}

/* That there is no connection is said already. */
static const char *short_why(const char *why)
{
	static const char lost[] = "the connection was lost: ";
	return strncmp(why, lost, sizeof lost - 1) == 0 ? why + sizeof lost - 1 : why;
}

/* The row may be cut to the terminal's width, so the reason comes last. */
static void add_link(struct rows *rows, const struct link *link, int64_t now)
{
	long long left = (link->again_at - now + 999) / 1000;
	if (link->up)
		add_row(rows, "waiting for the server to let us in");
	else if (!link->why)
		add_row(rows, "connecting");
	else if (left > 0)
		add_row(rows,
			"no connection; trying again in %lld s, /reconnect tries now (%.1000s)",
			left, short_why(link->why));
	else
		add_row(rows, "no connection; trying again now (%.1000s)", short_why(link->why));
}

void status_kept(char out[STATUS_LINE_SIZE], const struct chat *chat)
{
	size_t kept = chat_kept(chat);
	*out = '\0';
	if (kept == 1)
		snprintf(out, STATUS_LINE_SIZE, "1 line kept: /send or /forget it");
	else if (kept)
		snprintf(out, STATUS_LINE_SIZE, "%zu lines kept: /send or /forget them", kept);
}

void status_unconfirmed(char out[STATUS_LINE_SIZE], const struct chat *chat, int64_t now)
{
	size_t count = chat_unconfirmed(chat);
	*out = '\0';
	if (count && now - chat_unconfirmed_since(chat) >= UNCONFIRMED_MS)
		snprintf(out, STATUS_LINE_SIZE, "not confirmed yet: %zu line%s", count,
			count == 1 ? "" : "s");
}

static void add_lines(struct rows *rows, const struct chat *chat, int64_t now)
{
	char text[STATUS_LINE_SIZE];
	status_unconfirmed(text, chat, now);
	if (*text)
		add_row(rows, "%s", text);
	status_kept(text, chat);
	if (*text && chat_is_ready(chat))
		add_row(rows, "%s", text);
}

void status_make(char out[STATUS_SIZE], const struct chat *chat, const struct view *view,
	const struct link *link, int64_t now)
{
	struct rows rows = {.out = out};
	char run[VIEW_STATUS_SIZE];
	*out = '\0';
	view_status(view, run);
	if (*run)
		add_row(&rows, "-- %s", run);
	if (!chat_is_ready(chat))
		add_link(&rows, link, now);
	add_lines(&rows, chat, now);
}
