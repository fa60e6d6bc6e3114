/* The answer to one message: collected in call->out, marked with its label, and sent.
 *
 * A client with the capability labeled-response (IRCv3) may give a message a label; the answer then
 * carries it: one line as a tag, several lines by a batch around them, none as ACK. Bytes before
 * call->apart belong to no answer and carry no label. A long answer is sent in parts: the first
 * part begins the batch, and the end closes it. */
#ifndef IRC_ANSWER_H
#define IRC_ANSWER_H

#include "irc_peer.h"

/* Copies the label of the message to `out`. False where there is none, or the client, which has
 * asked for labels, has not asked for batches. */
bool irc_answer_label(const struct irc_call *call, char out[IRC_LABEL_BYTES + 1]);

/* Sends what has been answered so far, in a batch where there is a label. */
void irc_answer_part(struct irc_call *call);

/* Gives the answer, or the rest of it, its label and sends it. */
void irc_answer_end(struct irc_call *call);

/* Sends lines to a peer that has no session. */
void irc_answer_newcomer(struct irc_peer *peer, struct buffer *lines);

/* Puts the tag of the batch on the lines of `out` from `start` on. */
void irc_answer_mark(struct buffer *out, size_t start, const char *batch);

/* Puts a batch of this type around the lines of call->out from `start` on, for clients that know
 * batches. `parameter` may be "". */
void irc_answer_wrap(struct irc_call *call, size_t start, const char *type, const char *parameter);

#endif
