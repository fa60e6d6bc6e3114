/* A build without ICU takes no name for another. */
#include "confusables.h"

bool confusables_exist(void)
{
	return false;
}

void confusables_load(void)
{
}

void confusables_skeleton(struct name_key *skeleton, const char *name)
{
	skeleton->length = 0;
	skeleton->bytes[0] = '\0';
}
