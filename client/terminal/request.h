/* A command that the user entered, while it runs: its arguments, the client's answers to the user,
 * and what it sends to the server. Knows neither the table of commands nor the commands. Used by
 * command*.c alone. */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "chat.h"
#include "command_row.h"
#include "view.h"

/* What commands act on. */
struct command_world {
	struct chat *chat;
	struct view *view;
	int64_t now;
	/* Show an answer of the client's, one line of safe text. */
	void (*info)(void *data, const char *text);
	void (*refuse)(void *data, const char *text);
	/* A line was said without a connection, so it is kept (chat.h). */
	void (*kept)(void *data, const char *text);
	void (*leave)(void *data, const char *why); /* NULL for no reason */
	void (*reconnect)(void *data);
	void *data;
};

struct request {
	const struct command_world *world;
	struct chat *chat;		/* the world's */
	const struct command_row *rows; /* the whole table */
	const struct command_row *row;
	const char *front; /* the room or person in front; not NULL if the row needs it */
	const char *word;  /* the first argument; "" if none was given or the row takes none */
	const char *text;  /* the rest; "" if there is none */
	bool *refused;	   /* set by request_refuse() */
};

/* Answer the user in one line of at most 2,047 bytes, which is made safe. */
void request_answer(const struct request *request, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void request_refuse(const struct request *request, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Names the nearest command. `entered`: the line could have been meant as text. */
void request_refuse_unknown(const struct request *request, const char *name, bool entered);
void request_refuse_usage(const struct request *request);
/* Tells why a command could not be sent. */
void request_refuse_unsent(const struct request *request);

/* Says a text; without a connection, tells the user that it is kept. */
void request_say(
	const struct request *request, enum chat_kind kind, const char *target, const char *text);

/* Send a command to the server: from parameters up to NULL, or from a row's `sends`, in which %f
 * stands for who is in front, %w for the word and %t for the text, which is left out if empty. */
void request_send(const struct request *request, const char *command, ...)
	__attribute__((sentinel));
void request_send_line(const struct request *request, const char *line);

bool request_room_in_front(const struct request *request);

/* The name of a room, with the sign that may have been left out; to free(3). */
char *request_full_room(const struct request *request, const char *name);

#endif
