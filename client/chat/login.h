/* Logging in to an account (IRCv3 sasl-3.1), and the password of the server (PASS).
 *
 * Where the server offers SCRAM-SHA-256 (common/scram.h), it learns no password; else PLAIN sends
 * it. EXTERNAL takes the certificate that the connection has shown.
 *
 * An account that the user has named is logged in to before the server lets us in: registration
 * waits for it. Later the same happens after each loss. Nothing of this is sent where somebody on
 * the way can read it, and passwords are wiped when they are not needed any more. */
#ifndef LOGIN_H
#define LOGIN_H

#include <stdbool.h>

#include "chat.h"
#include "sasl.h"

struct incoming;
struct scram;

struct login {
	const struct chat_login *user; /* NULL for none */
	char *account, *password;      /* NULL: not known */
	char *server_password;	       /* NULL for none */
	bool server_password_wanted;   /* the server has refused us for the lack of it */
	bool is_private;	       /* the connection */
	bool first;		       /* registration waits for it */
	bool in;		       /* we are logged in to `account` */
	enum {
		LOGIN_IDLE,
		LOGIN_WAITING, /* for capabilities */
		LOGIN_ASKING,  /* the user for a password */
		LOGIN_BEGUN,   /* the mechanism is sent */
		LOGIN_NAMED,   /* SCRAM: the name is */
		LOGIN_SENT,    /* all is */
	} state;
	struct sasl_reader reader;
	struct scram *scram; /* NULL once the server has proved that it knows the password */
	const char *why;     /* it was given up for this; NULL for none */
};

void login_finish(struct login *login);

/* A new connection: sends the server's password, if there is one. */
void login_begin(struct chat *chat);
void login_lost(struct login *login);
/* The server wants its password, or another one, before it lets us in (ERR_PASSWDMISMATCH). */
void login_server_password(struct chat *chat, const struct incoming *in);
/* The capabilities may be known now. */
void login_caps(struct chat *chat);
/* The server has let us in, whether we wanted to wait or not. */
void login_welcome(struct chat *chat);

/* AUTHENTICATE, with a parameter. */
void login_read(struct chat *chat, struct incoming *in);
/* A numeric about it; true where nothing else is to be done with it. */
bool login_numeric(struct chat *chat, const struct incoming *in);

#endif
