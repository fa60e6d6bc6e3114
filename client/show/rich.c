#include "rich.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>

#include "ascii.h"
#include "irc_text.h"
#include "memory.h"
#include "text.h"
#include "wrap.h"

#define INDENT_SHARE 3 /* of the columns, so that text has two thirds at least */

void rich_finish(struct rich *rich)
{
	free(rich->bytes);
	free(rich->looks);
	*rich = (struct rich){0};
}

static void add_safe(struct rich *rich, const char *text, size_t length, unsigned look)
{
	if (rich->length + length > rich->size) {
		rich->size = 2 * (rich->length + length);
		rich->bytes = memory_grow(rich->bytes, rich->size);
		rich->looks = memory_grow(rich->looks, rich->size * sizeof *rich->looks);
	}
	for (size_t i = 0; i < length; i++) {
		rich->bytes[rich->length] = text[i];
		rich->looks[rich->length++] = (uint16_t)look;
	}
}

void rich_add(struct rich *rich, const char *text, unsigned look)
{
	rich_add_n(rich, text, strlen(text), look);
}

void rich_add_n(struct rich *rich, const char *text, size_t length, unsigned look)
{
	char *safe = memory_get(TEXT_SAFE_SIZE(length));
	add_safe(rich, safe, text_safe(safe, text, length), look);
	free(safe);
}

/* The looks that are on behind a formatting code. */
static unsigned switched(unsigned on, char code)
{
	switch (code) {
	case IRC_BOLD:
		return on ^ LOOK_BOLD;
	case IRC_ITALICS:
		return on ^ LOOK_ITALIC;
	case IRC_UNDERLINE:
		return on ^ LOOK_UNDERLINE;
	case IRC_STRIKETHROUGH:
		return on ^ LOOK_STRIKE;
	case IRC_REVERSE:
		return on ^ LOOK_REVERSE;
	case IRC_RESET:
		return 0;
	default:
		return on;
	}
}

/* The text is made safe as a whole, since bidirectional formatting may span several runs. */
void rich_add_codes(struct rich *rich, const char *text, unsigned look)
{
	char *safe = memory_get(TEXT_SAFE_SIZE(strlen(text)));
	size_t length = irc_text_safe(safe, text, strlen(text));
	unsigned on = 0;
	for (size_t at = 0, used; at < length; at += used) {
		used = irc_text_code(safe + at, length - at);
		if (used > 0) {
			on = switched(on, safe[at]);
			continue;
		}
		used = 1;
		if (safe[at] == IRC_CTCP)
			rich_add_n(rich, safe + at, 1, look | on); /* it is not safe yet */
		else
			add_safe(rich, safe + at, 1, look | on);
	}
	free(safe);
}

void rich_hang(struct rich *rich)
{
	rich->hang = text_width(rich->bytes, rich->length);
}

/* Whether it can be part of a word. */
static bool is_letter(char c)
{
	return ascii_is_alnum(c) || c == '_' || (unsigned char)c >= 0x80;
}

void rich_embolden(struct rich *rich, size_t from, const char *word)
{
	size_t length = strlen(word);
	for (size_t at = from; length > 0 && at + length <= rich->length; at++) {
		const char *place = rich->bytes + at;
		if (!ascii_equal_n(place, word, length) || (at > from && is_letter(place[-1])) ||
			(at + length < rich->length && is_letter(place[length])))
			continue;
		for (size_t i = at; i < at + length; i++)
			rich->looks[i] |= LOOK_BOLD;
	}
}

/* ECMA-48, "Select graphic rendition". */
static void print_look(struct evbuffer *out, unsigned look)
{
	static const unsigned char numbers[] = {1, 2, 3, 4, 7, 9}; /* in the order of the bits */
	const char *before = "\033[";
	for (size_t i = 0; i < sizeof numbers; i++) {
		if (!(look & 1U << i))
			continue;
		evbuffer_add_printf(out, "%s%d", before, numbers[i]);
		before = ";";
	}
	unsigned entry = look / LOOK_COLOUR(1);
	if (entry > 0 && entry < 8)
		evbuffer_add_printf(out, "%s3%u", before, entry);
	else if (entry > 0)
		evbuffer_add_printf(out, "%s38;5;%u", before, entry);
	evbuffer_add(out, "m", 1);
}

static void print_part(struct evbuffer *out, const struct rich *rich, size_t at, size_t end,
	const struct style *style, bool wraps)
{
	for (size_t run; at < end;) {
		unsigned look = style->colour ? rich->looks[at] : 0;
		for (run = at + 1; run < end && (!style->colour || rich->looks[run] == look);)
			run++;
		if (look)
			print_look(out, look);
		for (; at < run; at++)
			evbuffer_add(
				out, wraps && rich->bytes[at] == '\t' ? " " : rich->bytes + at, 1);
		if (look)
			evbuffer_add(out, "\033[m", 3);
	}
	evbuffer_add(out, "\n", 1);
}

void rich_print(struct evbuffer *out, const struct rich *rich, const struct style *style)
{
	if (style->columns == 0 || style->plain) {
		print_part(out, rich, 0, rich->length, style, false);
		return;
	}
	size_t most = style->columns / INDENT_SHARE;
	struct wrap wrap = {style->columns, rich->hang < most ? rich->hang : most};
	for (size_t at = 0, next; at < rich->length; at += next) {
		const char *text = rich->bytes + at;
		size_t left = rich->length - at;
		size_t indent = at > 0 ? wrap_indent(&wrap, text, left) : 0;
		size_t end = wrap_line(&wrap, text, left, indent, &next);
		evbuffer_add_printf(out, "%*s", (int)indent, "");
		print_part(out, rich, at, at + end, style, true);
	}
}
