/* The new process of an upgrade. */
#ifndef UPGRADE_SPAWN_H
#define UPGRADE_SPAWN_H

#include <sys/types.h>

/* The path of the running program as it was called, to free; NULL where it is not known. A package
 * that replaces the program puts the new one there. */
char *upgrade_program(void);

/* Starts the program. `*fd` becomes this process's end of a socketpair; the other one is all that
 * the new process inherits beside its standard streams. Returns 0 or an errno value. */
int upgrade_spawn(const char *program, char *const *argv, pid_t *child, int *fd);

/* Ends it and waits for that. */
void upgrade_end_child(pid_t child);

#endif
