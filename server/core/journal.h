/* Rows of the log about what the core decides: who came, who got which role, who did what to whom.
 *
 * A row is made under the core lock and kept in memory; core_leave() writes it after it has
 * released the lock, so nobody waits for a disk. Rows of each kind are limited per address, see
 * log_storm.h. No row contains what somebody said, a password or the key of a room. */
#ifndef JOURNAL_H
#define JOURNAL_H

#include "log.h"
#include "session.h"

/* Adds a row: the event, who did it (name, peer, and account for an operator of the server), then
 * at most 8 fields, of which those without a value are left out. `by` is NULL for the server
 * itself. */
void journal_fields(struct core *core, const struct session *by, enum log_level level,
	const char *event, const struct log_field *fields);

#define journal(by, level, event, ...)                           \
	journal_fields((by)->loop->core, (by), (level), (event), \
		(const struct log_field[]){__VA_ARGS__, {0}})

/* The same without a name, about a peer that has no session; `host` is of its origin. */
void journal_from_fields(struct core *core, uint32_t host, enum log_level level, const char *event,
	const struct log_field *fields);

#define journal_from(core, host, level, event, ...) \
	journal_from_fields(                        \
		(core), (host), (level), (event), (const struct log_field[]){__VA_ARGS__, {0}})

/* A session's address and port; "" if its door has none. */
void journal_peer(const struct session *session, char out[DOOR_ADDRESS_SIZE]);

/* `why` is NULL for no reason. */
void journal_kick(
	const struct session *by, const char *room, const struct session *target, const char *why);
void journal_changes(const struct room *room, const struct session *by,
	const struct change *changes, unsigned count);

#endif
