/* Lists of the server: which one is on its way, the rooms of LIST, the answer to NAMES. */
#ifndef LISTING_H
#define LISTING_H

#include <stdbool.h>
#include <stddef.h>

#define LISTING_ROOMS_MAX 2000 /* of one LIST; the first ones are kept */
#define LISTING_NAMES_MAX 6000 /* of one answer to NAMES */

struct chat;

struct names {
	char **items;
	size_t count;
};

/* Nothing happens where `most` names are there. */
void names_add(struct names *names, const char *name, size_t most);
void names_forget(struct names *names);

struct listing {
	unsigned end;  /* the number that ends the list that is on its way; 0: none is */
	unsigned rows; /* of it, so far */
	enum { LIFT_NOTHING, LIFT_ASKED, LIFT_DONE } lift; /* of chat_lifting() */

	struct names rooms; /* of the last LIST in this connection */
	bool rooms_over;    /* the next row begins a new list */
	char *doubted;	    /* the last name that chat_doubt() was not sure of */

	struct names names; /* so far, without those of rooms that are being joined */
};

/* A numeric with this number has come. Returns the rows of the list that it ends, if it does. */
unsigned listing_count(struct listing *listing, unsigned number);

void listing_room(struct chat *chat, const char *name);
void listing_rooms_end(struct listing *listing);

/* The connection is gone; `listing` is as new, but the rooms are kept until the next LIST. */
void listing_lost(struct listing *listing);
void listing_finish(struct listing *listing);

#endif
