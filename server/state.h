/* The folder where a server keeps its state. */
#ifndef STATE_H
#define STATE_H

#include <stdbool.h>

#define STATE_PATH_SIZE 3072 /* file names and endings follow within a STORE_PATH_SIZE */

/* The usual folder of a server on this port: the first of $STATE_DIRECTORY (systemd sets it),
 * /var/lib/chatd where `of_system`, $XDG_STATE_HOME/chatd and ~/.local/state/chatd, and in it one
 * for the port. `variable` is getenv(). False where there is none or its path is too long. */
bool state_folder(
	char out[STATE_PATH_SIZE], int port, char *(*variable)(const char *name), bool of_system);

/* Whether this is root, or a user who can write in /var/lib/chatd, such as that of the service. */
bool state_of_system(void);

/* The variable that names it; NULL where none does, in that folder of the system. */
const char *state_variable(char *(*variable)(const char *name), bool of_system);

/* As folder_make(); a path that is too long for the names of files to follow is refused. */
bool state_make_folder(const char *path);

/* For tools that write into the folder, when root runs them: from then on the process acts as the
 * owner of the folder (of the one above it where there is none), so that the server can use what it
 * finds. False, with errno, where that is not possible. */
bool state_act_as_owner(const char *path);

#endif
