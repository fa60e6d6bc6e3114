#include "word_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "ascii.h"
#include "memory.h"
#include "name.h"

#define IS_ACCENT(c) ((c) >= 0x300 && (c) <= 0x36F)

static bool is_ascii(const char *text, size_t length)
{
	unsigned char all = 0;
	for (size_t i = 0; i < length; i++)
		all |= (unsigned char)text[i];
	return all < 0x80;
}

/* Puts the words of ASCII text at `to`, with a blank behind each. Returns the end. */
static char *add_ascii(char *to, const char *text, size_t length)
{
	bool within = false;
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		unsigned char lower = c | 0x20;
		if ((lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9')) {
			*to++ = (char)(c >= 'A' && c <= 'Z' ? lower : c);
			within = true;
		} else if (within) {
			*to++ = ' ';
			within = false;
		}
	}
	if (within)
		*to++ = ' ';
	return to;
}

/* Written without blanks between the words. */
static bool stands_alone(utf8proc_int32_t c)
{
	return (c >= 0x2E80 && c <= 0x2FDF) || (c >= 0x3005 && c <= 0x3007) ||
	       (c >= 0x3021 && c <= 0x3029) || (c >= 0x3040 && c <= 0x30FF) ||
	       (c >= 0x31F0 && c <= 0x31FF) || (c >= 0x3400 && c <= 0x4DBF) ||
	       (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
	       (c >= 0x1B000 && c <= 0x1B16F) || (c >= 0x20000 && c <= 0x3FFFD);
}

static bool is_part_of_word(utf8proc_int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);
	return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) ||
	       category == UTF8PROC_CATEGORY_CO;
}

/* Encodes the words of composed code points. */
static void add_points(struct buffer *out, const utf8proc_int32_t *points, size_t count)
{
	char *to = buffer_reserve(out, 6 * count + 2);
	bool within = false;
	for (size_t i = 0; i < count; i++) {
		bool alone = stands_alone(points[i]);
		bool part = alone || is_part_of_word(points[i]);
		if (within && (alone || !part))
			*to++ = ' ';
		if (part)
			to += utf8proc_encode_char(points[i], (utf8proc_uint8_t *)to);
		if (alone)
			*to++ = ' ';
		within = part && !alone;
	}
	if (within)
		*to++ = ' ';
	out->length = (size_t)(to - out->bytes);
}

/* Text with other letters than ASCII. Invalid text has no words. */
static void add_unicode(struct buffer *out, const char *text, size_t length)
{
	const utf8proc_option_t apart = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
					UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	utf8proc_ssize_t most = (utf8proc_ssize_t)(2 * length + 64);
	utf8proc_int32_t *points = memory_get((size_t)most * sizeof *points);
	const utf8proc_uint8_t *from = (const utf8proc_uint8_t *)text;
	utf8proc_ssize_t count =
		utf8proc_decompose(from, (utf8proc_ssize_t)length, points, most, apart);
	if (count > most) { /* some characters stand for many */
		most = count;
		points = memory_grow(points, (size_t)most * sizeof *points);
		count = utf8proc_decompose(from, (utf8proc_ssize_t)length, points, most, apart);
	}
	utf8proc_ssize_t kept = 0;
	for (utf8proc_ssize_t i = 0; i < count; i++)
		if (!IS_ACCENT(points[i]))
			points[kept++] = points[i];
	kept = utf8proc_normalize_utf32(points, kept, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (kept > 0)
		add_points(out, points, (size_t)kept);
	free(points);
}

/* With a blank behind each word. */
static void add_words(struct buffer *out, const char *text, size_t length)
{
	if (is_ascii(text, length)) {
		char *to = buffer_reserve(out, length + 1);
		out->length = (size_t)(add_ascii(to, text, length) - out->bytes);
	} else {
		add_unicode(out, text, length);
	}
}

/* One word, whatever the name contains. */
static void add_name(struct buffer *out, const char *name)
{
	size_t length = strlen(name);
	struct name_key key;
	buffer_add(out, "=", 1);
	size_t start = out->length;
	if (is_ascii(name, length)) { /* the key is the same in small letters */
		buffer_add(out, name, length);
		for (size_t i = start; i < out->length; i++)
			out->bytes[i] = ascii_lower(out->bytes[i]);
	} else {
		name_key(&key, name, length);
		buffer_add(out, key.bytes, key.length);
	}
	for (size_t i = start; i < out->length; i++)
		if ((unsigned char)out->bytes[i] < 0x80 &&
			strchr(" \"'", out->bytes[i])) /* no name has these */
			out->bytes[i] = '_';
	buffer_add(out, " ", 1);
}

void word_text(struct buffer *out, const char *name, const char *text)
{
	out->length = 0;
	add_name(out, name);
	add_words(out, text, strlen(text));
	out->length--; /* the last blank */
	out->bytes[out->length] = '\0';
}

/* Characters behind the last blank. */
static size_t last_characters(const struct buffer *words)
{
	size_t characters = 0;
	for (size_t i = words->length; i > 0 && words->bytes[i - 1] != ' '; i--)
		characters += (words->bytes[i - 1] & 0xC0) != 0x80;
	return characters;
}

static void add_phrase(struct buffer *out, const struct buffer *words, bool beginning)
{
	if (out->length > 0)
		buffer_add_text(out, " AND ");
	buffer_add(out, "\"", 1);
	buffer_add(out, words->bytes, words->length);
	buffer_add(out, "\"", 1);
	if (beginning && last_characters(words) >= WORD_TEXT_PREFIX_MIN)
		buffer_add(out, "*", 1);
}

bool word_text_query(struct buffer *out, const char *words, const char *name)
{
	struct buffer one = {0};
	out->length = 0;
	if (*name) {
		add_name(&one, name);
		one.length--;
		add_phrase(out, &one, false);
	}
	for (unsigned count = 0; count < WORD_TEXT_WORDS_MAX; count++) {
		words += strspn(words, " \t");
		size_t length = strcspn(words, " \t");
		if (length == 0)
			break;
		one.length = 0;
		add_words(&one, words, length);
		if (one.length > 0) {
			one.length--; /* its last blank */
			add_phrase(out, &one, words[length - 1] == '*');
		}
		words += length;
	}
	buffer_finish(&one);
	buffer_text(out);
	return out->length > 0;
}
