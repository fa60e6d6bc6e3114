#include "announcer.h"

struct announcer *announcer_new(void)
{
	return NULL;
}

void announcer_set(
	struct announcer *announcer, const char *name, const struct announced *list, size_t count)
{
}

void announcer_free(struct announcer *announcer)
{
}
