#include "websocket_door.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "counter.h"
#include "door_end.h"
#include "door_kind.h"
#include "door_read.h"
#include "irc.h"
#include "irc_encode.h"
#include "irc_handover.h"
#include "irc_peer.h"
#include "irc_skipped.h"
#include "memory.h"
#include "send_queue.h"
#include "session_life.h"
#include "session_send.h"
#include "text.h"
#include "websocket.h"

#define MESSAGE_BYTES (IRC_TAGS_BYTES + IRC_LINE_BYTES)

/* conn->user. */
struct websocket_peer {
	struct irc_peer irc; /* first */
	struct websocket input;
	struct websocket_frame frame; /* in front of the input, read but not handled yet */
	size_t payload_at;	      /* in the input, of its payload that is there */
	bool has_frame;
	bool cut;			   /* the rest of a frame will not be sent */
	bool payload_is_there;		   /* and not in `input` */
	unsigned char result;		   /* enum websocket_result, of the frame */
	unsigned char header_length;	   /* bytes of the header that the peer has taken, alone */
	char header[WEBSOCKET_HEADER_MAX]; /* they */
	uint16_t status;		   /* with which the conn ends; 0: none has been chosen */
	uint32_t rest;			   /* of a frame that the peer has taken in part */
	const char *why;		   /* it ends, a constant; NULL for "" */
};

/* Sending */

/* From the last line to the first: a header is never shorter than the CR LF that goes, so each line
 * moves towards the end. */
static void wrap(struct buffer *out, size_t start, unsigned dialect)
{
	enum websocket_opcode opcode = dialect & IRC_BINARY ? WEBSOCKET_BINARY : WEBSOCKET_TEXT;
	char header[WEBSOCKET_HEADER_MAX];
	size_t more = 0, size;
	for (size_t at = start; at < out->length; at += size) {
		const char *line = out->bytes + at;
		size = (size_t)((const char *)memchr(line, '\n', out->length - at) - line) + 1;
		more += websocket_header(header, opcode, size - 2) - 2;
	}
	buffer_reserve(out, more);
	char *from = out->bytes + out->length, *to = from + more;
	while (from > out->bytes + start) {
		size_t length = (size_t)(from - (out->bytes + start));
		const char *before = memrchr(out->bytes + start, '\n', length - 1);
		char *line = before ? out->bytes + (before + 1 - out->bytes) : out->bytes + start;
		size = (size_t)(from - line) - 2;
		size_t extra = websocket_header(header, opcode, size);
		memmove(to - size, line, size);
		memcpy(to - size - extra, header, extra);
		to -= size + extra;
		from = line;
	}
	out->length += more;
}

static enum door_line kind_of(const char *frame, size_t length)
{
	size_t payload;
	websocket_sent_length(frame, length, &payload);
	return irc_skipped_kind(frame + length - payload, payload);
}

/* Bytes of the frame that the peer has taken in part, where `bytes` follow; 0 where these do not
 * tell. */
static size_t rest_of(const struct websocket_peer *peer, const char *bytes, size_t length)
{
	char header[WEBSOCKET_HEADER_MAX];
	if (peer->header_length == 0)
		return peer->rest;
	size_t more = sizeof header - peer->header_length;
	if (more > length)
		more = length;
	memcpy(header, peer->header, peer->header_length);
	memcpy(header + peer->header_length, bytes, more);
	size_t size = websocket_sent_size(header, peer->header_length + more);
	return size > 0 ? size - peer->header_length : 0;
}

static size_t first(const void *data, const char *bytes, size_t length)
{
	const struct websocket_peer *peer = data;
	bool within = peer && (peer->rest > 0 || peer->header_length > 0);
	size_t size = within ? rest_of(peer, bytes, length) : websocket_sent_size(bytes, length);
	return size <= length ? size : 0;
}

/* Notes that the peer has taken these bytes. */
static void note_taken(struct websocket_peer *peer, const char *bytes, size_t length)
{
	while (length > 0) {
		size_t step = 1;
		if (peer->rest > 0) {
			step = length < peer->rest ? length : peer->rest;
			peer->rest -= (uint32_t)step;
		} else {
			peer->header[peer->header_length++] = *bytes;
			size_t size = websocket_sent_size(peer->header, peer->header_length);
			if (size > 0) {
				peer->rest = (uint32_t)(size - peer->header_length);
				peer->header_length = 0;
			}
		}
		bytes += step;
		length -= step;
	}
}

