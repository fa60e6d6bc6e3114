/* Folders for a program's own files. A new one is for its owner alone. */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>

/* Makes the folder and the missing ones above it; they are there after a loss of power, too. False,
 * with errno, where one cannot be made, it is no folder, or nothing can be written in it. */
bool folder_make(const char *path);

/* The folder in which the path is, to free(3). */
char *folder_above(const char *path);

/* Makes the folder in which the path is. Where that fails, opening the file fails, too. */
void folder_make_above(const char *path);

/* Makes sure that the names in the folder in which the path is are as now after a loss of power.
 * False with errno. Some file systems cannot do it: then nothing happens. */
bool folder_sync_above(const char *path);

#endif
