/* What Tab offers: names, rooms and commands for the word before the cursor. Pure.
 *
 * - A word that begins the line with '/' is a command: all that start so, alphabetically.
 * - A word that begins with '#' (or another of the server's room signs) is a room: one that we are
 *   in, or that the server listed last.
 * - After a command whose argument is a room ("/join de"), a room also without its '#'; after /room
 *   only one that we are in.
 * - Anything else is a name of somebody in the room in view, or of who is talked with alone: who
 *   spoke most recently first, then alphabetically. Where none begins so, all rooms are looked
 *   through. At the beginning of a line it gets ": " behind it, elsewhere " ".
 * Case does not count. */
#ifndef COMPLETE_H
#define COMPLETE_H

#include <stddef.h>

struct chat;

/* Candidates for the word of `text` that ends at `at`, with what is to stand behind them; to be
 * freed, each and the array. `start` gets the word's first byte. `room` is the one in view, or
 * NULL; `commands(i)` names the commands, NULL after the last. Returns their number. */
size_t complete(const struct chat *chat, const char *room, const char *(*commands)(size_t i),
	const char *text, size_t at, size_t *start, char ***candidates);

#endif
