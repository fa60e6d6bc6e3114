/* Parts of the lines that the IRC door sends: the server's name, sources, modes, prefixes, ends. */
#ifndef IRC_WRITE_H
#define IRC_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "irc_peer.h"
#include "session.h"

/* Bytes of a line without its tags and CR LF. */
#define IRC_LINE_TEXT_MAX (IRC_LINE_BYTES - 2)

/* Source of messages from the server itself. Contains a dot, which no person's name does. */
extern char irc_server[80];

/* Sets irc_server, before there are threads. */
void irc_write_init(const char *name);

/* A name for a batch, that no other one has: at most IRC_BATCH_BYTES. Under the core lock. */
void irc_write_batch(char out[IRC_BATCH_BYTES + 1]);

/* "nick!user@host". */
void irc_write_source(struct buffer *out, const struct session *session);

/* The roles (enum role) of a member as prefixes of a name: all of them, as in "@+", or only the
 * highest; "" for none. */
const char *irc_write_prefixes(unsigned roles, bool all);

/* Bytes that still fit into the line that begins at `start` of `out`. */
size_t irc_write_space(const struct buffer *out, size_t start);

/* Ends the line that begins at `start` of `out` with CR LF, cut at a character where it is longer
 * than IRC_LINE_TEXT_MAX. */
void irc_write_end(struct buffer *out, size_t start);

/* A whole line: ERROR, the last one that a client reads. `why` may be "". */
void irc_write_error(struct buffer *out, const char *why);

#endif
