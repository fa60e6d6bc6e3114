/* The client requires UTF-8: on the terminal, on the command line and on standard input. */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>

/* Takes the locale from the environment (setlocale(3)); to be called once, before anything that
 * depends on it. Returns NULL, or the name of the locale's encoding if that is not UTF-8. The
 * locales "C" and "POSIX", and one that the system does not know, say nothing about the terminal:
 * they become C.UTF-8. */
const char *utf8_init(void);

/* A copy in which each byte that is not part of valid UTF-8, and each control character of C1, is
 * U+FFFD; control characters of C0 but NUL pass. To free(3). */
char *utf8_valid(const char *text, size_t length);

#endif
