/* A chat over a reconnecting connection, with the clock and the timers: what the terminal and the
 * pipe both need.
 *
 * A session owns both and belongs to the thread of its base. It reports through struct
 * session_user, from the event loop; those calls must not free it. event() may also be called from
 * within a function of the chat; then it may call only const functions of the chat. */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "chat.h"

struct event_base;
struct passwords;
struct session;
struct settings;

/* Exit statuses in chat-client(1): the server's certificate is not known, or not the right one; the
 * account cannot be logged in to; the server wants its password, or another one. */
#define SESSION_DISTRUSTED 5
#define SESSION_NOT_LOGGED_IN 6
#define SESSION_LOCKED_OUT 7

struct session_user {
	void (*event)(void *data, const struct chat_event *event);
	/* After the events of one read or one tick: the moment to show them. */
	void (*batch)(void *data);
	/* Connected, but not registered yet; as connection_user's. May be NULL. */
	void (*up)(void *data, const char *peer, const char *failures);
	/* As connection_user's. May be NULL. */
	void (*told)(void *data, const char *text);
	/* A password is wanted for the account of the settings: chat_password() gives it, also
	 * later. `why`: what the server says of the one before, or NULL. NULL for who has no other
	 * one: then the session ends the connection. */
	void (*ask)(void *data, const char *why);
	/* As connection_user's; the chat has been told, and its CHAT_UNSURE events came before. */
	void (*down)(void *data, const char *why, unsigned again_ms);
	/* At once and then every second; may be NULL. */
	void (*tick)(void *data);
};

enum session_kind {
	SESSION_PERSON, /* somebody at a terminal, who sees what told() says: a server that is not
			   known is joined, and its certificate remembered */
	SESSION_PROGRAM,
	SESSION_VISIT, /* a program that says lines and leaves: it does not reconnect, and the
			  others need not be told that it comes and goes */
};

/* Connects to the server of the settings, which are borrowed until session_free(), and asks for
 * their rooms in the first iteration of the loop. The passwords are copied. */
struct session *session_new(struct event_base *base, const struct settings *settings,
	const struct passwords *passwords, enum session_kind kind, const struct session_user *user,
	void *data);
void session_free(struct session *session);

struct chat *session_chat(struct session *session);
/* For the next try; copied, NULL for none. */
void session_set_server_password(struct session *session, const char *password);

/* For down(): which of the statuses above is the reason that the try failed, or 0. */
int session_refused(const struct session *session);

/* To try again sooner, and for what is known of the connection. */
struct connection *session_connection(struct session *session);

/* Says QUIT and ends; down() is the last call that the connection leads to, and comes after a
 * second at most, also where there is no connection. */
void session_leave(struct session *session, const char *why);

#endif
