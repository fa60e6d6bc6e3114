/* The first thing that a new session is told. */
#ifndef WELCOME_H
#define WELCOME_H

#include "session.h"

/* Puts a new session into the lobby and greets it. Under the core lock. */
void welcome_session(struct session *session);

#endif
