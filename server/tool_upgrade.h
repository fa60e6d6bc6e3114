/* chatd --upgrade: asks the server that has the history in a folder to upgrade itself, and says how
 * that went.
 *
 * The server is asked by USR2. It says how it went in UPGRADE_FILE of that folder, which is
 * replaced as a whole: "upgraded VERSION PID" or "failed REASON". */
#ifndef TOOL_UPGRADE_H
#define TOOL_UPGRADE_H

#include "config.h"

/* Waits for the end of the upgrade. False with a sentence in `error`. */
bool tool_upgrade(const char *folder, char error[OPTION_ERROR_SIZE]);

#endif
