/* Logging in to an account (IRCv3 sasl-3.1, with PLAIN, or EXTERNAL by the certificate that the
 * connection has shown).
 *
 * An account that the user has named is logged in to before the server lets us in: registration
 * waits for it. Later the same happens after each loss. A password is sent only where nobody on the
 * way can read it, and is wiped when it is not needed any more. */
#ifndef LOGIN_H
#define LOGIN_H

#include <stdbool.h>

#include "chat.h"

struct incoming;

struct login {
	const struct chat_login *user; /* NULL for none */
	char *account, *password;      /* NULL: not known */
	bool is_private;	       /* the connection */
	bool first;		       /* registration waits for it */
	enum {
		LOGIN_IDLE,
		LOGIN_WAITING, /* for capabilities */
		LOGIN_ASKING,  /* the user for a password */
		LOGIN_BEGUN,   /* the mechanism is sent */
		LOGIN_SENT,    /* all is */
	} state;
};

void login_finish(struct login *login);

/* A new connection. */
void login_begin(struct chat *chat);
/* The capabilities may be known now. */
void login_caps(struct chat *chat);
/* The server has let us in, whether we wanted to wait or not. */
void login_welcome(struct chat *chat);

/* AUTHENTICATE, with a parameter. */
void login_read(struct chat *chat, struct incoming *in);
/* A numeric about it; true where nothing else is to be done with it. */
bool login_numeric(struct chat *chat, const struct incoming *in);

#endif
