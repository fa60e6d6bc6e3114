/* The password of the account that the settings name. */
#ifndef PASSWORD_H
#define PASSWORD_H

#include <stdbool.h>

#include "option.h"

struct settings;

#define PASSWORD_VARIABLE "CHAT_PASSWORD"

/* Finds it: the first line of the file, else that of what the command prints, else the variable of
 * the environment, else it is asked for on the terminal, if standard input is one. Sets
 * `*password`, to be wiped and freed by password_free(), to NULL where none is needed: no account,
 * or a certificate to log in with and no source. False with a sentence. */
bool password_find(const struct settings *settings, char **password, char error[OPTION_ERROR_SIZE]);
void password_free(char *password);

#endif
