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
	struct option_list rooms;
};

/* Reads it, or sets the defaults where there is no file and it is not `needed`. `path` may be NULL,
 * which is no file; `server` is the short name of the server that is asked for, or NULL. All of the
 * file is checked, whatever is asked for. False with a sentence and nothing to free. */
bool settings_file_load(struct settings_file *file, const char *path, bool needed,
	const char *server, char error[SETTINGS_ERROR_SIZE]);
void settings_file_finish(struct settings_file *file);

/* Whether a room can have this name on any server, and a person. */
bool settings_good_room(const char *name);
bool settings_good_nick(const char *name);

#endif
