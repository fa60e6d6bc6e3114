/* What IRC makes of the load generator's lines (line.h), and as much of the protocol as its clients
 * have to understand: RFC 1459 2.3 and 2812 2.3 for the shape of a message. Bytes in, values out;
 * nothing here knows a socket.
 *
 *     PRIVMSG #bench :TEXT                          what a speaker sends
 *     :u00042!user@host PRIVMSG #bench :TEXT        what the others must hear; user and host are
 * the server's business
 *
 * Lines have no CR LF here. */
#ifndef IRC_H
#define IRC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "line.h"

enum {
	IRC_ROOM_SIZE = 24,
	IRC_SAID_BYTES = IRC_ROOM_SIZE + TEXT_BYTES + 24, /* with command, and CR LF or a frame */
	IRC_MOTD_END = 376,
	IRC_MOTD_NONE = 422,
	IRC_NAMES = 353,
	IRC_NAMES_END = 366,
	IRC_ERRORS = 400 /* and up */
};

/* A room, and what stands before the text of a line in it. */
struct irc_room {
	char name[IRC_ROOM_SIZE];
	char head[IRC_ROOM_SIZE + 16]; /* " PRIVMSG #bench :" */
	size_t head_length;
};

struct irc_message {
	const char *nick; /* who it is from, as far as the '!'; NULL without a prefix */
	size_t nick_length;
	const char *command;
	size_t command_length;
	unsigned numeric;      /* 0: it is a word */
	const char *arguments; /* all of them, unsplit */
	size_t arguments_length;
};

void irc_room_init(struct irc_room *room, const char *name);

/* Writes the line as it is said in the room, at most IRC_SAID_BYTES with what a protocol puts
 * around it, and says how much that is. */
size_t irc_write(char *out, const struct irc_room *room, const struct line *line);

/* A line that was said there; false when a byte of it is not as it must be. */
bool irc_read(const char *bytes, size_t length, const struct irc_room *room, struct line *line);

/* Any message; false when it has no command. */
bool irc_parse(const char *bytes, size_t length, struct irc_message *message);
bool irc_command_is(const struct irc_message *message, const char *command);

/* The next name of the arguments of a 353, "me = #bench :@u00000 u00001", without its sign of rank,
 * if it has one. Start with a NULL name; false behind the last. */
bool irc_next_name(const struct irc_message *message, const char **name, size_t *length);

/* The id that a name was made of by line_name(); false when none was. */
bool irc_id(const char *name, size_t length, uint32_t *id);

#endif
