/* The modes of a room: their letters in IRC, their names, and sentences for changes of them. One
 * text for the line door and chat-client. Pure. */
#ifndef MODE_WORDS_H
#define MODE_WORDS_H

#include <stdbool.h>

#include "buffer.h"

/* In the order in which they are shown. Modes before MODE_KEY are flags, without an argument. */
enum mode {
	MODE_INVITE_ONLY,
	MODE_MODERATED,	   /* only those with a role may speak */
	MODE_MEMBERS_ONLY, /* only members may speak */
	MODE_SECRET,	   /* shown to its members alone */
	MODE_TOPIC_LOCKED, /* only operators set the topic */
	MODE_KEY,
	MODE_LIMIT, /* members */
	MODE_KEEP,  /* how long history keeps what is said */
	MODE_BAN,
	MODE_BAN_EXCEPT,
	MODE_INVITE_EXCEPT,
	MODE_FOUNDER,
	MODE_OPERATOR,
	MODE_VOICE,
	MODE_COUNT
};

/* What stands in place of the name for one's own deeds. No name has a blank, so no name makes the
 * deed of another read as one's own. */
#define MODE_WORDS_OWN "You have"

/* The letter in the MODE command of IRC. */
char mode_letter(enum mode mode);

/* "invite-only", "key", "ban", "operator". */
const char *mode_name(enum mode mode);

/* The mode of this name among those that /mode sets, which end with MODE_KEEP; MODE_COUNT for
 * none. ASCII case does not count. */
enum mode mode_find(const char *name);

/* The name of one of these that a mistyped one probably meant, or NULL. */
const char *mode_nearest(const char *name);

/* The words for setting the mode (`on`) or not, for mode_words_add(). In them, %n is the argument,
 * %r the room, %g "gave" or "given" and %t "took" or "taken". */
const char *mode_words(enum mode mode, bool on);

/* Appends a sentence: "alice made bob an operator of #dev". `own`: begins with MODE_WORDS_OWN
 * instead of `who`; `who` is NULL for the server. `argument` may be NULL if the words have no %n.
 */
void mode_words_add(struct buffer *out, const char *words, bool own, const char *who,
	const char *argument, const char *room);

#endif
