/* Counters of the process. Any thread may add to them; the log gets them when the process exits. */
#ifndef COUNTER_H
#define COUNTER_H

#include <stdint.h>

#include "pack.h"

enum counter {
	COUNTER_ACCEPTED,
	COUNTER_REFUSED_FULL,
	COUNTER_REFUSED_ADDRESS,
	COUNTER_REFUSED_ACCESS,
	COUNTER_ACCEPT_PAUSED,
	COUNTER_TLS,
	COUNTER_TLS_FAILED,
	COUNTER_LINES,
	COUNTER_POSTED,
	COUNTER_DELIVERIES,
	COUNTER_REFUSED_COMMANDS,
	COUNTER_TOO_LONG,
	COUNTER_TOO_FAST,
	COUNTER_SKIPPED,
	COUNTER_TOO_SLOW,
	COUNTER_RESET,
	COUNTER_NOT_CHAT,
	COUNTER_UNDRAINED,
	COUNTER_NOT_KEPT,
	COUNTER_NOT_STORED,
	COUNTER_COUNT
};

struct counter_row {
	const char *name;
	const char *help;
};

extern const struct counter_row counter_rows[COUNTER_COUNT];

void counter_add(enum counter counter, uint64_t n);
uint64_t counter_value(enum counter counter);

/* For another process of the same server, which counts on. It leaves out those that it does not
 * know. */
void counter_pack(struct pack *out);
void counter_unpack(struct unpack *in);

/* Logs all counters in one line. */
void counter_log(void);

#endif
