#include "session.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "clock.h"
#include "connection.h"
#include "memory.h"
#include "password.h"
#include "settings.h"
#include "text.h"
#include "text_copy.h"

#define RECENT_LINES 20 /* of a room's past, for people */

static const struct timeval tick_interval = {.tv_sec = 1};
static const struct timeval leave_limit = {.tv_sec = 1};

struct session {
	struct dial_target target;
	char *known_servers; /* the file; NULL without a home */
	struct connection *connection;
	struct chat *chat;
	const struct session_user *user;
	void *data;
	struct event *tick;
	struct event *leave;
	bool leaving;
	const struct settings *settings;
	enum session_kind kind;
	struct chat_login login;
	bool has_server_password;
	bool not_logged_in, locked_out; /* why the present try ends */
	bool joined;			/* the rooms of the settings */
};

static void on_send(void *data, const char *line, size_t length)
{
	struct session *session = data;
	connection_send(session->connection, line, length);
	connection_send(session->connection, "\r\n", 2);
}

static void on_event(void *data, const struct chat_event *event)
{
	struct session *session = data;
	session->user->event(session->data, event);
}

/* Words of the server may be among those of `why`, with formatting codes. */
__attribute__((format(printf, 2, 3))) static void drop(
	struct session *session, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	char *why = memory_vformat(format, values);
	va_end(values);
	char *safe = text_copy_safe(why, strlen(why), TEXT_CONTROL('\n'));
	connection_drop(session->connection, safe);
	free(safe);
	free(why);
}

/* A program cannot be asked for the server's password. */
static void on_drop(void *data, const char *why)
{
	struct session *session = data;
	session->locked_out = chat_server_password_wanted(session->chat);
	bool hint = session->locked_out && session->kind != SESSION_PERSON &&
		    !session->has_server_password && chat_is_private(session->chat);
	drop(session, "%s%s", why, hint ? "\ngive it with " PASSWORD_SERVER_SOURCES : "");
}

static const struct chat_user chat_user = {on_send, on_event, on_drop};

static void on_login_failed(void *data, const char *why)
{
	struct session *session = data;
	session->not_logged_in = true;
	drop(session, "cannot log in as %s: %s", session->settings->login, why);
}

static void on_ask(void *data, const char *why)
{
	struct session *session = data;
	if (session->user->ask)
		session->user->ask(session->data, why);
	else
		on_login_failed(session, why ? why : "there is no password");
}

static void on_up(void *data, const char *peer, const char *failures)
{
	struct session *session = data;
	if (session->user->up)
		session->user->up(session->data, peer, failures);
	chat_set_private(session->chat, connection_is_private(session->connection));
	chat_begin(session->chat, clock_utc_ms());
}

static void on_told(void *data, const char *text)
{
	struct session *session = data;
	if (session->user->told)
		session->user->told(session->data, text);
}

static void on_line(void *data, const char *bytes, size_t length)
{
	struct session *session = data;
	chat_line(session->chat, bytes, length, clock_utc_ms());
	if (chat_is_upgraded(session->chat))
		connection_soon(session->connection);
}

static void on_batch(void *data)
{
	struct session *session = data;
	session->user->batch(session->data);
}

static void on_quiet(void *data)
{
	struct session *session = data;
	chat_quiet(session->chat, clock_utc_ms());
}

static void on_down(void *data, const char *why, unsigned again_ms)
{
	struct session *session = data;
	chat_lost(session->chat, clock_utc_ms());
	session->user->down(session->data, why, again_ms);
	session->not_logged_in = session->locked_out = false;
}

static const struct connection_user connection_user = {
	on_up, on_told, on_line, on_batch, on_quiet, on_down};

/* Not before the loop runs, since the chat may report something. */
static void join_rooms(struct session *session)
{
	const struct settings *settings = session->settings;
	for (size_t i = 0; i < settings->rooms.count && !session->joined; i++)
		chat_join(session->chat, settings->rooms.values[i],
			settings->keys ? settings->keys[i] : NULL);
	session->joined = true;
}

