/* Words of the line door about the server's operators, and what they do. Pure. */
#ifndef LINE_SERVER_H
#define LINE_SERVER_H

#include "buffer.h"
#include "event.h"

void line_server_operator(struct buffer *out, const struct event *event);
void line_server_wallops(struct buffer *out, const struct event *event);
void line_server_killed(struct buffer *out, const struct event *event);
void line_server_ban(struct buffer *out, const struct event *event);
void line_server_closed(struct buffer *out, const struct event *event);
void line_server_stats(struct buffer *out, const struct event *event);

/* The end of the list of bans from the server. */
void line_server_bans(struct buffer *out, const struct event *event);

#endif
