/* What an entry has in it that is not for everybody: decided by who gets it. */
#include "command_row.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "nearest.h"

enum keep command_row_keep(
	const struct command_row *row, const char *word, const char *text, bool room_in_front)
{
	/* Only the last argument is hidden where the first may stand alone: a room, a person. */
	bool behind_word = row->words && row->needed < 2;
	bool hidden = *text || (!behind_word && *word);
	if (!hidden || row->hides == HIDES_NOTHING || (row->hides == HIDES_TALK && room_in_front))
		return KEEP_DISK;
	return row->hides == HIDES_SECRET ? KEEP_NOWHERE : KEEP_RUN;
}

/* The `i`th name of those that hide something. */
static const char *hiding(const void *data, size_t i)
{
	const struct command_row *row = data;
	for (;; row++)
		if (!row->name || (row->hides > HIDES_TALK && i-- == 0))
			return row->name;
}

/* A mistyped word counts as one of those that hide something if it is near enough, even where some
 * other command is nearer. */
static const struct command_row *meant(const char *typed)
{
	const struct command_row *row = command_find(typed);
	const char *near = row ? NULL : nearest_word(typed, hiding, command_rows);
	return near ? command_find(near) : row;
}

/* `line` is without its '/'; `row` is set to what was probably meant, or NULL. */
static enum keep line_keep(const char *line, const struct command_row **row)
{
	char *copy = memory_text(line), *rest = copy;
	enum keep keep = KEEP_RUN;
	*row = meant(take_word(&rest));
	if (*row) {
		const char *word = (*row)->words ? take_word(&rest) : "";
		keep = command_row_keep(*row, word, rest, true);
	}
	free(copy);
	return keep;
}

enum keep command_unknown_keep(const char *line)
{
	const struct command_row *row;
	return line_keep(line, &row) == KEEP_NOWHERE ? KEEP_NOWHERE : KEEP_RUN;
}

/* "oper NAME PASSWORD" is a command without its slash, and the only one that nobody says by chance.
 */
static const struct command_row *without_slash(const char *line)
{
	char *copy = memory_text(line), *rest = copy;
	const struct command_row *row = command_find(take_word(&rest));
	bool secret = row && row->hides == HIDES_SECRET && row->needed == 2;
	bool whole = *take_word(&rest) && *rest;
	free(copy);
	return secret && whole ? row : NULL;
}

const struct command_row *command_slip(const char *line, enum keep *keep)
{
	const char *start = line + strspn(line, " \t");
	const struct command_row *row = *start == '/' ? NULL : without_slash(start);
	*keep = row ? KEEP_NOWHERE : KEEP_DISK;
	if (*start == '/' && start[1] != '/')
		*keep = line_keep(start + 1, &row);
	return *keep != KEEP_DISK ? row : NULL;
}
