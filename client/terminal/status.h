/* The rows above the prompt: what is under way and not yet a line. */
#ifndef STATUS_H
#define STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view.h"

struct chat;

/* The connection, as far as the user is told of it. */
struct link {
	bool up;	  /* there is one, registered or not */
	const char *why;  /* there is none, a phrase; NULL before the first */
	int64_t again_at; /* the next try */
};

#define STATUS_SIZE (VIEW_STATUS_SIZE + 2048)

/* Rows divided by newlines; "" for none. */
void status_make(char out[STATUS_SIZE], const struct chat *chat, const struct view *view,
	const struct link *link, int64_t now);

/* The same of single things; "" for none: "2 lines kept: /send or /forget them", "not
 * confirmed yet: 2 lines". They fit a terminal of 40 columns. */
#define STATUS_LINE_SIZE 128
void status_kept(char out[STATUS_LINE_SIZE], const struct chat *chat);
void status_unconfirmed(char out[STATUS_LINE_SIZE], const struct chat *chat, int64_t now);

#endif
