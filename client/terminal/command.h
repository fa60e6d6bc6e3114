/* The words that begin with '/': one table, in the words of the line door (docs/protocol.md), with
 * what the client needs beside them (/room, /query, /close, /raw, /kept, /send, /forget,
 * /reconnect).
 *
 * What a command does to the room is what IRC has for it. Nothing that begins with a single '/' is
 * ever said. What is wrong with a command is answered here, in a sentence, and sends nothing. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stddef.h>

#include "request.h"

/* What was entered: a command, or text for who is in front ("//x" says "/x"). An entry of several
 * lines is text, line by line. An unknown command is answered with the nearest one and never said,
 * nor is text with a line that would tell a room a password or what was meant for one person.
 *
 * Where the entry may be kept is decided by who gets it. On disk is what rooms are told and
 * commands that were run, but not what goes to one person alone, no raw line, no password and no
 * key; nothing of what was refused here either, since it may be mistyped. Passwords, keys and raw
 * lines are kept nowhere. */
enum keep command_run(const struct command_world *world, const char *entry);

/* The table of commands; ends with a row whose name is NULL. */
extern const struct command_row command_rows[];

/* The `i`th name, without its '/'; NULL after the last. */
const char *command_name(size_t i);

#endif
