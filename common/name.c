#include "name.h"

#include <stdbool.h>
#include <string.h>

#include <utf8proc.h>

#include "ascii.h"
#include "scripts.h"
#include "text.h"

#define ZERO_WIDTH_NON_JOINER 0x200C /* both join letters in several scripts */
#define ZERO_WIDTH_JOINER 0x200D

/* Left out: '*' and '?', which are wildcards; ',', which separates names; quotes, '<', '>' and ';',
 * which stand around names in text. */
#define NAME_PUNCTUATION "-_[]{}|^`\\"
#define ROOM_PUNCTUATION NAME_PUNCTUATION ".#+/&'!=~:@$%()"

/* The most code points of a mapped name of ROOM_NAME_BYTES: U+FDFA maps 3 bytes to 18 of them. */
#define POINTS_MAX (ROOM_NAME_BYTES / 3 * 18)

/* Maps text into `points` and encodes it there as UTF-8. Returns its bytes, 0 if the text is
 * invalid. The caller's array is on the stack: short-lived allocations would fragment the heap. */
static size_t map(utf8proc_int32_t points[POINTS_MAX + 1], const char *text, size_t length,
	utf8proc_option_t options)
{
	utf8proc_ssize_t size = utf8proc_decompose((const utf8proc_uint8_t *)text,
		(utf8proc_ssize_t)length, points, POINTS_MAX, options);
	if (size > 0 && size <= POINTS_MAX)
		size = utf8proc_reencode(points, size, options);
	else
		size = 0;
	return size > 0 ? (size_t)size : 0;
}

/* Most names: Unicode does nothing with ASCII but to fold its capitals. */
static bool key_of_ascii(struct name_key *key, const char *text, size_t length)
{
	if (length > ROOM_NAME_BYTES)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (text[i] <= ' ' || text[i] > '~')
			return false;
		key->bytes[i] = ascii_lower(text[i]);
	}
	key->bytes[length] = '\0';
	key->length = (unsigned char)length;
	return true;
}

/* Decomposes first: case folding turns some marks into letters, and marks are not reordered across
 * letters (The Unicode Standard, section 3.13, D145). */
