#include "cycle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "editor.h"
#include "memory.h"
#include "text_copy.h"

void cycle_end(struct cycle *cycle)
{
	for (size_t i = 0; i < cycle->count; i++)
		free(cycle->candidates[i]);
	free(cycle->candidates);
	*cycle = (struct cycle){0};
}

void cycle_begin(struct cycle *cycle, const struct editor_user *user, void *data)
{
	size_t start = 0;
	char **candidates = NULL;
	char *text = text_copy_valid(rl_line_buffer, (size_t)rl_point);
	size_t count = user->complete(data, text, strlen(text), &start, &candidates);
	cycle_end(cycle);
	candidates = memory_grow(candidates, (count + 1) * sizeof *candidates);
	candidates[count] = memory_text(text + start);
	*cycle = (struct cycle){candidates, count + 1, count, start};
	free(text);
}

void cycle_turn(struct cycle *cycle, bool back)
{
	if (cycle->count < 2)
		return;
	cycle->at = (cycle->at + (back ? cycle->count - 1 : 1)) % cycle->count;
	const char *candidate = cycle->candidates[cycle->at];
	size_t length = strlen(candidate);
	if (length && candidate[length - 1] == ' ' && rl_line_buffer[rl_point] == ' ')
		length--;
	rl_begin_undo_group();
	rl_delete_text((int)cycle->start, rl_point);
	rl_point = (int)cycle->start;
	char *text = memory_text_n(candidate, length);
	rl_insert_text(text);
	free(text);
	rl_end_undo_group();
}