/* A run ends with a whole frame, so nothing is to be noted while the peer takes everything. */
static uint64_t websocket_send(void *data, const struct iovec *run, unsigned count, uint64_t total)
{
	struct websocket_peer *peer = data;
	uint64_t taken = conn_send(peer->irc.conn, run, count, total), left = taken;
	if (taken == total && count < DOOR_RUN_MAX && peer->rest == 0 && peer->header_length == 0)
		return taken;
	if (peer->irc.conn->broken || conn_is_closing(peer->irc.conn)) {
		peer->cut = true; /* all was dropped */
		return taken;
	}
	for (unsigned i = 0; i < count && left > 0; i++) {
		size_t piece = left < run[i].iov_len ? (size_t)left : run[i].iov_len;
		note_taken(peer, run[i].iov_base, piece);
		left -= piece;
	}
	return taken;
}

static struct session *session_of(const struct websocket_peer *peer)
{
	return peer->irc.session;
}

/* Under the lock. */
static void send_control(struct websocket_peer *peer, enum websocket_opcode opcode,
	const struct websocket_frame *frame)
{
	struct buffer out = {0};
	websocket_add(&out, opcode, frame->payload, frame->length);
	if (session_of(peer))
		session_send_as_is(session_of(peer), out.bytes, out.length);
	else
		conn_write(peer->irc.conn, out.bytes, out.length);
	buffer_finish(&out);
}

/* Reading */

static enum framing_result next_frame(
	struct conn *conn, char *bytes, size_t length, struct frame *frame)
{
	struct websocket_peer *peer = conn->user;
	struct websocket_frame *found = &peer->frame;
	if (!peer->has_frame) {
		enum websocket_result result =
			websocket_read(&peer->input, bytes, length, MESSAGE_BYTES, found);
		if (result == WEBSOCKET_MORE && length > 0 && conn_has_all(conn)) {
			result = WEBSOCKET_BROKEN; /* its end will not come */
			found->status = WEBSOCKET_PROTOCOL_ERROR;
		}
		if (result == WEBSOCKET_MORE)
			return FRAMING_MORE;
		if (result == WEBSOCKET_BROKEN) {
			found->used = length;
			sodium_memzero(bytes, length); /* half a message may have half a password */
		}
		peer->result = (unsigned char)result;
		peer->has_frame = true;
		peer->payload_is_there =
			found->payload >= bytes && found->payload <= bytes + length;
		if (peer->payload_is_there)
			peer->payload_at = (size_t)(found->payload - bytes);
	} else if (peer->payload_is_there) {
		found->payload = bytes + peer->payload_at;
	}
	*frame = (struct frame){.length = found->length, .used = found->used};
	return FRAMING_LINE;
}

/* Ends the conn with this status, behind all that is still to be sent. Under the lock. */
static void end(struct websocket_peer *peer, unsigned status, const char *why)
{
	peer->status = (uint16_t)status;
	peer->why = why;
	if (session_of(peer))
		session_close(session_of(peer), why);
	else
		conn_close(peer->irc.conn, CONN_DONE);
}

static void end_broken(struct websocket_peer *peer)
{
	static const struct {
		enum websocket_status status;
		const char *why;
	} rows[] = {
		{WEBSOCKET_NOT_UTF8, "Text that is not UTF-8"},
		{WEBSOCKET_TOO_BIG, "A message is too long"},
		{WEBSOCKET_NO_STATUS, "Broken WebSocket frame"},
	};
	size_t row = 0;
	while (rows[row].status != WEBSOCKET_NO_STATUS && rows[row].status != peer->frame.status)
		row++;
	if (peer->frame.status == WEBSOCKET_TOO_BIG)
		counter_add(COUNTER_TOO_LONG, 1);
	end(peer, peer->frame.status, rows[row].why);
}

/* The reason becomes that of the session's end. A browser that leaves the page comes back, perhaps.
 */
static void take_close(struct websocket_peer *peer)
{
	const struct websocket_frame *frame = &peer->frame;
	char why[TEXT_SAFE_SIZE(WEBSOCKET_CONTROL_MAX)];
	struct session *session = session_of(peer);
	text_safe(why, frame->payload, frame->length);
	peer->status = (uint16_t)frame->status;
	if (!session) {
		conn_close(peer->irc.conn, CONN_DONE);
		return;
	}
	session->quits = frame->status == WEBSOCKET_NORMAL;
	session_close(session, why);
}

