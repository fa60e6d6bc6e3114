#include "person.h"

#include <stdlib.h>

#include "memory.h"
#include "session.h"

void person_clear(struct person *person)
{
	free(person->name);
	free(person->key);
	*person = (struct person){0};
}

void person_set(struct person *person, const struct session *session)
{
	person_clear(person);
	person->id = session->id;
	person->name = memory_text(session_name(session));
	person->key = memory_text(session_key(session));
}
