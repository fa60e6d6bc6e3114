/* ASCII character classes and comparison, independent of the locale. Words of protocols, commands
 * and settings are compared only with these functions.
 *
 * strcasecmp, tolower and isalnum use the user's locale. In tr_TR.UTF-8 they find no "list" in
 * "LIST", since a Turkish I is no upper-case i. These functions fold A to Z and nothing else; a
 * byte of 0x80 or more is not a letter and equals only itself. They are pure and may be called from
 * any thread. The test "locale-free" fails if code uses the functions that depend on the locale. */
#ifndef ASCII_H
#define ASCII_H

#include <stdbool.h>
#include <stddef.h>

static inline char ascii_lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static inline bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_letter(char c)
{
	char lower = ascii_lower(c);
	return lower >= 'a' && lower <= 'z';
}

static inline bool ascii_is_alnum(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c);
}

/* As strcmp() without case. */
int ascii_compare(const char *a, const char *b);

bool ascii_equal(const char *a, const char *b);

/* Whether the first `length` bytes are equal without case; the end of a text ends the comparison.
 */
bool ascii_equal_n(const char *a, const char *b, size_t length);

/* Whether the `length` bytes of `text`, which needs no NUL, are this word. */
bool ascii_is_word(const char *text, size_t length, const char *word);

#endif
