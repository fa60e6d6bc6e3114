/* Accounts at the IRC door: what all ways to log in share, whether the peer has a session yet or
 * not. */
#ifndef IRC_ACCOUNT_H
#define IRC_ACCOUNT_H

#include "account.h"
#include "irc_peer.h"
#include "proof.h"

#define IRC_ACCOUNT_WORDS_SIZE 200

/* Whether the peer may send passwords: nobody on the way can read them, or the server allows it. */
bool irc_account_private(const struct irc_peer *peer, const struct core *core);

/* The peer's proof; made with the first call. */
struct proof *irc_account_proof(struct irc_call *call);

/* The account that the peer is logged in to; NULL for none. */
struct account *irc_account(const struct irc_call *call);

/* Logs the peer in: its session, or the one that it is going to have. `token` as in login_enter().
 * RPL_LOGGEDIN tells it. False where the session ends instead, see login_enter(). */
bool irc_account_enter(struct irc_call *call, struct account *account, uint32_t token);

/* Why the peer is not logged in, registered and so on. `name` is the account's, or NULL. The result
 * may be `out`. */
const char *irc_account_words(struct irc_call *call, enum outcome outcome, const char *name,
	char out[IRC_ACCOUNT_WORDS_SIZE]);

/* Cuts what clients of bouncers put behind a name, "alice/phone" or "alice@phone": no name has
 * these characters. */
void irc_account_cut(char *name);

#endif