void name_key(struct name_key *key, const char *text, size_t length)
{
	utf8proc_int32_t apart[POINTS_MAX + 1], folded[POINTS_MAX + 1];
	size_t size = 0;
	if (key_of_ascii(key, text, length))
		return;
	/* No name is longer, and ordering combining marks takes quadratic time. */
	if (length <= ROOM_NAME_BYTES)
		size = map(apart, text, length, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
	if (size > 0)
		size = map(folded, (const char *)apart, size,
			UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
				UTF8PROC_IGNORE);
	if (size > NAME_KEY_BYTES)
		size = 0;
	memcpy(key->bytes, folded, size);
	key->bytes[size] = '\0';
	key->length = (unsigned char)size;
}

bool name_same(const char *one, const char *other)
{
	struct name_key key, other_key;
	name_key(&key, one, strlen(one));
	name_key(&other_key, other, strlen(other));
	return key.length > 0 && strcmp(key.bytes, other_key.bytes) == 0;
}

/* What is left of a key for whoever does not look closely: without accents and signs, with letters
 * in the place of digits that look like them, and l for i. A key has no capitals. */
static void read_quickly(char out[NAME_KEY_BYTES + 1], const char *key)
{
	static const char seen[][2] = {{'0', 'o'}, {'1', 'l'}, {'i', 'l'}, {'|', 'l'}, {'3', 'e'},
		{'4', 'a'}, {'5', 's'}, {'7', 't'}};
	utf8proc_int32_t points[POINTS_MAX + 1];
	size_t size = map(points, key, strlen(key),
		UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK);
	const char *from = (const char *)points;
	char *to = out;
	for (size_t at = 0; at < size && to < out + NAME_KEY_BYTES; at++) {
		char c = from[at];
		for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
			if (c == seen[i][0])
				c = seen[i][1];
		if (!strchr(NAME_PUNCTUATION, c))
			*to++ = c;
	}
	*to = '\0';
}

static bool is_read_as(const char *word, const char *read)
{
	while (*word && (*word == 'i' ? 'l' : *word) == *read) {
		word++;
		read++;
	}
	return !*word && !*read;
}

/* "You" and the like mean the reader in messages of servers; somebody called NickServ would be sent
 * passwords. */
const char *name_kept_word(const char *key)
{
	static const char *const kept[] = {"you", "yourself", "nobody", "noone", "someone",
		"somebody", "anyone", "anybody", "everyone", "everybody", "server", "services",
		"nickserv", "chanserv", "memoserv", "operserv", "hostserv", "botserv", "authserv",
		"saslserv", "helpserv", NULL};
	char read[NAME_KEY_BYTES + 1];
	const char *const *word = kept;
	read_quickly(read, key);
	while (*word && !is_read_as(*word, read))
		word++;
	return *word;
}

static bool is_mark(utf8proc_category_t category)
{
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC;
}

static bool is_letter(utf8proc_category_t category)
{
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

static enum name_error check_start(utf8proc_int32_t c)
{
	if (c == '-' || utf8proc_category(c) == UTF8PROC_CATEGORY_ND)
		return NAME_BAD_START;
	if (is_mark(utf8proc_category(c)) || c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER)
		return NAME_BAD_CHARACTER;
	return NAME_GOOD;
}

static bool is_allowed(utf8proc_int32_t c, const char *punctuation)
{
	if (c > 0 && c < 0x80 && strchr(punctuation, (int)c))
		return true;
	if (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER)
		return true;
	if (utf8proc_get_property(c)->ignorable) /* some invisible characters count as letters */
		return false;
	utf8proc_category_t category = utf8proc_category(c);
	return is_letter(category) || is_mark(category) || category == UTF8PROC_CATEGORY_ND;
}

static enum name_error check_characters(
	const char *text, size_t length, const char *punctuation, size_t most)
{
	utf8proc_int32_t before = 0;
	utf8proc_int32_t state = 0;
	size_t characters = 0;
	for (size_t at = 0; at < length;) {
		utf8proc_int32_t c;
		utf8proc_ssize_t used = utf8proc_iterate(
			(const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(length - at), &c);
		if (used <= 0 || !is_allowed(c, punctuation))
			return NAME_BAD_CHARACTER;
		if (at == 0 || utf8proc_grapheme_break_stateful(before, c, &state))
			characters++;
		before = c;
		at += (size_t)used;
	}
	if (characters > most)
		return NAME_TOO_LONG;
	struct name_key key;
	name_key(&key, text, length);
	if (key.length > 0)
		return scripts_mixed(key.bytes, key.length) ? NAME_MIXED : NAME_GOOD;
	return text_width(text, length) > 0 ? NAME_UNFOLDS : NAME_BAD_CHARACTER;
}

enum name_error name_check(const char *text, size_t length)
{
	if (length == 0)
		return NAME_EMPTY;
	if (length > NAME_BYTES)
		return NAME_TOO_LONG;
	enum name_error error = check_characters(text, length, NAME_PUNCTUATION, NAME_CHARS);
	if (error != NAME_GOOD)
		return error;
	utf8proc_int32_t first;
	utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &first);
	error = check_start(first);
	if (error != NAME_GOOD)
		return error;
	struct name_key key;
	name_key(&key, text, length);
	if (strncmp(key.bytes, NAME_GUEST_PREFIX, sizeof NAME_GUEST_PREFIX - 1) == 0)
		return NAME_RESERVED;
	return name_kept_word(key.bytes) ? NAME_KEPT : NAME_GOOD;
}

bool name_possible(const char *name)
{
	enum name_error error = name_check(name, strlen(name));
	return error == NAME_GOOD || error == NAME_RESERVED || error == NAME_KEPT;
}

enum name_error room_name_check(const char *text, size_t length)
{
	if (length == 0)
		return NAME_EMPTY;
	if (text[0] != '#')
		return NAME_NO_HASH;
	if (length == 1)
		return NAME_EMPTY;
	if (length > ROOM_NAME_BYTES)
		return NAME_TOO_LONG;
	return check_characters(text + 1, length - 1, ROOM_PUNCTUATION, ROOM_NAME_CHARS);
}
