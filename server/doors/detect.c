#include "detect.h"

#include <string.h>

#include "browsers.h"
#include "clock.h"
#include "detect_first.h"
#include "door_end.h"
#include "door_kind.h"
#include "door_loop.h"
#include "first_bytes.h"
#include "handshake.h"
#include "irc.h"
#include "line.h"
#include "line_gate.h"
#include "turn_away.h"
#include "web_page.h"

const char *const detect_names[] = {[DETECT_AUTO] = "auto",
	[DETECT_LINE] = "line",
	[DETECT_IRC] = "irc",
	[DETECT_WEB] = "web",
	NULL};

/* A client that speaks before it is greeted may be a script that sends a few lines and leaves.
 * For so long, and up to so many bytes, the server waits for the end of its input. */
#define ALL_MS 100
#define ALL_BYTES 1024

/* After these a greeted session is announced: one that says nothing, and one that has begun a line
 * which may be an IRC client's. */
#define QUIET_MS 5000
#define BEGUN_MS 60000

/* How long a connection that a browser may have opened, and does not use yet, is not greeted, and
 * then not announced: such a one ends after a minute. */
#define SPARE_MS 3000
#define SPARE_QUIET_MS 90000

/* That a TLS hello has where nothing is said to a silent peer, however soon others are greeted: a
 * hello that is lost on the way is sent again after a second (RFC 6298, 2.1), and once more after
 * two. */
#define HELLO_MS 3500

/* The listener of a conn whose ops are still those of detect_ops(). */
struct listens {
	enum detect_door door;
	enum bind_tls tls;
};

static struct listens listens_as(const struct conn *conn);

/* The hello is in the input. What comes inside is treated as plain text is treated. */
static void start_tls(struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	const struct conn_ops *inside = detect_ops(listens_as(conn).door, BIND_PLAIN);
	handshake_start(conn, loop->detect->tls, inside);
}

/* A conn of a listener with door=auto that has a session of the line door: a person, unless the
 * first line says otherwise. */

static void let_irc_in(struct conn *conn, struct evbuffer *input)
{
	detect_open_door(conn, &irc_conn_ops);
	detect_pass_on(conn, &irc_conn_ops, input);
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
	detect_pass_on(conn, &line_conn_ops, input);
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
	enum first_bytes found = detect_look(conn, input, first_bytes_of_greeted);
	int64_t quiet = line_unannounced_left(conn, BEGUN_MS);
	if (found == FIRST_BYTES_MORE && quiet > 0)
		conn_await_input(conn, quiet);
	else if (found == FIRST_BYTES_IRC)
		hand_over_to_irc(conn, input);
	else if (found == FIRST_BYTES_TEXT && quiet > 0 && may_end_soon(conn, input))
		conn_await_input(conn, ALL_MS);
	else if (found == FIRST_BYTES_TEXT)
		take_text(conn, input);
	else if (found == FIRST_BYTES_HTTP && detect_serves_web(conn))
		turn_away_late_browser(conn);
	else if (found != FIRST_BYTES_MORE)
		turn_away(conn, found);
}

static void greeted_silent(struct conn *conn)
{
	struct evbuffer *input = conn_input(conn);
	line_announce(conn);
	if (evbuffer_get_length(input) > 0)
		greeted_data(conn, input);
}

static const struct conn_ops greeted_ops = {.kind = DOOR_KIND_LINE,
	.open = greeted_open,
	.data = greeted_data,
	.drained = line_drained,
	.silent = greeted_silent,
	.farewell = line_farewell,
	.closed = line_closed};

/* Likewise, while the peer is asked who it is. */
static void asked_data(struct conn *conn, struct evbuffer *input)
{
	enum first_bytes found = detect_look(conn, input, first_bytes_of_greeted);
	if (found != FIRST_BYTES_IRC) {
		detect_asked_data(conn, input);
		return;
	}
	line_gate_release(conn);
	let_irc_in(conn, input);
}

static const struct conn_ops asked_ops = {.kind = DOOR_KIND_LINE,
	.data = asked_data,
	.drained = line_gate_drained,
	.silent = line_gate_silent,
	.farewell = line_gate_farewell,
	.closed = line_gate_closed};

/* False where it is asked first. */
static bool let_person_in(struct conn *conn)
{
	bool asked = line_gate_asks(conn);
	if (asked) {
		detect_ask(conn, &asked_ops);
	} else {
		conn_set_ops(conn, &greeted_ops);
		greeted_open(conn);
	}
	return !asked;
}

static void let_text_in(struct conn *conn, struct evbuffer *input)
{
	if (let_person_in(conn))
		take_text(conn, input);
	else if (!conn_is_closing(conn))
		asked_data(conn, input);
}

/* It is announced after `quiet_ms` of silence. */
static void greet(struct conn *conn, int64_t quiet_ms)
{
	if (!let_person_in(conn))
		return;
	int64_t quiet = line_unannounced_left(conn, quiet_ms);
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
	else if (conn_has_protocol(conn, "irc"))
		detect_open_first(conn, &detect_irc_ops);
	else if (conn_has_protocol(conn, "http/1.1") && detect_serves_web(conn))
		detect_open_first(conn, &web_conn_ops);
	else if (greet_ms == 0)
		greet(conn, QUIET_MS);
	else
		conn_await_input(conn, greet_ms);
}

