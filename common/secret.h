/* Reads a password that is typed and not shown. */
#ifndef SECRET_H
#define SECRET_H

#include <stdbool.h>
#include <stddef.h>

#define SECRET_MAX 400 /* bytes; with a name it fits into a line of IRC */

/* Reads a password from standard input; from a terminal with this prompt and without echo. However
 * that ends (Ctrl-C, Ctrl-Z, TERM), the terminal echoes again afterwards. False with a sentence
 * where there is none, or where the server would never get the same bytes. */
bool secret_read(char out[SECRET_MAX + 1], const char *prompt, const char **error);

#endif
