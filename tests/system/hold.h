/* A loop that is stuck, or a password that takes long: hold_shim.c, preloaded into the server, does
 * not let a thread go on that would wait for its events, or check a password, for as long as the
 * test wants. The test's file is shared memory of the
 * two; HOLD_VARIABLE names it. */
#ifndef HOLD_H
#define HOLD_H

#define HOLD_VARIABLE "CHATD_TEST_HOLD"

enum hold_which { HOLD_NONE, HOLD_FIRST, HOLD_OTHERS, HOLD_PASSWORDS };

struct hold {
	_Atomic unsigned which; /* enum hold_which (a futex) */
	_Atomic unsigned held;	/* threads that are held now */
};

#endif