static void take_control(struct websocket_peer *peer)
{
	if (peer->frame.opcode == WEBSOCKET_CLOSE)
		take_close(peer);
	else if (peer->frame.opcode == WEBSOCKET_PING)
		send_control(peer, WEBSOCKET_PONG, &peer->frame);
}

/* A line may have the CR LF that it needs elsewhere. One with a line break within could be two
 * commands, of which its sender knows one. */
static bool take_message(struct websocket_peer *peer)
{
	struct conn *conn = peer->irc.conn;
	const char *line = peer->frame.payload;
	size_t length = peer->frame.length;
	if (length > 0 && line[length - 1] == '\n')
		length--;
	if (length > 0 && line[length - 1] == '\r')
		length--;
	if (length == 0)
		return irc_line(conn, "", 0);
	if (!memchr(line, '\n', length) && !memchr(line, '\r', length))
		return irc_line(conn, line, length);
	if (door_answering(conn, session_of(peer)))
		return false;
	irc_refuse_several(conn);
	return true;
}

/* Whether a peer without a session, which has no speed allowance, has sent too many frames. Its
 * messages are counted by the IRC door. */
static bool sends_too_much(struct websocket_peer *peer)
{
	struct irc_newcomer *newcomer = peer->irc.newcomer;
	if (session_of(peer) || !newcomer || ++newcomer->lines <= IRC_REGISTER_LINES)
		return false;
	end(peer, WEBSOCKET_POLICY, "Too many frames before registration");
	return true;
}

static bool take_frame(struct conn *conn, const char *bytes, size_t length)
{
	struct websocket_peer *peer = conn->user;
	bool done = true;
	if (peer->result == WEBSOCKET_MESSAGE) {
		done = take_message(peer);
	} else if (peer->result == WEBSOCKET_BROKEN) {
		end_broken(peer);
	} else if (!sends_too_much(peer) && peer->result == WEBSOCKET_CONTROL) {
		take_control(peer);
	}
	peer->has_frame = !done;
	return done;
}

static const struct door_reader reader = {
	.session = irc_session, .next = next_frame, .line = take_frame};

static void websocket_data(struct conn *conn, struct evbuffer *input)
{
	door_read(conn, input, &reader);
}

/* The end */

/* Queues the rest of a frame that the peer has taken in part. False where it is not there. */
static bool end_frame(struct websocket_peer *peer)
{
	struct session *session = session_of(peer);
	struct iovec run[DOOR_RUN_MAX];
	unsigned count = 0;
	if (peer->rest == 0 && peer->header_length == 0)
		return true;
	if (!peer->cut && session && session->send_queue)
		send_queue_run(session, run, DOOR_RUN_MAX, &count);
	size_t left = count > 0 ? rest_of(peer, run[0].iov_base, run[0].iov_len) : 0;
	if (left == 0)
		return false;
	for (unsigned i = 0; i < count && left > 0; i++) {
		size_t piece = left < run[i].iov_len ? left : run[i].iov_len;
		conn_write(peer->irc.conn, run[i].iov_base, piece);
		left -= piece;
	}
	return left == 0;
}

/* With which status the conn ends where none has been chosen. */
static enum websocket_status status_of(const struct websocket_peer *peer, enum conn_why why)
{
	const struct session *session = peer->irc.session;
	bool broke_rules = why == CONN_SLOW || peer->irc.pinged || (session && session->killed);
	return broke_rules ? WEBSOCKET_POLICY : WEBSOCKET_NORMAL;
}

static void websocket_closed(struct conn *conn, enum conn_why why)
{
	struct websocket_peer *peer = conn->user;
	struct buffer out = {0};
	if (!peer)
		return;
	enum websocket_status status = peer->status ? peer->status : status_of(peer, why);
	const char *words = peer->why ? peer->why : "";
	bool whole = end_frame(peer);
	if (!whole)
		conn->broken = true; /* nothing can be told any more */
	websocket_finish(&peer->input);
	irc_closed(conn, why);
	websocket_add_close(&out, status, words);
	conn_write(conn, out.bytes, out.length);
	buffer_finish(&out);
}

static void websocket_farewell(struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	struct websocket_peer *peer = conn->user;
	if (peer && peer->status == 0) /* NULL: it is closing */
		peer->status = loop->upgraded ? WEBSOCKET_RESTART : WEBSOCKET_GOING_AWAY;
	irc_farewell(conn);
}

