/* Heads of requests: the result is the same whole and in pieces, all texts are in the head, and
 * what is behind the head changes nothing. The first byte is how to cut the rest. */
#include "http.h"

#include <string.h>

#include "fuzz.h"

struct outcome {
	enum http_result result;
	int status;
	size_t used;
	struct http_request request;
};

static void read_head(struct outcome *outcome, const char *bytes, size_t length)
{
	memset(outcome, 0, sizeof *outcome); /* the gaps, too: they are compared */
	outcome->result =
		http_read(bytes, length, &outcome->request, &outcome->used, &outcome->status);
}

static void check_text(const struct outcome *outcome, const char *bytes, struct http_text text)
{
	FUZZ_CHECK(text.bytes || text.length == 0);
	if (!text.bytes)
		return;
	FUZZ_CHECK(text.bytes >= bytes && text.bytes + text.length <= bytes + outcome->used);
	for (size_t i = 0; i < text.length; i++)
		FUZZ_CHECK(text.bytes[i] >= ' ' || text.bytes[i] == '\t' || text.bytes[i] < 0);
}

static void check_list(const struct outcome *outcome, const char *bytes, const char *name)
{
	const char *last = bytes;
	for (struct http_text element = {0}; http_next(&outcome->request, name, &element);) {
		check_text(outcome, bytes, element);
		FUZZ_CHECK(element.length > 0 && element.bytes >= last);
		FUZZ_CHECK(!memchr(element.bytes, ',', element.length));
		last = element.bytes + element.length;
	}
}

static void check_request(const struct outcome *outcome, const char *bytes)
{
	static const char *const names[] = {
		"host", "connection", "upgrade", "x", "", "if-none-match"};
	const struct http_request *request = &outcome->request;
	const struct http_text texts[] = {request->path, request->query, request->host,
		request->origin, request->websocket_key};
	FUZZ_CHECK(outcome->used <= HTTP_HEAD_BYTES && outcome->used >= 4);
	FUZZ_CHECK(memcmp(bytes + outcome->used - 4, "\r\n\r\n", 4) == 0);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		check_text(outcome, bytes, texts[i]);
	FUZZ_CHECK(request->path.length > 0 && request->path.bytes[0] == '/');
	FUZZ_CHECK(request->minor == 0 || (request->minor == 1 && request->host.length > 0));
	FUZZ_CHECK(!request->upgrade || (request->minor == 1 && !request->head));
	FUZZ_CHECK(request->websocket_version >= 0 && request->websocket_version <= 999);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		check_list(outcome, bytes, names[i]);
	http_unchanged(request, "\"a\"");
	struct outcome alone; /* without what is behind it, and with one byte less */
	read_head(&alone, bytes, outcome->used);
	FUZZ_CHECK(alone.result == HTTP_REQUEST && alone.used == outcome->used);
	FUZZ_CHECK(memcmp(&alone.request, request, sizeof *request) == 0);
	read_head(&alone, bytes, outcome->used - 1);
	FUZZ_CHECK(alone.result == HTTP_MORE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome whole, cut = {0};
	if (size == 0)
		return 0;
	const char *bytes = (const char *)data + 1;
	size_t length = size - 1, step = 1U + data[0];
	read_head(&whole, bytes, length);
	FUZZ_CHECK(whole.result != HTTP_MORE || length < HTTP_HEAD_BYTES);
	for (size_t come = 0; cut.result == HTTP_MORE && come < length;) {
		come = step < length - come ? come + step : length;
		read_head(&cut, bytes, come);
	}
	FUZZ_CHECK(cut.result == whole.result);
	if (whole.result == HTTP_REQUEST) {
		check_request(&whole, bytes);
		FUZZ_CHECK(memcmp(&cut, &whole, sizeof cut) == 0);
	} else if (whole.result == HTTP_BAD) {
		FUZZ_CHECK(cut.status == whole.status && *http_reason(whole.status));
		FUZZ_CHECK(cut.request.head == whole.request.head);
	}
	return 0;
}
