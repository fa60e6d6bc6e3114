#include "doorman.h"

#include <string.h>

#include "counter.h"
#include "door_loop.h"
#include "door_read.h"
#include "irc.h"
#include "line.h"
#include "log_storm.h"
#include "sniff.h"

#define HTTP_BODY "This is a chat server, not a web server. Join it with: nc <host> <port>\n"
_Static_assert(sizeof HTTP_BODY - 1 == 72, "the length is in http_answer");

static const char http_answer[] = "HTTP/1.1 400 Bad Request\r\n"
				  "Content-Type: text/plain; charset=utf-8\r\n"
				  "Content-Length: 72\r\n"
				  "Connection: close\r\n"
				  "\r\n" HTTP_BODY;

const char *const doorman_names[] = {
	[DOORMAN_AUTO] = "auto", [DOORMAN_LINE] = "line", [DOORMAN_IRC] = "irc", NULL};

/* That of DOORMAN_AUTO is for those who have been silent there. */
static const struct {
	const struct conn_ops *ops;
	const char *refusals[DOORMAN_REFUSALS];
} doors[DOORMAN_DOORS] = {
	[DOORMAN_AUTO] = {&line_quiet_ops, {NULL}},
	[DOORMAN_LINE] = {&line_conn_ops,
		{"!! the server is full; try again later\n",
			"!! too many connections come from your address; close one and try again\n",
			"!! your address connects too often; try again in a moment\n"}},
	[DOORMAN_IRC] = {&irc_conn_ops,
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
} strangers[SNIFF_KINDS] = {
	[SNIFF_IRC] = {"irc", SAYS(NO_IRC)},
	[SNIFF_HTTP] = {"http", SAYS(http_answer)},
	[SNIFF_TLS] = {"tls", SAYS(NO_TLS)},
	[SNIFF_SSH] = {"ssh", SAYS(NO_SSH)},
	[SNIFF_SMTP] = {"smtp", SAYS(NO_SMTP)},
	[SNIFF_PROXY] = {"proxy", SAYS(NO_PROXY)},
	[SNIFF_WEBIRC] = {"webirc", SAYS(NO_WEBIRC)},
};

static struct doorman *doorman_of(const struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	return loop->doorman;
}

static void turn_away(struct conn *conn, enum sniff sniff)
{
	char peer[ADDRESS_TEXT_SIZE];
	conn_last_words(conn, strangers[sniff].words, strangers[sniff].length);
	conn_end(conn, CONN_DONE);
	counter_add(COUNTER_NOT_CHAT, 1);
	conn_peer(conn, peer);
	if (log_storm_allows(LOG_INFO, "turned_away", door_origin(conn).host, LOG_BURST))
		log_event(LOG_INFO, "turned_away", LOG_TEXT("peer", peer),
			LOG_TEXT("spoke", strangers[sniff].name));
}

static const struct doorman_way *way_of(const struct conn *conn)
{
	return (const struct doorman_way *)(const void *)conn->ops;
}

/* Opens the door of a conn whose first bytes are to be looked at yet. */
static void watched_open(struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	const struct doorman_way *way = way_of(conn);
	way->plain.open(conn);
	if (loop->leaving)
		way->plain.farewell(conn);
}

static void let_in(struct conn *conn, enum doorman_door door)
{
	conn->ops = &doorman_of(conn)->ways[door].watched;
	watched_open(conn);
}

/* From now on it is the door's alone. */
static void pass_on(struct conn *conn, struct evbuffer *input)
{
	conn->ops = &way_of(conn)->plain;
	if (!conn->ending)
		conn->ops->data(conn, input);
}

/* What speaks there. One that is ending is not heard any more: SNIFF_MORE. */
static enum sniff look(const struct conn *conn, struct evbuffer *input,
	enum sniff (*sniff)(const char *bytes, size_t length, bool last))
{
	const struct door_loop *loop = conn->loop->data;
	size_t length = evbuffer_get_length(input);
	if (conn->ending) {
		evbuffer_drain(input, length);
		return SNIFF_MORE;
	}
	const char *bytes = length > 0 ? (const char *)evbuffer_pullup(input, -1) : "";
	enum sniff found = sniff(bytes, length, conn->at_end);
	if (found == SNIFF_MORE && length > (size_t)loop->core->limits.max_line)
		return SNIFF_HTTP; /* a request line longer than people may write */
	return found;
}

static void watched_data(struct conn *conn, struct evbuffer *input)
{
	enum sniff sniff = look(conn, input, sniff_first);
	if (sniff == SNIFF_TEXT || sniff == SNIFF_IRC)
		pass_on(conn, input);
	else if (sniff != SNIFF_MORE)
		turn_away(conn, sniff);
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
	let_in(conn, DOORMAN_IRC);
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
	enum sniff sniff = look(conn, input, sniff_greeted);
	int64_t quiet = conn->ending ? 0 : line_quiet(conn, BEGUN_MS);
	if (sniff == SNIFF_MORE && quiet > 0)
		conn_wait(conn, quiet);
	else if (sniff == SNIFF_IRC)
		hand_over(conn, input);
	else if (sniff == SNIFF_TEXT && quiet > 0 && may_be_all(conn, input))
		conn_wait(conn, ALL_MS);
	else if (sniff == SNIFF_TEXT)
		take_text(conn, input);
	else if (sniff != SNIFF_MORE)
		turn_away(conn, sniff);
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
	enum sniff sniff = look(conn, input, sniff_greeted);
	if (sniff == SNIFF_TEXT)
		pass_on(conn, input);
	else if (sniff != SNIFF_MORE)
		turn_away(conn, sniff);
}

/* A person, it seems. */
static void greet(struct conn *conn)
{
	let_in(conn, DOORMAN_AUTO);
	int64_t quiet = conn->ending ? 0 : line_quiet(conn, QUIET_MS);
	if (quiet > 0)
		conn_wait(conn, quiet);
}

static void waiting_open(struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	long greet_ms = atomic_load(&loop->doorman->greet_ms);
	if (loop->leaving)
		conn_end(conn, CONN_DONE);
	else if (greet_ms == 0)
		greet(conn);
	else
		conn_wait(conn, greet_ms);
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
		conn_end(conn, conn->broken ? CONN_BROKEN : CONN_DONE);
		return;
	}
	enum sniff sniff = look(conn, input, sniff_first);
	if (sniff == SNIFF_IRC) {
		let_in(conn, DOORMAN_IRC);
		pass_on(conn, input);
	} else if (sniff == SNIFF_TEXT && may_be_all(conn, input)) {
		conn_wait(conn, ALL_MS);
	} else if (sniff == SNIFF_TEXT) {
		let_in(conn, DOORMAN_AUTO);
		take_text(conn, input);
	} else if (sniff != SNIFF_MORE) {
		turn_away(conn, sniff);
	}
}

