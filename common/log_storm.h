/* How much of the log peers can fill: a bucket for each address and kind of event, and one for the
 * kind in all (the generic cell rate algorithm, ITU-T I.371).
 *
 * What is over that is not written but counted, and told once a second in one line for each kind:
 *
 *   level=info event=closed suppressed=1234
 *
 * Memory is fixed: addresses are hashed into a table of buckets, so two may share one, and each is
 * forgotten by itself once its bucket is full again. Any thread; never waits for a disk. */
#ifndef LOG_STORM_H
#define LOG_STORM_H

#include <stdbool.h>
#include <stdint.h>

#include "log.h"

#define LOG_BURST 16	      /* lines of one kind that one address causes at once */
#define LOG_REGAIN_MS 10000   /* until it regains one of them */
#define LOG_KIND_BURST 256    /* of one kind, whoever causes it */
#define LOG_KIND_REGAIN_MS 50 /* 20 a second */

/* Whether an event that peers cause may be logged now; counts it if not. `event` is one of a few
 * constant names, `from` stands for the address that causes it, `burst` is LOG_BURST, or less
 * where the first lines say it all. */
bool log_storm_allows(enum log_level level, const char *event, uint32_t from, unsigned burst);

/* Writes what was left out since the last call, and how many lines standard error could not take;
 * about once a second, and at the end, by one thread. */
void log_storm_tell(void);

#endif
