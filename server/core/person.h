/* Somebody whom a session remembers, and who may be gone. */
#ifndef PERSON_H
#define PERSON_H

#include <stdint.h>

struct session;

struct person {
	uint32_t id; /* of the session */
	char *name;
	char *key; /* the name's */
};

/* Remembers the session under its name of now. Free with person_clear(). */
void person_set(struct person *person, const struct session *session);
void person_clear(struct person *person);

#endif
