#include "pack.h"

#include <endian.h>
#include <string.h>

#include "memory.h"

#define NO_TEXT UINT32_MAX /* the length of a NULL */

void pack_raw(struct pack *out, const void *bytes, size_t length)
{
	struct buffer *buffer = out->buffer;
	if (out->full && buffer->size - buffer->length < length)
		out->full(out);
	buffer_add(buffer, bytes, length);
}

void pack_u8(struct pack *out, uint8_t value)
{
	pack_raw(out, &value, sizeof value);
}

void pack_u16(struct pack *out, uint16_t value)
{
	value = htole16(value);
	pack_raw(out, &value, sizeof value);
}

void pack_u32(struct pack *out, uint32_t value)
{
	value = htole32(value);
	pack_raw(out, &value, sizeof value);
}

void pack_u64(struct pack *out, uint64_t value)
{
	value = htole64(value);
	pack_raw(out, &value, sizeof value);
}

void pack_i64(struct pack *out, int64_t value)
{
	pack_u64(out, (uint64_t)value);
}

void pack_bool(struct pack *out, bool value)
{
	pack_u8(out, value);
}

void pack_bytes(struct pack *out, const char *bytes, size_t length)
{
	pack_u32(out, (uint32_t)length);
	pack_raw(out, bytes, length);
}

void pack_text(struct pack *out, const char *text)
{
	if (text) {
		size_t length = strlen(text);
		pack_u32(out, (uint32_t)length);
		pack_raw(out, text, length + 1);
	} else {
		pack_u32(out, NO_TEXT);
	}
}

struct unpack unpack_begin(const char *bytes, size_t length)
{
	return (struct unpack){.at = bytes, .end = bytes + length};
}

void unpack_fail(struct unpack *in)
{
	in->failed = true;
	in->at = in->end;
}

void unpack_let_go(const struct unpack *in)
{
	if (in->let_go)
		in->let_go(in->data, in->at);
}

bool unpack_done(const struct unpack *in)
{
	return !in->failed && in->at == in->end;
}

/* The next bytes; NULL where there are not so many. */
static const char *take(struct unpack *in, size_t length)
{
	if ((size_t)(in->end - in->at) < length) {
		unpack_fail(in);
		return NULL;
	}
	const char *bytes = in->at;
	in->at += length;
	return bytes;
}

static void take_value(struct unpack *in, void *value, size_t size)
{
	const char *bytes = take(in, size);
	if (bytes)
		memcpy(value, bytes, size);
}

void unpack_into(struct unpack *in, void *to, size_t size)
{
	memset(to, 0, size);
	take_value(in, to, size);
}

uint8_t unpack_u8(struct unpack *in)
{
	uint8_t value = 0;
	take_value(in, &value, sizeof value);
	return value;
}

uint16_t unpack_u16(struct unpack *in)
{
	uint16_t value = 0;
	take_value(in, &value, sizeof value);
	return le16toh(value);
}

uint32_t unpack_u32(struct unpack *in)
{
	uint32_t value = 0;
	take_value(in, &value, sizeof value);
	return le32toh(value);
}

uint64_t unpack_u64(struct unpack *in)
{
	uint64_t value = 0;
	take_value(in, &value, sizeof value);
	return le64toh(value);
}

int64_t unpack_i64(struct unpack *in)
{
	return (int64_t)unpack_u64(in);
}

bool unpack_bool(struct unpack *in)
{
	uint8_t value = unpack_u8(in);
	if (value > 1)
		unpack_fail(in);
	return value == 1;
}

const char *unpack_bytes(struct unpack *in, size_t *length)
{
	*length = unpack_u32(in);
	const char *bytes = in->failed ? NULL : take(in, *length);
	if (!bytes)
		*length = 0;
	return bytes;
}

const char *unpack_text(struct unpack *in)
{
	uint32_t length = unpack_u32(in);
	if (in->failed || length == NO_TEXT)
		return NULL;
	const char *text = take(in, (size_t)length + 1);
	if (text && memchr(text, '\0', (size_t)length + 1) != text + length) {
		unpack_fail(in);
		return NULL;
	}
	return text;
}

const char *unpack_string(struct unpack *in)
{
	const char *text = unpack_text(in);
	if (text)
		return text;
	unpack_fail(in);
	return "";
}

char *unpack_copy(struct unpack *in)
{
	const char *text = unpack_text(in);
	return text ? memory_text(text) : NULL;
}

int64_t unpack_time(struct unpack *in)
{
	int64_t time = unpack_i64(in);
	if (time > UNPACK_TIME_MAX)
		return UNPACK_TIME_MAX;
	return time < -UNPACK_TIME_MAX ? -UNPACK_TIME_MAX : time;
}

uint32_t unpack_count(struct unpack *in, uint32_t most)
{
	uint32_t count = unpack_u32(in);
	if (count <= most && count <= (size_t)(in->end - in->at))
		return count;
	unpack_fail(in);
	return 0;
}
