/* Whether an IRC client that has registered may come in: its address, its account. */
#ifndef IRC_ADMIT_H
#define IRC_ADMIT_H

#include "account.h"
#include "irc_peer.h"

/* Right before its session opens. `account`: that it is logged in to, NULL for none. False: it has
 * been told why not, and the connection ends. */
bool irc_admit(struct irc_call *call, const struct account *account);

#endif
