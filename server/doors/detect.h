/* Protocol detection: finds out which door a new conn has come for (docs/protocol.md).
 *
 * A listener whose door is DETECT_AUTO serves every protocol. There a conn waits without a session
 * until its first bytes tell, or until it has been silent for a moment: that is a person with nc,
 * who is greeted. An IRC client may need longer, so the first line after the greeting is looked at
 * too and may still choose the IRC door; until then, or for some seconds, the session is not
 * announced to the others. Where the listener has one door, that door is opened at once.
 *
 * In each case the first bytes are looked at before the door sees them, and stay in the input. A
 * client that speaks something else (SSH, SMTP ...) is turned away in its own protocol. Once
 * the protocol is known, conn->ops become those of the door.
 *
 * A TLS hello is let in where the listener allows it and nothing has been sent yet; the first bytes
 * inside choose the door in the same way. A listener may want TLS: who is silent there, or speaks
 * something else, is told so. Where TLS is allowed and there is one door, that waits for a hello as
 * long as a person waits to be greeted.
 *
 * All of it runs on the conn's loop, whose `data` is a struct door_loop. */
#ifndef DETECT_H
#define DETECT_H

#include <stdatomic.h>
#include <stddef.h>

#include "conn.h"
#include "door_kind.h"
#include "listener.h"
#include "tls_context.h"

enum detect_door { DETECT_AUTO, DETECT_LINE, DETECT_IRC, DETECT_WEB, DETECT_DOORS };

/* The names of the doors in their order, ended by NULL. */
extern const char *const detect_names[];

/* For all loops. */
struct detect {
	atomic_long greet_ms;	 /* of silence, until a person is greeted; 0: at once. Any thread */
	struct tls_context *tls; /* NULL without TLS: then all listeners are BIND_PLAIN */
};

/* The functions that a conn from such a listener begins with. */
const struct conn_ops *detect_ops(enum detect_door door, enum bind_tls tls);

/* All that a conn may have as its ops before its door is known for good, with names that stay the
 * same; a row without a name ends the table. */
struct detect_stage {
	const char *name;
	const struct conn_ops *ops;
	enum door_user user;
};
extern const struct detect_stage detect_stages[];

/* With which a conn begins whose TLS hello is there, and which has these ops inside. */
const struct conn_ops *detect_hello_ops(const struct conn_ops *inside);

/* Why a caller is not let in. */
enum detect_refusal {
	DETECT_FULL,
	DETECT_ADDRESS_FULL,
	DETECT_ADDRESS_OFTEN,
	DETECT_DENIED,
	DETECT_REFUSALS
};

/* The sentence for it in the language of the door, or, with DETECT_AUTO, of the bytes that came
 * with the call; for TLS, an alert. Sets `*said` to its length. */
const char *detect_refusal(enum detect_door door, enum bind_tls tls, enum detect_refusal why,
	const char *bytes, size_t length, size_t *said);

#endif
