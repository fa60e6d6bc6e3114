/* Commands to the server, other than what the user says (outbox.h). */
#ifndef SEND_H
#define SEND_H

#include <stdbool.h>
#include <stddef.h>

struct chat;

/* False, with nothing sent, where it is no message. */
bool send_message(
	struct chat *chat, const char *command, const char *const *params, unsigned count);
/* With a reason at the end, cut to what fits, which may be NULL; `target` may be NULL. */
bool send_reason(struct chat *chat, const char *command, const char *target, const char *why);
/* A formatted message. */
void send_wire(struct chat *chat, const char *line, size_t length);

#endif
