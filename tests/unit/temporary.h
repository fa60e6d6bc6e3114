/* A file for the length of one test. */
#ifndef TEMPORARY_H
#define TEMPORARY_H

#include <stddef.h>

/* Makes a file with this content and returns its path, which temporary_remove() frees. */
char *temporary_file(const char *bytes, size_t length);
void temporary_write(const char *path, const char *bytes, size_t length);
void temporary_remove(char *path);

#endif
