/* Telnet: however the bytes arrive, the same text is left, without an IAC in it, and not more is
 * answered than came. The first byte says how to cut the rest. */
#include "telnet.h"

#include <string.h>

#include "fuzz.h"

#define IAC 0xFF

/* A conn's input, of which no line is read. */
struct input {
	size_t length;
	char bytes[4096];
};

static void give(struct input *input, const char *bytes, size_t length, bool last)
{
	struct telnet found;
	memcpy(input->bytes + input->length, bytes, length);
	size_t size = input->length + length;
	telnet_take(input->bytes, size, last, &found);
	FUZZ_CHECK(found.whole <= found.length && found.length <= size);
	FUZZ_CHECK(found.answer_length <= size - found.length);
	FUZZ_CHECK(!last || found.whole == found.length);
	FUZZ_CHECK(found.length - found.whole <= TELNET_OPTION_MAX);
	memmove(input->bytes, input->bytes + size - found.length, found.length);
	input->length = found.length;
	FUZZ_CHECK(!memchr(input->bytes, IAC, found.whole));
}

static void give_all(struct input *input, const char *bytes, size_t size, size_t step)
{
	input->length = 0;
	for (size_t at = 0; at < size; at += step)
		give(input, bytes + at, step < size - at ? step : size - at, false);
	give(input, "", 0, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct input whole, cut;
	if (size < 1 || size > sizeof whole.bytes)
		return 0;
	give_all(&whole, (const char *)data + 1, size - 1, size);
	give_all(&cut, (const char *)data + 1, size - 1, 1U + data[0]);
	FUZZ_CHECK(whole.length == cut.length);
	FUZZ_CHECK(memcmp(whole.bytes, cut.bytes, whole.length) == 0);
	give_all(&cut, (const char *)data + 1, size - 1, 1);
	FUZZ_CHECK(whole.length == cut.length);
	FUZZ_CHECK(memcmp(whole.bytes, cut.bytes, whole.length) == 0);
	return 0;
}
