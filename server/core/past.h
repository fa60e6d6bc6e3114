/* What was said, told again: lines that history has kept become events.
 *
 * Such an event has `past`, the number and the time of the line, and its sender's name, user and
 * host as they were then; no actor. Under the core lock. */
#ifndef PAST_H
#define PAST_H

#include "record.h"
#include "session.h"

/* The event of a kept line of the room. It points into the line. */
struct event past_event(const struct room *room, const struct record_line *line);

/* Whether the room's last lines can be told now; else they have to be recalled from the store
 * first, and the command has to wait (OUTCOME_LATER). True where nothing can be recalled. */
bool past_recalled(struct session *session, struct room *room);

/* A row of lines that is being told, the oldest first. */
struct past_telling {
	struct session *session;
	const struct room *room;
	int64_t time;	 /* of the last one that was told; 0 for none */
	uint32_t number; /* likewise */
	struct record_line
		erased;	       /* the first of some that are not told yet, see EVENT_PAST_ERASED */
	unsigned erased_count; /* of these */
};

/* Tells one line of the room as a past event, unless the session ignores who said it, with
 * EVENT_PAST_GAP in front where it is the first one, much time has passed, another day has begun,
 * or lines are missing. Erased lines one behind the other are told as one EVENT_PAST_ERASED, when
 * the row has ended: so the texts stay valid up to past_tell_end(), which comes behind the last
 * line. */
void past_tell(struct past_telling *telling, const struct record_line *line);
void past_tell_end(struct past_telling *telling);

/* Tells the session the last lines of the room, at most history.replay. What the session is told
 * next comes behind them. */
void past_tell_recent(struct session *session, const struct room *room);

#endif
