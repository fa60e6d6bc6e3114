/* Events about modes, bans and invitations of a room, for line_encode(). Pure. */
#ifndef LINE_MODES_H
#define LINE_MODES_H

#include "buffer.h"
#include "event.h"

void line_encode_changed(struct buffer *out, const struct event *event);
void line_encode_modes(struct buffer *out, const struct event *event);
void line_encode_ban(struct buffer *out, const struct event *event);
void line_encode_bans(struct buffer *out, const struct event *event);
void line_encode_kept(struct buffer *out, const struct event *event);
void line_encode_uninvited(struct buffer *out, const struct event *event);
void line_encode_invitation(struct buffer *out, const struct event *event);
void line_encode_invitations(struct buffer *out, const struct event *event);

#endif
