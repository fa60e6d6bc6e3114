/* What is shown of an event: whatever its texts are, no control character gets to the terminal but
 * our own colours, lines have the terminal's width, and taken together they are the whole text.
 *
 * Input: a byte for the kind, one of flags, one for the columns, then texts that end with a NUL
 * each: room, name, other, our name, and the event's text, which ends with the input. */
#include <stdbool.h>
#include <string.h>

#include <event2/buffer.h>
#include <utf8proc.h>

#include "fuzz.h"
#include "irc_text.h"
#include "show.h"
#include "text.h"

enum {
	OWN = 1,
	PRIVATE = 2,
	MENTION = 4,
	AGAIN = 8,
	COLOUR = 16,
	PLAIN = 32,
	CLOCK = 64,
	ROOM = 128
};

struct shown {
	char *bytes;
	size_t length;
};

static struct shown show(
	const struct style *style, const struct chat_event *event, bool room, const char *self)
{
	struct evbuffer *out = evbuffer_new();
	show_event(out, style, event, room ? event->room : NULL, self);
	struct shown shown = {.length = evbuffer_get_length(out)};
	shown.bytes = malloc(shown.length + 1);
	evbuffer_remove(out, shown.bytes, shown.length);
	shown.bytes[shown.length] = '\0';
	evbuffer_free(out);
	return shown;
}

/* The bytes of one of our sequences; `on` is what it leaves switched on. */
static size_t check_sequence(const char *text, bool *on)
{
	static const char *const numbers[] = {"1", "2", "3", "4", "7", "9", "31"};
	size_t at = 2;
	FUZZ_CHECK(text[1] == '[');
	if (text[2] == 'm') {
		*on = false;
		return 3;
	}
	FUZZ_CHECK(!*on); /* each begins from nothing */
	*on = true;
	for (;; at++) {
		size_t digits = strspn(text + at, "0123456789");
		bool known = false;
		if (strncmp(text + at, "38;5;", 5) == 0) {
			at += 5;
			digits = strspn(text + at, "0123456789");
			known = digits > 0 && digits <= 3;
		}
		for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
			known = known || (strlen(numbers[i]) == digits &&
						 strncmp(numbers[i], text + at, digits) == 0);
		FUZZ_CHECK(known);
		at += digits;
		if (text[at] == 'm')
			return at + 1;
		FUZZ_CHECK(text[at] == ';');
	}
}

/* Takes the sequences out, which are ended at the end of each line. */
static void strip(struct shown *shown, bool colour)
{
	size_t to = 0;
	bool on = false;
	for (size_t at = 0; at < shown->length;) {
		if (shown->bytes[at] == '\033') {
			FUZZ_CHECK(colour);
			at += check_sequence(shown->bytes + at, &on);
			continue;
		}
		FUZZ_CHECK(shown->bytes[at] != '\n' || !on);
		shown->bytes[to++] = shown->bytes[at++];
	}
	FUZZ_CHECK(!on);
	shown->bytes[to] = '\0';
	shown->length = to;
}

static void check_safe(const struct shown *shown, bool tabs)
{
	char *safe = malloc(TEXT_SAFE_SIZE(shown->length));
	uint32_t controls = TEXT_CONTROL('\n') | (tabs ? TEXT_CONTROL('\t') : 0);
	size_t length = text_safe_with(safe, shown->bytes, shown->length, controls);
	FUZZ_CHECK(length == shown->length && memcmp(safe, shown->bytes, length) == 0);
	free(safe);
}

/* Whether a line is too wide for its last word, which nothing but the terminal may wrap. */
static bool ends_with_wide_word(const char *line, size_t length, size_t columns)
{
	for (size_t start = 0; start < length; start++)
		if ((start == 0 || line[start - 1] == ' ') && text_width(line, start) <= columns &&
			text_width(line + start, length - start) >= columns)
			return true;
	return false;
}

/* A line is too wide only where its last word or one character is, which may be a part of a
 * cluster. */
static void check_widths(const struct shown *shown, size_t columns)
{
	for (size_t at = 0, length; at < shown->length; at += length + 1) {
		const char *line = shown->bytes + at;
		length = strcspn(line, "\n");
		FUZZ_CHECK(line[length] == '\n');
		FUZZ_CHECK(!text_blank(line, length) || at == 0); /* a room may begin with one */
		if (text_width(line, length) <= columns ||
			ends_with_wide_word(line, length, columns))
			continue;
		FUZZ_CHECK(columns == 1);
		FUZZ_CHECK(text_width(line, length) == 2 && text_fit(line, length, 1) == 0);
	}
}

static size_t next_point(const char *text, utf8proc_int32_t *c)
{
	return (size_t)utf8proc_iterate((const utf8proc_uint8_t *)text, -1, c);
}

/* Marks the bytes at which a cluster begins whose width is at most `columns`, and which are not
 * to be parted from it: 1 for inside. */