/* Whether the peer has gone without a word; half a line before a reset is none either. */
static bool said_nothing(const struct conn *conn, struct evbuffer *input)
{
	if (!conn->at_end)
		return false;
	return conn_has_all(conn) ? evbuffer_get_length(input) == 0
				  : evbuffer_search(input, "\n", 1, NULL).pos < 0;
}

static void close_silent(struct conn *conn)
{
	conn_close(conn, conn->broken ? CONN_BROKEN : CONN_DONE);
}

/* Whether a browser speaks. The beginning of a request line is enough: the web door does not wait
 * for the rest for ever. */
static bool is_request(const struct conn *conn, struct evbuffer *input, enum first_bytes found)
{
	size_t length = evbuffer_get_length(input);
	const char *bytes = length > 0 ? (const char *)evbuffer_pullup(input, -1) : "";
	bool begins = found == FIRST_BYTES_MORE && first_bytes_begin_request(bytes, length);
	return (found == FIRST_BYTES_HTTP || begins) && detect_serves_web(conn);
}

static void new_data(struct conn *conn, struct evbuffer *input)
{
	if (said_nothing(conn, input)) {
		close_silent(conn);
		return;
	}
	enum first_bytes found = detect_look(conn, input, first_bytes_of_new);
	if (found == FIRST_BYTES_TLS && listens_as(conn).tls == BIND_ANY) {
		start_tls(conn);
	} else if (found == FIRST_BYTES_IRC) {
		let_irc_in(conn, input);
	} else if (is_request(conn, input, found)) {
		detect_open_door(conn, &web_conn_ops);
		detect_pass_on(conn, &web_conn_ops, input);
	} else if (found == FIRST_BYTES_TEXT && may_end_soon(conn, input)) {
		conn_await_input(conn, ALL_MS);
	} else if (found == FIRST_BYTES_TEXT) {
		let_text_in(conn, input);
	} else if (found != FIRST_BYTES_MORE) {
		turn_away(conn, found);
	}
}

static const struct conn_ops spare_ops[2];

/* Whether this may be a connection that a browser has opened and does not use yet. In TLS browsers
 * tell what they are. */
static bool may_be_spare(const struct conn *conn)
{
	return !conn_is_tls(conn) && detect_serves_web(conn) &&
	       browsers_came(door_origin(conn), clock_monotonic_ms());
}

static void new_silent(struct conn *conn)
{
	struct evbuffer *input = conn_input(conn);
	if (evbuffer_get_length(input) > 0) {
		let_text_in(conn, input);
	} else if (may_be_spare(conn)) {
		conn_set_ops(conn, &spare_ops[listens_as(conn).tls == BIND_ANY]);
		conn_await_input(conn, SPARE_MS);
	} else {
		greet(conn, QUIET_MS);
	}
}

