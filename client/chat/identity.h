/* Who we are: registration with the server, and the names that are tried.
 *
 * A name that is taken is varied, and won back when it becomes free; a name that the server does
 * not take is made simpler. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat.h"
#include "name.h"

#define NICK_SIZE (NAME_BYTES + 1)
#define NICK_SHORT_BYTES 9 /* what every server takes (RFC 1459, 1.2) */
#define NICK_OTHERS 10	   /* names that are tried where the wanted one is taken */

struct incoming;

struct identity {
	char *wanted;			/* the nick, as the user wants it */
	char *away;			/* NULL: not away */
	bool away_restored;		/* sent again after a loss: its confirmation is not shown */
	char name[CHAT_NAME_BYTES + 1]; /* who we are, or try to be */
	char base[NICK_SIZE];		/* the wanted nick, as this server may have it */
	char asked[CHAT_NAME_BYTES + 1]; /* what the user wants to be called now; "" for nothing */
	unsigned others;		 /* names tried in its place */
	bool registered;		 /* it is an account's, as the server says */
	unsigned simpler;		 /* times that it was made simpler */
	size_t most;			 /* bytes of a name; 0: not known */
	bool regain;			 /* the wanted nick is to be won back */
	unsigned regain_tries;		 /* that are left */
	unsigned regain_pending;	 /* tries without an answer */
	int64_t regained;		 /* the last try */
	size_t source_bytes;		 /* of nick!user@host, as others see us; 0: not known */
};

/* What of it may be in a name; `ascii`: without other letters than A to Z. "guest" where nothing is
 * left. */
void nick_fit(char out[NICK_SIZE], const char *wanted, bool ascii);

/* The `i`th other name for one that is taken, from 0: "ada_", "ada2", "ada3". At most `most` bytes;
 * 0: the server does not say how many, so that later ones are short. */
void nick_other(char out[NICK_SIZE], const char *taken, unsigned i, size_t most);

/* Whether it is our name. */
bool identity_is_own(const struct chat *chat, const char *name);

void identity_want(struct chat *chat, const char *nick);
void identity_finish(struct identity *identity);

/* Sends NICK and USER. */
void identity_begin(struct chat *chat);
/* The server lets us in (001): everything that was so before a loss is asked for again. */
void identity_welcome(struct chat *chat, const struct incoming *in);

/* The answer to one of our NICKs; false where it is to be shown. */
bool identity_nick_refused(struct chat *chat, const struct incoming *in);
void identity_renamed(struct chat *chat, const char *name);
/* The wanted nick may be free now. */
void identity_regain(struct chat *chat);

#endif
