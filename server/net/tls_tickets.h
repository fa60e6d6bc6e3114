/* The keys of session tickets (RFC 5077; RFC 8446, section 4.6.1).
 *
 * Whoever learns a key can read what its tickets have encrypted of sessions of TLS 1.2, so a key
 * lasts a day. The one before stays for as long, to open tickets. Any thread. */
#ifndef TLS_TICKETS_H
#define TLS_TICKETS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <openssl/ssl.h>

#include "pack.h"

#define TLS_TICKETS_KEY_MS (24 * 3600 * (int64_t)1000)

struct tls_ticket_key {
	unsigned char name[16], cipher[32], mac[32];
	int64_t made_ms; /* clock_monotonic_ms(); 0: no key */
};

struct tls_tickets {
	pthread_mutex_t lock;
	struct tls_ticket_key now, former;
};

void tls_tickets_init(struct tls_tickets *tickets);
void tls_tickets_finish(struct tls_tickets *tickets);

/* The sessions of `ssl` get tickets with these keys. */
void tls_tickets_use(struct tls_tickets *tickets, SSL_CTX *ssl);

/* The key for new tickets at this time. False where there is no good random number. */
bool tls_tickets_now(struct tls_tickets *tickets, int64_t now_ms, struct tls_ticket_key *out);

/* The key with this name, and whether it is still the one for new tickets. False where it is not
 * known, or too old. */
bool tls_tickets_find(struct tls_tickets *tickets, int64_t now_ms, const unsigned char name[16],
	struct tls_ticket_key *out, bool *newest);

/* The keys for another process of this server, so that its tickets are taken there; and from there,
 * before the first session. False where the bytes are wrong. */
void tls_tickets_pack(struct tls_tickets *tickets, struct pack *out);
bool tls_tickets_unpack(struct tls_tickets *tickets, struct unpack *in);

#endif
