#include "health.h"

#include <inttypes.h>
#include <stdio.h>

bool health_good(const struct figures *figures, int64_t now, char why[HEALTH_SIZE])
{
	const char *trouble =
		*figures->trouble ? figures->trouble : "the disk does not answer in time";
	int64_t silent = (now - figures->oldest_second) / 1000;
	why[0] = '\0';
	if (figures->stopping)
		snprintf(why, HEALTH_SIZE, "The server is stopping.");
	else if (silent >= HEALTH_SECONDS)
		snprintf(why, HEALTH_SIZE, "Loop %u has been stuck for %" PRId64 " seconds.",
			figures->oldest_loop, silent);
	else if (figures->history_late)
		snprintf(why, HEALTH_SIZE,
			"The history is late, so lines are sent before they are stored: %s.",
			trouble);
	else if (*figures->trouble)
		snprintf(why, HEALTH_SIZE, "The history could not be written: %s.", trouble);
	return !*why;
}
