/* Libraries that are preloaded into the server and do what a test says (disk.h, hold.h). What it
 * says is in memory of the two, a file that an environment variable names. */
#ifndef SHIM_H
#define SHIM_H

#include <stddef.h>

#include "temporary.h"

/* For the test: new memory, all zero, for munmap(). The name of its file goes to `path`. */
void *shim_memory(char path[TEMPORARY_PATH_SIZE], const char *name, size_t size);
/* For server_spawn(), in the child: preloads the library that the variable `library` names, and
 * puts `path` into `variable`. */
void shim_preload(const char *library, const char *variable, const char *path);

#endif
