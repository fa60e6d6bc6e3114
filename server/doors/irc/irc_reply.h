/* What the server answers: numerics and standard replies.
 *
 * Numbers and names as in the Modern IRC Client Protocol, Numerics. */
#ifndef IRC_REPLY_H
#define IRC_REPLY_H

#include "irc_peer.h"
#include "numeric.h"

/* Appends ":server NNN nick " and what the format says, and ends the line. What does not fit into
 * IRC_LINE_BYTES is cut at a character. */
void irc_numeric(struct irc_call *call, enum numeric numeric, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* For lines made of many items: begins one, and ends it (cutting what does not fit). In between the
 * caller appends to call->out; `start` is where the line begins there. */
size_t irc_numeric_start(struct irc_call *call, enum numeric numeric);
void irc_line_end(struct irc_call *call, size_t start);

/* Bytes that still fit into the line. */
size_t irc_line_room(const struct irc_call *call, size_t start);

/* A standard reply (IRCv3): FAIL, WARN or NOTE as `type`; `context` may be "". */
void irc_standard(struct irc_call *call, const char *type, const char *code, const char *context,
	const char *words);

/* The numeric of an outcome of the core. `name` is what it is about, `room` the room's name or what
 * was given as one. */
void irc_refuse(struct irc_call *call, enum outcome outcome, const char *name, const char *room);

/* A whole line from a source, as ":server " and the format. */
void irc_say(struct irc_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Marks all that was answered with the label (IRCv3 labeled-response): one message by its tag,
 * several by a batch, none by ACK. `start` is where the answer begins in `out`. */
void irc_label(struct buffer *out, size_t start, const char *label);

/* The same for an answer that is sent in parts: begins a batch, marks what follows in it, ends it.
 */
void irc_batch_begin(
	struct buffer *out, size_t start, const char *label, char batch[IRC_BATCH_BYTES + 1]);
void irc_batch_mark(struct buffer *out, size_t start, const char *batch);
void irc_batch_end(struct buffer *out, const char *batch);

#endif
