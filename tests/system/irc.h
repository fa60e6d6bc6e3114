/* IRC clients, on top of the harness.
 *
 * Every line that one takes is checked: CR LF, at most 510 bytes and 8,191 of tags in front, UTF-8,
 * and a source, ERROR or PING at its beginning. In what is expected '*' stands for any run of
 * characters, also for none, and for itself; everything else is exact. */
#ifndef IRC_H
#define IRC_H

#include "harness.h"

#define IRC_SERVER "chatd.chat" /* what a server calls itself that is given no --name */

struct irc {
	struct client client;
	char nick[64]; /* which stands in the numerics that it expects; "*" before it has one */
};

/* A server where nobody but IRC clients come in, with these arguments (or NULL). At a server of
 * server_start() they may come beside others, if what they say first is IRC. */
void irc_server_start(struct server *server, const char *const *arguments);

void irc_connect(struct irc *irc, const struct server *server);
/* From this address of the machine. */
void irc_connect_from(struct irc *irc, const struct server *server, const char *source);
/* Connects, asks for these capabilities ("a b", or NULL), takes the name, and reads the welcome. */
void irc_join(struct irc *irc, const struct server *server, const char *nick, const char *caps);
/* Enters a room and reads what comes of it. */
void irc_enter(struct irc *irc, const char *room);
void irc_close(struct irc *irc);

/* A line; CR LF is added. */
void irc_say(struct irc *irc, const char *format, ...) __attribute__((format(printf, 2, 3)));
void irc_send(struct irc *irc, const char *bytes, size_t length);

/* The next line without CR LF, good until the next call; NULL at the end. */
const char *irc_line(struct irc *irc);
/* The next line is like this. Returns it. */
const char *irc_expect(struct irc *irc, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The next line is ":server NNN nick " and like this. Returns what stands behind the nick. */
const char *irc_expect_numeric(struct irc *irc, int number, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Says the first, and the next line is like the second. */
void irc_ask(struct irc *irc, const char *question, const char *answer);
/* Says something, and the next line is this numeric. */
void irc_ask_numeric(struct irc *irc, const char *question, int number, const char *answer);
/* Reads on to a line that is like this. Returns it. */
const char *irc_await(struct irc *irc, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Reads on to this numeric. Returns what stands behind the nick. */
const char *irc_await_numeric(struct irc *irc, int number);
/* ERROR, and then the end. */
void irc_expect_error(struct irc *irc);

/* All that it has sent has been done, and all that came of it and before has been read. */
void irc_sync(struct irc *irc);
/* Nothing has come for it up to now. Whoever could have caused something must be in sync. */
void irc_expect_nothing(struct irc *irc);

/* Whether the line is like the pattern. */
bool irc_like(const char *line, const char *pattern);
/* The line behind its tags. */
const char *irc_untagged(const char *line);
/* A tag's raw value into `out` ("" where it has none); false where the line has no such tag. */
bool irc_tag(const char *line, const char *key, char *out, size_t size);

/* A server with alice, who has made #room, and bob, who is in it unless he is to stay outside. */
struct irc_scene {
	struct server server;
	struct irc alice, bob;
};

void irc_scene_start(struct irc_scene *scene, const char *caps, bool both);

/* Neither has been told anything that was not expected. */
void irc_scene_end(struct irc_scene *scene);

#endif
