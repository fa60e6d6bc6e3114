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

/* Tells the session the last lines of the room, at most history.replay, oldest first, each as one
 * past event, with EVENT_PAST_GAP before the first one and where much time has passed. What the
 * session is told next comes behind them. */
void past_tell_recent(struct session *session, const struct room *room);

/* The same for lines of the room from elsewhere; `*last` is the time of the line before, 0 for
 * none. */
void past_tell(struct session *session, const struct room *room, const struct record_line *line,
	int64_t *last);

#endif
