/* IRC servers of other makes, as processes: what chat-client must get on with as well.
 *
 * They are Debian's ngIRCd and InspIRCd, unpacked and not installed, so that nothing of them runs
 * but what a test starts: in SERVERS (see scripts/test), or found on PATH. Each test runs in a
 * process of its own, with which its servers end. */
#ifndef FOREIGN_H
#define FOREIGN_H

#include "harness.h"
#include "temporary.h"

enum foreign_kind {
	FOREIGN_NGIRCD,	  /* no capability but multi-prefix: what is said is not echoed */
	FOREIGN_INSPIRCD, /* echo-message and labeled-response */
	FOREIGN_ECHO,	  /* InspIRCd with echo-message alone */
	FOREIGN_BARE,	  /* InspIRCd without capabilities, as RFC 1459 has it */
	FOREIGN_COUNT
};

extern const char *const foreign_names[FOREIGN_COUNT];

struct foreign {
	enum foreign_kind kind;
	pid_t pid;
	int port; /* of 127.0.0.1 */
	char folder[TEMPORARY_PATH_SIZE];
};

bool foreign_available(enum foreign_kind kind);

/* Starts one on a free port and waits until it answers. Names may have 9 characters. */
void foreign_start(struct foreign *foreign, enum foreign_kind kind);
/* Ends it at once (KILL), and starts it again on the same port. */
void foreign_kill(struct foreign *foreign);
void foreign_restart(struct foreign *foreign);
/* Ends it and removes its folder. */
void foreign_stop(struct foreign *foreign);

/* Somebody with nothing but a socket, in a room. */
void foreign_join(
	struct client *client, const struct foreign *foreign, const char *nick, const char *room);

#endif
