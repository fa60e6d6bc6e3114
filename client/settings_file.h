/* The configuration file, read with libconfuse. For settings.c alone. */
#ifndef SETTINGS_FILE_H
#define SETTINGS_FILE_H

#include "settings.h"

/* What the file has, beside values. */
struct settings_found {
	bool server; /* the section that was asked for */
	bool key;    /* a key of a room, in any section */
};

/* Sets what the file alone says, or its default, and fills in what is open: nick, the word for TLS,
 * the account and how to log in, and the rooms, the fingerprint and the address of the section
 * named `server` ("" for none). `path` may be NULL, which is no file; a file that is missing is an
 * error only if it is `needed`. All of the file is checked, whatever is asked for. False with a
 * sentence. */
bool settings_file_load(struct settings *settings, struct settings_found *found, const char *path,
	bool needed, const char *server, char error[SETTINGS_ERROR_SIZE]);

/* Whether this can be a room on some server, as the user writes it: its name, or its name, blanks
 * and its key. */
bool settings_file_good_room(const char *room);
/* The key in such a text, or NULL. */
const char *settings_file_room_key(const char *room);

extern const char *const settings_file_tls_words[]; /* by enum tls_wish; ended by NULL */
/* The word's enum tls_wish, or -1. */
long settings_file_tls(const char *word);

/* Whether it is a fingerprint, in any form. */
bool settings_file_good_fingerprint(const char *text);

#define SETTINGS_FILE_TLS_MUST "auto, always or never"
#define SETTINGS_FILE_FINGERPRINT_MUST \
	"the SHA-256 fingerprint of a certificate, 64 hexadecimal digits with or without colons"

/* For name_possible() of a nick. */
#define SETTINGS_FILE_NICK_MUST                                                                  \
	"a name of at most 32 letters, digits and -_[]{}|^`\\ that begins with neither a digit " \
	"nor '-'"

#endif
