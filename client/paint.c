#include "paint.h"

#include <stdint.h>

#include <event2/buffer.h>

#include "name.h"
#include "protocol.h"

#define DIM "\033[2m"
#define ALARM "\033[1;31m"
#define RESET "\033[m"

/* No pure red: that is what refusals look like. */
const unsigned char paint_palette[PAINT_COLOURS] = {
	28, 30, 32, 63, 64, 100, 130, 134, 161, 164, 166, 167};

unsigned char paint_name(const char *name, size_t length)
{
	struct name_key key;
	name_key(&key, name, length);
	uint32_t hash = 2166136261; /* FNV-1a: nothing hangs on a collision here */
	for (size_t i = 0; i < key.length; i++)
		hash = (hash ^ (unsigned char)key.bytes[i]) * 16777619;
	return paint_palette[(hash >> 8) % PAINT_COLOURS];
}

static void add_whole(struct evbuffer *out, const char *sequence, const char *line, size_t length)
{
	evbuffer_add_printf(out, "%s", sequence);
	evbuffer_add(out, line, length);
	evbuffer_add_printf(out, RESET);
}

static void add_named(
	struct evbuffer *out, const struct protocol_line *parsed, const char *line, size_t length)
{
	const char *name = line + parsed->name;
	size_t rest = parsed->name + parsed->name_length;
	evbuffer_add(out, line, parsed->name);
	evbuffer_add_printf(out, "\033[38;5;%dm", paint_name(name, parsed->name_length));
	evbuffer_add(out, name, parsed->name_length);
	evbuffer_add_printf(out, RESET);
	evbuffer_add(out, line + rest, length - rest);
}

void paint_line(struct evbuffer *out, const char *line, size_t length, bool colour)
{
	struct protocol_line parsed = {.kind = PROTOCOL_OTHER};
	if (colour)
		protocol_parse(&parsed, line, length);
	if (parsed.kind == PROTOCOL_SERVER)
		add_whole(out, DIM, line, length);
	else if (parsed.kind == PROTOCOL_REFUSAL)
		add_whole(out, ALARM, line, length);
	else if (parsed.name_length)
		add_named(out, &parsed, line, length);
	else
		evbuffer_add(out, line, length);
	evbuffer_add(out, "\n", 1);
}
