/* A line that is typed and not shown. */
#ifndef SECRET_H
#define SECRET_H

#include <stdbool.h>
#include <stddef.h>

#define SECRET_BYTES 400 /* with a name it fits into a line of IRC, so it can be given there */

/* Reads a password from standard input; from a terminal with a prompt and without showing it.
 * However that ends (Ctrl-C, Ctrl-Z, TERM), the terminal then shows again what is typed. False with
 * a sentence where there is none, or where it could never be given to the server. */
bool secret_read(char out[SECRET_BYTES + 1], const char **error);

#endif
