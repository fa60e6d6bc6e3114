#include "batches.h"

#include <string.h>

static struct batch *find(struct batches *batches, const char *reference)
{
	for (size_t i = 0; i < BATCHES_MAX; i++)
		if (strcmp(batches->open[i].reference, reference) == 0)
			return &batches->open[i];
	return NULL;
}

void batches_label(
	struct batches *batches, char out[BATCH_NAME_SIZE], const struct irc_message *message)
{
	char reference[BATCH_NAME_SIZE];
	if (irc_tag_copy(out, BATCH_NAME_SIZE, message->tags, "label") ||
		!irc_tag_copy(reference, sizeof reference, message->tags, "batch"))
		return;
	const struct batch *batch = find(batches, reference);
	if (batch)
		strcpy(out, batch->label);
}

bool batches_read(struct batches *batches, const struct irc_message *message, const char *label,
	char out[BATCH_NAME_SIZE])
{
	const char *name = message->count > 0 ? message->params[0] : "";
	if ((*name != '+' && *name != '-') || name[1] == '\0' || strlen(name) > BATCH_NAME_SIZE)
		return false;
	struct batch *batch = find(batches, name + 1);
	if (*name == '-') {
		if (!batch)
			return false;
		strcpy(out, batch->label);
		batch->reference[0] = '\0';
		return batch->answer && out[0] != '\0';
	}
	if (!batch)
		batch = find(batches, "");
	if (!batch)
		return false;
	strcpy(batch->reference, name + 1);
	strcpy(batch->label, label);
	batch->answer = message->count > 1 && strcmp(message->params[1], "labeled-response") == 0;
	return false;
}
