/* For the tests of the past: a server with a history, which has lines "1", "2" ... of bob's in
 * #dev. */
#ifndef PAST_PAGES_H
#define PAST_PAGES_H

#include "chatting.h"

#define PAST_CAPS \
	ALL_CAPS " draft/chathistory draft/event-playback soju.im/search draft/message-redaction"

/* Fixtures: ada, who is told the last 20 lines on entering, is registered. */
void past_set_up(void);
void past_tear_down(void);
void past_enter(const char *caps);

/* The id of the line with this number. */
const char *id_of(unsigned number);
/* A line, live or in a page; its text is its number. */
void line(unsigned number, bool past);
extern unsigned pages_begun; /* page N is the batch "pN" */
void page_begins(void);
void page_ends(void);
void page(unsigned first, unsigned last);

/* The server lets her into #dev. */
void let_in(void);
/* The same, with the lines up to this one; nothing of that is recorded. */
void be_in(unsigned last);

#endif
