/* What is told in the end: the lines that nobody may have got. */
#ifndef UNDELIVERED_H
#define UNDELIVERED_H

#include <stdbool.h>

struct chat;

/* Tells on standard error which of the kept lines were not confirmed, and which not said at all.
 * False where there are any. The chat must be told before that the connection is lost. */
bool undelivered_tell(const struct chat *chat);

#endif
