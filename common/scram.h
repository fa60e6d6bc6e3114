/* SCRAM-SHA-256 (RFC 5802, RFC 7677): proves to a server that one knows a password, without sending
 * it, and to the client that the server knows it, too.
 *
 * The server keeps keys that are made of the password. An exchange is a few messages, each made
 * from the one before by scram_step():
 *
 *   client   n,,n=alice,r=...      ->
 *            <-   r=...,s=SALT,i=ITERATIONS   server
 *            c=biws,r=...,p=PROOF  ->
 *            <-   v=SIGNATURE
 *
 * scram_gsasl.c does it with GNU SASL. Without that library scram_absent.c stands in its place:
 * then there are no keys, and no exchange can be begun. Any thread may call; an exchange belongs to
 * one thread at a time. */
#ifndef SCRAM_H
#define SCRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

#define SCRAM_SALT_BYTES 16
#define SCRAM_KEY_BYTES 32
#define SCRAM_SECRET_BYTES 32

/* More make a stolen key harder to try passwords against, and each login of a client slower. */
#define SCRAM_ITERATIONS 100000
#define SCRAM_ITERATIONS_MAX 10000000 /* of keys that were made elsewhere: seconds of a client */

struct scram_keys {
	unsigned iterations; /* 0: there are none */
	unsigned char salt[SCRAM_SALT_BYTES];
	unsigned char stored_key[SCRAM_KEY_BYTES];
	unsigned char server_key[SCRAM_KEY_BYTES];
};

/* Whether this program was built with it. */
bool scram_exists(void);

/* Whether SCRAM can carry the name or password (RFC 4013); false where scram_exists() is. */
bool scram_possible(const char *text);

/* Makes the keys of a new password, with a new salt; takes some hundredths of a second. False where
 * the password can have none (RFC 4013 forbids it), or scram_exists() is false; keys->iterations is
 * 0 then. */
bool scram_keys_make(struct scram_keys *keys, const char *password);

/* Keys that no password has, for a name without an account: always the same for the name, so that
 * the server's answers do not tell which names exist. The secret should be as old as the accounts.
 */
void scram_keys_fake(
	struct scram_keys *keys, const char *name, const unsigned char secret[SCRAM_SECRET_BYTES]);

enum scram_step {
	SCRAM_MORE,   /* `out` is to be sent; scram_step() wants the answer to it */
	SCRAM_DONE,   /* `out` is to be sent, if it is not empty; the peer has proven itself */
	SCRAM_FAILED, /* a wrong password, or a message that is none of SCRAM */
};

struct scram;

/* Called within the first step of a server's exchange: stores the keys of the name. */
typedef void scram_find(void *data, const char *name, struct scram_keys *keys);

/* NULL where scram_exists() is false. */
struct scram *scram_server_new(scram_find *find, void *data);
/* The texts are copied. The first step takes no bytes. */
struct scram *scram_client_new(const char *name, const char *password);
void scram_free(struct scram *scram);

/* Takes the peer's message and appends the next one to `out`. */
enum scram_step scram_step(
	struct scram *scram, const char *message, size_t length, struct buffer *out);

/* Of a server's exchange, from the first step on: the name whose password is proven, and the name
 * that the client wants to act as, "" for the same one. Valid as long as the exchange. */
const char *scram_name(const struct scram *scram);
const char *scram_acts_as(const struct scram *scram);

#endif
