/* Conns of all doors in another process: for an upgrade.
 *
 * The old process packs each conn that can be carried while its loops stand still, which changes
 * nothing, and sends the socket beside; the new one makes it again before its loops run, when the
 * core has its sessions already. Then the conn goes on where it was: half a line, half a frame, a
 * capability negotiation, a question for a password, an answer that is half sent. What it waited
 * for (its speed, a password, an answer of the store) is looked at anew.
 *
 * A conn inside TLS cannot be carried, nor one that closes, nor those that ask for figures. */
#ifndef DOOR_HANDOVER_H
#define DOOR_HANDOVER_H

#include "conn.h"
#include "door.h"
#include "pack.h"
#include "session.h"

bool door_can_carry(const struct conn *conn);

/* Of a conn that can be carried. The bytes may have secrets. */
void door_pack(const struct conn *conn, struct pack *out);

/* The door with this name; NULL for none. */
const struct door *door_named(const char *name);

struct door_restoring {
	struct loop *const *loops; /* each has its struct door_loop; their indexes are in order */
	unsigned count;

	/* The session that had this id, whose door and loop are set, and which gets its peer here;
	 * NULL for none. */
	struct session *(*session)(const struct core *core, uint32_t id);
};

/* Makes a conn of these bytes: on its session's loop, or where it has none yet on the one with the
 * fewest. NULL where the bytes are wrong; then nothing was made, and `fd` is still the caller's. */
struct conn *door_restore(const struct door_restoring *to, int fd, struct unpack *in);

/* What doors know beside their conns: from where browsers came, and the names of this machine's
 * users. False where the bytes are wrong. */
void door_pack_all(struct pack *out);
bool door_unpack_all(struct unpack *in);

#endif
