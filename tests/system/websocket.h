/* WebSockets for the clients of the system tests (RFC 6455), which share no code with the server.
 *
 * websocket_start() makes a connected client one that speaks lines over a WebSocket: irc_connect(),
 * then websocket_start(), then irc_register() and all the rest. A child process carries each line
 * as a message, and each message as a line. A CLOSE comes as the line ":CLOSE 1000 reason", if
 * `tells`. With IRC_OVER=websocket, every struct irc is such a client.
 *
 * A test that wants to see frames uses the other functions. */
#ifndef WEBSOCKET_CLIENT_H
#define WEBSOCKET_CLIENT_H

#include "harness.h"

#define WEBSOCKET_FIN 0x80U
enum { FRAME_PIECE = 0, FRAME_TEXT = 1, FRAME_BINARY = 2, FRAME_CLOSE = 8, FRAME_PING, FRAME_PONG };

/* Asks for a WebSocket with these fields of the head beside the usual ones ("" or "Name:
 * value\r\n"), and reads the answer, which must let it in. */
void websocket_ask(struct client *client, const char *fields);

/* client_connect() and websocket_ask(). */
void websocket_connect(struct client *client, const struct server *server, const char *fields);

/* Sends a frame with a mask. `first`: its first byte; with WEBSOCKET_FIN for a whole message. */
void websocket_send(struct client *client, unsigned first, const char *payload, size_t length);

/* Sends a line as a message of text. */
void websocket_say(struct client *client, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Waits for the next frame, which must be whole and have no mask. Returns its opcode, or -1 at the
 * end. `payload` has a NUL behind it that is not counted, and lives until the next call. */
int websocket_next(struct client *client, char **payload, size_t *length);

/* Reads up to a message that matches, as irc_like() has it. */
const char *websocket_await(struct client *client, const char *pattern);

/* NICK and USER, and reads the welcome. */
void websocket_register(struct client *client, const char *nick);

/* Reads up to the CLOSE, which has this code (0: none), and then to the end. Returns its reason. */
const char *websocket_await_close(struct client *client, int code);

void websocket_start(struct client *client, bool tells);

#endif
