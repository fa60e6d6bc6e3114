/* What is in view: the rooms and persons (places) that the user talks in, which of them is in
 * front, what is unread in the others, and which lines are printed.
 *
 * Events go in, lines go to a buffer. A view knows no editor and no socket. `now` is the user's
 * clock, in ms since 1970; the times in events are the server's. The rules:
 *   - lines of the room in front are printed as they are; lines of other rooms are printed with the
 * room's name (ELSEWHERE_SHOW), or wait until the room comes to the front (ELSEWHERE_COUNT). At
 * most VIEW_WAITING_BYTES wait in each place; then the oldest are dropped, and their number is
 * told. Answers and refusals of the server, and our own lines, never wait;
 *   - lines of before we came are neither new nor unread, and wait until their room is in front;
 * lines that were missed during a loss are like any others. A mark says what they are;
 *   - a line that is erased while it waits is shown without its text; else a sentence tells it;
 *   - when a room has come to the front, a mark with its name precedes its first line;
 *   - a person becomes a place by writing to us in private, or by being brought to the front;
 * notices open no place;
 *   - unread lines of other places are counted, mentions and private lines apart, until the user
 * says something there or brings the place to the front;
 *   - joins and leaves in the room in front are folded (fold.h): view_status() tells the run while
 * it grows, and it is printed before the next line of that room. In other rooms they are skipped;
 *   - a mark precedes the first line of another day, and another one, "new since 14:05", the first
 * line that comes when no key was pressed for VIEW_IDLE_MS or while the user is away;
 *   - private lines, mentions and invitations ring the bell, at most once a second;
 *   - the first room comes to the front by itself, later ones only if view_await() has named them.
 * If somebody puts us out of the room in front, nobody is in front, so that the line being typed is
 * not said to others than it was meant for. If we leave it, the place that was in front before
 * comes to the front; if only persons who have written are left, nobody does. */
#ifndef VIEW_H
#define VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat.h"
#include "place.h"
#include "style.h"

struct chat;
struct evbuffer;
struct view;

#define VIEW_WAITING_BYTES (256 * 1024)
#define VIEW_PEOPLE_MAX 100 /* persons; what further ones write is printed at once */
#define VIEW_IDLE_MS (5 * 60 * 1000)

struct view_settings {
	bool bell;
	bool wait; /* ELSEWHERE_COUNT: lines of other rooms wait */
};

/* `chat`, `style` and `out` are borrowed; the style may change between calls. */
struct view *view_new(const struct chat *chat, const struct view_settings *settings,
	const struct style *style, struct evbuffer *out);
void view_free(struct view *view);

void view_event(struct view *view, const struct chat_event *event, int64_t now);
/* Shows the number of each line from now on, or not. */
void view_number(struct view *view, bool on);
/* To be called when a key was pressed. */
void view_touch(struct view *view, int64_t now);

/* The room or person in front; NULL for nobody. */
const char *view_front(const struct view *view);
/* The place `i`, in the order in which they were opened; NULL behind the last. */
const struct place *view_place(const struct view *view, size_t i);
/* Who gets an entered line: whoever is in front, or the room that view_await() has named while we
 * are joining it. So a line that is entered right behind /join is not said to others than it was
 * meant for. NULL for nobody. */
const char *view_target(const struct view *view);
/* Brings a place to the front and prints the lines that wait there. Opens a place for a person;
 * does nothing for a room that we are not in. */
void view_bring(struct view *view, const char *name, int64_t now);
/* The room will come to the front when we have joined it. Replaces one named before; view_bring()
 * cancels it. */
void view_await(struct view *view, const char *room);
/* Closes a person's place; if it was in front, the place before comes to the front. */
void view_close(struct view *view, const char *name, int64_t now);

/* The person who last wrote to us in private; NULL for nobody. */
const char *view_last_private(const struct view *view);

/* The run of joins and leaves that is not printed yet; "" for none. */
#define VIEW_STATUS_SIZE 1024
void view_status(const struct view *view, char out[VIEW_STATUS_SIZE]);

/* Prints that run: at the end, or when it has waited long enough. */
void view_finish(struct view *view);

#endif
