/* ASCII, whatever the locale: words of protocols, commands and settings are compared by these
 * alone.
 *
 * strcasecmp, tolower and isalnum ask the user's locale. In tr_TR.UTF-8 they find no "list" in
 * "LIST", since a Turkish I is no upper-case i. These functions fold A to Z and nothing else; a
 * byte of 0x80 or more is no letter and equals itself alone. They are pure and may be called from
 * any thread. The test "locale-free" finds any other use of the functions that ask the locale. */
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

/* The order of two texts when case does not count: less than, equal to or greater than 0. */
int ascii_compare(const char *a, const char *b);

bool ascii_equal(const char *a, const char *b);

/* Whether the first `length` bytes are equal; a text that ends before them ends the comparison, as
 * for strncasecmp. */
bool ascii_equal_n(const char *a, const char *b, size_t length);

/* Whether the `length` bytes of `text`, which need not be ended by a NUL, are this word. */
bool ascii_is_word(const char *text, size_t length, const char *word);

#endif
