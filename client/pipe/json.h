/* An event as a JSON object (RFC 8259) on one line, for programs. The members are documented in
 * chat-client(1). */
#ifndef JSON_H
#define JSON_H

#include <stdint.h>

struct chat_event;

/* Returns the line without its newline, to free(3). Formatting codes are removed from texts. */
char *json_event(const struct chat_event *event);

/* The same for the loss of the connection, which the chat has no event for. */
char *json_disconnected(int64_t time, const char *why);

#endif
