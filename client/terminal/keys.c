#include "keys.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "buffer.h"
#include "memory.h"
#include "text_copy.h"

#define MARK_BYTES 6

static const char begin_mark[] = "\033[200~";
static const char end_mark[] = "\033[201~";

struct keys {
	struct buffer in;    /* the last piece, and what follows */
	struct buffer paste; /* as far as it has arrived */
	size_t used;	     /* bytes of `in`: the last piece */
	size_t released;     /* bytes held back that must go now */
	size_t ahead;	     /* bytes of a mark that went as keys because the rest was late */
	bool pasting;
	bool ended; /* the paste was handed out */
	bool late;  /* the rest of a paste may follow */
	char interrupt;
};

struct keys *keys_new(void)
{
	return memory_zero(sizeof(struct keys));
}

void keys_set_interrupt(struct keys *keys, char interrupt)
{
	keys->interrupt = interrupt;
}

void keys_free(struct keys *keys)
{
	if (!keys)
		return;
	buffer_finish(&keys->in);
	buffer_finish(&keys->paste);
	free(keys);
}

static void drain(struct buffer *buffer, size_t length)
{
	if (length == 0)
		return;
	memmove(buffer->bytes, buffer->bytes + length, buffer->length - length);
	buffer->length -= length;
}

static bool has_newline(const char *bytes, size_t length)
{
	return memchr(bytes, '\r', length) || memchr(bytes, '\n', length);
}

/* Bytes with a newline, behind a paste that did not end, may be its rest; one alone is Enter. */
static void find_rest(struct keys *keys, const char *bytes, size_t length)
{
	if (keys->late && has_newline(bytes, length)) {
		keys->late = false;
		keys->pasting = length > 1;
	}
}

void keys_add(struct keys *keys, const char *bytes, size_t length)
{
	drain(&keys->in, keys->used);
	keys->used = 0;
	find_rest(keys, bytes, length);
	buffer_add(&keys->in, bytes, length);
}

/* How many of these bytes continue a mark of which `ahead` bytes have gone; 0 if they do not. */
static size_t match(const char *mark, size_t ahead, const char *bytes, size_t length)
{
	size_t most = MARK_BYTES - ahead, compared = length < most ? length : most;
	return memcmp(mark + ahead, bytes, compared) == 0 ? compared : 0;
}

static size_t match_any(const char *bytes, size_t length, size_t ahead)
{
	size_t begins = match(begin_mark, ahead, bytes, length);
	return begins ? begins : match(end_mark, ahead, bytes, length);
}

/* The bytes of whole characters, at most `most`. */
static size_t whole(const struct buffer *in, size_t most)
{
	size_t at = 0;
	while (at < most) {
		mbstate_t state = {0};
		size_t used = mbrlen(in->bytes + at, in->length - at, &state);
		if (used == (size_t)-2)
			break;
		at += used == 0 || used == (size_t)-1 ? 1 : used;
	}
	return at < most ? at : most;
}

static bool interrupts(const struct keys *keys, size_t at)
{
	return keys->interrupt && keys->in.bytes[at] == keys->interrupt;
}

/* The place of the interrupt key, or where a mark may begin. */
static size_t find_end(const struct keys *keys)
{
	const struct buffer *in = &keys->in;
	for (size_t at = 0; at < in->length; at++)
		if (interrupts(keys, at) ||
			(in->bytes[at] == '\033' &&
				match_any(in->bytes + at, in->length - at, 0) > 0))
			return at;
	return in->length;
}

/* Skips a complete mark, also an end mark without a paste. */
static bool pass_mark(struct keys *keys)
{
	struct buffer *in = &keys->in;
	size_t rest = MARK_BYTES - keys->ahead;
	if (in->length < rest || match_any(in->bytes, in->length, keys->ahead) != rest)
		return false;
	keys->pasting = match(begin_mark, keys->ahead, in->bytes, in->length) == rest;
	keys->late = false;
	keys->ahead = 0;
	drain(in, rest);
	return true;
}

/* The bytes of keys before the next mark. */
static size_t typed(struct keys *keys)
{
	struct buffer *in = &keys->in;
	size_t released = keys->released;
	keys->released = 0;
	if (released > 0) {
		keys->ahead += released;
		return released;
	}
	while (in->length > 0 && pass_mark(keys))
		if (keys->pasting)
			return 0;
	if (in->length > 0 && match_any(in->bytes, in->length, keys->ahead) == 0)
		keys->ahead = 0;
	return in->length == 0 || keys->ahead > 0 ? 0 : whole(in, find_end(keys));
}

/* How many bytes at the end may be the start of the end mark. */
static size_t mark_at_end(const struct buffer *in)
{
	size_t length = in->length < MARK_BYTES ? in->length : MARK_BYTES - 1;
	while (length > 0 && match(end_mark, 0, in->bytes + in->length - length, length) == 0)
		length--;
	return length;
}

