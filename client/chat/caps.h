/* Capability negotiation (IRCv3): asks for the capabilities of our list that the server offers, and
 * knows which are on.
 *
 * All are requested at once or, if the server refuses that, one by one. A server that knows no CAP
 * registers us without. Capabilities that appear later (CAP NEW) are requested too, but not those
 * that decide how lines are confirmed. */
#ifndef CAPS_H
#define CAPS_H

#include <stdbool.h>

enum cap {
	CAP_BATCH,
	CAP_ECHO,
	CAP_LABELS,
	CAP_VISIT,  /* chatd: does not tell others that we come and go */
	CAP_OTHERS, /* the first of those that only change what the server sends */
	CAP_HISTORY = CAP_OTHERS,
	CAP_SEARCH,
	CAP_REDACTION,
	CAP_SASL,
	CAP_REGISTRATION,
};

struct caps {
	unsigned on;	  /* bits, by their place in the list */
	unsigned offered; /* in the LS that is being read */
	unsigned asked;	  /* requested and not answered */
	bool visit;	  /* CAP_VISIT is one of those asked for */
	bool each;	  /* requested one by one */
	bool listed;	  /* all that is offered is known */
	bool scram;	  /* CAP_SASL can be SCRAM-SHA-256 */
	bool ended;	  /* negotiation does not hold up registration, or we are registered */
};

struct chat;
struct incoming;

/* A new connection: sends CAP LS. */
void caps_begin(struct chat *chat);
/* A CAP message, with at least three parameters. */
void caps_read(struct chat *chat, struct incoming *in);
/* Lets the server register us, once a login does not wait any more. */
void caps_end(struct chat *chat);
bool caps_has(const struct chat *chat, enum cap cap);

#endif
