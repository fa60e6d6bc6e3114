/* A chat over a connection: what the terminal and the pipe both need, with the clock and the
 * timers.
 *
 * Owns both. Belongs to the thread of its base. The calls of its user come from the base's loop,
 * and none may free it. An event may come from within a call of the chat, too, and then may call
 * nothing of the chat that is not const. */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "chat.h"

struct event_base;
struct session;

struct session_settings {
	const char *host;
	int port;
	const char *nick;
	const char *const *rooms;
	char *const *keys; /* of the rooms, each NULL for none */
	size_t room_count;
	bool again; /* come back after a loss */
	bool visit; /* as chat_settings.visit */
};

struct session_user {
	void (*event)(void *data, const struct chat_event *event);
	/* After the events of one read or one tick: the moment to show them. */
	void (*batch)(void *data);
	/* Connected, but not registered yet; as connection_user's. May be NULL. */
	void (*up)(void *data, const char *peer, const char *failures);
	/* As connection_user's; the chat has been told, and its CHAT_UNSURE events came before. */
	void (*down)(void *data, const char *why, unsigned again_ms);
	/* At once and then every second; may be NULL. */
	void (*tick)(void *data);
};

/* Copies the settings. The rooms are asked for in the first turn of the loop. */
struct session *session_new(struct event_base *base, const struct session_settings *settings,
	const struct session_user *user, void *data);
void session_free(struct session *session);

struct chat *session_chat(struct session *session);

/* Says QUIT and ends; down() is the last call that the connection leads to, and comes after a
 * second at most, also where there is no connection. */
void session_leave(struct session *session, const char *why);

void session_now(struct session *session);  /* as connection_now() */
void session_wake(struct session *session); /* as connection_wake() */

#endif
