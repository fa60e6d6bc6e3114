/* Tells at the end which lines nobody may have got. */
#ifndef UNDELIVERED_H
#define UNDELIVERED_H

#include <stdbool.h>

struct chat;

/* Reports which kept lines were not confirmed and which were not said. False if there are any.
 * chat_lost() must have been called. */
bool undelivered_tell(const struct chat *chat);

#endif
