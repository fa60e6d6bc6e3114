/* A chat, a user that records what it sends and reports, and functions that play the server. */
#ifndef CHATTING_H
#define CHATTING_H

#include <stdbool.h>
#include <stdint.h>

#include "chat.h"
#include "notes.h"

#define ALL_CAPS                                                                             \
	"batch echo-message labeled-response message-tags server-time setname away-notify "  \
	"multi-prefix userhost-in-names extended-join invite-notify chghost account-notify " \
	"cap-notify standard-replies"

struct chatting {
	struct chat *chat;
	int64_t now;
	unsigned long sent, told, dropped, fences_passed;
	/* What the chat sent and reported, a line each:
	 *   > PRIVMSG #dev hi
	 *   SAID #dev bob - 'hi there' mention
	 *   OPENED #dev - - 'topic' 2 again
	 * kind, room, name, other, text, and the other fields that are set. */
	struct notes seen;
	int64_t time; /* of the last event */
	uint64_t number;
	unsigned recent; /* for chatting_new() */
	char id[512];
};

extern struct chatting chatting;

/* A chat called ada, without a connection. */
void chatting_set_up(void);
void chatting_tear_down(void);
void chatting_new(const char *nick);

/* Begins, and registers as ada with these capabilities (NULL: the server does not know CAP). The
 * server has CASEMAPPING=ascii and the roles qov. Nothing of this is recorded. */
void chatting_enter(const char *caps);
/* Lets the chat into a room, with bob and the operator carol. Nothing of this is recorded. */
void chatting_room(const char *room);

/* Answers the chat's next fence. */
void chatting_pass_fence(void);

void from_server(const char *line);
void from_server_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

void chatting_expect(const char *wanted);

#endif
