/* Sessions, with their places in rooms and what they have still to be sent, as a part of
 * handover.h. */
#ifndef HANDOVER_SESSION_H
#define HANDOVER_SESSION_H

#include "handover_room.h"
#include "session.h"

/* The other parts but what is kept (kept.h) and which rooms are empty come before. */
void handover_pack_sessions(const struct core *core, struct pack *out);

/* `sessions` has room for as many as are packed, in the order of their ids; `*count` becomes their
 * number. */
struct handover_ids {
	struct session **items;
	unsigned count;
};
void handover_unpack_sessions(struct core *core, struct unpack *in,
	const struct handover_rooms *rooms, const struct door *(*door)(const char *name),
	struct handover_ids *sessions);

#endif
