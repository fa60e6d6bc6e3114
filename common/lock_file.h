/* A file that one process at a time has locked, and that says which one. The lock ends with the
 * process, however that ends. */
#ifndef LOCK_FILE_H
#define LOCK_FILE_H

#include <sys/types.h>

#define LOCK_HOLDER_SIZE 24

/* Locks the file, which is made where it is missing, for its owner alone. Returns a descriptor,
 * with which the lock ends, or -1 with errno: EWOULDBLOCK where another process has it; then
 * `holder` gets its number, or "unknown". */
int lock_file(const char *path, char holder[LOCK_HOLDER_SIZE]);

/* Another process has the descriptor as well: the file says that it holds the lock now. */
void lock_file_hand_over(int fd, pid_t holder);

#endif
