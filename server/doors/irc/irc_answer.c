#include "irc_answer.h"

#include <stdio.h>
#include <string.h>

#include "irc_write.h"
#include "session_send.h"

/* An answer that is longer counts as a long one: nothing more is read before it has been sent. */
#define SHORT_BYTES 4096

#define BATCH_TAG "batch="

static unsigned count_lines(const char *bytes, size_t length)
{
	unsigned count = 0;
	for (size_t i = 0; i < length; i++)
		count += bytes[i] == '\n';
	return count;
}

/* Puts the tag before each of the lines that `out` ends with, from `start` on. A line that is in a
 * batch is not put into another one. */
static void tag_lines(struct buffer *out, size_t start, const char *tag)
{
	bool batch = strncmp(tag, BATCH_TAG, strlen(BATCH_TAG)) == 0;
	struct buffer lines = {0};
	buffer_add(&lines, out->bytes + start, out->length - start);
	out->length = start;
	for (size_t at = 0; at < lines.length;) {
		const char *line = lines.bytes + at;
		size_t size =
			(size_t)((const char *)memchr(line, '\n', lines.length - at) - line) + 1;
		at += size;
		if (batch && size > strlen(BATCH_TAG) &&
			memcmp(line, "@" BATCH_TAG, strlen("@" BATCH_TAG)) == 0) {
			buffer_add(out, line, size);
			continue;
		}
		buffer_add_all(out, "@", tag, *line == '@' ? ";" : " ", NULL);
		if (*line == '@') {
			line++;
			size--;
		}
		buffer_add(out, line, size);
	}
	buffer_wipe(&lines);
}

void irc_answer_mark(struct buffer *out, size_t start, const char *batch)
{
	char tag[IRC_BATCH_BYTES + 8];
	snprintf(tag, sizeof tag, BATCH_TAG "%s", batch);
	tag_lines(out, start, tag);
}

void irc_answer_wrap(struct irc_call *call, size_t start, const char *type, const char *parameter)
{
	struct buffer *out = call->out, lines = {0};
	char batch[IRC_BATCH_BYTES + 1];
	if (!(call->peer->caps & IRC_BATCH))
		return;
	buffer_add(&lines, out->bytes + start, out->length - start);
	out->length = start;
	irc_write_batch(batch);
	buffer_add_all(out, ":", irc_server, " BATCH +", batch, " ", type, *parameter ? " " : "",
		parameter, "\r\n", NULL);
	size_t first = out->length;
	buffer_add(out, lines.bytes, lines.length);
	irc_answer_mark(out, first, batch);
	buffer_add_all(out, ":", irc_server, " BATCH -", batch, "\r\n", NULL);
	buffer_wipe(&lines);
}

/* Begins a batch before the lines from call->apart on. */
static void begin_batch(struct irc_call *call)
{
	struct buffer *out = call->out, lines = {0};
	buffer_add(&lines, out->bytes + call->apart, out->length - call->apart);
	out->length = call->apart;
	irc_write_batch(call->batch);
	buffer_format(out, "@label=%s :%s BATCH +%s labeled-response\r\n", call->label, irc_server,
		call->batch);
	size_t start = out->length;
	buffer_add(out, lines.bytes, lines.length);
	irc_answer_mark(out, start, call->batch);
	buffer_wipe(&lines);
}

static void mark_part(struct irc_call *call)
{
	if (*call->batch)
		irc_answer_mark(call->out, call->apart, call->batch);
	else
		begin_batch(call);
}

/* The echo of a message of several lines is a batch of its own, whose first line gets the label. */
static bool is_echoed_batch(const struct irc_call *call)
{
	const struct buffer *out = call->out;
	const char *line = out->bytes + call->apart;
	size_t left = out->length - call->apart;
	const char *newline = left > 0 ? memchr(line, '\n', left) : NULL;
	return call->ended_batch && newline &&
	       memmem(line, (size_t)(newline - line), " BATCH +", strlen(" BATCH +"));
}

static void mark_first(struct irc_call *call, const char *tag)
{
	struct buffer *out = call->out, rest = {0};
	const char *newline = memchr(out->bytes + call->apart, '\n', out->length - call->apart);
	size_t first = (size_t)(newline - out->bytes) + 1;
	buffer_add(&rest, out->bytes + first, out->length - first);
	out->length = first;
	tag_lines(out, call->apart, tag);
	buffer_add(out, rest.bytes, rest.length);
	buffer_wipe(&rest);
}

static void mark_end(struct irc_call *call)
{
	struct buffer *out = call->out;
	char tag[IRC_LABEL_BYTES + 16];
	snprintf(tag, sizeof tag, "label=%s", call->label);
	unsigned count = count_lines(out->bytes + call->apart, out->length - call->apart);
	if (is_echoed_batch(call)) {
		mark_first(call, tag);
	} else if (*call->batch || count > 1) {
		mark_part(call);
		buffer_format(out, ":%s BATCH -%s\r\n", irc_server, call->batch);
	} else if (count == 1) {
		tag_lines(out, call->apart, tag);
	} else {
		buffer_format(out, "@label=%s :%s ACK\r\n", call->label, irc_server);
	}
}

bool irc_answer_label(const struct irc_call *call, char out[IRC_LABEL_BYTES + 1])
{
	struct irc_tag tag;
	if (!(call->peer->caps & IRC_BATCH) || !irc_tag_find(call->message->tags, "label", &tag) ||
		tag.value_length == 0 || tag.value_length > IRC_LABEL_BYTES)
		return false;
	memcpy(out, tag.value, tag.value_length);
	out[tag.value_length] = '\0';
	return true;
}

void irc_answer_part(struct irc_call *call)
{
	if (call->label)
		mark_part(call);
	if (call->out->length > 0 && !call->peer->conn->broken)
		session_answer(call->session, call->out->bytes, call->out->length);
	buffer_clear(call->out);
	call->apart = 0;
}

void irc_answer_newcomer(struct irc_peer *peer, struct buffer *lines)
{
	const struct door *door = peer->newcomer->door;
	if (!door->wrap) {
		conn_last_words(peer->conn, lines->bytes, lines->length);
		return;
	}
	door->wrap(lines, 0, irc_dialect(peer));
	conn_write(peer->conn, lines->bytes, lines->length);
}

void irc_answer_end(struct irc_call *call)
{
	struct irc_peer *peer = call->peer;
	struct buffer *out = call->out;
	if (call->label)
		mark_end(call);
	if (out->length == 0 || peer->conn->broken)
		return;
	if (!peer->session)
		irc_answer_newcomer(peer, out);
	else if (out->length <= SHORT_BYTES)
		session_send(peer->session, out->bytes, out->length);
	else
		session_answer(peer->session, out->bytes, out->length);
}
