/* Questions about history, which the store's librarian answers while the loops go on.
 *
 * A command asks and has to wait (OUTCOME_LATER). When the answer is there, the door's resume() is
 * called by the session's loop, the command is run again from the same line, and finds it. So an
 * answer stands where the command's answer always stands, with its label and batch. A session asks
 * one question at a time. Under the core lock, but where it says otherwise. */
#ifndef QUESTION_H
#define QUESTION_H

#include "record.h"
#include "session.h"
#include "store.h"

#define QUESTION_WORDS_BYTES 300

enum question_type {
	QUESTION_LINES,	 /* those of `range`, also bounded by `since` and `until` */
	QUESTION_SEARCH, /* those of `search` */
	QUESTION_RECALL, /* the last lines of the room, for recent_complete() */
};

struct question {
	enum question_type type;
	struct store_range range; /* the answer narrows it down */
	const struct room *room;  /* what is said elsewhere does not matter; NULL: all rooms do */
	int64_t since, until; /* times of the first and the last line; 0: no bound. A search with
				 `since` is one for the first lines */
	bool around; /* QUESTION_LINES: half of range.limit are the last lines before range.first
			and `since`, the other half the first ones from there on */
	uint32_t between; /* QUESTION_LINES: the lines between the one with this number and the time
			     `since`, whichever is earlier, without what is there; counted from the
			     time on if range.newest, else from the number on. 0: not so */
	struct store_search search;
	char words[QUESTION_WORDS_BYTES + 1]; /* of `search` */
	char name[NAME_BYTES + 1];	      /* likewise */
	/* The answer. */
	struct buffer records; /* of lines; see store.h */
	bool failed;	       /* the store could not say */
	bool complete;	       /* see store.h, search() */
	uint64_t stored;       /* the answer is of when this round was stored, or later */
	/* For this file and the store's threads. */
	struct store_range asked; /* `range` as it was */
	int64_t kept_since;	  /* what was said before this time is too old; 0: nothing is */
	struct question *next;
	struct session *session; /* NULL if it is gone. Under the core lock */
	uint64_t asker;	    /* its address, or on this machine itself: all askers get their turns */
	unsigned turn;	    /* see turns.h */
	uint64_t round;	    /* is to be answered when this one is stored, */
	int64_t wait_until; /* or at this time of core.now */
	bool answered;	    /* under the core lock */
};

/* A line of the answer, in its order; the texts point into it. */
void question_each(const struct question *question,
	void (*visit)(const struct record_line *line, void *data), void *data);

/* Asks a question like this one, whose strings are copied, or takes the answer to the one that was
 * asked. NULL while there is none: the command has to wait (OUTCOME_LATER). The caller frees the
 * answer.
 *
 * What has been said before is in the answer. So it may have to wait until that is stored, but for
 * QUESTION_WAIT_MS at most, and not where the store is late. What is not stored then is added
 * (pending.h), and the session is sent nothing before others may see it. Only a search does not
 * find it. */
#define QUESTION_WAIT_MS 2000
struct question *question_ask(struct session *session, const struct question *question);

/* Whether lines that the room's members have seen are not stored yet, so that a search with this
 * answer has not found them. */
bool question_lacks(const struct question *answer, const struct room *room);

/* Whether the session has asked, so that its command is run again for the answer. */
bool question_asked(const struct session *session);

/* The session is gone. */
void question_forget(struct session *session);

/* For core_enter(): calls resume() for sessions whose answers have come. */
void question_resume(struct core_loop *loop);

void question_free(struct question *question);

/* By the librarian, without the lock: the store has answered, and the question is not the
 * librarian's any more. False where a round was stored meanwhile that may not be in the answer:
 * then it is to be answered once more. */
bool question_answer(struct core *core, struct question *question);

#endif
