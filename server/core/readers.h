/* The order of a list of readers (struct readers, room.h): members whose session is in several
 * rooms come first, the others behind them. What people who share rooms are told individually
 * (post.h) is so found without a look at everybody in a large room.
 *
 * By the loop of the readers, under the core lock. */
#ifndef READERS_H
#define READERS_H

struct member;
struct readers;

/* The member is in session.members. */
void readers_add(struct readers *readers, struct member *member);

/* Walks have visited the member. Frees the list with the last one. */
void readers_remove(struct member *member);

/* After session.members has changed: moves the member to where it belongs. */
void readers_place(struct member *member);

#endif
