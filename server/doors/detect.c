#include "detect.h"

#include <string.h>

#include "clock.h"
#include "counter.h"
#include "door_end.h"
#include "door_loop.h"
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

/* A client that speaks before it is greeted may be a script that sends a few lines and leaves.
 * For so long, and up to so many bytes, the server waits for the end of its input. */
#define ALL_MS 100
#define ALL_BYTES 1024

/* After these a greeted session is announced: one that says nothing, and one that has begun a line
 * which may be an IRC client's. */
#define QUIET_MS 5000
#define BEGUN_MS 60000

#define NO_IRC                                                                              \
	"ERROR :This address is for people with nc; whoever runs the server knows the one " \
	"for IRC clients\r\n"
#define NO_SSH "This is a chat server, not an SSH server. Join it with: nc <host> <port>\r\n"
#define NO_SMTP "554 This is a chat server, not a mail server\r\n"
#define NO_PROXY "!! the PROXY protocol is unknown here; let the proxy connect without it\n"
#define NO_WEBIRC "ERROR :WEBIRC is unknown here; let the gateway connect without it\r\n"
#define NO_TLS "\x15\x03\x01\x00\x02\x02\x28" /* fatal: handshake_failure (RFC 8446, 6.2) */

#define SAYS(text) text, sizeof text - 1

/* The answer to a client that speaks another protocol, in that protocol. */
static const struct {
	const char *name; /* for the log */
	const char *words;
	size_t length;
} unserved[FIRST_BYTES_KINDS] = {
	[FIRST_BYTES_IRC] = {"irc", SAYS(NO_IRC)},
	[FIRST_BYTES_HTTP] = {"http", SAYS(http_answer)},
	[FIRST_BYTES_TLS] = {"tls", SAYS(NO_TLS)},
	[FIRST_BYTES_SSH] = {"ssh", SAYS(NO_SSH)},
	[FIRST_BYTES_SMTP] = {"smtp", SAYS(NO_SMTP)},
	[FIRST_BYTES_PROXY] = {"proxy", SAYS(NO_PROXY)},
	[FIRST_BYTES_WEBIRC] = {"webirc", SAYS(NO_WEBIRC)},
};

static void turn_away(struct conn *conn, enum first_bytes found)
{
	char peer[ADDRESS_TEXT_SIZE];
	conn_last_words(conn, unserved[found].words, unserved[found].length);
	conn_close(conn, CONN_DONE);
	counter_add(COUNTER_NOT_CHAT, 1);
	conn_address(conn, peer);
	if (log_storm_allows(LOG_INFO, "turned_away", door_origin(conn).host, LOG_BURST))
		log_event(LOG_INFO, "turned_away", LOG_TEXT("peer", peer),
			LOG_TEXT("spoke", unserved[found].name));
}

/* What speaks, told by `examine`, one of the two functions of first_bytes.h. */
static enum first_bytes look(const struct conn *conn, struct evbuffer *input,
	enum first_bytes (*examine)(const char *bytes, size_t length, bool last))
{
	const struct door_loop *loop = conn->loop->data;
	size_t length = evbuffer_get_length(input);
	const char *bytes = length > 0 ? (const char *)evbuffer_pullup(input, -1) : "";
	enum first_bytes found = examine(bytes, length, conn->at_end);
	if (found == FIRST_BYTES_MORE && length > (size_t)loop->core->limits.max_line)
		return FIRST_BYTES_HTTP; /* a request line longer than a person may write */
	return found;
}

static void open_door(struct conn *conn, const struct conn_ops *ops)
{
	const struct door_loop *loop = conn->loop->data;
	ops->open(conn);
	if (loop->leaving)
		ops->farewell(conn);
}

/* Ends protocol detection for this conn. */
static void pass_on(struct conn *conn, const struct conn_ops *door, struct evbuffer *input)
{
	conn->ops = door;
	if (!conn_is_closing(conn))
		door->data(conn, input);
}

