/* One IRC message: a line taken apart, and put together (RFC 1459, 2.3; "Modern IRC Client
 * Protocol", Messages; IRCv3 message-tags).
 *
 *   [@tags BLANKS] [:source BLANKS] command [BLANKS param]... [BLANKS :last param]
 *
 * irc_parse() cuts the line where it lies: the parts are borrowed and live as long as the line.
 * Nothing here judges bytes or lengths of what came in: that belongs to who frames the lines, and
 * to irc_text.h. What goes out is judged: irc_format() makes no line that a peer would read as
 * something else. Tags stay raw until somebody asks for one. All functions are pure and may be
 * called from any thread. */
#ifndef IRC_MESSAGE_H
#define IRC_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#define IRC_PARAMS_MAX 15
#define IRC_LINE_BYTES 512	   /* a message without its tags, CR LF included (RFC 1459, 2.3) */
#define IRC_TAGS_BYTES 8191	   /* '@' and the blank behind the tags included (message-tags) */
#define IRC_CLIENT_TAGS_BYTES 4094 /* what a client may send of them, without '@' and blank */

struct irc_message {
	char *tags;    /* raw, between '@' and blank; NULL where there are none */
	char *source;  /* without its ':'; NULL where there is none */
	char *command; /* as it was written */
	unsigned count;
	char *params[IRC_PARAMS_MAX]; /* NULL from `count` on */
};

/* One tag, within the raw tags and not ended by a NUL. */
struct irc_tag {
	const char *key; /* whole: "+example.com/typing" */
	size_t key_length;
	const char *value; /* still escaped; NULL without '=', which means the same as "" */
	size_t value_length;
};

/* Who sent a message, within its source and not ended by NULs. A part that is not there has the
 * length 0. A server's name is a nick alone. */
struct irc_source {
	const char *nick;
	size_t nick_length;
	const char *user;
	size_t user_length;
	const char *host;
	size_t host_length;
};

/* Takes apart a line without its ending, which is changed. Blanks (spaces alone) in front are
 * passed over, and several count as one. A parameter that begins with ':' is the last one, as is
 * the fifteenth without it: it is all of the rest, blanks too, and may be empty. Empty tags and an
 * empty source are none. False where there is no command, or where one would begin with ':' or
 * '@'; then `message` is of no use. */
bool irc_parse(struct irc_message *message, char *line);

/* Whether the parameter can only be the last one, behind a ':'. */
bool irc_param_needs_colon(const char *param);

/* Writes the message without CR LF and ends it with a NUL. Returns its length, without the NUL;
 * 0, with `out` as it was, where it takes more than `size` bytes with its NUL or cannot be said:
 *   - CR or LF in any part; a blank in tags, source, command, or a parameter that is not the last;
 *   - an empty command, or one that begins with ':' or '@';
 *   - another parameter than the last one that needs a colon, or more than IRC_PARAMS_MAX;
 *   - more than IRC_TAGS_BYTES of tags, or more than IRC_LINE_BYTES of the rest, with CR LF.
 * The last parameter gets a ':' only where it needs one. Tags are written as they are: raw. */
size_t irc_format(char *out, size_t size, const struct irc_message *message);

/* The same for a message without tags and source, as a client sends it, from constant texts. */
size_t irc_format_command(
	char *out, size_t size, const char *command, const char *const *params, unsigned count);

/* Gives the tags one by one: `*rest` is first the raw tags, which may be NULL. They do not change.
 * A tag without a key is passed over. False where there is none any more. */
bool irc_tag_next(const char **rest, struct irc_tag *tag);

/* The tag with this key, the last one if there are several, as the standard says. */
bool irc_tag_find(const char *tags, const char *key, struct irc_tag *tag);

/* Whether it is ['+'] [host '/'] name, where a name has letters, digits and '-', and a host '.'
 * too (message-tags). */
bool irc_tag_key_valid(const char *key, size_t length);

/* A value as it was meant. A backslash before nothing is dropped, and before a character that needs
 * none it is dropped too. `out` holds length + 1 bytes and may be `value`. Ends `out` with a NUL
 * that is not counted, and returns the number of bytes. */
size_t irc_tag_unescape(char *out, const char *value, size_t length);

/* A value without NULs as it goes into tags: ';', blank, backslash, CR and LF become \: \s \\ \r
 * and \n. `out` holds IRC_TAG_ESCAPED_SIZE(length) bytes and does not overlap `value`. Ends `out`
 * with a NUL that is not counted, and returns the number of bytes. */
#define IRC_TAG_ESCAPED_SIZE(length) (2 * (length) + 1)
size_t irc_tag_escape(char *out, const char *value, size_t length);

/* nick [!user] [@host]: a nick ends at the first '!' or '@', a user at the first '@'. */
void irc_source_split(struct irc_source *parts, const char *source);

#endif
