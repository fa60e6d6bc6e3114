/* The new process of an upgrade. */
#ifndef UPGRADE_SPAWN_H
#define UPGRADE_SPAWN_H

#include <sys/types.h>

/* The path of the running program as it was called, to free; NULL where it is not known. A package
 * that replaces the program puts the new one there. */
char *upgrade_program(void);

/* Starts the program, as a child of this process's parent. `*fd` becomes this process's end of a
 * socketpair; the other one is all that the new process inherits beside its standard streams.
 * `*pidfd` is for upgrade_end_child(), or to close. Returns 0 or an errno value. All signals are
 * blocked. */
int upgrade_spawn(const char *program, char *const *argv, pid_t *child, int *pidfd, int *fd);

/* Ends it and waits for that; its parent is told how it ended. Closes `pidfd`. */
void upgrade_end_child(int pidfd);

#endif
