/* The passwords that the settings tell the way to: of the account, and of the server. */
#ifndef PASSWORD_H
#define PASSWORD_H

#include <stdbool.h>

#include "option.h"

struct settings;

#define PASSWORD_VARIABLE "CHAT_PASSWORD"
#define PASSWORD_SERVER_VARIABLE "CHAT_SERVER_PASSWORD"

/* To give one of the server's to a program. */
#define PASSWORD_SERVER_SOURCES \
	"--server-password-file, --server-password-command or " PASSWORD_SERVER_VARIABLE

struct passwords {
	char *account, *server; /* NULL for none */
};

/* Finds each: the first line of its file, else that of what its command prints, else its variable
 * of the environment. That of the account is asked for on the terminal otherwise, if standard input
 * is one; none is needed without an account, or with a certificate to log in with. False with a
 * sentence; password_finish() wipes and frees them in any case. */
bool password_find(const struct settings *settings, struct passwords *passwords,
	char error[OPTION_ERROR_SIZE]);
void password_finish(struct passwords *passwords);

#endif
