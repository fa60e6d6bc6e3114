/* The encoder of the world's doors (world.h): one line for each event, with its kind and the fields
 * that are set. Pure.
 *
 *   said alice #lobby hello
 *   joined* bob #tea [alice,carol] =2
 *   changed alice #tea +ban=bob!*@* -secret
 *
 * '*' marks the reader's own event; names are in brackets (with '&' for founders, '@' for
 * operators,
 * '+' for a voice); '=' precedes the total, "5s" and "3i" are seconds and idle, "on" is the flag.
 * Dialect 0 is the line door's: it leaves out minor joins and leaves, and events for programs. Any
 * other dialect N has all events, behind "N:". */
#ifndef TOLD_H
#define TOLD_H

#include "buffer.h"
#include "door.h"
#include "event.h"

/* encode() of struct door. */
void told_encode(const struct event *event, unsigned dialect, struct buffer *out);

/* line() of struct door. */
enum door_line told_kind(const char *line, size_t length);

/* Takes whom one meets out of each "joined* bob #r1 chatd [alice,carol] =2" of a text or a line,
 * since it is said in no particular order. */
void told_forget_meetings(char *text);

/* Whether dialect 0 has the event. */
bool told_to_people(const struct event *event);

#endif
