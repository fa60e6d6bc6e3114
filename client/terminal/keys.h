/* What a terminal sends, told apart: keys and pastes.
 *
 * Bytes go in as they are read. Out come keys, in whole characters, and each bracketed paste as one
 * piece once its end mark has arrived. Nothing here waits: what may be the start of a mark, and a
 * paste that is not complete, are held back until more comes, or until the caller, who has the
 * clock, says that the time is up.
 *
 * A paste whose end mark did not come in time is handed out as it is. Its rest may still arrive,
 * and then a newline in it must not act as Enter: so Enter counts as a key again only when it comes
 * by itself, or behind the late end mark. Pure but for the locale. */
#ifndef KEYS_H
#define KEYS_H

#include <stddef.h>

#define KEYS_PASTE_BYTES 262144 /* of one paste; what is beyond is dropped */

enum keys_kind {
	KEYS_NONE,
	KEYS_TYPED,
	KEYS_PASTED,
	KEYS_INTERRUPT, /* drops the paste that it comes in */
};

struct keys;

struct keys *keys_new(void);
void keys_free(struct keys *keys);

/* The byte of the interrupt key; 0 for none, as in the beginning. */
void keys_set_interrupt(struct keys *keys, char interrupt);

/* The bytes of one read(2). */
void keys_add(struct keys *keys, const char *bytes, size_t length);

/* The next piece, which is valid until keys_add() or keys_next(); KEYS_NONE when there is nothing
 * to hand out. With KEYS_INTERRUPT the length is 1 where a paste was dropped, else 0. */
enum keys_kind keys_next(struct keys *keys, const char **piece, size_t *length);

/* What is held back for now: KEYS_TYPED for bytes that may begin a mark, of which `length` tells
 * how many they are, or KEYS_PASTED. The first bytes of a character are not told of: they wait for
 * the rest as long as it takes. */
enum keys_kind keys_held(const struct keys *keys, size_t *length);

/* The time is up: keys_next() hands out what was held back. */
void keys_release(struct keys *keys);

#endif
