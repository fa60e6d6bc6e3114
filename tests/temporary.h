/* The folder for a test program's files. It exists before main() and is removed when the program
 * ends, however it ends: by itself, or by a process that only waits for its death. So a case may
 * fail, abort or time out and still leaves nothing. TMPDIR names the folder, for this program and
 * for what it starts, STATE_DIRECTORY one in it, for servers that are told no other, and
 * XDG_STATE_HOME another one, for what chat-client remembers.
 *
 * Do not write "/tmp" in a test: take temporary_folder(), or $TMPDIR in a script. */
#ifndef TEMPORARY_H
#define TEMPORARY_H

#include <stdbool.h>
#include <stddef.h>

#define TEMPORARY_PATH_SIZE 96 /* enough for each path made here */

const char *temporary_folder(void);

/* Makes an empty folder in it. */
void temporary_subfolder(char path[TEMPORARY_PATH_SIZE], const char *name);

/* Makes a file with this content and returns its path, which temporary_remove() frees. */
char *temporary_file(const char *bytes, size_t length);
void temporary_write(const char *path, const char *bytes, size_t length);
void temporary_remove(char *path);
/* Removes a file, or a folder with all that is in it. */
void temporary_remove_tree(const char *path);

/* Makes a locale called `name` in temporary_folder(), which LOCPATH must then name. False, and a
 * comment in the test's output, where this system cannot make it. */
bool temporary_locale(const char *name, const char *language, const char *charset);

#endif
