#include "place.h"

#include <stdlib.h>

#include "memory.h"

struct place *place_new(const char *name, bool person)
{
	struct place *place = memory_zero(sizeof *place);
	place->name = memory_text(name);
	place->person = person;
	return place;
}

void place_free(struct place *place)
{
	if (!place)
		return;
	held_finish(&place->waiting);
	free(place->name);
	free(place);
}
