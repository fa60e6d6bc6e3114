/* Who may come in: the addresses that the configuration allows or denies, the bans of the server's
 * operators, and whether they have closed the server.
 *
 * A denied address is refused; where some are allowed, all others are refused, too. A ban names
 * addresses or an account; the one of everybody closes the server to who is not in yet, but not to
 * the addresses from which its operators were in at that moment. Peers of this machine (127.0.0.1,
 * ::1, a unix socket, or another one that is no IP) have no address that could be refused: so
 * nobody can lock out whoever runs the server.
 *
 * This file knows the rules; server_ban.h is what operators do. Under the core lock, unless a
 * function says otherwise. */
#ifndef ACCESS_H
#define ACCESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "address_set.h"
#include "event.h"
#include "pack.h"

#define ACCESS_BANS_MAX 1000
#define ACCESS_SPARED_MAX 16
#define ACCESS_EVERYBODY "*" /* the mask of the ban that closes the server */

struct core;

/* From the configuration. */
struct access_rules {
	struct address_set allow, deny; /* sorted */
	bool allow_only;		/* who is not allowed is refused */
};

struct access_ban {
	bool of_account;
	char *mask; /* addresses as address_range_text() writes them, an account's key, or
		     * ACCESS_EVERYBODY */
	struct address_range range;
	char *by, *why;	   /* `why` is NULL for no reason */
	int64_t at, until; /* milliseconds of core.now; until 0: no end */
};

struct access {
	struct access_rules rules;
	struct access_ban *bans; /* the oldest first */
	unsigned count;
	int64_t ending_at;		    /* none ends before; 0: none ends */
	uint32_t spared[ACCESS_SPARED_MAX]; /* origin.host; 0: none */
	atomic_bool limits; /* anybody may be refused. Any thread, without the lock */
};

/* Whoever asks to come in. */
struct visitor {
	const unsigned char *address; /* as address_bytes() gives it; NULL: none */
	uint32_t host;		      /* origin.host */
	const char *account;	      /* the key of the account that it is in; NULL for none */
	bool known; /* else: a user of this machine (local_user.h), or one of the server's operators
		     */
};

/* Whether it may. Else `refusal` is the EVENT_REFUSED for it, whose texts are those of the rule:
 * OUTCOME_ADDRESS_DENIED, OUTCOME_ACCOUNT_NEEDED, OUTCOME_SERVER_BANNED (other: why or NULL; idle:
 * seconds until it ends, 0 for never) or OUTCOME_SERVER_CLOSED (other: why or NULL). */
bool access_may(const struct core *core, const struct visitor *visitor, struct event *refusal);

/* The same for who is in: a closed server does not matter. */
bool access_may_stay(const struct core *core, const struct visitor *visitor, struct event *refusal);

/* Whether it is of this machine, which is never refused by its address. */
bool access_is_here(const unsigned char *address);

/* Whether the rules refuse the address; NULL is of this machine. Pure. */
bool access_denied(const struct access_rules *rules, const unsigned char *address);

/* Takes the rules over. To be called by the loop that accepts, which reads them without the lock.
 */
void access_set_rules(struct core *core, struct access_rules *rules);
void access_rules_finish(struct access_rules *rules);

/* Sets a ban, in the place of one with the same mask. Texts are copied; `range` is read for
 * addresses only. NULL where there are ACCESS_BANS_MAX. */
const struct access_ban *access_ban(struct core *core, const struct access_ban *ban);

/* NULL where there is none. */
const struct access_ban *access_find(const struct core *core, bool of_account, const char *mask);

/* Whether the ban is the one that closes the server. */
bool access_ban_closes(const struct access_ban *ban);

/* False where there is no such ban. */
bool access_lift(struct core *core, bool of_account, const char *mask);

/* Whoever comes from there is let in although the server is closed; 0 is nobody. */
void access_spare(struct core *core, uint32_t host);

/* Forgets the bans that have ended; call it about once a second. */
void access_expire(struct core *core);

void access_finish(struct core *core);

/* For another process (handover.h): the bans, and who is spared; the rules are of the
 * configuration. There are no bans before. */
void access_pack(const struct core *core, struct pack *out);
void access_unpack(struct core *core, struct unpack *in);

#endif
