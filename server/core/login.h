/* How a session gets into an account and out of it. Those who share a room with it are told
 * (EVENT_ACCOUNT), and so is the session. Under the core lock. */
#ifndef LOGIN_H
#define LOGIN_H

#include "account.h"
#include "session.h"

/* The session belongs to the account from now on, whatever it was logged in to before. It has
 * proven that it may. */
void login_enter(struct session *session, struct account *account);

/* It belongs to none any more. Where it has the account's name, it becomes a guest. The session may
 * be of another loop. */
void login_leave(struct session *session);

#endif
