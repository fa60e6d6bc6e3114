/* The batches that are open (IRCv3 batch), to find the label of a message in one of them
 * (labeled-response). Messages in a batch over the limit have no label. */
#ifndef BATCHES_H
#define BATCHES_H

#include "irc_message.h"

#define BATCHES_MAX 32
#define BATCH_NAME_SIZE 64 /* a longer reference or label is ignored */

struct batch {
	char reference[BATCH_NAME_SIZE]; /* "": not in use */
	char label[BATCH_NAME_SIZE];	 /* its own or, nested, its parent's; "" for none */
	bool answer;			 /* it is the whole answer to its label */
};

struct batches {
	struct batch open[BATCHES_MAX];
};

/* Writes the label that a message answers; "" for none. */
void batches_label(
	struct batches *batches, char out[BATCH_NAME_SIZE], const struct irc_message *message);

/* Reads a BATCH message, which has this label. True at the end of the answer to a label, which is
 * written to `out` then. */
bool batches_read(struct batches *batches, const struct irc_message *message, const char *label,
	char out[BATCH_NAME_SIZE]);

#endif
