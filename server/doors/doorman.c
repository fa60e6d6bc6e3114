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

static const struct {
	const struct conn_ops *ops;
	const char *full;
	const char *address_full;
} doors[DOORMAN_DOORS] = {
	[DOORMAN_LINE] = {&line_conn_ops, "!! the server is full; try again later\n",
		"!! too many connections come from your address; close one and try again\n"},
	[DOORMAN_IRC] = {&irc_conn_ops, "ERROR :The server is full; try again later\r\n",
		"ERROR :Too many connections come from your address; close one and try again\r\n"},
};

static struct doorman *doorman_of(const struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	return loop->doorman;
}

static void turn_away(struct conn *conn, enum sniff sniff)
{
	const char *words = sniff == SNIFF_HTTP ? http_answer : "";
	char peer[ADDRESS_TEXT_SIZE];
	conn_last_words(conn, words, strlen(words));
	conn_end(conn, CONN_DONE);
	counter_add(COUNTER_NOT_CHAT, 1);
	conn_peer(conn, peer);
	if (!log_storm_allows(LOG_INFO, "turned_away", door_origin(conn).host, LOG_BURST))
		return;
	log_event(LOG_INFO, "turned_away", LOG_TEXT("peer", peer),
		LOG_TEXT("spoke", sniff == SNIFF_HTTP ? "http" : "tls"));
}

/* Opens the door of a conn whose first bytes are to be looked at yet. */
static void watched_open(struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	const struct doorman_way *way = (const struct doorman_way *)(const void *)conn->ops;
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
	const struct doorman_way *way = (const struct doorman_way *)(const void *)conn->ops;
	conn->ops = &way->plain;
	if (!conn->ending)
		conn->ops->data(conn, input);
}

static enum sniff look(const struct conn *conn, struct evbuffer *input)
{
	const struct door_loop *loop = conn->loop->data;
	size_t length = evbuffer_get_length(input);
	const char *bytes = length > 0 ? (const char *)evbuffer_pullup(input, -1) : "";
	enum sniff sniff = sniff_first(bytes, length, conn->at_end);
	if (sniff == SNIFF_MORE && length > (size_t)loop->core->limits.max_line)
		return SNIFF_HTTP; /* a request line longer than people may write */
	return sniff;
}

/* True once it is known that somebody wants to chat. Who does not is turned away. */
static bool is_chat(struct conn *conn, struct evbuffer *input, enum sniff *sniff)
{
	if (conn->ending) {
		evbuffer_drain(input, evbuffer_get_length(input));
		return false;
	}
	*sniff = look(conn, input);
	if (*sniff == SNIFF_HTTP || *sniff == SNIFF_TLS)
		turn_away(conn, *sniff);
	return *sniff == SNIFF_TEXT || *sniff == SNIFF_IRC;
}

static void watched_data(struct conn *conn, struct evbuffer *input)
{
	enum sniff sniff;
	if (is_chat(conn, input, &sniff))
		pass_on(conn, input);
}

static void waiting_open(struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	long greet_ms = atomic_load(&loop->doorman->greet_ms);
	if (loop->leaving)
		conn_end(conn, CONN_DONE);
	else if (greet_ms == 0)
		let_in(conn, DOORMAN_LINE);
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
	enum sniff sniff;
	if (said_nothing(conn, input)) {
		conn_end(conn, conn->broken ? CONN_BROKEN : CONN_DONE);
	} else if (is_chat(conn, input, &sniff)) {
		let_in(conn, sniff == SNIFF_IRC ? DOORMAN_IRC : DOORMAN_LINE);
		pass_on(conn, input);
	}
}

static void waiting_silent(struct conn *conn)
{
	let_in(conn, DOORMAN_LINE);
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
	for (int door = DOORMAN_LINE; door < DOORMAN_DOORS; door++) {
		struct doorman_way *way = &doorman->ways[door];
		way->plain = *doors[door].ops;
		way->plain.freed = freed;
		way->watched = way->plain;
		way->watched.open = watched_open;
		way->watched.data = watched_data;
	}
}

const struct conn_ops *doorman_ops(const struct doorman *doorman, enum doorman_door door)
{
	return door == DOORMAN_AUTO ? &doorman->waiting : &doorman->ways[door].watched;
}

const char *doorman_refusal(
	enum doorman_door door, bool address_full, const char *bytes, size_t length)
{
	if (door == DOORMAN_AUTO)
		door = sniff_first(bytes, length, false) == SNIFF_IRC ? DOORMAN_IRC : DOORMAN_LINE;
	return address_full ? doors[door].address_full : doors[door].full;
}
