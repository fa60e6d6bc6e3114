/* What the chat uses of RPL_ISUPPORT: how names are compared, what rooms begin with, and which
 * modes there are. */
#ifndef ISUPPORT_H
#define ISUPPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "mode.h"

#define FOLD_SIZE 256

enum casemapping { CASEMAPPING_ASCII, CASEMAPPING_STRICT, CASEMAPPING_RFC1459 };

struct isupport {
	struct mode_rules modes;
	enum casemapping mapping;
	bool utf8only;
	bool chatd; /* knows BAN, UNBAN and who is invited (CHATD, docs/irc.md) */
	char room_signs[16];
	bool times_only;       /* lines of its history have no ids (MSGREFTYPES) */
	unsigned history_most; /* lines that it sends at once (CHATHISTORY); 0: no limit is known */
	size_t name_bytes;     /* of a person's name; 0: the server does not say */
};

/* The defaults (RFC 1459). */
void isupport_init(struct isupport *isupport);

/* Reads the tokens of one message. True if names are compared in another way now. */
bool isupport_read(struct isupport *isupport, char *const *tokens, unsigned count);

/* Two names are the same if their folds are equal. With UTF8ONLY and CASEMAPPING=ascii, as chatd
 * has them, names with other letters are compared by their key (common/name.h). A name is cut at
 * FOLD_SIZE - 1 bytes. */
void isupport_fold(const struct isupport *isupport, char out[FOLD_SIZE], const char *name);
bool isupport_same(const struct isupport *isupport, const char *a, const char *b);

/* Whether a server's name for somebody or a room is accepted: not empty, not too long, no spaces
 * and control characters. */
bool isupport_name_good(const char *name);

/* Whether it begins with a room's sign. */
bool isupport_is_room(const struct isupport *isupport, const char *text);

/* The room in a target, without the sign of a role in front ("@#dev", STATUSMSG); NULL for none. */
const char *isupport_room_of(const struct isupport *isupport, const char *target);

#endif
