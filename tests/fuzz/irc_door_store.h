/* The history of the world of irc_door: a store that keeps records in memory, and does one thing at
 * a time, when store_step() says so. */
#ifndef IRC_DOOR_STORE_H
#define IRC_DOOR_STORE_H

#include "history.h"

/* Gives the core a history. Under the lock. */
void store_start(struct core *core, enum history_mode mode);

/* Takes and stores a round, or answers a question. False where there is nothing to do. */
bool store_step(int64_t now);

/* The core is about to go, and another one to use the same store: nobody waits for answers. */
void store_forget(void);

/* All sessions are gone. */
void store_finish(void);

#endif
