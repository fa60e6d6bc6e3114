/* What the user has entered and nobody is known to have got, at the end. */
#ifndef UNDELIVERED_H
#define UNDELIVERED_H

#include <stddef.h>

struct chat;

/* Reports the kept lines, up to 20 that may have been said and 20 that were not; returns how many
 * there are. */
size_t undelivered_report(const struct chat *chat);

#endif
