/* One event as lines of a terminal.
 *
 *   12:03 <ada> hello           said in the room          12:03 -- text    the server speaks
 *   12:03 * ada waves           an action                 12:03 !! text    the server refuses
 *   12:03 [ada] hello           private, from ada         12:03 -ada- text a notice
 *   12:03 [to ada] hello        private, to ada           12:03 ?? text    not confirmed
 *   12:03 [ada] * ada waves     a private action          12:03 [-ada-] text  a private notice
 *   12:03 *<ada> hello bob      our name is in it; the same mark before all of these
 *   12:03 #dev <ada> hello      in a room that is not the one in view
 *
 * The marks are those of the line door, and nobody can forge them: names have no blanks, and text
 * never begins a line (it goes on indented). With style.plain the same is said in whole sentences:
 * "ada says: hello", "In #dev, ada says: hello", "ada to you: hello", "You to ada: hello",
 * "Action: ada waves", "ada notes: text", "About #dev: text", "Refused: text", "Not delivered for
 * certain to #dev: text". Nothing is told by colour alone. Our own name is bold where those of
 * others have a colour.
 *
 * A line wraps at style.columns as wrap.h says; what follows is indented to where the text began,
 * but by no more than a third of the width, and TABs are blanks then. Formatting
 * codes of people become bold, italics, underline, strikethrough and reverse where style.colour,
 * and are left out otherwise; their colours are left out, since they cannot be known to be
 * readable. Pure but for localtime(3): times are in the user's zone. */
#ifndef SHOW_H
#define SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat_event.h"
#include "style.h"

struct evbuffer;

/* Appends the lines of an event, each with its newline. `room` is put in front, but of private
 * lines; NULL for none. `self` is our name, which is marked in a text that mentions it.
 * CHAT_JOINED, LEFT, QUIT and RENAMED are shown as fold.h's sentence of one. CHAT_AWAY and an event
 * without a sentence show nothing. All texts are made safe here, too. */
void show_event(struct evbuffer *out, const struct style *style, const struct chat_event *event,
	const char *room, const char *self);

/* The client's own words, as "-- text" or "!! text". */
void show_info(struct evbuffer *out, const struct style *style, int64_t time, const char *text);
void show_refusal(struct evbuffer *out, const struct style *style, int64_t time, const char *text);

/* A mark of its own line: "---- Monday, 23 November 2026 ----"; plain: the text and a full
 * stop. */
void show_mark(struct evbuffer *out, const struct style *style, const char *text);

/* "Monday, 23 November 2026" of a time in the user's zone, and a number that differs between days.
 */
#define SHOW_DAY_SIZE 64
long show_day(char out[SHOW_DAY_SIZE], int64_t time);
/* "15:04", in style->clock or, where that is empty, in hours and minutes. */
#define SHOW_CLOCK_SIZE 64
void show_clock(char out[SHOW_CLOCK_SIZE], const struct style *style, int64_t time);

#endif
