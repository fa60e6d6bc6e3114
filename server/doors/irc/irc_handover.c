#include "irc_handover.h"

#include <stdlib.h>
#include <string.h>

#include "irc.h"
#include "irc_batch.h"
#include "irc_sasl.h"
#include "marks.h"
#include "memory.h"

PACK_SIZE(struct irc_peer, 56);
PACK_SIZE(struct irc_newcomer, 64);
PACK_SIZE(struct irc_batch, 208);

/* A copy of the next text, which has at most `most` bytes; NULL where it is NULL. */
static char *unpack_short(struct unpack *in, size_t most)
{
	const char *text = unpack_text(in);
	if (text && strlen(text) > most)
		unpack_fail(in);
	return text && !in->failed ? memory_text(text) : NULL;
}

static void pack_newcomer(const struct irc_newcomer *newcomer, struct pack *out)
{
	pack_text(out, newcomer->name);
	pack_text(out, newcomer->user);
	pack_text(out, newcomer->real);
	pack_u32(out, newcomer->lines);
	pack_u32(out, newcomer->since_s);
	pack_bool(out, newcomer->let_in);
	pack_bool(out, newcomer->negotiating);
	pack_u32(out, newcomer->account);
	pack_u32(out, newcomer->password);
	pack_u32(out, newcomer->token);
}

static struct irc_newcomer *unpack_newcomer(struct unpack *in, const struct door *door)
{
	struct irc_newcomer *newcomer = memory_zero(sizeof *newcomer);
	newcomer->door = door;
	newcomer->name = unpack_short(in, IRC_LINE_BYTES);
	newcomer->user = unpack_short(in, IRC_USER_BYTES);
	newcomer->real = unpack_short(in, IRC_REAL_BYTES);
	newcomer->lines = unpack_u32(in);
	newcomer->since_s = unpack_u32(in);
	newcomer->let_in = unpack_bool(in);
	newcomer->negotiating = unpack_bool(in);
	newcomer->account = unpack_u32(in);
	newcomer->password = unpack_u32(in);
	newcomer->token = unpack_u32(in);
	return newcomer;
}

static void pack_batch(const struct irc_batch *batch, struct pack *out)
{
	pack_text(out, batch->name);
	pack_text(out, batch->label);
	pack_text(out, batch->target);
	pack_text(out, batch->tags);
	pack_bool(out, batch->failed);
	pack_bool(out, batch->notice);
	pack_bool(out, batch->any);
	pack_u32(out, batch->lines);
	pack_bytes(out, batch->text.bytes, batch->text.length);
	pack_bytes(out, batch->parts.bytes, batch->parts.length);
}

static void unpack_word(struct unpack *in, char *to, size_t most)
{
	const char *text = unpack_string(in);
	if (strlen(text) > most)
		unpack_fail(in);
	else
		strcpy(to, text);
}

static void unpack_buffer(struct unpack *in, struct buffer *to, size_t most)
{
	size_t length;
	const char *bytes = unpack_bytes(in, &length);
	if (length > most)
		unpack_fail(in);
	else
		buffer_add(to, bytes, length);
}

/* Whether the places are in the text, in their order, and none is that of a newline. */
static bool parts_are_good(struct irc_batch *batch)
{
	const char *text = batch->text.bytes, *at = buffer_text(&batch->parts);
	unsigned long last = 0;
	for (char *end; *at; at = end) {
		unsigned long place = strtoul(at, &end, 10);
		if (end == at || place <= last || place >= batch->text.length ||
			text[place] == '\n')
			return false;
		last = place;
	}
	return true;
}

static struct irc_batch *unpack_batch(struct unpack *in)
{
	struct irc_batch *batch = memory_zero(sizeof *batch);
	unpack_word(in, batch->name, IRC_REFERENCE_BYTES);
	unpack_word(in, batch->label, IRC_LABEL_BYTES);
	batch->target = unpack_short(in, IRC_LINE_BYTES);
	batch->tags = unpack_short(in, IRC_TAGS_BYTES);
	batch->failed = unpack_bool(in);
	batch->notice = unpack_bool(in);
	batch->any = unpack_bool(in);
	batch->lines = unpack_u32(in);
	unpack_buffer(in, &batch->text, IRC_MULTILINE_BYTES);
	unpack_buffer(in, &batch->parts, IRC_MULTILINE_LINES * sizeof " 4096");
	if (!batch->target || batch->lines > IRC_MULTILINE_LINES || !parts_are_good(batch))
		unpack_fail(in);
	return batch;
}

void irc_peer_pack(const struct irc_peer *peer, struct pack *out)
{
	pack_u32(out, peer->heard_s);
	pack_u32(out, peer->caps);
	pack_bool(out, peer->modern);
	pack_bool(out, peer->pinged);
	pack_bool(out, peer->binary);
	if (!peer->session)
		pack_newcomer(peer->newcomer, out);
	pack_bool(out, peer->batch);
	if (peer->batch)
		pack_batch(peer->batch, out);
	pack_bool(out, peer->marks);
	if (peer->marks)
		marks_pack(peer->marks, out);
	pack_bool(out, peer->sasl);
	if (peer->sasl)
		irc_sasl_pack(peer, out);
}

void irc_peer_drop(struct irc_peer *peer)
{
	if (peer->newcomer) {
		free(peer->newcomer->name);
		free(peer->newcomer->user);
		free(peer->newcomer->real);
	}
	free(peer->newcomer);
	irc_batch_free(peer->batch);
	marks_free(peer->marks);
	irc_sasl_free(peer);
	peer->newcomer = NULL;
	peer->batch = NULL;
	peer->marks = NULL;
}

bool irc_peer_unpack(
	struct unpack *in, struct irc_peer *peer, const struct door *door, struct session *session)
{
	peer->session = session;
	peer->heard_s = unpack_u32(in) & IRC_SECONDS_MAX;
	peer->caps = unpack_u32(in) & IRC_CAPS_MASK;
	peer->modern = unpack_bool(in);
	peer->pinged = unpack_bool(in);
	peer->binary = unpack_bool(in);
	if (!session)
		peer->newcomer = unpack_newcomer(in, door);
	if (unpack_bool(in))
		peer->batch = unpack_batch(in);
	if (unpack_bool(in)) {
		peer->marks = memory_zero(sizeof *peer->marks);
		marks_unpack(peer->marks, in);
	}
	if (unpack_bool(in))
		irc_sasl_unpack(in, peer);
	if (in->failed)
		irc_peer_drop(peer);
	return !in->failed;
}

void *irc_unpack(struct unpack *in, struct session *session)
{
	struct irc_peer *peer = memory_zero(sizeof *peer);
	if (irc_peer_unpack(in, peer, &irc_door, session))
		return peer;
	free(peer);
	return NULL;
}