static void spare_silent(struct conn *conn)
{
	struct evbuffer *input = conn_input(conn);
	if (evbuffer_get_length(input) > 0)
		let_text_in(conn, input);
	else
		greet(conn, SPARE_QUIET_MS);
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

#define NEW_OPS(when_silent)                                                                       \
	{                                                                                          \
		.open = new_open, .data = new_data, .drained = new_drained, .silent = when_silent, \
		.farewell = new_farewell, .closed = new_closed                                     \
	}

static const struct conn_ops new_ops = NEW_OPS(new_silent);
static const struct conn_ops new_plain_ops = NEW_OPS(new_silent);
static const struct conn_ops spare_ops[2] = {NEW_OPS(spare_silent), NEW_OPS(spare_silent)};

/* A conn of a listener that wants TLS, or that allows it and has one door. */

/* How long such a conn may be silent; 0 for not at all. */
static int64_t hello_ms(const struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	struct listens as = listens_as(conn);
	long greet_ms = atomic_load(&loop->detect->greet_ms);
	bool greets = as.tls == BIND_ANY && as.door == DETECT_LINE;
	return greets || greet_ms > HELLO_MS ? greet_ms : HELLO_MS;
}

static void waiting_open(struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	int64_t ms = hello_ms(conn);
	if (loop->leaving)
		conn_close(conn, CONN_DONE);
	else if (ms == 0)
		detect_open_first(conn, detect_ops(listens_as(conn).door, BIND_PLAIN));
	else
		conn_await_input(conn, ms);
}

/* The one whose language the peer is told something in. */
static enum detect_door door_for(enum detect_door door, enum first_bytes found)
{
	if (door != DETECT_AUTO)
		return door;
	return found == FIRST_BYTES_IRC	   ? DETECT_IRC
	       : found == FIRST_BYTES_HTTP ? DETECT_WEB
					   : DETECT_LINE;
}

/* What has come is no hello, or nothing has come. */
static void do_without_tls(struct conn *conn, struct evbuffer *input, enum first_bytes found)
{
	struct listens as = listens_as(conn);
	if (as.tls == BIND_TLS) {
		turn_away_plain(conn, door_for(as.door, found));
		return;
	}
	detect_open_first(conn, detect_ops(as.door, BIND_PLAIN));
	if (evbuffer_get_length(input) > 0)
		conn->ops->data(conn, input);
}

static bool may_be_hello(struct evbuffer *input)
{
	unsigned char byte;
	return evbuffer_copyout(input, &byte, 1) == 1 && byte == FIRST_BYTES_HANDSHAKE;
}

static void waiting_data(struct conn *conn, struct evbuffer *input)
{
	if (said_nothing(conn, input)) {
		close_silent(conn);
		return;
	}
	enum first_bytes found = detect_look(conn, input, first_bytes_of_new);
	if (found == FIRST_BYTES_TLS)
		start_tls(conn);
	else if (found == FIRST_BYTES_MORE && may_be_hello(input))
		conn_await_input(conn, hello_ms(conn));
	else
		do_without_tls(conn, input, found);
}

static void waiting_silent(struct conn *conn)
{
	do_without_tls(conn, conn_input(conn), FIRST_BYTES_MORE);
}

#define WAITING_OPS                                                                      \
	{                                                                                \
		.open = waiting_open, .data = waiting_data, .drained = new_drained,      \
		.silent = waiting_silent, .farewell = new_farewell, .closed = new_closed \
	}

static const struct conn_ops waiting_ops[DETECT_DOORS] = {
	[DETECT_LINE] = WAITING_OPS, [DETECT_IRC] = WAITING_OPS, [DETECT_WEB] = WAITING_OPS};
static const struct conn_ops tls_ops[DETECT_DOORS] = {[DETECT_AUTO] = WAITING_OPS,
	[DETECT_LINE] = WAITING_OPS,
	[DETECT_IRC] = WAITING_OPS,
	[DETECT_WEB] = WAITING_OPS};

static const struct conn_ops *const first[DETECT_DOORS][BIND_KINDS] = {
	[DETECT_AUTO] = {[BIND_ANY] = &new_ops,
		[BIND_TLS] = &tls_ops[DETECT_AUTO],
		[BIND_PLAIN] = &new_plain_ops},
	[DETECT_LINE] = {[BIND_ANY] = &waiting_ops[DETECT_LINE],
		[BIND_TLS] = &tls_ops[DETECT_LINE],
		[BIND_PLAIN] = &detect_line_ops},
	[DETECT_IRC] = {[BIND_ANY] = &waiting_ops[DETECT_IRC],
		[BIND_TLS] = &tls_ops[DETECT_IRC],
		[BIND_PLAIN] = &detect_irc_ops},
	[DETECT_WEB] = {[BIND_ANY] = &waiting_ops[DETECT_WEB],
		[BIND_TLS] = &tls_ops[DETECT_WEB],
		[BIND_PLAIN] = &detect_web_ops},
};

const struct conn_ops *detect_ops(enum detect_door door, enum bind_tls tls)
{
	return first[door][tls];
}

static struct listens listens_as(const struct conn *conn)
{
	struct listens as = {DETECT_AUTO, conn->ops == &spare_ops[true] ? BIND_ANY : BIND_PLAIN};
	for (int door = 0; door < DETECT_DOORS; door++)
		for (int tls = 0; tls < BIND_KINDS; tls++)
			if (first[door][tls] == conn->ops)
				as = (struct listens){(enum detect_door)door, (enum bind_tls)tls};
	return as;
}

const struct conn_ops *detect_hello_ops(const struct conn_ops *inside)
{
	int door = DETECT_AUTO;
	for (int i = 0; i < DETECT_DOORS; i++)
		if (first[i][BIND_PLAIN] == inside)
			door = i;
	return first[door][BIND_TLS];
}

const struct detect_stage detect_stages[] = {
	{"new", &new_ops, DOOR_USER_NONE},
	{"new-plain", &new_plain_ops, DOOR_USER_NONE},
	{"spare", &spare_ops[true], DOOR_USER_NONE},
	{"spare-plain", &spare_ops[false], DOOR_USER_NONE},
	{"waiting-line", &waiting_ops[DETECT_LINE], DOOR_USER_NONE},
	{"waiting-irc", &waiting_ops[DETECT_IRC], DOOR_USER_NONE},
	{"waiting-web", &waiting_ops[DETECT_WEB], DOOR_USER_NONE},
	{"tls", &tls_ops[DETECT_AUTO], DOOR_USER_NONE},
	{"tls-line", &tls_ops[DETECT_LINE], DOOR_USER_NONE},
	{"tls-irc", &tls_ops[DETECT_IRC], DOOR_USER_NONE},
	{"tls-web", &tls_ops[DETECT_WEB], DOOR_USER_NONE},
	{"greeted", &greeted_ops, DOOR_USER_SESSION},
	{"asked", &asked_ops, DOOR_USER_GATE},
	{"first-line", &detect_line_ops, DOOR_USER_SESSION},
	{"first-asked", &detect_first_asked_ops, DOOR_USER_GATE},
	{"first-irc", &detect_irc_ops, DOOR_USER_IRC},
	{"first-web", &detect_web_ops, DOOR_USER_WEB},
	{0},
};
