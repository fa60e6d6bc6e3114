#include "prompt.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

#define NAME_BYTES 160 /* of one name in the prompt */
#define ITEM_SIZE (NAME_BYTES + 32)
#define END "> "
#define MORE_COLUMNS (sizeof ", +9999!]" END - 1)
#define LAST_COLUMNS (sizeof "]" END - 1)

struct prompt {
	char *out;
	size_t length;
	size_t columns; /* that are left */
	unsigned left;	/* unread places that have not been looked at */
	unsigned named;
	unsigned more; /* that there was no room for */
	bool more_is_loud;
};

/* Adds all of the text, or nothing where fewer than `spare` columns and bytes would be left. */
static bool add(struct prompt *prompt, const char *text, size_t spare)
{
	size_t length = strlen(text), width = text_width(text, length);
	if (width + spare > prompt->columns || prompt->length + length + spare >= VIEW_PROMPT_SIZE)
		return false;
	memcpy(prompt->out + prompt->length, text, length + 1);
	prompt->length += length;
	prompt->columns -= width;
	return true;
}

static void add_item(struct prompt *prompt, const char *name, unsigned unread, bool loud)
{
	char item[ITEM_SIZE];
	bool last = --prompt->left == 0;
	snprintf(item, sizeof item, "%s%.*s %u%s", prompt->named ? ", " : " [",
		(int)text_cut(name, strlen(name), NAME_BYTES), name, unread, loud ? "!" : "");
	if (!prompt->more && add(prompt, item, last ? LAST_COLUMNS : MORE_COLUMNS)) {
		prompt->named++;
	} else {
		prompt->more++;
		prompt->more_is_loud |= loud;
	}
}

static void add_unread(struct prompt *prompt, const struct view *view, bool loud)
{
	unsigned unread, rings;
	const char *name;
	for (size_t i = 0; (name = view_name(view, i, &unread, &rings)); i++)
		if (unread && (rings > 0) == loud)
			add_item(prompt, name, unread, loud);
}

static unsigned count_unread(const struct view *view)
{
	unsigned count = 0, unread, rings;
	for (size_t i = 0; view_name(view, i, &unread, &rings); i++)
		count += unread > 0;
	return count;
}

static void add_more(struct prompt *prompt)
{
	char text[ITEM_SIZE];
	snprintf(text, sizeof text, "%s+%u%s]", prompt->named ? ", " : " [", prompt->more,
		prompt->more_is_loud ? "!" : "");
	if (prompt->more)
		add(prompt, text, sizeof END - 1);
	else if (prompt->named)
		add(prompt, "]", sizeof END - 1);
}

void prompt_make(char out[VIEW_PROMPT_SIZE], const struct view *view, size_t columns)
{
	const char *target = view_target(view), *name = target ? target : "(no room)";
	struct prompt prompt = {.out = out,
		.columns = columns ? columns : VIEW_PROMPT_SIZE,
		.left = count_unread(view)};
	size_t room = prompt.columns > sizeof END ? prompt.columns - (sizeof END - 1) : 0;
	size_t length = text_fit(name, text_cut(name, strlen(name), NAME_BYTES), room);
	prompt.length = length;
	prompt.columns -= text_width(name, length);
	memcpy(out, name, length);
	out[length] = '\0';
	/* The loud ones first: they must not be what does not fit. */
	add_unread(&prompt, view, true);
	add_unread(&prompt, view, false);
	add_more(&prompt);
	add(&prompt, END, 0);
}
