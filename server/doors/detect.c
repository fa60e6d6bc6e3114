#include "detect.h"

#include <string.h>

#include "counter.h"
#include "door_loop.h"
#include "door_read.h"
#include "first_bytes.h"
#include "irc.h"
#include "line.h"
#include "log_storm.h"

#define HTTP_BODY "This is a chat server, not a web server. Join it with: nc <host> <port>\n"
_Static_assert(sizeof HTTP_BODY - 1 == 72, "the length is in http_answer");

static const char http_answer[] = "HTTP/1.1 400 Bad Request\r\n"
				  "Content-Type: text/plain; charset=utf-8\r\n"
				  "Content-Length: 72\r\n"
				  "Connection: close\r\n"
				  "\r\n" HTTP_BODY;

const char *const detect_names[] = {
	[DETECT_AUTO] = "auto", [DETECT_LINE] = "line", [DETECT_IRC] = "irc", NULL};

/* That of DETECT_AUTO is for those who have been silent there. */
static const struct {
	const struct conn_ops *ops;
	const char *refusals[DETECT_REFUSALS];
} doors[DETECT_DOORS] = {
	[DETECT_AUTO] = {&line_quiet_ops, {NULL}},
	[DETECT_LINE] = {&line_conn_ops,
		{"!! the server is full; try again later\n",
			"!! too many connections come from your address; close one and try again\n",
			"!! your address connects too often; try again in a moment\n"}},
	[DETECT_IRC] = {&irc_conn_ops,
		{"ERROR :The server is full; try again later\r\n",
			"ERROR :Too many connections come from your address; close one and try "
			"again\r\n",
			"ERROR :Your address connects too often; try again in a moment\r\n"}},
};

/* So long, and up to so many bytes, it is waited for the end of one who has spoken first. */
#define ALL_MS 100
#define ALL_BYTES 1024

/* After these, one who was greeted is told of: who says nothing, or has begun a line that may be an
 * IRC client's. */
#define QUIET_MS 5000
#define BEGUN_MS 60000

#define NO_IRC                                                                                  \
	"ERROR :This address is for people with nc; whoever runs the server knows the one for " \
	"IRC "                                                                                  \
	"clients\r\n"
#define NO_SSH "This is a chat server, not an SSH server. Join it with: nc <host> <port>\r\n"
#define NO_SMTP "554 This is a chat server, not a mail server\r\n"
#define NO_PROXY "!! the PROXY protocol is unknown here; let the proxy connect without it\n"
#define NO_WEBIRC "ERROR :WEBIRC is unknown here; let the gateway connect without it\r\n"
#define NO_TLS "\x15\x03\x01\x00\x02\x02\x28" /* fatal: handshake_failure (RFC 8446, 6.2) */

#define SAYS(text) text, sizeof text - 1

/* What those who are turned away are told, each in its language. */
static const struct {
	const char *name; /* for the log */
	const char *words;
	size_t length;
} strangers[FIRST_BYTES_KINDS] = {
	[FIRST_BYTES_IRC] = {"irc", SAYS(NO_IRC)},
	[FIRST_BYTES_HTTP] = {"http", SAYS(http_answer)},
	[FIRST_BYTES_TLS] = {"tls", SAYS(NO_TLS)},
	[FIRST_BYTES_SSH] = {"ssh", SAYS(NO_SSH)},
	[FIRST_BYTES_SMTP] = {"smtp", SAYS(NO_SMTP)},
	[FIRST_BYTES_PROXY] = {"proxy", SAYS(NO_PROXY)},
	[FIRST_BYTES_WEBIRC] = {"webirc", SAYS(NO_WEBIRC)},
};

static struct detect *detect_of(const struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	return loop->detect;
}

static void turn_away(struct conn *conn, enum first_bytes first_bytes)
{
	char peer[ADDRESS_TEXT_SIZE];
	conn_last_words(conn, strangers[first_bytes].words, strangers[first_bytes].length);
	conn_close(conn, CONN_DONE);
	counter_add(COUNTER_NOT_CHAT, 1);
	conn_address(conn, peer);
	if (log_storm_allows(LOG_INFO, "turned_away", door_origin(conn).host, LOG_BURST))
		log_event(LOG_INFO, "turned_away", LOG_TEXT("peer", peer),
			LOG_TEXT("spoke", strangers[first_bytes].name));
}

