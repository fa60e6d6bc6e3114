/* The rooms that the server listed last (LIST), so that they can be completed and are not missed by
 * a letter. Kept for one connection, the first LISTED_MAX of a list. */
#ifndef LISTED_H
#define LISTED_H

#include <stdbool.h>
#include <stddef.h>

#define LISTED_MAX 2000

struct listed {
	char **names;
	size_t count, size;
	bool over;     /* the list; the next row begins a new one */
	char *doubted; /* the last name that listed_doubt() was not sure of */
};

void listed_add(struct listed *listed, const char *name);
void listed_end(struct listed *listed);
void listed_clear(struct listed *listed);

/* The listed room that was probably meant by the name of one that is not listed; NULL where there
 * is none, and when the same name comes again: it is wanted then. Names are with their signs. */
const char *listed_doubt(struct listed *listed, const char *name,
	bool (*same)(const void *data, const char *a, const char *b), const void *data);

#endif
