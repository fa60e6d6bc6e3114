/* What is in view: the rooms and people one talks with, which of them is the one in front, what is
 * unread in the others, and which lines of it all are printed now.
 *
 * Events go in, lines go to a screen's buffer. A view knows no editor and no socket; its clock is
 * `now`, in ms since 1970, since the times of events are those of the server's clock. Rules:
 *   - lines of the room in front are shown as they are; those of another with its name in front
 *     (ELSEWHERE_SHOW), or they wait until it comes to the front (ELSEWHERE_COUNT). At most
 *     VIEW_WAITING_BYTES wait for each; of more, the oldest are dropped, and how many is said.
 *     What the server answers or refuses does not wait, nor do one's own lines;
 *   - a room that comes to the front is named by a mark before the first line there, since the
 *     lines of the room in front do not name it;
 *   - a person who writes to us alone is one of them from then on; so is who is brought to the
 *     front. Notices open nothing;
 *   - unread lines elsewhere are counted, mentions and private ones apart, until one says something
 *     there or brings it to the front;
 *   - comings and goings in the room in front are folded (show/fold.h): view_status() tells the run
 *     while it grows, and it is printed before the next line of that room. Elsewhere they are
 *     passed over;
 *   - before the first line of another day there is a mark, and before the first line that comes
 *     when no key was pressed for VIEW_IDLE_MS, or while one is away, another: "new since 14:05";
 *   - private lines, mentions and invitations ring the bell, at most once a second;
 *   - the first room comes to the front by itself, and later the one that view_await() has named.
 *     Who is put out of the room in front has nobody in front then, so that the line being typed is
 *     not said to others than it was meant for; who leaves it has who was in front before, which
 *     is nobody where only people have written. */
#ifndef VIEW_H
#define VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat_event.h"
#include "style.h"

struct chat;
struct evbuffer;
struct view;

#define VIEW_WAITING_BYTES (256 * 1024)
#define VIEW_PEOPLE_MAX 100 /* of more, those who write are shown at once and have no place */
#define VIEW_IDLE_MS (5 * 60 * 1000)

struct view_settings {
	bool bell;
	bool wait; /* lines of other rooms wait */
};

/* `chat`, `style` and `out` are borrowed; the style may change between calls. */
struct view *view_new(const struct chat *chat, const struct view_settings *settings,
	const struct style *style, struct evbuffer *out);
void view_free(struct view *view);

void view_event(struct view *view, const struct chat_event *event, int64_t now);
/* A key was pressed. */
void view_touch(struct view *view, int64_t now);

/* Who is in front: a room or a person; NULL where there is nobody. */
const char *view_front(const struct view *view);
/* The `i`th of all, in the order in which they were opened; NULL if there are no more. */
const char *view_name(const struct view *view, size_t i, unsigned *unread, unsigned *loud);
/* Who gets what is entered: who is in front, or the room that was named by view_await(),
 * as long as we are on our way there. So a line that is entered right behind /join is not said to
 * others than it was meant for. NULL where there is nobody. */
const char *view_target(const struct view *view);
/* Brings to the front, opening it where it is a person; prints what has waited. A room that we are
 * not in stays where it is. */
void view_bring(struct view *view, const char *name, int64_t now);
/* The room that is to come to the front when we are in it; instead of one named before, and
 * unless view_bring() was called since. */
void view_await(struct view *view, const char *room);
/* Forgets a person's; who was in front before comes to the front. */
void view_close(struct view *view, const char *name, int64_t now);

/* Who last wrote to us alone; NULL where nobody has. */
const char *view_last_private(const struct view *view);

/* The run of comings and goings that has not been printed; "" for none. */
#define VIEW_STATUS_SIZE 1024
void view_status(const struct view *view, char out[VIEW_STATUS_SIZE]);

/* Prints that run: at the end of everything, or where it has waited long enough. */
void view_finish(struct view *view);

#endif
