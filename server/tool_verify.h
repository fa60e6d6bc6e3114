/* chatd --verify: whether the history is what was stored. */
#ifndef TOOL_VERIFY_H
#define TOOL_VERIFY_H

#include "store.h"

/* Writes each fault as a sentence to standard output, or that there is none. False if there is one.
 */
bool tool_verify(const struct store_ops *ops, struct store *store, const char *folder);

#endif
