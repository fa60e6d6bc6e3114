/* The configuration file, read with libconfuse. For settings.c alone. */
#ifndef SETTINGS_FILE_H
#define SETTINGS_FILE_H

#include "settings.h"

/* What the file says. */
struct settings_file {
	bool bell;
	long colours, elsewhere; /* as in struct settings */
	char *clock;
	char *nick; /* NULL where there is none */
	/* the section of the server that was asked for, where there is one */
	bool has_server;
	struct address server;
	struct option_list rooms; /* with their keys behind them */
	bool has_key;		  /* of a room of any server */
};

/* Reads it, or sets the defaults where there is no file and it is not `needed`. `path` may be NULL,
 * which is no file; `server` is the short name of the server that is asked for, or NULL. All of the
 * file is checked, whatever is asked for. False with a sentence and nothing to free. */
bool settings_file_load(struct settings_file *file, const char *path, bool needed,
	const char *server, char error[SETTINGS_ERROR_SIZE]);
void settings_file_finish(struct settings_file *file);

/* A room as the user writes it: its name, or its name and its key with blanks between them. False
 * where neither can be on any server. */
bool settings_good_room(const char *room);
/* The key within it, or NULL. */
const char *settings_room_key(const char *room);

/* Whether a person can have this name (common/name.h): what is left out of it would be another
 * name.
 */
bool settings_good_nick(const char *name);
#define SETTINGS_NICK_MUST                                                                       \
	"a name of at most 32 letters, digits and -_[]{}|^`\\ that begins with neither a digit " \
	"nor '-'"

#endif