static const struct detect_way *way_of(const struct conn *conn)
{
	return (const struct detect_way *)(const void *)conn->ops;
}

/* Opens the door of a conn whose first bytes are to be looked at yet. */
static void watched_open(struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	const struct detect_way *way = way_of(conn);
	way->plain.open(conn);
	if (loop->leaving)
		way->plain.farewell(conn);
}

static void let_in(struct conn *conn, enum detect_door door)
{
	conn->ops = &detect_of(conn)->ways[door].watched;
	watched_open(conn);
}

/* From now on it is the door's alone. */
static void pass_on(struct conn *conn, struct evbuffer *input)
{
	conn->ops = &way_of(conn)->plain;
	if (!conn->ending)
		conn->ops->data(conn, input);
}

/* What speaks there. One that is ending is not heard any more: FIRST_BYTES_MORE. */
static enum first_bytes look(const struct conn *conn, struct evbuffer *input,
	enum first_bytes (*first_bytes)(const char *bytes, size_t length, bool last))
{
	const struct door_loop *loop = conn->loop->data;
	size_t length = evbuffer_get_length(input);
	if (conn->ending) {
		evbuffer_drain(input, length);
		return FIRST_BYTES_MORE;
	}
	const char *bytes = length > 0 ? (const char *)evbuffer_pullup(input, -1) : "";
	enum first_bytes found = first_bytes(bytes, length, conn->at_end);
	if (found == FIRST_BYTES_MORE && length > (size_t)loop->core->limits.max_line)
		return FIRST_BYTES_HTTP; /* a request line longer than people may write */
	return found;
}

static void watched_data(struct conn *conn, struct evbuffer *input)
{
	enum first_bytes first_bytes = look(conn, input, first_bytes_of_new);
	if (first_bytes == FIRST_BYTES_TEXT || first_bytes == FIRST_BYTES_IRC)
		pass_on(conn, input);
	else if (first_bytes != FIRST_BYTES_MORE)
		turn_away(conn, first_bytes);
}

/* An IRC client was greeted as a person is, and passes over such lines. */
static void hand_over(struct conn *conn, struct evbuffer *input)
{
	static const char notice[] =
		"NOTICE * :This is IRC from here on, since you began as an IRC client does. With "
		"nc or telnet, connect again and type /nick NAME\r\n";
	if (!line_release(conn))
		return;
	conn_last_words(conn, notice, sizeof notice - 1);
	let_in(conn, DETECT_IRC);
	pass_on(conn, input);
}

/* Whether nothing more counts: the input has ended, or the last line of what is there leaves. Who
 * sends more than a script's few lines has come. */
static bool is_all(const struct conn *conn, struct evbuffer *input)
{
	size_t length = evbuffer_get_length(input);
	if (conn->at_end || length == 0)
		return conn->at_end;
	return length <= ALL_BYTES && line_quits((const char *)evbuffer_pullup(input, -1), length);
}

/* Whether it is to be seen first if this is all that comes: who says a line and is gone is not told
 * of as one who has come and gone. */
static bool may_be_all(const struct conn *conn, struct evbuffer *input)
{
	struct door_loop *loop = conn->loop->data;
	core_enter(loop->core, door_now());
	bool stopping = loop->core->core->stopping;
	core_leave(loop->core);
	return !is_all(conn, input) && !stopping && evbuffer_get_length(input) <= ALL_BYTES;
}

static void take_text(struct conn *conn, struct evbuffer *input)
{
	if (is_all(conn, input))
		line_announce_late(conn);
	else
		line_announce(conn);
	pass_on(conn, input);
}

/* The first line of one who was greeted before it. */
static void greeted_data(struct conn *conn, struct evbuffer *input)
{
	enum first_bytes first_bytes = look(conn, input, first_bytes_of_greeted);
	int64_t quiet = conn->ending ? 0 : line_quiet(conn, BEGUN_MS);
	if (first_bytes == FIRST_BYTES_MORE && quiet > 0)
		conn_await_input(conn, quiet);
	else if (first_bytes == FIRST_BYTES_IRC)
		hand_over(conn, input);
	else if (first_bytes == FIRST_BYTES_TEXT && quiet > 0 && may_be_all(conn, input))
		conn_await_input(conn, ALL_MS);
	else if (first_bytes == FIRST_BYTES_TEXT)
		take_text(conn, input);
	else if (first_bytes != FIRST_BYTES_MORE)
		turn_away(conn, first_bytes);
}

