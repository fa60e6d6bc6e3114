/* Masks: "name!user@host" with '*' and '?', against which sessions are compared. */
#ifndef MASK_H
#define MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MASK_WHY_BYTES 300 /* of the reason for a ban; the rest is cut off */

struct owner;
struct session;

struct mask {
	char *text;		  /* as shown */
	char *name, *user, *host; /* each part as it is compared */
	char *by;		  /* who set it */
	char *why;		  /* NULL for no reason */
	char *meant;		  /* the name of the person it was made for; NULL where unknown */
	struct owner *owner;	  /* whose `bytes` it counts for; NULL for nobody's */
	size_t bytes;
	int64_t at;    /* milliseconds of core.now */
	int64_t until; /* likewise; 0 for no end */
};

struct mask_list {
	struct mask *items;
	unsigned count;
};

/* "alice" becomes "alice!*@*", "*.net" "*!*@*.net", "a!b" "a!b@*". False for what is no mask:
 * empty, too long, with blanks. Free with mask_finish(). */
bool mask_init(struct mask *mask, const char *text);
void mask_finish(struct mask *mask);

/* The memory that it takes with this reason: its text is there twice, and it has names. */
size_t mask_bytes(const struct mask *mask, const char *why);

bool mask_matches(const struct mask *mask, const struct session *session);

/* The mask of the list that has the text of `mask`, or NULL. */
struct mask *mask_list_find(const struct mask_list *list, const struct mask *mask);

/* The first mask of the list that matches the session and has not ended, or NULL. */
const struct mask *mask_list_match(const struct mask_list *list, const struct session *session);

#endif
