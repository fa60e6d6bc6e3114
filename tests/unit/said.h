/* An outbox, and a user that records what it sends and reports. */
#ifndef SAID_H
#define SAID_H

#include <stdbool.h>
#include <stdint.h>

#include "outbox.h"
#include "record.h"

struct said {
	struct outbox *outbox;
	int64_t now;
	unsigned long settled_count, sent_count, last_ticket;
	char last_wire[1024];
	struct record seen; /* what was sent and told, "PRIVMSG #dev a; has 1 #dev a" */
};

extern struct said said;

void said_set_up(void);
void said_tear_down(void);

unsigned long said_say(const char *target, const char *text);
void said_expect(const char *wanted);

#endif
