#include "batches.h"

#include <string.h>

/* Copies a tag's value; "" if there is none, or if it is too long. */
static void copy_tag(char out[BATCH_NAME_SIZE], const char *tags, const char *key)
{
	struct irc_tag tag;
	out[0] = '\0';
	if (irc_tag_find(tags, key, &tag) && tag.value_length < BATCH_NAME_SIZE)
		irc_tag_unescape(out, tag.value ? tag.value : "", tag.value_length);
}

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
	copy_tag(out, message->tags, "label");
	copy_tag(reference, message->tags, "batch");
	if (out[0] != '\0' || reference[0] == '\0')
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
