/* A row of the table of commands, and what can be read from it: which row a name means, and where
 * an entry may be kept. Knows neither the table, which is an argument, nor how commands run. Used
 * by request.c and command*.c alone. */
#ifndef COMMAND_ROW_H
#define COMMAND_ROW_H

#include <stdbool.h>

#include "command_words.h"
#include "history_file.h"

struct request;

/* What must be there for a command to run; a sum. */
enum {
	NEED_FRONT = 1,	     /* a room or a person in front */
	NEED_ROOM = 2,	     /* a room in front */
	NEED_CONNECTION = 4, /* a server that has let us in */
	NEED_OPERATOR = 8,   /* nothing, since the server decides; /help hides it from others */
	NEED_KEPT = 16,	     /* nothing; /help shows it only while lines are kept */
};

/* What the last argument contains: the text, or all arguments where the first is not enough. */
enum command_hides {
	HIDES_NOTHING,
	HIDES_TALK,    /* text that is private when a person is in front */
	HIDES_PRIVATE, /* text for one person alone: services are told passwords that way */
	HIDES_SECRET,  /* a password, a key, or a raw line, which may contain anything */
};

struct command_row {
	const struct command_words *words;
	const char *help; /* instead of words->help; NULL for that */
	unsigned need;
	enum command_hides hides;
	/* What it does: a function, or the IRC command that it sends (request_send_line()). */
	void (*run)(const struct request *request);
	const char *sends;
};

/* In each function `rows` is a table; it ends with a row whose `words` is NULL. */

/* The row with this name or alias, or NULL. ASCII case does not count. */
const struct command_row *command_find(const struct command_row *rows, const char *name);
/* The name that a mistyped one probably meant, or NULL. */
const char *command_nearest(const struct command_row *rows, const char *name);

/* Where an entry of this row with these arguments may be kept. */
enum keep command_row_keep(
	const struct command_row *row, const char *word, const char *text, bool room_in_front);
/* The same for an unknown command, `line` without its '/'; never KEEP_DISK. */
enum keep command_unknown_keep(const struct command_row *rows, const char *line);
/* The command that a line of text probably is, if saying it would tell a room what the command
 * hides; `keep` says then where the entry may be kept. NULL if the line may be said. */
const struct command_row *command_slip(
	const struct command_row *rows, const char *line, enum keep *keep);

#endif