const struct conn_ops websocket_conn_ops = {.kind = DOOR_KIND_WEBSOCKET,
	.data = websocket_data,
	.drained = irc_drained,
	.farewell = websocket_farewell,
	.closed = websocket_closed};

void websocket_open(struct conn *conn, bool binary)
{
	const struct door_loop *loop = conn->loop->data;
	struct websocket_peer *peer = memory_zero(sizeof *peer);
	peer->irc.binary = binary;
	irc_begin(conn, &peer->irc, &websocket_door);
	conn_set_ops(conn, &websocket_conn_ops);
	if (loop->leaving)
		websocket_farewell(conn);
}

/* Upgrades */

PACK_SIZE(struct websocket_peer, 168);

static void pack_frame(const struct websocket_peer *peer, struct pack *out)
{
	pack_u8(out, peer->result);
	pack_u8(out, (uint8_t)peer->frame.opcode);
	pack_u64(out, peer->frame.length);
	pack_u64(out, peer->frame.used);
	pack_u16(out, (uint16_t)peer->frame.status);
	pack_bool(out, peer->payload_is_there);
	pack_u64(out, peer->payload_at);
}

/* Fails where the frame is not within the input, or its message not the one that was kept. */
static void unpack_frame(struct unpack *in, struct websocket_peer *peer, size_t length)
{
	struct websocket_frame *frame = &peer->frame;
	size_t most = length;
	peer->result = unpack_u8(in);
	frame->opcode = (enum websocket_opcode)unpack_u8(in);
	frame->length = unpack_u64(in);
	frame->used = unpack_u64(in);
	frame->status = (enum websocket_status)unpack_u16(in);
	peer->payload_is_there = unpack_bool(in);
	peer->payload_at = unpack_u64(in);
	if (!peer->payload_is_there) {
		frame->payload = peer->input.message.bytes;
		peer->payload_at = 0;
		most = peer->input.message.length;
	}
	if (peer->result > WEBSOCKET_BROKEN || frame->used > length || peer->payload_at > most ||
		frame->length > most - peer->payload_at)
		unpack_fail(in);
}

void websocket_door_pack(const struct conn *conn, struct pack *out)
{
	const struct websocket_peer *peer = conn->user;
	irc_peer_pack(&peer->irc, out);
	websocket_pack(&peer->input, out);
	pack_bool(out, peer->has_frame);
	if (peer->has_frame)
		pack_frame(peer, out);
	pack_bool(out, peer->cut);
	pack_u32(out, peer->rest);
	pack_bytes(out, peer->header, peer->header_length);
}

/* The part of a header that the peer has taken: too short to tell the size of its frame. */
static void unpack_header(struct unpack *in, struct websocket_peer *peer)
{
	size_t length;
	const char *header = unpack_bytes(in, &length);
	if (length >= sizeof peer->header || websocket_sent_size(header, length) > 0) {
		unpack_fail(in);
	} else if (length > 0) {
		memcpy(peer->header, header, length);
		peer->header_length = (unsigned char)length;
	}
}

static bool unpack_peer(
	struct unpack *in, struct websocket_peer *peer, const char *input, size_t length)
{
	if (!websocket_unpack(in, &peer->input, input, length, MESSAGE_BYTES))
		return false;
	peer->has_frame = unpack_bool(in);
	if (peer->has_frame)
		unpack_frame(in, peer, length);
	peer->cut = unpack_bool(in);
	peer->rest = unpack_u32(in);
	unpack_header(in, peer);
	return !in->failed;
}

void *websocket_door_unpack(
	struct unpack *in, struct session *session, const char *input, size_t length)
{
	struct websocket_peer *peer = memory_zero(sizeof *peer);
	if (irc_peer_unpack(in, &peer->irc, &websocket_door, session)) {
		if (unpack_peer(in, peer, input, length))
			return peer;
		irc_peer_drop(&peer->irc);
		websocket_finish(&peer->input);
	}
	free(peer);
	return NULL;
}

const struct door websocket_door = {.name = "websocket",
	.encode = irc_encode,
	.wrap = wrap,
	.first = first,
	.line = kind_of,
	.send = websocket_send,
	.close = irc_door_close,
	.resume = irc_door_resume,
	.address = irc_door_address,
	.is_private = irc_door_is_private,
	.certificate = irc_door_certificate,
	.log_address = irc_door_log_address,
	.address_bytes = irc_door_address_bytes};
