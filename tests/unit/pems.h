/* Keys and certificates for tests, and a client in memory that shakes hands with a session. */
#ifndef PEMS_H
#define PEMS_H

#include <stdbool.h>

#include <openssl/ssl.h>
#include <openssl/x509.h>

struct pair {
	EVP_PKEY *key;
	X509 *certificate;
};

/* `type` is "RSA 2048" or of another length, "ED25519", "DSA", or a curve such as "P-256"; "RSA
 * 9000 17" has such a length, an exponent of 17 bits, and cannot really sign. It is valid from and
 * until so many days after now; `issuer` NULL signs itself. */
struct pair pair_make(
	const char *type, const char *name, const struct pair *issuer, int from, int until);
/* The same with this extension, such as NID_subject_alt_name and "DNS:example.org". */
struct pair pair_make_with(const char *type, const char *name, const struct pair *issuer, int from,
	int until, int extension, const char *value);
void pair_free(struct pair *pair);

/* PEM text, to free(3), of the certificates up to a NULL; of a key, encrypted where there is a
 * password. */
char *pem_certificates(const struct pair *first, ...) __attribute__((sentinel));
char *pem_key(const struct pair *pair, const char *password);
char *pem_old_key(const struct pair *pair, const char *password); /* "Proc-Type: 4,ENCRYPTED" */

/* A file of two texts, of which the second may be NULL; temporary_remove() frees its path. */
char *pem_file(const char *text, const char *more);

/* What the client offers; all zero for what a usual one does. */
struct client_wish {
	int version;	       /* this one alone */
	const char *protocols; /* for ALPN, as "\3irc" */
	const char *groups;    /* these alone, as "X25519:P-256" */
	SSL_SESSION *resume;
	const struct pair *certificate;
};

struct ends {
	SSL_CTX *context; /* of the client */
	SSL *client, *server;
	bool good;	     /* both have shaken hands */
	int alert;	     /* the number of the one that the server has sent; -1 */
	SSL_SESSION *ticket; /* the last that the server has sent, or NULL */
	int tickets;	     /* that it has sent */
};

/* Shakes hands with the session and takes it. */
void ends_connect(struct ends *ends, SSL *server, const struct client_wish *wish);
void ends_free(struct ends *ends);

/* Bytes written at each end arrive at the other. */
void ends_expect_talk(struct ends *ends);

#endif
