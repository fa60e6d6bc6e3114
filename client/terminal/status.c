#include "status.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "chat.h"
#include "text.h"

#define NAME_BYTES 160 /* of a name in the prompt */
#define ITEM_SIZE (NAME_BYTES + 32)
#define END "> "
#define NAME_COLUMNS 8 /* at least, beside the whole mark */
#define MORE_COLUMNS (sizeof ", +9999!]" END - 1)
#define LAST_COLUMNS (sizeof "]" END - 1)
#define WHY_BYTES 1000
#define UNCONFIRMED_MS 1000 /* the age from which unconfirmed lines are told */

struct prompt {
	char *out;
	size_t length;
	size_t columns; /* that are left */
	unsigned left;	/* unread places that are not added yet */
	unsigned named;
	unsigned more; /* places that did not fit */
	bool more_is_loud;
};

/* Adds all of the text, or nothing if fewer than `spare` columns and bytes would be left. */
static bool add_text(struct prompt *prompt, const char *text, size_t spare)
{
	size_t length = strlen(text), width = text_width(text, length);
	if (width + spare > prompt->columns ||
		prompt->length + length + spare >= STATUS_PROMPT_SIZE)
		return false;
	memcpy(prompt->out + prompt->length, text, length + 1);
	prompt->length += length;
	prompt->columns -= width;
	return true;
}

static void add_item(struct prompt *prompt, const struct place *place)
{
	const char *name = place->name;
	char item[ITEM_SIZE];
	bool last = --prompt->left == 0;
	snprintf(item, sizeof item, "%s%.*s %u%s", prompt->named ? ", " : " [",
		(int)text_cut(name, strlen(name), NAME_BYTES), name, place->unread,
		place->loud ? "!" : "");
	if (!prompt->more && add_text(prompt, item, last ? LAST_COLUMNS : MORE_COLUMNS)) {
		prompt->named++;
	} else {
		prompt->more++;
		prompt->more_is_loud |= place->loud > 0;
	}
}

static void add_unread(struct prompt *prompt, const struct view *view, bool loud)
{
	const struct place *place;
	for (size_t i = 0; (place = view_place(view, i)); i++)
		if (place->unread && (place->loud > 0) == loud)
			add_item(prompt, place);
}

static unsigned count_unread(const struct view *view)
{
	const struct place *place;
	unsigned count = 0;
	for (size_t i = 0; (place = view_place(view, i)); i++)
		count += place->unread > 0;
	return count;
}

static void add_more(struct prompt *prompt)
{
	char text[ITEM_SIZE];
	snprintf(text, sizeof text, "%s+%u%s]", prompt->named ? ", " : " [", prompt->more,
		prompt->more_is_loud ? "!" : "");
	if (prompt->more)
		add_text(prompt, text, sizeof END - 1);
	else if (prompt->named)
		add_text(prompt, "]", sizeof END - 1);
}

/* What is behind the name. */
static const char *mark_of(const struct link *link, size_t columns)
{
	static const char whole[] = " (not encrypted)", brief[] = " (plain)";
	if (!link->up || !link->open)
		return "";
	return columns < NAME_COLUMNS + sizeof whole + sizeof END ? brief : whole;
}

void status_prompt(char out[STATUS_PROMPT_SIZE], const struct view *view, const struct link *link,
	size_t columns)
{
	if (columns > 1)
		columns /= 2;
	const char *target = view_target(view), *name = target ? target : "(no room)";
	struct prompt prompt = {.out = out,
		.columns = columns ? columns : STATUS_PROMPT_SIZE,
		.left = count_unread(view)};
	const char *mark = mark_of(link, prompt.columns);
	size_t around = strlen(mark) + sizeof END - 1;
	size_t room = prompt.columns > around + 1 ? prompt.columns - around : 0;
	size_t length = text_fit(name, text_cut(name, strlen(name), NAME_BYTES), room);
	prompt.length = length;
	prompt.columns -= text_width(name, length);
	memcpy(out, name, length);
	out[length] = '\0';
	add_text(&prompt, mark, 0);
	/* First those for the user, so that these are shown if not all fit. */
	add_unread(&prompt, view, true);
	add_unread(&prompt, view, false);
	add_more(&prompt);
	add_text(&prompt, END, 0);
}

/* The row says already that there is no connection. Of several rows it shows the first. */
static const char *short_why(const char *why)
{
	static const char lost[] = "the connection was lost: ";
	return strncmp(why, lost, sizeof lost - 1) == 0 ? why + sizeof lost - 1 : why;
}

/* The reason comes last, since the row may be cut. */
static void add_link(struct buffer *out, const struct link *link, int64_t now)
{
	long long left = (link->again_at - now + 999) / 1000;
	const char *why = link->why ? short_why(link->why) : "";
	size_t first = strcspn(why, "\n");
	int length = (int)(first < WHY_BYTES ? first : WHY_BYTES);
	if (link->asks)
		return;
	if (link->up)
		buffer_format(out, "waiting for the server to let us in\n");
	else if (!link->why)
		buffer_format(out, "connecting\n");
	else if (!link->again_at)
		buffer_format(out, "no connection; /reconnect tries again (%.*s)\n", length, why);
	else if (left > 0)
		buffer_format(out,
			"no connection; trying again in %lld s, /reconnect tries now (%.*s)\n",
			left, length, why);
	else
		buffer_format(out, "no connection; trying again now (%.*s)\n", length, why);
}

void status_kept(char out[STATUS_LINE_SIZE], const struct chat *chat)
{
	size_t kept = chat_kept(chat);
	*out = '\0';
	if (kept == 1)
		snprintf(out, STATUS_LINE_SIZE, "1 line kept: /send or /drop it");
	else if (kept)
		snprintf(out, STATUS_LINE_SIZE, "%zu lines kept: /send or /drop them", kept);
}

void status_unconfirmed(char out[STATUS_LINE_SIZE], const struct chat *chat, int64_t now)
{
	size_t count = chat_unconfirmed(chat);
	*out = '\0';
	if (count && now - chat_unconfirmed_since(chat) >= UNCONFIRMED_MS)
		snprintf(out, STATUS_LINE_SIZE, "not confirmed yet: %zu line%s", count,
			count == 1 ? "" : "s");
}

void status_make(struct buffer *out, const struct chat *chat, const struct view *view,
	const struct link *link, int64_t now)
{
	char run[VIEW_STATUS_SIZE], unconfirmed[STATUS_LINE_SIZE], kept[STATUS_LINE_SIZE] = "";
	view_status(view, run);
	status_unconfirmed(unconfirmed, chat, now);
	if (*run)
		buffer_format(out, "-- %s\n", run);
	if (chat_is_ready(chat))
		status_kept(kept, chat);
	else
		add_link(out, link, now);
	buffer_add_all(out, unconfirmed, *unconfirmed ? "\n" : "", kept, *kept ? "\n" : "", NULL);
}
