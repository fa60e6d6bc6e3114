/* A chat whose outbox is tested alone, and a user that records what it sends and tells. */
#ifndef SAID_H
#define SAID_H

#include <stdbool.h>
#include <stdint.h>

#include "notes.h"
#include "state.h"

#define SAID_LINES 64 /* the last ones */

struct said {
	struct chat *chat;
	int64_t now;
	unsigned long settled_count, sent_count, last_ticket;
	char targets[SAID_LINES][600]; /* of lines, by ticket */
	char last_wire[1024];
	struct notes seen; /* what was sent and told, "PRIVMSG #dev a; has 1 #dev a" */
};

extern struct said said;

void said_set_up(void);
void said_tear_down(void);

/* The server has let us in and has these capabilities; again where they change. */
void said_begin(bool echo, bool labels);
void said_lost(void);
void said_tick(int64_t now);
void said_resend(void);

unsigned long said_say(const char *target, const char *text);
/* `source_bytes`: of our source, as others see it. */
unsigned long said_say_as(enum chat_kind kind, const char *target, const char *text,
	size_t source_bytes, unsigned *parts);
/* A line comes back; `label` is "" for none. */
unsigned long said_echo(
	const char *label, enum chat_kind kind, const char *target, const char *text);
void said_expect(const char *wanted);

#endif
