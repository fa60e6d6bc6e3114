#include "command_row.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "nearest.h"

const struct command_row *command_find(const struct command_row *rows, const char *name)
{
	for (const struct command_row *row = rows; row->words; row++)
		if (command_words_is(row->words, name))
			return row;
	return NULL;
}

static const char *name_of(const void *data, size_t i)
{
	const struct command_row *row = (const struct command_row *)data + i;
	return row->words ? row->words->name : NULL;
}

const char *command_nearest(const struct command_row *rows, const char *name)
{
	return nearest_word(name, name_of, rows);
}

enum keep command_row_keep(
	const struct command_row *row, const char *word, const char *text, bool room_in_front)
{
	/* If the first argument, a room or a person, may stand alone, only the last one is hidden.
	 */
	bool behind_word = row->words->words && row->words->needed < 2;
	bool hidden = *text || (!behind_word && *word);
	if (!hidden || row->hides == HIDES_NOTHING || (row->hides == HIDES_TALK && room_in_front))
		return KEEP_DISK;
	return row->hides == HIDES_SECRET ? KEEP_NOWHERE : KEEP_RUN;
}

/* The name of the command `i` of those that hide something. */
static const char *hiding(const void *data, size_t i)
{
	const struct command_row *row = data;
	for (;; row++)
		if (!row->words || (row->hides > HIDES_TALK && i-- == 0))
			return row->words ? row->words->name : NULL;
}

/* The command that was probably meant. A mistyped word counts as one that hides something if it is
 * near enough to that, even if another command is nearer. */
static const struct command_row *meant(const struct command_row *rows, const char *typed)
{
	const struct command_row *row = command_find(rows, typed);
	const char *near = row ? NULL : nearest_word(typed, hiding, rows);
	return near ? command_find(rows, near) : row;
}

/* Where a command that is not run may be kept. `line` has no '/'; `row` gets what was probably
 * meant, or NULL. */
static enum keep line_keep(
	const struct command_row *rows, const char *line, const struct command_row **row)
{
	char *copy = memory_text(line), *rest = copy;
	enum keep keep = KEEP_RUN;
	*row = meant(rows, command_words_take(&rest));
	if (*row) {
		const char *word = (*row)->words->words ? command_words_take(&rest) : "";
		keep = command_row_keep(*row, word, rest, true);
	}
	free(copy);
	return keep;
}

enum keep command_unknown_keep(const struct command_row *rows, const char *line)
{
	const struct command_row *row;
	return line_keep(rows, line, &row) == KEEP_NOWHERE ? KEEP_NOWHERE : KEEP_RUN;
}

/* The command of a line without its slash: only "oper NAME PASSWORD", which nobody says by chance.
 */
static const struct command_row *without_slash(const struct command_row *rows, const char *line)
{
	char *copy = memory_text(line), *rest = copy;
	const struct command_row *row = command_find(rows, command_words_take(&rest));
	bool secret = row && row->hides == HIDES_SECRET && row->words->needed == 2;
	bool whole = *command_words_take(&rest) && *rest;
	free(copy);
	return secret && whole ? row : NULL;
}

const struct command_row *command_slip(
	const struct command_row *rows, const char *line, enum keep *keep)
{
	const char *start = line + strspn(line, " \t");
	const struct command_row *row = *start == '/' ? NULL : without_slash(rows, start);
	*keep = row ? KEEP_NOWHERE : KEEP_DISK;
	if (*start == '/' && start[1] != '/')
		*keep = line_keep(rows, start + 1, &row);
	return *keep != KEEP_DISK ? row : NULL;
}