static void greeted_silent(struct conn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	line_announce(conn);
	if (evbuffer_get_length(input) > 0)
		greeted_data(conn, input);
}

/* The same where IRC clients are not served. */
static void line_only_data(struct conn *conn, struct evbuffer *input)
{
	enum first_bytes first_bytes = look(conn, input, first_bytes_of_greeted);
	if (first_bytes == FIRST_BYTES_TEXT)
		pass_on(conn, input);
	else if (first_bytes != FIRST_BYTES_MORE)
		turn_away(conn, first_bytes);
}

/* A person, it seems. */
static void greet(struct conn *conn)
{
	let_in(conn, DETECT_AUTO);
	int64_t quiet = conn->ending ? 0 : line_quiet(conn, QUIET_MS);
	if (quiet > 0)
		conn_await_input(conn, quiet);
}

static void waiting_open(struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	long greet_ms = atomic_load(&loop->detect->greet_ms);
	if (loop->leaving)
		conn_close(conn, CONN_DONE);
	else if (greet_ms == 0)
		greet(conn);
	else
		conn_await_input(conn, greet_ms);
}

/* Whether it has gone without a word: half a line before a reset is none either. */
static bool said_nothing(const struct conn *conn, struct evbuffer *input)
{
	if (!conn->at_end)
		return false;
	return conn->broken ? evbuffer_search(input, "\n", 1, NULL).pos < 0
			    : evbuffer_get_length(input) == 0;
}

static void waiting_data(struct conn *conn, struct evbuffer *input)
{
	if (said_nothing(conn, input)) {
		conn_close(conn, conn->broken ? CONN_BROKEN : CONN_DONE);
		return;
	}
	enum first_bytes first_bytes = look(conn, input, first_bytes_of_new);
	if (first_bytes == FIRST_BYTES_IRC) {
		let_in(conn, DETECT_IRC);
		pass_on(conn, input);
	} else if (first_bytes == FIRST_BYTES_TEXT && may_be_all(conn, input)) {
		conn_await_input(conn, ALL_MS);
	} else if (first_bytes == FIRST_BYTES_TEXT) {
		let_in(conn, DETECT_AUTO);
		take_text(conn, input);
	} else if (first_bytes != FIRST_BYTES_MORE) {
		turn_away(conn, first_bytes);
	}
}

static void waiting_silent(struct conn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	if (evbuffer_get_length(input) > 0) {
		let_in(conn, DETECT_AUTO);
		take_text(conn, input);
	} else {
		greet(conn);
	}
}

static void waiting_drained(struct conn *conn)
{
	(void)conn;
}

static void waiting_ended(struct conn *conn, enum conn_why why)
{
	if (!conn->finishing) /* else it has been told */
		door_log_end(conn, "none", NULL, why);
}

static void waiting_farewell(struct conn *conn)
{
	conn_close(conn, CONN_DONE);
}

void detect_init(struct detect *detect, void (*freed)(struct conn *conn))
{
	detect->waiting = (struct conn_ops){.open = waiting_open,
		.data = waiting_data,
		.drained = waiting_drained,
		.silent = waiting_silent,
		.farewell = waiting_farewell,
		.ended = waiting_ended,
		.freed = freed};
	for (int door = DETECT_AUTO; door < DETECT_DOORS; door++) {
		struct detect_way *way = &detect->ways[door];
		way->plain = *doors[door].ops;
		way->plain.freed = freed;
		way->watched = way->plain;
		way->watched.open = watched_open;
		way->watched.data = watched_data;
	}
	detect->ways[DETECT_AUTO].watched.data = greeted_data;
	detect->ways[DETECT_AUTO].watched.silent = greeted_silent;
	detect->ways[DETECT_LINE].watched.data = line_only_data;
}

const struct conn_ops *detect_ops(const struct detect *detect, enum detect_door door)
{
	return door == DETECT_AUTO ? &detect->waiting : &detect->ways[door].watched;
}

const char *detect_refusal(
	enum detect_door door, enum detect_refusal why, const char *bytes, size_t length)
{
	if (door == DETECT_AUTO)
		door = first_bytes_of_new(bytes, length, false) == FIRST_BYTES_IRC ? DETECT_IRC
										   : DETECT_LINE;
	return doors[door].refusals[why];
}
