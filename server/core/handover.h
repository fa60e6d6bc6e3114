/* Handing the core on to another process: a server that is upgraded tells the new one all that it
 * knows of who is there and what they may do, as bytes (pack.h), and the new one goes on as if it
 * had been there all the time.
 *
 * Both run on the same machine since the same boot, so times of core.now are carried as they are.
 * The bytes have the hashes of passwords and what people have not read yet: whoever holds them
 * wipes them. What they have, and how, is HANDOVER_VERSION: whoever changes a struct that is packed
 * changes the packer beside it, and the version where the bytes change. */
#ifndef HANDOVER_H
#define HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "door.h"
#include "pack.h"

#define HANDOVER_VERSION 2
#define HANDOVER_ERROR_SIZE 160

struct core;
struct session;

/* Whether the loops, which stand still, have sent and stored what there was, and no password is
 * being checked: so that nothing is lost that handover_pack() does not carry. Else they have to go
 * on for a moment. Under the core lock. */
bool handover_settled(const struct core *core);

/* About how many bytes people have not taken yet, with the rest of long answers: how much larger
 * that makes the state. Above HANDOVER_UNREAD_MAX it would take seconds: the process that is there
 * goes on for now. Likewise. */
#define HANDOVER_UNREAD_MAX (UINT64_C(256) << 20)
uint64_t handover_unread(const struct core *core);

/* Appends the whole state. All loops stand still (nobody else has the lock or is about to), and all
 * rounds of the history are stored. The core can go on afterwards: it has read its mailboxes and
 * made what was left of long answers (walk.h), which it would have done a little later. Sessions
 * that are closed are left out; they end with this process. If the other one takes
 * over, what this core does afterwards must not reach the store: rooms would end there with their
 * members. */
void handover_pack(struct core *core, struct pack *out);

/* Makes the core what the other one was. It is fresh: after core_init(), history_init() and what
 * the configuration says, before the first session, room, account or loop. Nobody is told anything.
 * `door` finds a door by its name, NULL for none. Sessions are spread over the loops, and have no
 * peer until their door sets session.peer.
 *
 * False, with a sentence in `error`, where the bytes are not such a state: then the core has a part
 * of it and can only be given to handover_drop() and core_finish(). */
bool handover_unpack(struct core *core, struct unpack *in,
	const struct door *(*door)(const char *name), char error[HANDOVER_ERROR_SIZE]);

/* The session with this id, which is what it was in the other process; NULL for none. After
 * handover_unpack() and before handover_end(). */
struct session *handover_session(const struct core *core, uint32_t id);

/* All doors have found their sessions: ends those that have no peer, with this reason, and forgets
 * the ids. Their number. On the thread that unpacked, before a loop runs. */
unsigned handover_end(struct core *core, const char *why);

/* Frees all sessions without telling anybody, before core_finish(): the other process goes on. */
void handover_drop(struct core *core);

#endif
