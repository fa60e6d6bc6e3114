/* Whether the server does its work, for load balancers and those who watch it: /healthz. */
#ifndef HEALTH_H
#define HEALTH_H

#include <stdbool.h>

#include "figures.h"

#define HEALTH_SECONDS 10 /* a loop that has not come round for so long is stuck */
#define HEALTH_SIZE 256

/* False with a sentence in `why`: the server stops, a loop is stuck, or the history is late or
 * could not be written the last time. `now`: milliseconds of the monotonic clock. Pure. */
bool health_good(const struct figures *figures, int64_t now, char why[HEALTH_SIZE]);

#endif
