/* Names of people and rooms: which are allowed, and which are equal.
 *
 * A name is shown as its owner typed it and compared by its key: NFKC, case-folded, without
 * default-ignorable code points (Unicode Standard, D146 and section 5.3; UAX #15). "Alice", "ALICE"
 * and the full-width spelling have the same key. Tables are indexed by keys only. All functions are
 * pure and may be called from any thread. */
#ifndef NAME_H
#define NAME_H

#include <stdbool.h>
#include <stddef.h>

#define NAME_CHARS 32	   /* characters (grapheme clusters) of a person's name */
#define NAME_BYTES 63	   /* bytes of a person's name */
#define ROOM_NAME_CHARS 49 /* characters of a room's name after its '#' */
#define ROOM_NAME_BYTES 99 /* bytes of a room's name, '#' included */
#define NAME_KEY_BYTES 126 /* bytes of a key; a name whose key is longer is refused */

/* Only the server gives names whose key begins with this. */
#define NAME_GUEST_PREFIX "guest-"

enum name_error {
	NAME_GOOD,
	NAME_EMPTY,
	NAME_TOO_LONG,
	NAME_BAD_START,	    /* a person's name begins with a digit or '-' */
	NAME_BAD_CHARACTER, /* not a letter, digit or one of -_[]{}|^`\ (and .#+/&'!=~:@$%() in a
			       room's) */
	NAME_NO_HASH,	    /* a room's name that does not begin with '#' */
	NAME_RESERVED,	    /* begins with NAME_GUEST_PREFIX */
	NAME_KEPT,  /* a word that servers use for people, or the name of a service to which people
		       send passwords; a person's name alone */
	NAME_MIXED, /* has letters of two scripts that look alike (scripts.h) */
	NAME_UNFOLDS, /* its key is longer than NAME_KEY_BYTES: some characters stand for many,
			 as U+FDFA does for 18 */
};

struct name_key {
	unsigned char length;
	char bytes[NAME_KEY_BYTES + 1]; /* ends with a NUL that is not counted */
};

/* The key of any text; it need not be an allowed name. The key is empty if the text has no visible
 * character or if the text or its key is too long for a name. */
void name_key(struct name_key *key, const char *text, size_t length);

/* Whether two names are one: their keys are the same, and not empty. */
bool name_same(const char *one, const char *other);

enum name_error name_check(const char *text, size_t length);
/* Whether a person can have the name, who may need a right for it: NAME_GOOD, NAME_RESERVED or
 * NAME_KEPT. */
bool name_possible(const char *name);
/* The word that no person may be called (NAME_KEPT), if this key is one or would be read as one; or
 * NULL. */
const char *name_kept_word(const char *key);
enum name_error room_name_check(const char *text, size_t length);

#endif
