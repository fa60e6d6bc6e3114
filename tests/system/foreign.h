/* Other IRC servers as processes, with which chat-client must work too: Debian's ngIRCd and
 * InspIRCd.
 *
 * The packages are unpacked below SERVERS (see scripts/test) and not installed, so that only what a
 * test starts runs; or they are installed. The servers are killed when the test's process ends. */
#ifndef FOREIGN_H
#define FOREIGN_H

#include "harness.h"
#include "temporary.h"

enum foreign_kind {
	FOREIGN_NGIRCD,	  /* no capability but multi-prefix: what is said is not echoed */
	FOREIGN_INSPIRCD, /* echo-message and labeled-response */
	FOREIGN_ECHO,	  /* InspIRCd with echo-message alone */
	FOREIGN_BARE,	  /* InspIRCd without capabilities, as RFC 1459 has it */
	FOREIGN_TLS,	  /* InspIRCd that chat-client reaches over TLS (GnuTLS) alone */
	FOREIGN_COUNT
};

extern const char *const foreign_names[FOREIGN_COUNT];

struct foreign {
	enum foreign_kind kind;
	pid_t pid;
	int out;	  /* its standard output: some lines, which fit into the pipe */
	int port;	  /* of 127.0.0.1, where none has TLS */
	char address[32]; /* for chat-client */
	char folder[TEMPORARY_PATH_SIZE];
	char authority[TEMPORARY_PATH_SIZE + 16]; /* the file that vouches for the certificate */
};

bool foreign_available(enum foreign_kind kind);

/* Starts one on a free port and waits until it says that it runs. Names may have 9 characters. */
void foreign_start(struct foreign *foreign, enum foreign_kind kind);
/* Ends it at once (KILL), and starts it again on the same port. */
void foreign_kill(struct foreign *foreign);
void foreign_restart(struct foreign *foreign);
/* Ends it and removes its folder. */
void foreign_stop(struct foreign *foreign);

/* Connects a socket as an IRC client, which joins a room. */
void foreign_join(
	struct client *client, const struct foreign *foreign, const char *nick, const char *room);

#endif
