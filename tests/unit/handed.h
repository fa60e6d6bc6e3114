/* The world's core handed over to a new one (handover.h), as an upgrade does with processes: for
 * the tests of the core. */
#ifndef HANDED_H
#define HANDED_H

#include "buffer.h"
#include "handover.h"
#include "world.h"

/* Alice has made #tea, where bob is, too; carol is in the lobby. Each has a loop of its own; the
 * history is strict. */
extern struct handed {
	struct peer *alice, *bob, *carol;
	struct buffer taken; /* the last round */
} handed;

extern const struct origin handed_home; /* the address of somebody else */

void handed_set_up(void);
void handed_tear_down(void);

/* Has what is gathered stored and sent. */
void handed_take_round(void);

/* Somebody in no room. */
struct peer *handed_come(struct origin origin, const char *name);

/* All forget what they got, the peer types the line, and that is stored; what the peer got. */
const char *handed_answer(struct peer *peer, const char *line);

/* When all is sent and stored, handed_over(). Nothing is forgotten behind it. */
void handed_upgrade(unsigned loops);

/* The door with this name, of world.h. */
const struct door *handed_door(const char *name);

/* Makes the world's core anew, with so many loops, and with nothing but the settings of the old
 * one; nothing is gathered in its history. Peers lose their sessions. */
void handed_restart(unsigned loops);

/* Packs the core, makes it anew and unpacks it; the peers have their sessions again. The new one
 * packs the same bytes. With HANDED_STATES in the environment they are written into that folder:
 * when HANDOVER_VERSION changes, tests/fuzz/corpus/handover is made of them anew. */
void handed_over(unsigned loops);

#endif
