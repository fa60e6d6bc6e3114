/* What the members of a world are told: each event as its kind and those of its fields that are
 * set, in one line. Pure.
 *
 *   said alice #lobby hello
 *   joined* bob #tea [alice,carol] =2
 *   changed alice #tea +ban=bob!*@* -secret
 *
 * with '*' for an event that is the reader's own, the names in brackets (founders behind '&',
 * operators '@', those with a voice '+'), the total behind '=',
 * seconds and idle as "5s" and "3i", and "on" for the flag. Dialect 0 is for people: it leaves out
 * comings and goings that are minor, and what is for programs. Any other dialect N gets all, behind
 * "N:". */
#ifndef TOLD_H
#define TOLD_H

#include "buffer.h"
#include "event.h"

/* struct door's encode(). In dialect 0, what is not for people is nothing. */
void told_encode(const struct event *event, unsigned dialect, struct buffer *out);

bool told_to_people(const struct event *event);

#endif
