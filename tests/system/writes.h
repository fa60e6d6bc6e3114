/* Waiting for writes to a file, or to the files of a folder. */
#ifndef WRITES_H
#define WRITES_H

#include <stdbool.h>

/* A descriptor that tells of writes from now on; to be closed. */
int writes_watch(const char *path);
/* Waits for one, or takes those that were told of since. False if `until` (of now_ms()) comes
 * first. */
bool writes_await(int watch, long until);

#endif
