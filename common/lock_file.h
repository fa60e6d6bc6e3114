/* A file that one process at a time has locked, and that says which one. The lock ends with the
 * process, however that ends. */
#ifndef LOCK_FILE_H
#define LOCK_FILE_H

#define LOCK_HOLDER_SIZE 24

/* Locks the file, which is made where it is missing, for its owner alone. Returns a descriptor,
 * with which the lock ends, or -1 with errno: EWOULDBLOCK where another process has it; then
 * `holder` gets its number, or "unknown". */
int lock_file(const char *path, char holder[LOCK_HOLDER_SIZE]);

/* The descriptor came from another process of the same program: this one holds the lock now. */
void lock_file_take_over(int fd);

#endif
