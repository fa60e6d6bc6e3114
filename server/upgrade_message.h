/* What the two processes of an upgrade say to each other: messages with descriptors, over a
 * socketpair of unix(7), SOCK_SEQPACKET.
 *
 *   the new one        the old one
 *   HELLO ->                              which state it can read
 *                      <- LISTENER ...    each with its descriptor
 *                      <- LOCK            of the history's folder, where there is one
 *                      <- PREPARE         its settings, as text
 *   PREPARED ->                           its configuration, files and certificate are good
 *                      (stops reading)
 *                      <- CONNS ...       descriptors of connections
 *                      <- STATE           a file in memory
 *   READY ->                              it could serve
 *                      <- GO
 *
 * FAILED, with a sentence, may come instead of anything that the new one says. An end that comes
 * early is the death of the other process. */
#ifndef UPGRADE_MESSAGE_H
#define UPGRADE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "handover.h"
#include "pack.h"

/* What HELLO says: another number for each change of what is packed, also beside the core. */
#define UPGRADE_STATE_VERSION (1001 + HANDOVER_VERSION)

#define UPGRADE_FILE "upgrade" /* in the history's folder: how it went, for chatd --upgrade */
#define UPGRADE_VARIABLE "CHATD_UPGRADE" /* in the new one's environment: its descriptor */
#define UPGRADE_DESCRIPTORS_MAX 253	 /* of one message: the kernel's limit */
#define UPGRADE_BODY_MAX 65536
#define UPGRADE_REASON_SIZE 1024
#define UPGRADE_OF_PROCESS_1 \
	"process 1 cannot end without its container: start a new container instead"

enum upgrade_type {
	UPGRADE_HELLO = 1,
	UPGRADE_LISTENER,
	UPGRADE_LOCK,
	UPGRADE_PREPARE,
	UPGRADE_PREPARED,
	UPGRADE_CONNS,
	UPGRADE_STATE,
	UPGRADE_READY,
	UPGRADE_GO,
	UPGRADE_FAILED,
};

struct upgrade_message {
	unsigned char type;
	char body[UPGRADE_BODY_MAX];
	size_t length;
	int fds[UPGRADE_DESCRIPTORS_MAX]; /* the receiver's, which closes them */
	unsigned fd_count;
};

enum upgrade_result { UPGRADE_GOOD, UPGRADE_ENDED, UPGRADE_LATE, UPGRADE_NO_MEMORY };

/* Waits until `until_ms` (of the monotonic clock) at most. `body` may be NULL for none. */
enum upgrade_result upgrade_send(int fd, enum upgrade_type type, const struct buffer *body,
	const int *fds, unsigned fd_count, int64_t until_ms);
enum upgrade_result upgrade_receive(int fd, struct upgrade_message *message, int64_t until_ms);

#endif
