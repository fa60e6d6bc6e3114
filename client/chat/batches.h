/* The batches that are open (IRCv3 batch), to find the label of a message in one of them
 * (labeled-response), and whether it is of the past (chathistory). Messages in a batch over the
 * limit have no label. */
#ifndef BATCHES_H
#define BATCHES_H

#include "chat.h"
#include "irc_message.h"

#define BATCHES_MAX 32
#define BATCH_NAME_SIZE 64 /* a longer reference or label is ignored */

struct batch {
	char reference[BATCH_NAME_SIZE]; /* "": not in use */
	char label[BATCH_NAME_SIZE];	 /* its own or, nested, its parent's; "" for none */
	enum { BATCH_ANSWER = 1, BATCH_HISTORY, BATCH_SEARCH } type; /* 0: another */
	char target[CHAT_NAME_BYTES + 1]; /* of BATCH_HISTORY; "" for none */
};

struct batches {
	struct batch open[BATCHES_MAX];
};

/* The batch that a message is in; NULL for none. */
const struct batch *batches_of(struct batches *batches, const struct irc_message *message);

/* Writes the label that a message answers; "" for none. */
void batches_label(
	struct batches *batches, char out[BATCH_NAME_SIZE], const struct irc_message *message);

/* Reads a BATCH message, which has this label. True at the end of a batch, which is copied to
 * `out`. */
bool batches_read(struct batches *batches, const struct irc_message *message, const char *label,
	struct batch *out);

#endif
