/* Accounts, made and used by IRC clients. */
#ifndef ACCOUNT_TEST_H
#define ACCOUNT_TEST_H

#include "buffer.h"
#include "irc.h"
#include "sasl.h"
#include "scram.h"

#define ACCOUNT_PASSWORD "sesame-12"

/* Starts a server that keeps accounts, with the IRC door alone and these further arguments (or
 * NULL).
 */
void account_server_start(struct server *server, const char *const *arguments);

/* A client registers this name, and leaves. */
void account_make(const struct server *server, const char *name);

/* Connects and asks for these capabilities; does not register yet. */
void account_connect(struct irc *irc, const struct server *server, const char *caps);
/* Ends the negotiation, registers and reads the welcome. */
void account_welcome(struct irc *irc, const char *nick);

/* Sends a message of SASL, in pieces. */
void account_send(struct irc *irc, const char *message, size_t length);
/* Begins an exchange by this mechanism. */
void account_begin(struct irc *irc, const char *mechanism);
/* Sends name and password by PLAIN; reads no answer. */
void account_plain(struct irc *irc, const char *name, const char *password);
/* The same, and reads that it is logged in. */
void account_login(struct irc *irc, const char *name, const char *password);
/* Begins an exchange by SCRAM-SHA-256, as far as the client's proof, which is put into `proof` and
 * not sent yet. `answer` (or NULL) gets the server's first message. To scram_free(). */
struct scram *account_scram(struct irc *irc, const char *name, const char *password,
	struct buffer *proof, char answer[SASL_MESSAGE_BYTES + 1]);
/* The server says, when it is asked, that the client is logged in to this account; "0" for none. */
void account_expect(struct irc *irc, const char *name);
/* The next lines say that it is logged in. */
void account_expect_login(struct irc *irc, const char *name);

#endif
