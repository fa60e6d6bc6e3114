/* IRC clients, on top of struct client.
 *
 * Each line is checked: CR LF, at most 510 bytes behind at most 8,191 of tags, UTF-8, and a source,
 * ERROR or PING at its beginning. In an expectation, '*' matches any run of characters, also an
 * empty one; everything else is exact. */
#ifndef IRC_H
#define IRC_H

#include "harness.h"

#define IRC_SERVER "chatd.chat" /* the server's name without --name */

struct irc {
	struct client client;
	char nick[64]; /* as numerics have it; "*" before registration */
};

/* Starts a server that has the IRC door only, with these arguments (or NULL). */
void irc_server_start(struct server *server, const char *const *arguments);

void irc_connect(struct irc *irc, const struct server *server);
/* The same from this source address. */
void irc_connect_from(struct irc *irc, const struct server *server, const char *source);
/* Requests these capabilities ("a b", or NULL), registers, and reads the welcome; connects first.
 */
void irc_register(struct irc *irc, const char *nick, const char *caps);
void irc_join(struct irc *irc, const struct server *server, const char *nick, const char *caps);
/* Joins a room and reads up to the end of NAMES. */
void irc_enter(struct irc *irc, const char *room);
void irc_close(struct irc *irc);

/* Sends a line and CR LF. */
void irc_say(struct irc *irc, const char *format, ...) __attribute__((format(printf, 2, 3)));
void irc_send(struct irc *irc, const char *bytes, size_t length);

/* client_line() without the CR. */
const char *irc_line(struct irc *irc);
/* The next line matches. Returns it. */
const char *irc_expect(struct irc *irc, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The next line is this numeric, and its rest behind the nick matches. Returns the rest. */
const char *irc_expect_numeric(struct irc *irc, int number, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* irc_say() and irc_expect(). */
void irc_ask(struct irc *irc, const char *question, const char *answer);
/* irc_say() and irc_expect_numeric(). */
void irc_ask_numeric(struct irc *irc, const char *question, int number, const char *answer);
/* Reads up to a line that matches. Returns it. */
const char *irc_await(struct irc *irc, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Reads up to this numeric. Returns its rest behind the nick. */
const char *irc_await_numeric(struct irc *irc, int number);
/* The next line is ERROR, and then the connection ends. */
void irc_expect_error(struct irc *irc);

/* As client_sync(). */
void irc_sync(struct irc *irc);
/* As client_expect_nothing(). */
void irc_expect_nothing(struct irc *irc);

/* Checks that neither has received anything more, and stops the server. */
void irc_stop(struct server *server, struct irc *one, struct irc *other);

/* Whether IRC_OVER says that IRC is spoken over WebSockets. */
bool irc_over_websocket(void);

/* Whether the line matches the pattern. */
bool irc_like(const char *line, const char *pattern);
/* The line behind its tags. */
const char *irc_untagged(const char *line);
/* Copies a tag's raw value ("" for none). Returns false if the line has no such tag. */
bool irc_tag(const char *line, const char *key, char *out, size_t size);

/* A server with alice, who has made #room, and bob. */
struct irc_scene {
	struct server server;
	struct irc alice, bob;
};

/* bob joins #room if `both`. */
void irc_scene_start(struct irc_scene *scene, const char *caps, bool both);

/* irc_stop() for alice and bob. */
void irc_scene_end(struct irc_scene *scene);

#endif
