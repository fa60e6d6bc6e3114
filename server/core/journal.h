/* What the core decides, for the log: who came, who is what, who did what to whom.
 *
 * A row is made under the core lock and kept in memory; core_leave() writes it once the lock is
 * given back, so nobody waits for a disk. Each kind of row is bounded for each address, see
 * log_storm.h. No row has anything that somebody said, nor a password or a room's key. */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "log.h"
#include "session.h"

/* Adds a row: the event, then who did it (name, peer, and account if it is one of the server's
 * operators), then the fields, of which there are at most 8. `by` is NULL where the server did it
 * by itself. */
void journal_fields(struct core *core, const struct session *by, enum log_level level,
	const char *event, const struct log_field *fields);

#define journal(by, level, event, ...)                           \
	journal_fields((by)->loop->core, (by), (level), (event), \
		(const struct log_field[]){__VA_ARGS__, {0}})

/* A session's address and port; empty where its door has none. */
void journal_peer(const struct session *session, char out[DOOR_ADDRESS_SIZE]);

/* Rows of more than one caller. The reason is NULL for none. */
void journal_kick(
	const struct session *by, const char *room, const struct session *target, const char *why);
void journal_changes(const struct room *room, const struct session *by,
	const struct change *changes, unsigned count);

#endif
