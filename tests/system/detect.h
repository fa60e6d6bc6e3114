/* What the tests of protocol detection share: a server with alice, who speaks first, and what
 * strangers are answered. */
#ifndef DETECT_SCENE_H
#define DETECT_SCENE_H

#include "harness.h"

#define AUTO "127.0.0.1"
#define PATIENT ARGUMENTS("--rate", "0", "--greet-after", "60000")
#define TLS_ALERT "\x15\x03\x01" /* the fourth byte is a NUL */
#define SEND(client, bytes) client_send((client), (bytes), sizeof(bytes) - 1)

extern struct server detect_server;
extern struct client alice;

/* She speaks first, so she is not kept waiting. */
void alice_comes(void);
void detect_start(const char *const *arguments);
void detect_end(void);

/* All that still comes, in whatever language. */
const char *rest_of(struct client *client);
/* Whatever door it is that answers so, it is not the line door, and nobody has seen it. */
void expect_irc_end(struct client *client);
/* Once. */
void expect_http_answer(struct client *client);
/* All that comes begins with this. */
void expect_answer(struct client *client, const char *words);

/* Alice's silence behind each byte shows that nobody has come in by it. */
void send_slowly(struct client *client, const char *bytes);

/* The next listener of the same server. */
void expect_second_port(struct server *second);

#endif
