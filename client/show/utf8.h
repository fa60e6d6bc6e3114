/* Between UTF-8, which the protocol speaks, and the characters of the user's locale (iconv(3)).
 *
 * In a UTF-8 locale, and in the "C" and "POSIX" locales, which say nothing about the terminal,
 * texts pass as they are. In any other, a character that the locale does not have becomes its
 * nearest likeness or '?'. */
#ifndef CHARSET_H
#define CHARSET_H

#include <stdbool.h>
#include <stddef.h>

struct evbuffer;

/* Reads the environment (setlocale(3)); once, before any other call. In "C" it chooses C.UTF-8 for
 * the width and limits of characters, where there is that. */
void charset_init(void);

/* Whether texts pass as they are. */
bool charset_is_utf8(void);

/* Turns what is in `buffer`, UTF-8 with escape sequences, into the locale's characters. */
void charset_out(struct evbuffer *buffer);
/* The same of a text, to free(3). */
char *charset_out_text(const char *text, size_t length);

/* UTF-8 from the locale's characters, to free(3). What is no character becomes U+FFFD. */
char *charset_in(const char *text, size_t length);

#endif
