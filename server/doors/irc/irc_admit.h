/* Whether an IRC client that has registered may come in: its address, its account, and the server's
 * password, which who has an account does not need. */
#ifndef IRC_ADMIT_H
#define IRC_ADMIT_H

#include "account.h"
#include "irc_peer.h"

/* PASS, where the server has a password. False where it is not meant for the server: there is none,
 * it was given already, or the text is NAME:PASSWORD of an account. */
bool irc_admit_pass(struct irc_call *call);

/* A password was not the right one, so the connection ends. */
void irc_admit_refuse(struct irc_call *call, enum outcome outcome);

/* Right before its session opens. `account`: that it is logged in to, NULL for none. False: it has
 * been told why not, and the connection ends. */
bool irc_admit(struct irc_call *call, const struct account *account);

#endif
