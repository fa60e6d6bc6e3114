/* A message of several lines that a client is sending (IRCv3 multiline and client-batch): kept
 * until it is whole, one for each connection. Its size is bounded by IRC_MULTILINE_BYTES and
 * _LINES, and each of its lines costs what a line costs. */
#ifndef IRC_BATCH_H
#define IRC_BATCH_H

#include "irc_peer.h"

#define IRC_REFERENCE_BYTES 64 /* of the name that the client gives it */

struct irc_batch {
	char name[IRC_REFERENCE_BYTES + 1];
	char label[IRC_LABEL_BYTES + 1]; /* "" for none */
	char *target;
	char *tags;		   /* of the client, to be passed on; NULL for none */
	bool failed;		   /* has been refused: what still comes is not looked at */
	bool notice;		   /* NOTICE instead of PRIVMSG; once there is a line */
	bool any;		   /* has a line that is not blank */
	unsigned lines;		   /* so far */
	struct buffer text, parts; /* see struct event */
};

void irc_batch_free(struct irc_batch *batch);

/* "FAIL BATCH code context", and the batch is not looked at any more. */
void irc_batch_fail(
	struct irc_call *call, const char *code, const char *context, const char *words);

/* Whether the message is one of a batch; it has then been taken. */
bool irc_batch_take(struct irc_call *call, bool notice);

#endif
