/* For the tests of chat-client's commands: runs what a person enters, and records what is sent to
 * the server and answered. The chat and the view are real; there is no connection. */
#ifndef ENTERED_H
#define ENTERED_H

#include <check.h>
#include <stdint.h>
#include <string.h>

#include "chat.h"
#include "command.h"
#include "notes.h"
#include "unit.h"
#include "view.h"

#define NOW INT64_C(1700000000000)

struct entered {
	struct chat *chat; /* of "me", in #dev with "+Bob" and "ada" */
	struct view *view;
	struct notes sent; /* lines but PING */
	struct notes said; /* "-- information", "!! refusals", "?? kept lines", "leaves: why" */
	unsigned reconnects;
	enum keep keep; /* of the last entry */
};

extern struct entered world;

void entered_set_up(void);
void entered_tear_down(void);

/* Passes the chat one or more lines of its server. */
void serve(const char *text);
/* The server lets us into a room. */
void come_in(const char *room);
/* A new connection, and the server lets us into #dev. */
void come_back(void);

/* The number of bytes that the view has printed. */
size_t shown(void);

/* Runs an entry. Returns what it sent or, if nothing, the answer. */
const char *entered(const char *entry);

struct row {
	const char *entry; /* NULL ends the rows */
	const char *answer;
};
/* The answers are patterns (pattern.h). */
void check_rows(const struct row *rows);

#endif
