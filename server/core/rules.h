/* The rules of a room: what its members may do, who may come in, and who is what in it. */
#ifndef RULES_H
#define RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "outcome.h"

#define RULES_MASKS_MAX 100   /* in all lists of a room */
#define RULES_INVITED_MAX 100 /* the oldest invitation makes place for a new one */
#define RULES_INVITED_SECONDS 3600
#define RULES_KEY_BYTES 63
#define RULES_WHY_BYTES 300 /* of the reason for a ban; the rest is cut off */
#define RULES_LIMIT_MAX 1000000

struct core;
struct member;
struct owner;
struct room;
struct session;

/* Bits: what a member is. */
enum role { ROLE_VOICE = 1, ROLE_OPERATOR = 2, ROLE_FOUNDER = 4 };

/* What can be set for a room, in the order in which it is shown. Those before MODE_KEY are bits of
 * rules.flags, as 1 << mode. */
enum mode {
	MODE_INVITE_ONLY,
	MODE_MODERATED,	   /* only those with a role may speak */
	MODE_MEMBERS_ONLY, /* only members may speak */
	MODE_SECRET,	   /* shown to its members alone */
	MODE_TOPIC_LOCKED, /* only operators set the topic */
	MODE_KEY,
	MODE_LIMIT, /* members */
	MODE_BAN,
	MODE_BAN_EXCEPT,
	MODE_INVITE_EXCEPT,
	MODE_FOUNDER,
	MODE_OPERATOR,
	MODE_VOICE,
	MODE_COUNT
};

#define MODE_MASKS (MODE_INVITE_EXCEPT - MODE_BAN + 1)

/* One thing that was set, added or given (`on`), or the opposite. */
struct change {
	enum mode mode;
	bool on;
	char *argument;	 /* key, number, mask or name; NULL where there is none */
	int64_t seconds; /* after which it ends by itself; 0 for never */
};

/* "name!user@host" with '*' and '?'; each part as it is compared. */
struct mask {
	char *text; /* as shown */
	char *name, *user, *host;
	char *by;	     /* who set it */
	char *why;	     /* NULL for no reason */
	char *meant;	     /* the name of whom it was made for, where that is known; else NULL */
	struct owner *owner; /* whose `bytes` it counts for; NULL for nobody's */
	size_t bytes;
	int64_t at;    /* milliseconds of core.now */
	int64_t until; /* likewise; 0 for no end */
};

struct mask_list {
	struct mask *items;
	unsigned count;
};

/* A session that an operator has let in beforehand, once. */
struct invitation {
	uint32_t guest, host; /* ids of sessions: who is invited, and by whom */
	char *guest_name, *host_name;
	int64_t at, until; /* milliseconds of core.now */
};

struct rules {
	unsigned flags;
	long limit;			    /* 0: none */
	char *key;			    /* NULL: none */
	struct mask_list masks[MODE_MASKS]; /* by mode - MODE_BAN */
	struct invitation *invited;	    /* the oldest first */
	unsigned invited_count;
	unsigned char generation; /* of the lists of masks, see speech_member_banned() */
};

void rules_finish(struct rules *rules);

static inline bool rules_has(const struct rules *rules, enum mode mode)
{
	return (rules->flags >> mode) & 1;
}

/* "alice" becomes "alice!*@*", "*.net" "*!*@*.net", "a!b" "a!b@*". False for what is no mask:
 * empty, too long, with blanks. Free with mask_finish(). */
bool mask_init(struct mask *mask, const char *text);
void mask_finish(struct mask *mask);

/* What it takes with this reason: its text is there twice, and it has names. */
size_t mask_bytes(const struct mask *mask, const char *why);
bool mask_matches(const struct mask *mask, const struct session *session);

/* The mask of the list that has this text, or NULL. */
struct mask *mask_list_find(const struct mask_list *list, const struct mask *mask);

/* The ban that keeps the session out and silent, or NULL where there is none or an exception. */
const struct mask *rules_ban(const struct rules *rules, const struct session *session);

/* Whether there is such a ban for a member of the room. The masks are compared once, and again when
 * they have changed or what they are compared with has: so speaking costs nothing, whatever they
 * are. A ban that has ended counts until moderation_expire() takes it away. */
bool speech_member_banned(struct member *member);

/* The room's masks have changed. */
void speech_masks_changed(struct room *room);

/* The session's name, user or host has. */
void speech_judge_again(struct session *session);

/* Whether the member may speak in its room: OUTCOME_DONE, _MODERATED or _SILENCED. All that carries
 * words of its own choice asks this. */
enum outcome speech_member_allowed(struct member *member);

/* Whether an operator has invited the session: that lets it into a full room as well. */
bool rules_invited(const struct rules *rules, const struct session *session);

/* Whether it may enter a room for the invited: rules_invited(), or a mask of those who need no
 * invitation. */
bool rules_admitted(const struct rules *rules, const struct session *session);

void rules_invite(struct rules *rules, const struct session *guest, const struct session *host);

/* Takes back the invitation of a session, or of whoever was invited under this name: false where
 * there is none. */
bool rules_uninvite(struct rules *rules, const struct session *session);
bool rules_uninvite_name(struct rules *rules, const char *name);

/* Takes back all invitations that the session has given. */
void rules_uninvite_by(struct rules *rules, const struct session *host);

/* Takes away the invitations that have ended. */
void rules_expire_invitations(struct rules *rules, int64_t now);

#endif
