/* The IRC door: a place for it, where everybody is told to come back another time. */
#ifndef IRC_H
#define IRC_H

#include "conn.h"

/* Without `freed`, which is the owner's to fill in. */
extern const struct conn_ops irc_conn_ops;

#endif