/* A conn of a listener with door=irc. */

static void first_irc_open(struct conn *conn)
{
	open_door(conn, &irc_conn_ops);
}

static void first_irc_data(struct conn *conn, struct evbuffer *input)
{
	enum first_bytes found = look(conn, input, first_bytes_of_new);
	if (found == FIRST_BYTES_TEXT || found == FIRST_BYTES_IRC)
		pass_on(conn, &irc_conn_ops, input);
	else if (found != FIRST_BYTES_MORE)
		turn_away(conn, found);
}

static const struct conn_ops first_irc_ops = {.open = first_irc_open,
	.data = first_irc_data,
	.drained = irc_drained,
	.farewell = irc_farewell,
	.closed = irc_closed};

/* A conn of a listener with door=line, where IRC clients are not served. */

static void first_line_open(struct conn *conn)
{
	open_door(conn, &line_conn_ops);
}

static void first_line_data(struct conn *conn, struct evbuffer *input)
{
	enum first_bytes found = look(conn, input, first_bytes_of_greeted);
	if (found == FIRST_BYTES_TEXT)
		pass_on(conn, &line_conn_ops, input);
	else if (found != FIRST_BYTES_MORE)
		turn_away(conn, found);
}

static const struct conn_ops first_line_ops = {.open = first_line_open,
	.data = first_line_data,
	.drained = line_drained,
	.farewell = line_farewell,
	.closed = line_closed};

/* A conn of a listener with door=auto that has a session of the line door: a person, unless the
 * first line says otherwise. */

static void let_irc_in(struct conn *conn, struct evbuffer *input)
{
	open_door(conn, &irc_conn_ops);
	pass_on(conn, &irc_conn_ops, input);
}

/* An IRC client passes over the lines that it was greeted with. */
static void hand_over_to_irc(struct conn *conn, struct evbuffer *input)
{
	static const char notice[] =
		"NOTICE * :This is IRC from here on, since you began as an IRC client does. With "
		"nc or telnet, connect again and type /nick NAME\r\n";
	if (!line_release(conn))
		return;
	conn_last_words(conn, notice, sizeof notice - 1);
	let_irc_in(conn, input);
}

/* Whether the session ends with what is there: no more input will come, or its last line is the
 * command that leaves. A client that sends more than a few lines counts as staying. */
static bool is_all(const struct conn *conn, struct evbuffer *input)
{
	size_t length = evbuffer_get_length(input);
	if (conn->at_end || length == 0)
		return conn->at_end;
	return length <= ALL_BYTES && line_quits((const char *)evbuffer_pullup(input, -1), length);
}

/* Whether to wait for the end of the input: a client that says a line and leaves is not announced
 * as one that comes and goes. */
static bool may_end_soon(const struct conn *conn, struct evbuffer *input)
{
	struct door_loop *loop = conn->loop->data;
	if (evbuffer_get_length(input) > ALL_BYTES || is_all(conn, input))
		return false;
	core_enter(loop->core, clock_monotonic_ms());
	bool stopping = loop->core->core->stopping;
	core_leave(loop->core);
	return !stopping;
}

static void take_text(struct conn *conn, struct evbuffer *input)
{
	if (is_all(conn, input))
		line_announce_later(conn);
	else
		line_announce(conn);
	pass_on(conn, &line_conn_ops, input);
}

static void greeted_open(struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	line_open_unannounced(conn);
	if (loop->leaving)
		line_farewell(conn);
}

static void greeted_data(struct conn *conn, struct evbuffer *input)
{
	enum first_bytes found = look(conn, input, first_bytes_of_greeted);
	int64_t quiet = line_unannounced_left(conn, BEGUN_MS);
	if (found == FIRST_BYTES_MORE && quiet > 0)
		conn_await_input(conn, quiet);
	else if (found == FIRST_BYTES_IRC)
		hand_over_to_irc(conn, input);
	else if (found == FIRST_BYTES_TEXT && quiet > 0 && may_end_soon(conn, input))
		conn_await_input(conn, ALL_MS);
	else if (found == FIRST_BYTES_TEXT)
		take_text(conn, input);
	else if (found != FIRST_BYTES_MORE)
		turn_away(conn, found);
}

