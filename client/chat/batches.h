/* The batches that are open (IRCv3 batch), for the label that what is in them answers to
 * (labeled-response). Of those over the limit nothing is known: what is in them has no label. */
#ifndef BATCHES_H
#define BATCHES_H

#include "irc_message.h"

#define BATCHES_MAX 32
#define BATCH_NAME_SIZE 64 /* a longer reference or label is none of ours */

struct batch {
	char reference[BATCH_NAME_SIZE]; /* "" where it is free */
	char label[BATCH_NAME_SIZE];	 /* its own or, nested, its parent's; "" for none */
	bool answer;			 /* it is the whole answer to its label */
};

struct batches {
	struct batch open[BATCHES_MAX];
};

/* The label that a message answers to, in `out`; "" for none. */
void batches_label(const struct batches *batches, char out[BATCH_NAME_SIZE],
	const struct irc_message *message);

/* A BATCH message, `label` being its own. True at the end of the answer to a label, which is in
 * `out` then. */
bool batches_read(struct batches *batches, const struct irc_message *message, const char *label,
	char out[BATCH_NAME_SIZE]);

#endif
