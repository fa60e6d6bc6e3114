/* Parses and formats one IRC message (RFC 1459, 2.3; "Modern IRC Client Protocol", Messages; IRCv3
 * message-tags).
 *
 *   [@tags BLANKS] [:source BLANKS] command [BLANKS param]... [BLANKS :last param]
 *
 * irc_parse() cuts the line in place: the parts point into it. It does not check bytes or lengths;
 * the code that frames lines and irc_text.h do. irc_format() does check: it never makes a line that
 * a peer would parse differently. Tags stay raw until irc_tag_find() or irc_tag_next() reads them.
 * All functions are pure and may be called from any thread. */
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

/* One tag. Points into the raw tags; no NUL ends the parts. */
struct irc_tag {
	const char *key; /* whole: "+example.com/typing" */
	size_t key_length;
	const char *value; /* still escaped; NULL without '=', which means the same as "" */
	size_t value_length;
};

/* The parts of a message's source. Point into it; no NUL ends them. A missing part has length 0. A
 * server's name is a nick without user and host. */
struct irc_source {
	const char *nick;
	size_t nick_length;
	const char *user;
	size_t user_length;
	const char *host;
	size_t host_length;
};

/* Parses a line without its ending and changes it. Skips leading spaces; several spaces count as
 * one. A parameter that begins with ':' is the last one, and so is the fifteenth: it takes the rest
 * of the line with its spaces and may be empty. Empty tags and an empty source count as missing.
 * Returns false if there is no command or if it begins with ':' or '@'; `message` is then
 * undefined. */
bool irc_parse(struct irc_message *message, char *line);

/* Whether the parameter needs a ':' in front and so can only be the last one. */
bool irc_param_needs_colon(const char *param);

/* Writes the message without CR LF and with a NUL. Returns its length without the NUL. Returns 0
 * and leaves `out` as it was if the message and its NUL take more than `size` bytes, or if it is
 * not valid:
 *   - a part has CR or LF; tags, source, command or a parameter before the last has a space;
 *   - the command is empty or begins with ':' or '@';
 *   - a parameter before the last needs a colon, or there are more than IRC_PARAMS_MAX;
 *   - the tags have more than IRC_TAGS_BYTES, or the rest more than IRC_LINE_BYTES with CR LF.
 * The last parameter gets a ':' only if it needs one. `tags` are raw. */
size_t irc_format(char *out, size_t size, const struct irc_message *message);

/* The same for a message without tags and source, as clients send them. */
size_t irc_format_command(
	char *out, size_t size, const char *command, const char *const *params, unsigned count);

/* Reads the next tag. `*rest` starts as the raw tags, which may be NULL and do not change. Skips
 * tags without a key. Returns false after the last one. */
bool irc_tag_next(const char **rest, struct irc_tag *tag);

/* Finds the tag with this key; of several, the last (message-tags). */
bool irc_tag_find(const char *tags, const char *key, struct irc_tag *tag);

/* Copies the unescaped value of the tag with this key. False, with "", where there is none, or
 * where its bytes before that and a NUL take more than `size`. */
bool irc_tag_copy(char *out, size_t size, const char *tags, const char *key);

/* Whether the key has the form ['+'] [host '/'] name: letters, digits and '-', and in the host '.'
 * too (message-tags). */
bool irc_tag_key_valid(const char *key, size_t length);

/* Unescapes a tag's value. Drops a backslash at the end or before a character that needs none.
 * `out` holds length + 1 bytes and may be `value`. Writes a NUL; returns the bytes before it. */
size_t irc_tag_unescape(char *out, const char *value, size_t length);

/* Escapes a tag's value: ';', space, backslash, CR and LF become \: \s \\ \r and \n. `value` has
 * no NUL. `out` holds IRC_TAG_ESCAPED_SIZE(length) bytes and does not overlap `value`. Writes a
 * NUL; returns the bytes before it. */
#define IRC_TAG_ESCAPED_SIZE(length) (2 * (length) + 1)
size_t irc_tag_escape(char *out, const char *value, size_t length);

/* Splits nick [!user] [@host]: the nick ends at the first '!' or '@', the user at the first '@'. */
void irc_source_split(struct irc_source *parts, const char *source);

#endif
