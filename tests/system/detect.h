/* For the tests of protocol detection: a server with one client, alice, and the answers that
 * clients of other protocols get. */
#ifndef DETECT_SCENE_H
#define DETECT_SCENE_H

#include "harness.h"

#define AUTO "127.0.0.1"
#define NO_WEB ARGUMENTS("--rate", "0", NOBODY_IS_SILENT, "--web", "off")
#define PATIENT ARGUMENTS("--rate", "0", NOBODY_IS_SILENT)
#define TLS_ALERT "\x15\x03\x01" /* the fourth byte is a NUL */
#define SEND(client, bytes) client_send((client), (bytes), sizeof(bytes) - 1)

extern struct server detect_server;
extern struct client alice;

/* Alice connects and sends a line at once, so that detection does not delay her greeting. */
void alice_comes(void);
void detect_start(const char *const *arguments);
/* The same where a TLS hello is turned away. */
void detect_start_plain(const char *const *arguments);
void detect_end(void);

/* Reads to the end of the connection without checking lines, and returns what came. */
const char *rest_of(struct client *client);
/* The rest is an ERROR of IRC, and the line door has not greeted. Closes the client. */
void expect_irc_end(struct client *client);
/* The rest is one answer of HTTP with status 400. Closes the client. */
void expect_http_answer(struct client *client);
/* The rest begins with `words`. Closes the client. */
void expect_answer(struct client *client, const char *words);

/* Sends byte by byte, and checks after each that alice was not told of a new guest. */
void send_slowly(struct client *client, const char *bytes);

/* Sets `second` to detect_server with the port of its next listener. */
void expect_second_port(struct server *second);

#endif
