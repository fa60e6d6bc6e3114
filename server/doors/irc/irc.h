/* The IRC door: a place for it, where everybody is told to come back another time. */
#ifndef IRC_H
#define IRC_H

#include "conn.h"

/* Before there are threads. */
void irc_init(const char *name);

/* Once a second. */
void irc_second(struct loop *loop, long silence);

/* Without `freed`, which is the owner's to fill in. */
extern const struct conn_ops irc_conn_ops;

#endif
