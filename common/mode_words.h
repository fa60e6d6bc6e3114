/* The modes of a room: their letters in IRC and their names. Pure. */
#ifndef MODE_WORDS_H
#define MODE_WORDS_H

/* In the order in which they are shown. Modes before MODE_KEY are flags, without an argument. */
enum mode {
	MODE_INVITE_ONLY,
	MODE_MODERATED,	   /* only those with a role may speak */
	MODE_MEMBERS_ONLY, /* only members may speak */
	MODE_SECRET,	   /* shown to its members alone */
	MODE_TOPIC_LOCKED, /* only operators set the topic */
	MODE_KEY,
	MODE_LIMIT, /* members */
	MODE_BAN,
	MODE_BAN_EXCEPT,
	MODE_INVITE_EXCEPT,
	MODE_FOUNDER,
	MODE_OPERATOR,
	MODE_VOICE,
	MODE_COUNT
};

/* The letter in the MODE command of IRC. */
char mode_letter(enum mode mode);

/* "invite-only", "key", "ban", "operator". */
const char *mode_name(enum mode mode);

#endif
