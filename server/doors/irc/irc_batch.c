#include "irc_batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "irc_reply.h"

void irc_batch_free(struct irc_batch *batch)
{
	if (!batch)
		return;
	free(batch->target);
	free(batch->tags);
	buffer_finish(&batch->text);
	buffer_finish(&batch->parts);
	free(batch);
}

void irc_batch_fail(struct irc_call *call, const char *code, const char *context, const char *words)
{
	struct irc_batch *batch = call->peer->batch;
	if (batch && batch->failed)
		return;
	if (batch && *batch->label && !call->label)
		call->label = batch->label;
	if (batch)
		batch->failed = true;
	irc_say(call, "FAIL BATCH %s%s%.*s :%s", code, *context ? " " : "",
		irc_word_length(context, IRC_WORD_MAX), context, words);
}

static void fail_limit(struct irc_call *call, const char *code, int limit, const char *words)
{
	char text[16];
	snprintf(text, sizeof text, "%d", limit);
	irc_batch_fail(call, code, text, words);
}

/* Appends the line, unless the message is too large then. */
static void add_line(struct irc_call *call, const char *text, bool continued)
{
	struct irc_batch *batch = call->peer->batch;
	bool first = batch->lines == 0, newline = !first && !continued;
	size_t length = strlen(text);
	if (batch->lines == IRC_MULTILINE_LINES) {
		fail_limit(call, "MULTILINE_MAX_LINES", IRC_MULTILINE_LINES,
			"Multiline batch max-lines exceeded");
		return;
	}
	if (batch->text.length + newline + length > IRC_MULTILINE_BYTES) {
		fail_limit(call, "MULTILINE_MAX_BYTES", IRC_MULTILINE_BYTES,
			"Multiline batch max-bytes exceeded");
		return;
	}
	batch->lines++;
	batch->any |= length > 0;
	if (newline)
		buffer_add(&batch->text, "\n", 1);
	else if (!first)
		buffer_format(&batch->parts, "%s%zu", batch->parts.length > 0 ? " " : "",
			batch->text.length);
	buffer_add(&batch->text, text, length);
}

static void take_line(struct irc_call *call, bool notice)
{
	struct irc_batch *batch = call->peer->batch;
	struct irc_tag tag;
	bool continued = irc_tag_find(call->message->tags, "draft/multiline-concat", &tag);
	const char *target = call->count > 0 ? call->params[0] : "";
	const char *text = call->count > 1 ? call->params[1] : "";
	if (batch->failed)
		return;
	if (!ascii_equal(target, batch->target)) {
		struct buffer context = {0};
		buffer_add_all(&context, batch->target, " ", NULL);
		buffer_add(
			&context, irc_word(target), (size_t)irc_word_length(irc_word(target), 100));
		irc_batch_fail(call, "MULTILINE_INVALID_TARGET", buffer_text(&context),
			"Invalid multiline target");
		buffer_finish(&context);
		return;
	}
	if (call->count < 2 || (batch->lines > 0 && batch->notice != notice) ||
		(continued && !*text)) {
		irc_batch_fail(call, "MULTILINE_INVALID", "", "Invalid multiline batch");
		return;
	}
	batch->notice = notice;
	add_line(call, text, continued);
}

bool irc_batch_take(struct irc_call *call, bool notice)
{
	const struct irc_batch *batch = call->peer->batch;
	char name[IRC_REFERENCE_BYTES + 1];
	struct irc_tag tag;
	if (!(call->peer->caps & IRC_MULTILINE) ||
		!irc_tag_find(call->message->tags, "batch", &tag))
		return false;
	call->label = NULL; /* only the whole batch has one */
	if (batch && irc_tag_copy(name, sizeof name, call->message->tags, "batch") &&
		strcmp(name, batch->name) == 0)
		take_line(call, notice);
	else
		irc_batch_fail(call, "MULTILINE_INVALID", "", "There is no such batch");
	return true;
}
