/* Limits the log lines that peers can cause: one token bucket for each address and kind of event,
 * and one for each kind (the generic cell rate algorithm, ITU-T I.371).
 *
 * Lines over the limit are counted and not written. Once a second one line for each kind says how
 * many there were:
 *
 *   level=info event=closed suppressed=1234
 *
 * Memory is fixed: addresses are hashed into a table of buckets, so two addresses may share one,
 * but no two kinds of one address.
 * Any thread; never waits for a disk. */
#ifndef LOG_STORM_H
#define LOG_STORM_H

#include <stdbool.h>
#include <stdint.h>

#include "log.h"

#define LOG_BURST 16	      /* lines of one kind that one address may cause at once */
#define LOG_REGAIN_MS 10000   /* until the address may cause one more */
#define LOG_KIND_BURST 256    /* lines of one kind by all addresses at once */
#define LOG_KIND_REGAIN_MS 50 /* 20 a second */

/* Whether an event that a peer causes may be logged now; if not, counts it. `event` is one of a few
 * constant names, `from` the hash of the peer's address, `burst` LOG_BURST or less. */
bool log_storm_allows(enum log_level level, const char *event, uint32_t from, unsigned burst);

/* Logs how many lines were left out since the last call and how many standard error did not take.
 * One thread calls this about once a second and at the end. */
void log_storm_tell(void);

#endif
