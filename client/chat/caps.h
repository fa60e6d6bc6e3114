/* Agreeing on capabilities (IRCv3 capability-negotiation): asks for those of the list that the
 * server offers, and knows which are on.
 *
 * All are requested at once; where the server refuses that, one by one. A server that knows no CAP
 * just lets us in. What is offered later (CAP NEW) is taken too, but for those that decide how
 * lines are confirmed: these stay as they were when the server let us in. */
#ifndef CAPS_H
#define CAPS_H

#include <stdbool.h>

#include "irc_message.h"

enum cap {
	CAP_BATCH,
	CAP_ECHO,
	CAP_LABELS,
	CAP_VISIT,  /* chatd: neither JOIN nor QUIT is told of who only says something and goes */
	CAP_OTHERS, /* the first of those that only change what the server sends */
};

struct caps {
	unsigned on;	  /* bits, by their place in the list */
	unsigned offered; /* in the LS that is being read */
	unsigned asked;	  /* requested and not answered */
	bool visit;	  /* CAP_VISIT is one of those asked for */
	bool each;	  /* requested one by one */
	bool ended;	  /* negotiation no longer holds up registration */
	void (*send)(void *data, const char *command, const char *const *params, unsigned count);
	void *data;
};

void caps_init(struct caps *caps,
	void (*send)(void *data, const char *command, const char *const *params, unsigned count),
	void *data);

/* A new connection: sends CAP LS. */
void caps_begin(struct caps *caps);

/* A CAP message. */
void caps_read(struct caps *caps, const struct irc_message *message);

/* The server has let us in. */
void caps_registered(struct caps *caps);

bool caps_has(const struct caps *caps, enum cap cap);

#endif
