/* A server that speaks something else than IRC, known by the first bytes that it sends. Pure. */
#ifndef STRANGER_H
#define STRANGER_H

#include <stddef.h>

/* What is wrong with this port and what to do, a phrase; NULL for what may be IRC. `bytes` are the
 * server's first line, or all that came before it closed the connection. */
const char *stranger_why(const char *bytes, size_t length);

#endif
