#include "detect_first.h"

#include "door_kind.h"
#include "door_loop.h"
#include "irc.h"
#include "line.h"
#include "line_gate.h"
#include "turn_away.h"
#include "web.h"
#include "web_page.h"
#include "web_settings.h"

enum first_bytes detect_look(const struct conn *conn, struct evbuffer *input,
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

void detect_open_door(struct conn *conn, const struct conn_ops *ops)
{
	const struct door_loop *loop = conn->loop->data;
	ops->open(conn);
	if (loop->leaving)
		ops->farewell(conn);
}

void detect_open_first(struct conn *conn, const struct conn_ops *ops)
{
	conn_set_ops(conn, ops);
	ops->open(conn);
}

void detect_pass_on(struct conn *conn, const struct conn_ops *door, struct evbuffer *input)
{
	conn_set_ops(conn, door);
	if (!conn_is_closing(conn))
		door->data(conn, input);
}

/* A conn of a listener with door=irc. */

static void first_irc_open(struct conn *conn)
{
	detect_open_door(conn, &irc_conn_ops);
}

static void first_irc_data(struct conn *conn, struct evbuffer *input)
{
	enum first_bytes found = detect_look(conn, input, first_bytes_of_new);
	if (found == FIRST_BYTES_TEXT || found == FIRST_BYTES_IRC)
		detect_pass_on(conn, &irc_conn_ops, input);
	else if (found != FIRST_BYTES_MORE)
		turn_away(conn, found);
}

const struct conn_ops detect_irc_ops = {.kind = DOOR_KIND_IRC,
	.open = first_irc_open,
	.data = first_irc_data,
	.drained = irc_drained,
	.farewell = irc_farewell,
	.closed = irc_closed};

/* A conn of a listener with door=line, where IRC clients are not served. */

void detect_asked_data(struct conn *conn, struct evbuffer *input)
{
	enum first_bytes found = detect_look(conn, input, first_bytes_of_greeted);
	if (found == FIRST_BYTES_TEXT)
		detect_pass_on(conn, &line_gate_ops, input);
	else if (found != FIRST_BYTES_MORE)
		turn_away(conn, found);
	else
		line_gate_wait(conn);
}

const struct conn_ops detect_first_asked_ops = {.kind = DOOR_KIND_LINE,
	.data = detect_asked_data,
	.drained = line_gate_drained,
	.silent = line_gate_silent,
	.farewell = line_gate_farewell,
	.closed = line_gate_closed};

void detect_ask(struct conn *conn, const struct conn_ops *ops)
{
	const struct door_loop *loop = conn->loop->data;
	conn_set_ops(conn, ops);
	line_gate_open(conn);
	if (loop->leaving)
		line_gate_farewell(conn);
}

static void first_line_open(struct conn *conn)
{
	if (line_gate_asks(conn))
		detect_ask(conn, &detect_first_asked_ops);
	else
		detect_open_door(conn, &line_conn_ops);
}

static void first_line_data(struct conn *conn, struct evbuffer *input)
{
	enum first_bytes found = detect_look(conn, input, first_bytes_of_greeted);
	if (found == FIRST_BYTES_TEXT)
		detect_pass_on(conn, &line_conn_ops, input);
	else if (found != FIRST_BYTES_MORE)
		turn_away(conn, found);
}

const struct conn_ops detect_line_ops = {.kind = DOOR_KIND_LINE,
	.open = first_line_open,
	.data = first_line_data,
	.drained = line_drained,
	.farewell = line_farewell,
	.closed = line_closed};

/* A conn of a listener with door=web. A beginning that may become anything is left to the web door,
 * which waits for the rest. */

bool detect_serves_web(const struct conn *conn)
{
	const struct door_loop *loop = conn->loop->data;
	return atomic_load(&loop->web->on);
}

static void first_web_data(struct conn *conn, struct evbuffer *input)
{
	enum first_bytes found = detect_look(conn, input, first_bytes_of_new);
	if (found == FIRST_BYTES_MORE)
		web_data(conn, input);
	else if (found == FIRST_BYTES_HTTP && detect_serves_web(conn))
		detect_pass_on(conn, &web_conn_ops, input);
	else if (found != FIRST_BYTES_TEXT || evbuffer_get_length(input) > 0)
		turn_away_from_web(conn, found);
	else
		web_data(conn, input);
}

static void first_web_open(struct conn *conn)
{
	web_conn_ops.open(conn);
}

const struct conn_ops detect_web_ops = {.kind = DOOR_KIND_WEB,
	.open = first_web_open,
	.data = first_web_data,
	.drained = web_drained,
	.silent = web_silent,
	.farewell = web_farewell,
	.closed = web_closed};
