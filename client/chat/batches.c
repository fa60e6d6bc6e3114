#include "batches.h"

#include <string.h>

static struct batch *find(struct batches *batches, const char *reference)
{
	for (size_t i = 0; i < BATCHES_MAX; i++)
		if (strcmp(batches->open[i].reference, reference) == 0)
			return &batches->open[i];
	return NULL;
}

const struct batch *batches_of(struct batches *batches, const struct irc_message *message)
{
	char reference[BATCH_NAME_SIZE];
	return irc_tag_copy(reference, sizeof reference, message->tags, "batch") && reference[0]
		       ? find(batches, reference)
		       : NULL;
}

void batches_label(
	struct batches *batches, char out[BATCH_NAME_SIZE], const struct irc_message *message)
{
	const struct batch *batch = batches_of(batches, message);
	if (!irc_tag_copy(out, BATCH_NAME_SIZE, message->tags, "label") && batch)
		strcpy(out, batch->label);
}

/* A batch within another one has its type, if that is of the past. */
static void open_batch(struct batch *batch, const struct batch *parent,
	const struct irc_message *message, const char *label)
{
	const char *type = message->count > 1 ? message->params[1] : "";
	const char *target = message->count > 2 ? message->params[2] : "";
	struct batch opened = {.type = 0};
	bool within = parent && parent->type > BATCH_ANSWER;
	if (within)
		opened.type = parent->type;
	else if (strcmp(type, "labeled-response") == 0)
		opened.type = BATCH_ANSWER;
	else if (strcmp(type, "soju.im/search") == 0)
		opened.type = BATCH_SEARCH;
	else if (strcmp(type, "chathistory") == 0)
		opened.type = BATCH_HISTORY;
	if (opened.type == BATCH_HISTORY && !within && strlen(target) <= CHAT_NAME_BYTES)
		strcpy(opened.target, target);
	strcpy(opened.reference, message->params[0] + 1);
	strcpy(opened.label, label);
	*batch = opened;
}

bool batches_read(struct batches *batches, const struct irc_message *message, const char *label,
	struct batch *out)
{
	const char *name = message->count > 0 ? message->params[0] : "";
	if ((*name != '+' && *name != '-') || name[1] == '\0' || strlen(name) > BATCH_NAME_SIZE)
		return false;
	struct batch *batch = find(batches, name + 1);
	if (*name == '-') {
		if (!batch)
			return false;
		*out = *batch;
		batch->reference[0] = '\0';
		return true;
	}
	if (!batch)
		batch = find(batches, "");
	if (batch)
		open_batch(batch, batches_of(batches, message), message, label);
	return false;
}
