/* The words that begin with '/': one table, in the words of the line door (docs/protocol.md), with
 * what the client needs beside them (/room, /query, /close, /raw, /kept, /send, /forget,
 * /reconnect).
 *
 * What a command does to the room is what IRC has for it. Nothing that begins with a single '/' is
 * ever said. What is wrong with a command is answered here, in a sentence, and sends nothing. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keep.h"

struct chat;
struct view;

struct command_world {
	struct chat *chat;
	struct view *view;
	int64_t now;
	/* The client's answers, one line each, safe to show. */
	void (*info)(void *data, const char *text);
	void (*refuse)(void *data, const char *text);
	/* A line that was said while there is no connection: it is kept (chat.h). */
	void (*kept)(void *data, const char *text);
	void (*leave)(void *data, const char *why); /* NULL for no reason */
	void (*reconnect)(void *data);
	void *data;
};

/* What was entered: a command, or text for who is in front ("//x" says "/x"). An entry of several
 * lines is text, line by line. An unknown command is answered with the nearest one and never said,
 * nor is text with a line that would tell a room a password or what was meant for one person.
 *
 * Where the entry may be kept is decided by who gets it. On disk is what rooms are told and
 * commands that were run, but not what goes to one person alone, no raw line, no password and no
 * key; nothing of what was refused here either, since it may be mistyped. Passwords, keys and raw
 * lines are kept nowhere. */
enum keep command_run(const struct command_world *world, const char *entry);

/* The `i`th name, with its '/'; NULL after the last. */
const char *command_name(size_t i);

#endif
