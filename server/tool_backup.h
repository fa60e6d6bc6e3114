/* chatd --backup and --restore. */
#ifndef TOOL_BACKUP_H
#define TOOL_BACKUP_H

#include "config.h"

/* Makes the file, which must not be there, from the folder; whenever the program or the machine
 * ends, it is whole or not there. Says what it has. False with a sentence in `error`. */
bool tool_backup(const char *path, const char *folder, char error[OPTION_ERROR_SIZE]);

/* Puts the file into the folder of a server that does not run, and says what it had. False with a
 * sentence in `error`. */
bool tool_restore(const char *path, const char *folder, char error[OPTION_ERROR_SIZE]);

#endif
