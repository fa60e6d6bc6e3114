/* Shows one event as rows of a terminal.
 *
 *   12:03 <ada> hello           said in the room          12:03 -- text    the server's words
 *   12:03 * ada waves           an action                 12:03 !! text    a refusal
 *   12:03 [ada] hello           private, from ada         12:03 -ada- text a notice
 *   12:03 [to ada] hello        private, to ada           12:03 ?? text    not confirmed
 *   12:03 [ada] * ada waves     a private action          12:03 [-ada-] text  a private notice
 *   12:03 *<ada> hello bob      mentions us; the same mark before all of these
 *   12:03 #dev <ada> hello      in a room that is not the one in view
 *
 * The marks are those of the line door. Nobody can forge them: names have no blanks, and text never
 * begins a row (it goes on indented). With style.plain the same is said in whole sentences: "ada
 * says: hello", "In #dev, ada says: hello", "ada to you: hello", "You to ada: hello", "Action: ada
 * waves", "ada notes: text", "About #dev: text", "Refused: text", "Not delivered for certain to
 * #dev: text". Nothing is told by colour alone. Our own name is bold where those of others have a
 * colour.
 *
 * A line wraps at style.columns (wrap.h), and its further rows are indented to where the text
 * began. With style.colour, formatting codes become bold, italics, underline, strikethrough and
 * reverse; their colours are left out, since they may be unreadable. Pure but for localtime(3):
 * times are in the user's time zone. */
#ifndef SHOW_H
#define SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat.h"
#include "style.h"

struct evbuffer;

/* Appends the rows of an event, each with its newline. `room` is put in front unless the event is
 * private; NULL for none. `self` is our name, which is bold in a text that mentions it.
 * CHAT_JOINED, LEFT, QUIT and RENAMED are told like a run of one (fold.h). CHAT_AWAY shows nothing.
 * CHAT_PAST, CHAT_NOW and CHAT_MISSED are marks. All texts are made safe. */
void show_event(struct evbuffer *out, const struct style *style, const struct chat_event *event,
	const char *room, const char *self);

/* The client's own messages: CHAT_INFO, as "-- text", or CHAT_REFUSED, as "!! text". */
void show_message(struct evbuffer *out, const struct style *style, enum chat_kind kind,
	int64_t time, const char *text);

/* A mark in a row of its own: "---- Monday, 23 November 2026 ----"; plain: the text and a full
 * stop. */
void show_mark(struct evbuffer *out, const struct style *style, const char *text);

/* "Monday, 23 November 2026" in the user's time zone. Returns a number that differs between days.
 */
#define SHOW_DAY_SIZE 64
long show_day(char out[SHOW_DAY_SIZE], int64_t time);
/* "15:04", in the format style->clock or, if that is "", in hours and minutes. */
#define SHOW_CLOCK_SIZE 64
void show_clock(char out[SHOW_CLOCK_SIZE], const struct style *style, int64_t time);

#endif
