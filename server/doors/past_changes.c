#include "past_changes.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "mode_words.h"

/* The mode of a letter; MODE_COUNT for none. */
static enum mode mode_of(char letter)
{
	enum mode mode = 0;
	while (mode < MODE_COUNT && mode_letter(mode) != letter)
		mode++;
	return mode;
}

static bool has_argument(enum mode mode, bool on)
{
	return mode >= MODE_KEY && (on || (mode != MODE_LIMIT && mode != MODE_KEEP));
}

void past_changes_read(struct past_changes *changes, const struct event *event)
{
	const char *text = event->text;
	size_t letters = strcspn(text, " "), count = 0;
	char *rest = memory_text(text + letters);
	bool on = true;
	*changes = (struct past_changes){
		.event = *event, .items = memory_get((letters + 1) * sizeof *changes->items)};
	changes->arguments = rest;
	for (size_t i = 0; i < letters; i++) {
		enum mode mode = mode_of(text[i]);
		if (text[i] == '+' || text[i] == '-')
			on = text[i] == '+';
		if (mode == MODE_COUNT)
			continue;
		struct change *change = &changes->items[count++];
		*change = (struct change){.mode = mode, .on = on};
		if (has_argument(mode, on))
			change->argument = strtok_r(NULL, " ", &rest);
	}
	changes->event.changes = changes->items;
	changes->event.change_count = count;
}

void past_changes_finish(struct past_changes *changes)
{
	free(changes->items);
	free(changes->arguments);
}
