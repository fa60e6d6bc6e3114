/* Frames of a WebSocket: the pieces in which the bytes come change nothing, a text is UTF-8, no
 * message has more than the limit, and what the server would send again is a frame. The first byte
 * is the limit, the second how to cut the rest. */
#include "websocket.h"

#include <string.h>

#include "fuzz.h"
#include "text.h"

/* What came out: of each frame its kind, its status, its length and its payload. */
struct out {
	struct buffer seen;
	size_t used;
	bool ended;
};

static void check_text(const char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		int32_t c;
		at += text_point(text + at, length - at, &c);
		FUZZ_CHECK(c >= 0);
	}
}

static void check_sent(const struct websocket_frame *frame)
{
	struct buffer sent = {0};
	size_t payload = 0;
	websocket_add(&sent, frame->opcode, frame->payload, frame->length);
	FUZZ_CHECK(websocket_sent_length(sent.bytes, sent.length, &payload) == sent.length);
	FUZZ_CHECK(websocket_sent_length(sent.bytes, sent.length - 1, &payload) == 0);
	FUZZ_CHECK(payload == frame->length);
	FUZZ_CHECK(payload == 0 ||
		   memcmp(sent.bytes + sent.length - payload, frame->payload, payload) == 0);
	buffer_finish(&sent);
}

static void take(struct out *out, enum websocket_result result, const struct websocket_frame *frame,
	size_t limit)
{
	buffer_format(&out->seen, "%d/%d/%d/%zu:", (int)result,
		result == WEBSOCKET_BROKEN ? 0 : (int)frame->opcode, (int)frame->status,
		result == WEBSOCKET_BROKEN ? 0 : frame->length);
	out->ended = result == WEBSOCKET_BROKEN;
	if (out->ended) {
		FUZZ_CHECK(frame->status == 1002 || frame->status == 1007 || frame->status == 1009);
		return;
	}
	buffer_add(&out->seen, frame->payload, frame->length);
	FUZZ_CHECK(frame->used >= 6);
	if (result == WEBSOCKET_CONTROL) {
		FUZZ_CHECK(frame->opcode >= WEBSOCKET_CLOSE && frame->opcode <= WEBSOCKET_PONG);
		FUZZ_CHECK(frame->length <= WEBSOCKET_CONTROL_MAX);
		FUZZ_CHECK((frame->opcode == WEBSOCKET_CLOSE) == (frame->status != 0));
		out->ended = frame->opcode == WEBSOCKET_CLOSE;
	} else {
		FUZZ_CHECK(frame->opcode == WEBSOCKET_TEXT || frame->opcode == WEBSOCKET_BINARY);
		FUZZ_CHECK(frame->length <= limit);
	}
	if (result == WEBSOCKET_MESSAGE && frame->opcode == WEBSOCKET_TEXT)
		check_text(frame->payload, frame->length);
	check_sent(frame);
}

/* Gives the bytes in pieces of `step`; each read is of an exact copy of what is held. */
static void read_all(struct out *out, const char *bytes, size_t size, size_t step, size_t limit)
{
	struct websocket websocket = {0};
	char *held = malloc(size + 1);
	size_t length = 0;
	for (size_t given = 0; given < size && !out->ended;) {
		size_t more = step < size - given ? step : size - given;
		memcpy(held + length, bytes + given, more);
		given += more;
		length += more;
		enum websocket_result result;
		do {
			struct websocket_frame frame;
			char *exact = malloc(length + 1);
			memcpy(exact, held, length);
			result = websocket_read(&websocket, exact, length, limit, &frame);
			FUZZ_CHECK(frame.used <= length && websocket.message.length <= limit);
			if (result != WEBSOCKET_MORE)
				take(out, result, &frame, limit);
			length -= frame.used;
			memcpy(held, exact + frame.used, length);
			free(exact);
		} while (result != WEBSOCKET_MORE && !out->ended);
		out->used = given - length;
	}
	free(held);
	websocket_finish(&websocket);
}

static void check_same(const char *bytes, size_t size, size_t step, size_t limit)
{
	struct out whole = {0}, cut = {0};
	read_all(&whole, bytes, size, size, limit);
	read_all(&cut, bytes, size, step, limit);
	FUZZ_CHECK(whole.ended == cut.ended && whole.used == cut.used);
	FUZZ_CHECK(whole.seen.length == cut.seen.length);
	FUZZ_CHECK(whole.seen.length == 0 ||
		   memcmp(whole.seen.bytes, cut.seen.bytes, whole.seen.length) == 0);
	buffer_finish(&whole.seen);
	buffer_finish(&cut.seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t payload;
	char accept[WEBSOCKET_ACCEPT_SIZE];
	if (size < 2 || size > 4096)
		return 0;
	const char *bytes = (const char *)data + 2;
	check_same(bytes, size - 2, 1, data[0]);
	check_same(bytes, size - 2, 1U + data[1], data[0]);
	FUZZ_CHECK(websocket_sent_length(bytes, size - 2, &payload) <= size - 2);
	websocket_accept(accept, bytes, size - 2);
	return 0;
}
