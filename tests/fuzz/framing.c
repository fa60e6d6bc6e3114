/* Framing: no byte is lost, no line holds a newline or more than the limit, and the way in which
 * the bytes arrive changes nothing. The first byte is the limit, the second how to cut the rest. */
#include "framing.h"

#include <string.h>

#include "fuzz.h"

#define OUT_BYTES 65536

/* What came out: each line, behind its length; and a mark for each that was too long. */
struct out {
	size_t length;
	uint8_t bytes[OUT_BYTES];
};

static void put(struct out *out, const void *bytes, size_t length)
{
	FUZZ_CHECK(out->length + length <= OUT_BYTES);
	memcpy(out->bytes + out->length, bytes, length);
	out->length += length;
}

static void take(struct out *out, enum framing_result result, const char *bytes,
	const struct frame *frame, size_t limit)
{
	size_t too_long = SIZE_MAX;
	if (result == FRAMING_TOO_LONG)
		put(out, &too_long, sizeof too_long);
	if (result != FRAMING_LINE)
		return;
	FUZZ_CHECK(frame->length <= limit);
	FUZZ_CHECK(!memchr(bytes, '\n', frame->length));
	put(out, &frame->length, sizeof frame->length);
	put(out, bytes, frame->length);
}

/* Gives the bytes in pieces of `step`. */
static void frame_all(struct out *out, const char *bytes, size_t size, size_t step, size_t limit)
{
	bool dropping = false;
	size_t used = 0, given = 0;
	struct frame frame;
	out->length = 0;
	for (bool last = false; !last;) {
		given = given + step < size ? given + step : size;
		last = given == size;
		enum framing_result result;
		while ((result = framing_next(&dropping, bytes + used, given - used, last, limit,
				&frame)) != FRAMING_MORE) {
			FUZZ_CHECK(frame.used > 0 && frame.used <= given - used);
			FUZZ_CHECK(frame.length <= frame.used);
			take(out, result, bytes + used, &frame, limit);
			used += frame.used;
		}
		FUZZ_CHECK(frame.used == 0);
		FUZZ_CHECK(given - used <= limit + 1);
	}
	FUZZ_CHECK(used == size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct out whole, cut;
	if (size < 2 || size > 4096)
		return 0;
	size_t limit = data[0], step = 1U + data[1];
	frame_all(&whole, (const char *)data + 2, size - 2, SIZE_MAX / 2, limit);
	frame_all(&cut, (const char *)data + 2, size - 2, step, limit);
	FUZZ_CHECK(whole.length == cut.length);
	FUZZ_CHECK(memcmp(whole.bytes, cut.bytes, whole.length) == 0);
	frame_all(&cut, (const char *)data + 2, size - 2, 1, limit);
	FUZZ_CHECK(whole.length == cut.length);
	FUZZ_CHECK(memcmp(whole.bytes, cut.bytes, whole.length) == 0);
	return 0;
}
