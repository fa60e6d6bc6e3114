/* For the libraries themselves (shim.h). */
#ifndef SHIM_FIND_H
#define SHIM_FIND_H

#include <stddef.h>

/* The memory that the test has made; NULL where the variable names none. It makes system calls
 * itself, since a shim replaces functions that it would call. */
void *shim_find(const char *variable, size_t size);

#endif