static void waiting_silent(struct conn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	if (evbuffer_get_length(input) > 0) {
		let_in(conn, DOORMAN_AUTO);
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
	conn_end(conn, CONN_DONE);
}

void doorman_init(struct doorman *doorman, void (*freed)(struct conn *conn))
{
	doorman->waiting = (struct conn_ops){.open = waiting_open,
		.data = waiting_data,
		.drained = waiting_drained,
		.silent = waiting_silent,
		.farewell = waiting_farewell,
		.ended = waiting_ended,
		.freed = freed};
	for (int door = DOORMAN_AUTO; door < DOORMAN_DOORS; door++) {
		struct doorman_way *way = &doorman->ways[door];
		way->plain = *doors[door].ops;
		way->plain.freed = freed;
		way->watched = way->plain;
		way->watched.open = watched_open;
		way->watched.data = watched_data;
	}
	doorman->ways[DOORMAN_AUTO].watched.data = greeted_data;
	doorman->ways[DOORMAN_AUTO].watched.silent = greeted_silent;
	doorman->ways[DOORMAN_LINE].watched.data = line_only_data;
}

const struct conn_ops *doorman_ops(const struct doorman *doorman, enum doorman_door door)
{
	return door == DOORMAN_AUTO ? &doorman->waiting : &doorman->ways[door].watched;
}

const char *doorman_refusal(
	enum doorman_door door, enum doorman_refusal why, const char *bytes, size_t length)
{
	if (door == DOORMAN_AUTO)
		door = sniff_first(bytes, length, false) == SNIFF_IRC ? DOORMAN_IRC : DOORMAN_LINE;
	return doors[door].refusals[why];
}
