/* Events as people with nc read them (docs/protocol.md). Pure.
 *
 * What people say begins with '<', '*' or '['; what the server says with "-- "; what it refuses
 * with "!! ". A name has no blanks and none of '<' and '>', and each line begins here, so no text
 * can pass for another line. No control character but TAB is ever in it.
 *
 * What one has done oneself reads "You have set ...", of others "NAME set ...": a name has no
 * blank, so no name, not even one that looks like "You", makes the deed of another read as one's
 * own. */
#ifndef LINE_ENCODE_H
#define LINE_ENCODE_H

#include "buffer.h"
#include "event.h"

/* Columns at which lists are wrapped. */
#define LINE_COLUMNS 76

/* In place of the name, for one's own deeds. */
#define LINE_OWN "You have"

void line_encode(const struct event *event, struct buffer *out);

/* For line_encode(): events that need a file of their own. */
void line_encode_refused(struct buffer *out, const struct event *event);
void line_encode_changed(struct buffer *out, const struct event *event);
void line_encode_modes(struct buffer *out, const struct event *event);
void line_encode_ban(struct buffer *out, const struct event *event);
void line_encode_bans(struct buffer *out, const struct event *event);
void line_encode_kept(struct buffer *out, const struct event *event);
void line_encode_uninvited(struct buffer *out, const struct event *event);
void line_encode_invitation(struct buffer *out, const struct event *event);
void line_encode_invitations(struct buffer *out, const struct event *event);

/* "3 hours", "1 minute": in the largest unit of which there is one. */
#define LINE_AGO_SIZE 48
const char *line_span(char out[LINE_AGO_SIZE], int64_t seconds);

/* "3 hours ago", "just now". */
const char *line_ago(char out[LINE_AGO_SIZE], int64_t seconds);

/* " (text)", where there is one. */
void line_add_why(struct buffer *out, const char *why);

#endif
