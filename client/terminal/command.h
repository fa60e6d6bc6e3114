/* Runs what the user enters: text, or one of the commands, which begin with '/'.
 *
 * The commands are in one table, in the words of the line door (docs/protocol.md) with what the
 * client needs beside them (/room, /query, /close, /raw, /kept, /send, /drop, /reconnect). What
 * changes a room is sent as a command of IRC. Nothing that begins with a single '/' is ever said. A
 * mistake is answered here, in a sentence, and nothing is sent. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stddef.h>

#include "request.h"

/* Runs a command, or says text to whoever is in front ("//x" says "/x"). Several lines are text,
 * line by line. An unknown command is answered with the nearest one and never said, nor is text
 * with a line that would tell a room a password or something meant for one person.
 *
 * Returns where the entry may be kept, which depends on who gets it. On disk: what rooms get, and
 * commands that were run. Only in memory: what one person gets, and what was refused, since it may
 * be mistyped. Nowhere: passwords, keys and raw lines. */
enum keep command_run(const struct command_world *world, const char *entry);

/* The table of commands; ends with a row whose `words` is NULL. */
extern const struct command_row command_rows[];

/* The `i`th name, without its '/'; NULL after the last. */
const char *command_name(size_t i);

#endif