static void mark_insides(char *insides, const struct shown *whole, size_t columns)
{
	utf8proc_int32_t before = 0, c, state = 0;
	size_t start = 0;
	for (size_t at = 0; at <= whole->length;) {
		size_t used = at < whole->length ? next_point(whole->bytes + at, &c) : 1;
		insides[at] = at > 0 && at < whole->length;
		if (at == 0 || at == whole->length ||
			utf8proc_grapheme_break_stateful(before, c, &state)) {
			insides[at] = 0;
			if (text_width(whole->bytes + start, at - start) > columns)
				memset(insides + start, 0, at - start);
			start = at;
		}
		before = c;
		at += used;
	}
}

/* Blanks but one that carries a combining character. */
static size_t dropped(const char *text, const char *insides)
{
	size_t blanks = strspn(text, " \t");
	return blanks - (blanks > 0 && insides[blanks]);
}

/* Without the ends of lines and the indents it is the line that is not wrapped, but for blanks at
 * the ends, and TABs. */
static void check_whole(const struct shown *wrapped, const struct shown *whole, size_t columns)
{
	size_t at = 0;
	char *insides = calloc(1, whole->length + 1);
	mark_insides(insides, whole, columns - columns / 3);
	for (size_t i = 0; i + 1 < wrapped->length; i++) {
		char byte = wrapped->bytes[i], wanted = whole->bytes[at];
		if (byte == (wanted == '\t' ? ' ' : wanted)) {
			at++;
			continue;
		}
		FUZZ_CHECK(byte == '\n');
		at += dropped(whole->bytes + at, insides + at);
		FUZZ_CHECK(!insides[at]);
		i += strspn(wrapped->bytes + i + 1, " ") - strspn(whole->bytes + at, " ");
	}
	at += dropped(whole->bytes + at, insides + at);
	FUZZ_CHECK(strcmp(whole->bytes + at, "\n") == 0);
	free(insides);
}

/* What people say is at the end of the line, as they wrote it. */
static void check_text(const struct shown *whole, const char *text)
{
	size_t length = strlen(text);
	char *codes = malloc(TEXT_SAFE_SIZE(length));
	length = irc_text_safe(codes, text, length);
	length = irc_text_plain(codes, codes, length);
	char *plain = malloc(TEXT_SAFE_SIZE(length));
	length = text_safe(plain, codes, length);
	FUZZ_CHECK(length < whole->length);
	const char *end = whole->bytes + whole->length - 1 - length;
	FUZZ_CHECK(memcmp(end, plain, length) == 0 && end[length] == '\n');
	FUZZ_CHECK(end > whole->bytes && end[-1] == ' ');
	free(plain);
	free(codes);
}

static void check_event(
	const struct chat_event *event, unsigned flags, size_t columns, const char *self)
{
	struct style style = {.colour = flags & COLOUR,
		.plain = flags & PLAIN,
		.clock = flags & CLOCK ? "%H:%M" : ""};
	struct shown whole = show(&style, event, flags & ROOM, self);
	strip(&whole, style.colour);
	check_safe(&whole, true);
	FUZZ_CHECK(
		whole.length == 0 || strchr(whole.bytes, '\n') == whole.bytes + whole.length - 1);
	if (event->kind == CHAT_SAID || event->kind == CHAT_ACTION || event->kind == CHAT_NOTICE)
		check_text(&whole, event->text);
	style.columns = columns;
	struct shown wrapped = show(&style, event, flags & ROOM, self);
	strip(&wrapped, style.colour);
	if (style.plain || columns == 0) {
		FUZZ_CHECK(strcmp(wrapped.bytes, whole.bytes) == 0);
	} else if (whole.length > 0) {
		check_safe(&wrapped, false);
		check_widths(&wrapped, columns);
		check_whole(&wrapped, &whole, columns);
	}
	free(wrapped.bytes);
	free(whole.bytes);
}

/* A text of the input, and the rest of it. */
static char *take(const char **data, size_t *size)
{
	size_t length = strnlen(*data, *size);
	char *text = strndup(*data, length);
	*data += length;
	*size -= length;
	if (*size > 0) {
		(*data)++;
		(*size)--;
	}
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 3)
		return 0;
	const char *texts = (const char *)data + 3;
	size_t length = size - 3;
	char *room = take(&texts, &length), *name = take(&texts, &length);
	char *other = take(&texts, &length), *self = take(&texts, &length);
	char *text = take(&texts, &length);
	unsigned flags = data[1];
	struct chat_event event = {.kind = data[0] % (CHAT_MISSED + 1),
		.room = *room ? room : NULL,
		.name = *name ? name : NULL,
		.other = *other ? other : NULL,
		.text = text,
		.count = data[0],
		.own = flags & OWN,
		.private = flags & PRIVATE,
		.mention = flags & MENTION,
		.again = flags & AGAIN};
	check_event(&event, flags, data[2], self);
	free(text);
	free(self);
	free(other);
	free(name);
	free(room);
	return 0;
}
