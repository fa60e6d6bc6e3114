/* Splits what a terminal sends into keys and pastes, and makes lines of them.
 *
 * Bytes go in as they are read. Out come keys, in whole characters, and each bracketed paste as one
 * piece when its end mark has arrived. Nothing here waits: bytes that may begin a mark, and an
 * incomplete paste, are held back until more bytes come or until the caller, who has the clock,
 * calls keys_release().
 *
 * A paste whose end mark is late is handed out as it is. Its rest may still arrive, and a newline
 * in that must not act as Enter: Enter is a key again only if it arrives alone, or behind the late
 * end mark. Pure but for the locale, which must be UTF-8. */
#ifndef KEYS_H
#define KEYS_H

#include <stddef.h>

#define KEYS_PASTE_BYTES 262144 /* of one paste; the rest is dropped */

enum keys_kind {
	KEYS_NONE,
	KEYS_TYPED,
	KEYS_PASTED,
	KEYS_INTERRUPT, /* the interrupt key; drops the paste in which it comes */
};

struct keys;

struct keys *keys_new(void);
void keys_free(struct keys *keys);

/* Sets the byte of the interrupt key; 0 for none, which is the default. */
void keys_set_interrupt(struct keys *keys, char interrupt);

/* Adds the bytes of one read(2). */
void keys_add(struct keys *keys, const char *bytes, size_t length);

/* Takes the next piece, which is valid until the next keys_add() or keys_next(). KEYS_NONE: there
 * is none. With KEYS_INTERRUPT, the length is 1 if a paste was dropped, else 0. */
enum keys_kind keys_next(struct keys *keys, const char **piece, size_t *length);

/* What is held back: KEYS_TYPED for `length` bytes that may begin a mark, or KEYS_PASTED. The first
 * bytes of a character do not count: they wait for the rest as long as it takes. */
enum keys_kind keys_held(const struct keys *keys, size_t *length);

/* The time is up: keys_next() will hand out what is held back. */
void keys_release(struct keys *keys);

/* Texts are UTF-8; returned ones are to free(3). */

/* An entered line as it is handed over: valid UTF-8 without control characters but newlines and
 * TABs, and without newlines at its end; "" for a blank one. */
char *keys_line(const char *entered);

/* Pasted text, with LF alone between its lines. NULs are left out, and so are the control
 * characters of C1: readline shows those of C0 as two characters, but these as they are, and a
 * terminal would obey them. */
char *keys_paste_text(const char *bytes, size_t length);

/* The same as one line: control characters become blanks. */
char *keys_paste_line(const char *bytes, size_t length);

#endif