static void tick_cb(evutil_socket_t fd, short what, void *data)
{
	struct session *session = data;
	chat_tick(session->chat, clock_utc_ms());
	join_rooms(session);
	session->user->batch(session->data);
	if (session->user->tick)
		session->user->tick(session->data);
}

static void leave_cb(evutil_socket_t fd, short what, void *data)
{
	struct session *session = data;
	connection_drop(session->connection, "the server did not answer");
}

static void set_target(struct session *session)
{
	static const enum dial_tls tls[] = {[TLS_WISH_AUTO] = DIAL_TLS_AUTO,
		[TLS_WISH_ALWAYS] = DIAL_TLS_ALWAYS,
		[TLS_WISH_NEVER] = DIAL_TLS_NEVER};
	const struct settings *settings = session->settings;
	session->known_servers = settings_state("known_servers");
	session->target = (struct dial_target){
		.host = settings->server.host,
		.port = settings->server.port,
		.addresses = settings->addresses,
		.tls = tls[settings->tls],
		.trust = {.wanted = settings->fingerprint,
			.path = session->known_servers,
			.takes_new = session->kind == SESSION_PERSON},
		.certificate = settings->client_cert,
	};
}

void session_set_server_password(struct session *session, const char *password)
{
	session->has_server_password = password;
	chat_set_server_password(session->chat, password);
}

static void set_login(struct session *session, const struct passwords *passwords)
{
	const struct settings *settings = session->settings;
	session_set_server_password(session, passwords->server);
	session->login = (struct chat_login){
		.external = settings->client_cert, .ask = on_ask, .failed = on_login_failed};
	if (!settings->login)
		return;
	chat_set_login(session->chat, settings->login, &session->login);
	chat_password(session->chat, passwords->account);
}

struct session *session_new(struct event_base *base, const struct settings *settings,
	const struct passwords *passwords, enum session_kind kind, const struct session_user *user,
	void *data)
{
	bool visit = kind == SESSION_VISIT;
	const struct chat_settings wishes = {.nick = settings->nick,
		.visit = visit,
		.recent = visit || settings->follow ? 0 : RECENT_LINES};
	struct session *session = memory_zero(sizeof *session);
	session->settings = settings;
	session->kind = kind;
	session->user = user;
	session->data = data;
	session->chat = chat_new(&wishes, &chat_user, session);
	chat_tick(session->chat, clock_utc_ms()); /* tells it the time */
	set_login(session, passwords);
	set_target(session);
	session->connection = connection_new(base, &session->target, !visit,
		&connection_timing_usual, &connection_user, session);
	session->tick = event_new(base, -1, EV_PERSIST, tick_cb, session);
	session->leave = evtimer_new(base, leave_cb, session);
	event_add(session->tick, &tick_interval);
	event_active(session->tick, 0, 0);
	return session;
}

void session_free(struct session *session)
{
	if (!session)
		return;
	event_free(session->tick);
	event_free(session->leave);
	connection_free(session->connection);
	chat_free(session->chat);
	free(session->known_servers);
	free(session);
}

struct chat *session_chat(struct session *session)
{
	return session->chat;
}

void session_leave(struct session *session, const char *why)
{
	if (session->leaving)
		return;
	session->leaving = true;
	chat_quit(session->chat, why);
	connection_finish(session->connection);
	event_add(session->leave, &leave_limit);
}

int session_refused(const struct session *session)
{
	if (connection_is_distrusted(session->connection))
		return SESSION_DISTRUSTED;
	if (session->locked_out)
		return SESSION_LOCKED_OUT;
	return session->not_logged_in ? SESSION_NOT_LOGGED_IN : 0;
}

struct connection *session_connection(struct session *session)
{
	return session->connection;
}