static void greeted_silent(struct conn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	line_announce(conn);
	if (evbuffer_get_length(input) > 0)
		greeted_data(conn, input);
}

static const struct conn_ops greeted_ops = {.open = greeted_open,
	.data = greeted_data,
	.drained = line_drained,
	.silent = greeted_silent,
	.farewell = line_farewell,
	.closed = line_closed};

static void let_person_in(struct conn *conn)
{
	conn->ops = &greeted_ops;
	greeted_open(conn);
}

static void greet(struct conn *conn)
{
	let_person_in(conn);
	int64_t quiet = line_unannounced_left(conn, QUIET_MS);
	if (quiet > 0)
		conn_await_input(conn, quiet);
}

/* A conn of a listener with door=auto that has no session yet. */

static void new_open(struct conn *conn)
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

/* Whether the peer has gone without a word; half a line before a reset is none either. */
static bool said_nothing(const struct conn *conn, struct evbuffer *input)
{
	if (!conn->at_end)
		return false;
	return conn->broken ? evbuffer_search(input, "\n", 1, NULL).pos < 0
			    : evbuffer_get_length(input) == 0;
}

static void new_data(struct conn *conn, struct evbuffer *input)
{
	if (said_nothing(conn, input)) {
		conn_close(conn, conn->broken ? CONN_BROKEN : CONN_DONE);
		return;
	}
	enum first_bytes found = look(conn, input, first_bytes_of_new);
	if (found == FIRST_BYTES_IRC) {
		let_irc_in(conn, input);
	} else if (found == FIRST_BYTES_TEXT && may_end_soon(conn, input)) {
		conn_await_input(conn, ALL_MS);
	} else if (found == FIRST_BYTES_TEXT) {
		let_person_in(conn);
		take_text(conn, input);
	} else if (found != FIRST_BYTES_MORE) {
		turn_away(conn, found);
	}
}

static void new_silent(struct conn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	if (evbuffer_get_length(input) > 0) {
		let_person_in(conn);
		take_text(conn, input);
	} else {
		greet(conn);
	}
}

static void new_drained(struct conn *conn)
{
}

static void new_farewell(struct conn *conn)
{
	conn_close(conn, CONN_DONE);
}

static void new_closed(struct conn *conn, enum conn_why why)
{
	door_log_end(conn, "none", NULL, why);
}

static const struct conn_ops new_ops = {.open = new_open,
	.data = new_data,
	.drained = new_drained,
	.silent = new_silent,
	.farewell = new_farewell,
	.closed = new_closed};

const struct conn_ops *detect_ops(enum detect_door door)
{
	static const struct conn_ops *const first[DETECT_DOORS] = {[DETECT_AUTO] = &new_ops,
		[DETECT_LINE] = &first_line_ops,
		[DETECT_IRC] = &first_irc_ops};
	return first[door];
}

/* In the order of enum detect_refusal. */
static const char *const line_refusals[DETECT_REFUSALS] = {
	"!! the server is full; try again later\n",
	"!! too many connections come from your address; close one and try again\n",
	"!! your address connects too often; try again in a moment\n"};
static const char *const irc_refusals[DETECT_REFUSALS] = {
	"ERROR :The server is full; try again later\r\n",
	"ERROR :Too many connections come from your address; close one and try again\r\n",
	"ERROR :Your address connects too often; try again in a moment\r\n"};

const char *detect_refusal(
	enum detect_door door, enum detect_refusal why, const char *bytes, size_t length)
{
	bool irc = door == DETECT_IRC;
	if (door == DETECT_AUTO)
		irc = first_bytes_of_new(bytes, length, false) == FIRST_BYTES_IRC;
	return (irc ? irc_refusals : line_refusals)[why];
}
