/* Entries that are typed: what each sends, and what it is answered. The chat is real, its server is
 * a list of what it got. */
#ifndef ENTERED_H
#define ENTERED_H

#include <check.h>
#include <stdint.h>
#include <string.h>

#include "chat.h"
#include "command.h"
#include "record.h"
#include "unit.h"
#include "view.h"

#define NOW INT64_C(1700000000000)

struct entered {
	struct chat *chat; /* of "me", in #dev with "+Bob" and "ada" */
	struct view *view;
	struct record sent; /* lines but PING */
	struct record said; /* "-- information", "!! refusals", "?? kept lines", "leaves: why" */
	unsigned reconnects;
	enum keep keep; /* of the last entry */
};

extern struct entered world;

void entered_set_up(void);
void entered_tear_down(void);

/* What the server says, in one or more lines. */
void serve(const char *text);
/* We come into a room. */
void come_in(const char *room);
/* The connection is there again, and we are in #dev. */
void come_back(void);

/* How many bytes have been shown so far. */
size_t shown(void);

/* What an entry sends, or, where it sends nothing, what it is answered. */
const char *entered(const char *entry);

struct row {
	const char *entry; /* NULL ends the rows */
	const char *answer;
};
void check_rows(const struct row *rows);

#endif
