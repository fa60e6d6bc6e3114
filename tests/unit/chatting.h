/* A chat with a user who writes down what it sends and tells, and a server that is made up. */
#ifndef CHATTING_H
#define CHATTING_H

#include <stdbool.h>
#include <stdint.h>

#include "chat.h"
#include "record.h"

#define ALL_CAPS                                                                             \
	"batch echo-message labeled-response message-tags server-time setname away-notify "  \
	"multi-prefix userhost-in-names extended-join invite-notify chghost account-notify " \
	"cap-notify standard-replies"

struct chatting {
	struct chat *chat;
	int64_t now;
	unsigned long sent, told, dropped, fences_passed;
	/* What has come since chatting_expect(), a line each:
	 *   > PRIVMSG #dev hi
	 *   SAID #dev bob - 'hi there' mention
	 *   OPENED #dev - - 'topic' 2 again
	 * kind, room, name, other, text, and whatever else there is. */
	struct record seen;
	int64_t time; /* of the last event */
	char id[512];
};

extern struct chatting chatting;

/* A chat called ada, without a connection. */
void chatting_set_up(void);
void chatting_tear_down(void);
void chatting_new(const char *nick);

/* Begins, and is let in as ada: with these capabilities (NULL: the server knows no CAP). Then a
 * server with chatd's names, as ascii, and the roles qov. Nothing of this is in `seen`. */
void chatting_enter(const char *caps);
/* Is in the room, with bob and the operator carol. */
void chatting_room(const char *room);

/* The PONG of the next fence. */
void chatting_pass_fence(void);

void from_server(const char *line);
void from_server_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

void chatting_expect(const char *wanted);

#endif
