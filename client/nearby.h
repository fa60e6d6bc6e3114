/* Which server to join where none was named: this machine's, or one that is found on the local
 * network.
 *
 * Somebody at a terminal joins the only one, or is asked which; but is always asked where something
 * would be given to the server that is not for anybody: an account, a password, the key of a room.
 * A program joins none: it is told what there is. All of it runs before the chat begins and blocks,
 * for little more than a second besides the question. */
#ifndef NEARBY_H
#define NEARBY_H

#include <netdb.h>

#include "browser.h"
#include "lookup.h"
#include "settings.h"

enum nearby_end {
	NEARBY_HERE,  /* join the server of the settings: somebody answers there, or nobody was
			 found elsewhere */
	NEARBY_FOUND, /* join the server of the settings, which is one that was found now */
	NEARBY_LEAVE, /* join none; the user has been told why */
};

/* What the settings borrow after NEARBY_FOUND. Not to be copied. */
struct nearby {
	bool looked; /* nobody was found on the local network either */
	bool asked;  /* Avahi was there to ask */
	struct found list[BROWSER_MAX];
	struct addrinfo infos[FOUND_ADDRESSES_MAX];
	const struct addrinfo *order[FOUND_ADDRESSES_MAX];
	struct addresses addresses;
};

/* `person`: somebody at a terminal. */
enum nearby_end nearby_choose(struct nearby *nearby, struct settings *settings, bool person);

/* "chatd on alice, at alice.local (192.0.2.1) port 5555, encrypted" */
#define NEARBY_TEXT_SIZE 768
void nearby_text(char text[NEARBY_TEXT_SIZE], const struct found *found);

#endif
