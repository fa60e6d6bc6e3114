/* What Tab offers for the word before the cursor: names, rooms and commands. Pure.
 *
 * - A word with '/' at the start of the line is a command: all that begin so, in alphabetical
 * order.
 * - A word with '#' (or another of the server's room signs) is a room: one that we are in, or one
 * of the server's last list.
 * - Behind a command whose argument is a room ("/join de"), a room also without its '#'; behind
 * /room only a room that we are in.
 * - Any other word is the name of somebody in the room in view, or of the person in view: those who
 * spoke most recently first, then in alphabetical order. If none begins so, the members of all
 * rooms. At the start of a line a name is followed by ": ", elsewhere by " ". Case does not count.
 */
#ifndef COMPLETE_H
#define COMPLETE_H

#include <stddef.h>

struct chat;

/* Finds the candidates for the word of `text` that ends at byte `at`, each with what follows it;
 * free each and the array. `start` gets the place of the word's first byte. `room` is the room or
 * person in view, or NULL. `commands(i)` returns the names of the commands without '/', and NULL
 * after the last. Returns the number of candidates. */
size_t complete(const struct chat *chat, const char *room, const char *(*commands)(size_t i),
	const char *text, size_t at, size_t *start, char ***candidates);

#endif
