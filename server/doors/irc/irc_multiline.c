#include <stdlib.h>
#include <string.h>

#include "irc_batch.h"
#include "irc_commands.h"
#include "irc_reply.h"
#include "irc_talk.h"
#include "memory.h"

#define INVALID "MULTILINE_INVALID", "", "Invalid multiline batch"

static bool is_reference(const char *text)
{
	return !text[strspn(
		text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")];
}

static void fail_reference(struct irc_call *call, const char *name)
{
	irc_batch_fail(call, "INVALID_REFTAG", irc_word(name), "Invalid name of a batch");
}

static void begin(struct irc_call *call, const char *name)
{
	struct irc_peer *peer = call->peer;
	const char *type = call->count > 1 ? call->params[1] : "";
	struct irc_tag tag;
	if (peer->batch || irc_tag_find(call->message->tags, "batch", &tag)) {
		irc_batch_fail(call, INVALID);
		return;
	}
	if (!*name || strlen(name) > IRC_REFERENCE_BYTES) {
		fail_reference(call, name);
		return;
	}
	struct irc_batch *batch = peer->batch = memory_zero(sizeof *batch);
	strcpy(batch->name, name);
	if (call->label)
		strcpy(batch->label, call->label);
	call->label = NULL; /* the answer comes with the end */
	batch->target = memory_text(call->count > 2 ? call->params[2] : "");
	batch->tags = irc_talk_tags(call);
	if (!is_reference(name)) {
		fail_reference(call, name);
	} else if (strcmp(type, "draft/multiline") != 0) {
		struct buffer context = {0};
		buffer_add_all(&context, name, " ", NULL);
		buffer_add(&context, irc_word(type), (size_t)irc_word_length(irc_word(type), 100));
		irc_batch_fail(
			call, "UNKNOWN_TYPE", buffer_text(&context), "Unknown type of batch");
		buffer_finish(&context);
	} else if (!*batch->target || strchr(batch->target, ',')) {
		irc_batch_fail(call, INVALID);
	}
}

static void say(struct irc_call *call, struct irc_batch *batch)
{
	struct speech speech = {.talk = batch->notice ? TALK_NOTICE : TALK_SAY,
		.text = buffer_text(&batch->text),
		.tags = batch->tags,
		.parts = buffer_text(&batch->parts)};
	irc_talk_say(call, batch->target, &speech, batch->notice);
}

static void end(struct irc_call *call, const char *name)
{
	struct irc_batch *batch = call->peer->batch;
	if (!batch || strcmp(batch->name, name) != 0) {
		irc_batch_fail(call, "MULTILINE_INVALID", "", "There is no such batch");
		return;
	}
	if (*batch->label && !batch->failed)
		call->label = batch->label;
	if (!batch->failed && !batch->any)
		irc_batch_fail(call, "MULTILINE_INVALID", "",
			"Invalid multiline batch with blank lines only");
	else if (!batch->failed)
		say(call, batch);
	call->peer->batch = NULL;
	call->ended_batch = batch;
}

void irc_batch(struct irc_call *call)
{
	const char *name = call->params[0];
	if (!irc_known(call, IRC_MULTILINE, "draft/multiline"))
		return;
	if (*name == '+')
		begin(call, name + 1);
	else if (*name == '-')
		end(call, name + 1);
	else
		irc_batch_fail(call, INVALID);
}