static void keep(struct keys *keys, size_t length)
{
	size_t room = KEYS_PASTE_BYTES - keys->paste.length;
	buffer_add(&keys->paste, keys->in.bytes, length < room ? length : room);
	drain(&keys->in, length);
}

/* Moves bytes to the paste; whether it is complete, or has to go as it is. */
static bool paste(struct keys *keys)
{
	struct buffer *in = &keys->in;
	const char *end =
		in->length > 0 ? memmem(in->bytes, in->length, end_mark, MARK_BYTES) : NULL;
	if (end) {
		keep(keys, (size_t)(end - in->bytes));
		drain(in, MARK_BYTES);
		keys->pasting = false;
		return true;
	}
	keep(keys, in->length - mark_at_end(in));
	if (keys->released == 0)
		return false;
	keys->released = 0;
	keys->pasting = false;
	keys->late = true;
	return true;
}

/* Whether the interrupt key comes next, or anywhere in an incomplete paste, which is then dropped.
 */
static bool interrupted(struct keys *keys, size_t *pastes)
{
	struct buffer *in = &keys->in;
	size_t at = 0, end = keys->pasting ? in->length : in->length > 0;
	const char *mark = end > 1 ? memmem(in->bytes, in->length, end_mark, MARK_BYTES) : NULL;
	if (mark)
		end = (size_t)(mark - in->bytes);
	while (at < end && !interrupts(keys, at))
		at++;
	if (at == end)
		return false;
	drain(in, at + 1);
	*pastes = keys->pasting;
	keys->paste.length = keys->released = keys->ahead = 0;
	if (keys->pasting) {
		keys->late = true;
		keys->pasting = false;
		find_rest(keys, in->bytes, in->length);
	}
	return true;
}

enum keys_kind keys_next(struct keys *keys, const char **piece, size_t *length)
{
	drain(&keys->in, keys->used);
	keys->used = 0;
	if (keys->ended)
		keys->paste.length = 0;
	keys->ended = false;
	*length = 0;
	if (interrupted(keys, length))
		return KEYS_INTERRUPT;
	if (!keys->pasting) {
		*length = keys->used = typed(keys);
		*piece = keys->in.bytes;
		if (*length > 0)
			return KEYS_TYPED;
	}
	if (interrupted(keys, length))
		return KEYS_INTERRUPT; /* right behind a mark */
	if (!keys->pasting || !paste(keys))
		return KEYS_NONE;
	keys->ended = true;
	*piece = keys->paste.bytes;
	*length = keys->paste.length;
	return KEYS_PASTED;
}

enum keys_kind keys_held(const struct keys *keys, size_t *length)
{
	*length = keys->in.length - keys->used;
	if (keys->pasting)
		return KEYS_PASTED;
	if (*length == 0 || match_any(keys->in.bytes + keys->used, *length, keys->ahead) == 0)
		return KEYS_NONE;
	return KEYS_TYPED;
}

void keys_release(struct keys *keys)
{
	size_t length;
	enum keys_kind held = keys_held(keys, &length);
	if (held != KEYS_NONE)
		keys->released = held == KEYS_PASTED ? 1 : length;
}

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7F;
}

char *keys_line(const char *line)
{
	char *text = memory_text(line);
	size_t length = 0;
	for (const char *from = text; *from; from++)
		if (*from == '\n' || *from == '\t' || !is_control(*from))
			text[length++] = *from;
	while (length && text[length - 1] == '\n')
		length--;
	text[length] = '\0';
	if (text[strspn(text, " \t\n")] == '\0')
		length = 0;
	char *clean = text_copy_valid(text, length);
	free(text);
	return clean;
}

char *keys_paste_text(const char *bytes, size_t length)
{
	char *text = memory_get(length + 1);
	size_t end = 0;
	for (size_t at = 0; at < length; at++) {
		bool c1 = (unsigned char)bytes[at] == 0xC2 && at + 1 < length &&
			  (unsigned char)bytes[at + 1] >= 0x80 &&
			  (unsigned char)bytes[at + 1] < 0xA0;
		if (c1)
			at++;
		else if (bytes[at] == '\r')
			text[end++] = '\n';
		else if (bytes[at] && !(bytes[at] == '\n' && at > 0 && bytes[at - 1] == '\r'))
			text[end++] = bytes[at];
	}
	text[end] = '\0';
	return text;
}

char *keys_paste_line(const char *bytes, size_t length)
{
	char *text = keys_paste_text(bytes, length);
	for (char *at = text; *at; at++)
		if (is_control(*at))
			*at = ' ';
	return text;
}
