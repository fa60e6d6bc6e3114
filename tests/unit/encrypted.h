/* A conn in a loop of its own that begins to speak TLS, and OpenSSL as its client at the other end
 * of a socket pair, which holds little. All of it runs in the calling thread. */
#ifndef ENCRYPTED_H
#define ENCRYPTED_H

#include <openssl/ssl.h>

#include "conn.h"
#include "unit.h"

extern struct loop encrypted_loop;
extern struct conn *conn; /* NULL once it is freed */
extern int peer;	  /* the client's socket */
extern SSL *client;
/* Calls of the conn's functions behind the handshake. `ended_calls` are those of ops->data at the
 * end. */
extern unsigned opened_calls, ended_calls, silent_calls, closed_calls, freed_calls, drained_calls;
extern struct evbuffer *got; /* by the conn */
extern bool keeps;	     /* the conn leaves its input where it is */

/* Called once the handshake has been started and waits for its turn; NULL at first. */
extern void (*on_start)(void);

/* Around each case. */
void encrypted_set_up(void);
void encrypted_tear_down(void);

/* A suite of cases that run once, and of cases that run with each of encrypted_versions[_i]: 0 for
 * the newest one. */
#define ENCRYPTED_VERSIONS 2
extern const int encrypted_versions[ENCRYPTED_VERSIONS];
Suite *encrypted_suite(const char *name, const TTest *const *once, const TTest *const *both);

/* Makes the conn and the client, which speaks this version at most and has sent nothing yet. The
 * first bytes start a handshake. */
void encrypted_connect(int version);
/* Makes the handshake; false if it fails. */
bool encrypted_shake(void);
/* encrypted_connect() and encrypted_shake(), which must not fail. */
void join(int version);

/* Until nothing more is ready; until the count is not 0. */
void run(void);
void run_until(const unsigned *count);

/* The client sends it. */
void say(const char *text);
/* The conn has got exactly this since the last time. */
void expect_got(const char *text);
/* The client gets exactly this in its next record. */
void expect_heard(const char *text);
/* The conn sends it, and returns how much it took. */
uint64_t send_text(const char *text);

#endif
