/* What can come of a command. A door has one table from these to words. */
#ifndef OUTCOME_H
#define OUTCOME_H

enum outcome {
	OUTCOME_DONE,
	OUTCOME_UNKNOWN_COMMAND, /* name: the word, other: the nearest known one or NULL */
	OUTCOME_USAGE,		 /* name: the command, other: its arguments */
	OUTCOME_NO_ROOM,	 /* one must be in a room for this */
	OUTCOME_NAME_TAKEN,	 /* name */
	OUTCOME_NAME_LONG,	 /* total: most characters */
	OUTCOME_NAME_START,	 /* name */
	OUTCOME_NAME_CHARACTER,	 /* name */
	OUTCOME_NAME_RESERVED,	 /* name: the reserved beginning */
	OUTCOME_NAME_SAME,	 /* name */
	OUTCOME_ROOM_LONG,	 /* total: most characters */
	OUTCOME_ROOM_CHARACTER,	 /* name */
	OUTCOME_NO_SUCH_ROOM,	 /* name */
	OUTCOME_IN_ROOM,	 /* name: one is there already */
	OUTCOME_NOBODY,		 /* name */
	OUTCOME_YOURSELF,
	OUTCOME_NO_REPLY,    /* nobody wrote yet */
	OUTCOME_REPLY_GONE,  /* name */
	OUTCOME_IGNORED_BY,  /* name */
	OUTCOME_NOT_IGNORED, /* name */
	OUTCOME_IGNORE_FULL, /* total */
	OUTCOME_TOO_LONG,    /* total: bytes of a line */
	OUTCOME_TOO_FAST,    /* total: lines a second */
	OUTCOME_TOO_SLOW,    /* total: bytes unread */
	OUTCOME_COUNT
};

#endif
