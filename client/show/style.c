#include "style.h"

#include <stdlib.h>
#include <string.h>

bool style_is_dumb(void)
{
	const char *terminal = getenv("TERM");
	return !terminal || !*terminal || strcmp(terminal, "dumb") == 0;
}

bool style_wants_colour(void)
{
	const char *refused = getenv("NO_COLOR");
	return !(refused && *refused) && !style_is_dumb();
}
