/* The rules of a room: its modes, its masks and who has been invited. Knows nothing of members.
 * Under the core lock. */
#ifndef RULES_H
#define RULES_H

#include "mask.h"
#include "mode_words.h"

#define RULES_MASKS_MAX 100   /* in all lists of a room */
#define RULES_INVITED_MAX 100 /* a new invitation replaces the oldest */
#define RULES_INVITED_SECONDS 3600
#define RULES_KEY_BYTES 63
#define RULES_LIMIT_MAX 1000000

#define MODE_MASKS (MODE_INVITE_EXCEPT - MODE_BAN + 1) /* lists of masks */

/* An operator lets a session in beforehand, once. */
struct invitation {
	uint32_t guest, host; /* ids of sessions: who is invited, and by whom */
	char *guest_name, *host_name;
	int64_t at, until; /* milliseconds of core.now */
};

struct rules {
	unsigned flags;	 /* 1 << mode for each mode before MODE_KEY */
	long limit;	 /* 0: none */
	char *key;	 /* NULL: none */
	int64_t keep_ms; /* how long history keeps lines; 0: as the server does */
	struct mask_list masks[MODE_MASKS]; /* by mode - MODE_BAN */
	struct invitation *invited;	    /* the oldest first */
	unsigned invited_count;
	unsigned char generation; /* of the lists of masks, see speech.h */
};

void rules_finish(struct rules *rules);

static inline bool rules_has(const struct rules *rules, enum mode mode)
{
	return (rules->flags >> mode) & 1;
}

/* The list of MODE_BAN, MODE_BAN_EXCEPT or MODE_INVITE_EXCEPT. */
static inline const struct mask_list *rules_masks(const struct rules *rules, enum mode mode)
{
	return &rules->masks[mode - MODE_BAN];
}

/* The ban that keeps the session out and silent; NULL for none, or where an exception matches. */
const struct mask *rules_ban(const struct rules *rules, const struct session *session);

/* Whether an operator has invited the session: that lets it into a full room as well. */
bool rules_invited(const struct rules *rules, const struct session *session);

/* Whether the session may enter an invite-only room: rules_invited(), or a mask of those who need
 * no invitation. */
bool rules_admitted(const struct rules *rules, const struct session *session);

void rules_invite(struct rules *rules, const struct session *guest, const struct session *host);

/* Take back the invitation of a session, or of whoever was invited under this name: false if there
 * is none. */
bool rules_uninvite(struct rules *rules, const struct session *session);
bool rules_uninvite_name(struct rules *rules, const char *name);

/* Takes back all invitations that the session has given. */
void rules_uninvite_by(struct rules *rules, const struct session *host);

/* Removes the invitations that have ended. */
void rules_expire_invitations(struct rules *rules, int64_t now);

#endif
