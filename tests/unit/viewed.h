/* For the tests of the view: passes it events and reads what it prints. There is no server. */
#ifndef VIEWED_H
#define VIEWED_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "chat.h"
#include "style.h"
#include "unit.h"
#include "view.h"

#define MINUTE (60 * 1000)
#define DAY (24 * 60 * MINUTE)
#define NOON ((int64_t)20000 * DAY + 12 * 60 * MINUTE) /* Friday, 4 October 2024 */

struct viewed {
	struct chat *chat; /* of "me" */
	struct view *view;
	struct style style; /* without clock and colour */
	int64_t now;	    /* from NOON on */
};

extern struct viewed viewed;

void viewed_set_up(void);
void viewed_tear_down(void);

/* Makes a new view with these settings. */
void viewed_begin(bool bell, bool wait);

/* What has been printed since the last call. */
const char *printed(void);
const char *prompt(void);
const char *status(void);

/* Passes an event; without a time it gets `now`. */
void tell(struct chat_event event);
#define TELL(...) tell((struct chat_event){__VA_ARGS__})

void say(const char *room, const char *name, const char *words);
void write_to_me(const char *name, const char *words);
/* Opens a room, and drops what is printed. */
void open_room(const char *room);

#endif
