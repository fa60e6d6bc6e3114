#include "web_page.h"

#include <string.h>

#include "door_kind.h"
#include "door_loop.h"
#include "page.h"
#include "web.h"
#include "web_file.h"
#include "web_settings.h"
#include "websocket.h"
#include "websocket_door.h"

#define TEXT_PROTOCOL "text.ircv3.net"
#define BINARY_PROTOCOL "binary.ircv3.net"

/* Nothing but what the page is made of may run or be loaded, and only this server may be talked to.
 * Some browsers do not take 'self' to be a WebSocket's address; for them the host stands there, too
 * (one that is an IPv6 address cannot, CSP 3, 2.3.1). */
static void add_policy(struct buffer *out, const struct http_request *request)
{
	struct http_text host = request->host;
	buffer_add_all(out,
		"Content-Security-Policy: default-src 'none'; script-src 'self'; style-src '",
		page_style_hash, "'; img-src 'self' data:; connect-src 'self'", NULL);
	if (host.length > 0 && host.bytes[0] != '[')
		buffer_format(out, " ws://%.*s wss://%.*s", (int)host.length, host.bytes,
			(int)host.length, host.bytes);
	buffer_add_text(out, "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n");
}

static void answer(struct conn *conn, const struct http_request *request, struct web_answer *answer)
{
	const struct page_file *file =
		page_find(page_files, request->path.bytes, request->path.length);
	struct buffer *fields = &answer->fields;
	if (!file) {
		web_say(answer, 404, "There is no such page here. The chat is at /");
		return;
	}
	if (!file->immutable)
		add_policy(fields, request);
	web_file(file, request, answer);
}

/* The first that is known of those that the client names; NULL for none. */
static const char *choose_protocol(const struct http_request *request)
{
	for (struct http_text name = {0}; http_next(request, "sec-websocket-protocol", &name);) {
		if (http_is(name, TEXT_PROTOCOL))
			return TEXT_PROTOCOL;
		if (http_is(name, BINARY_PROTOCOL))
			return BINARY_PROTOCOL;
	}
	return NULL;
}

/* False with an answer where the request is not let in. */
static bool may_upgrade(
	struct conn *conn, const struct http_request *request, struct web_answer *answer)
{
	struct door_loop *loop = conn->loop->data;
	struct http_text origin = request->origin;
	if (request->websocket_version != 13) {
		web_say(answer, 426, "Only version 13 of WebSocket is spoken here.");
		buffer_add_text(&answer->fields, "Upgrade: websocket\r\nConnection: "
						 "Upgrade\r\nSec-WebSocket-Version: 13\r\n");
		return false;
	}
	if (!origin.bytes || web_settings_lets_in(loop->web, origin, request->host))
		return true;
	web_say(answer, 403,
		"A page of another site may not come in. If it is to, let whoever runs the server "
		"start chatd with --web-origin and its address, such as https://chat.example.org");
	return false;
}

static bool upgrade(struct conn *conn, const struct http_request *request, struct evbuffer *input,
	size_t used, struct web_answer *answer)
{
	char accept[WEBSOCKET_ACCEPT_SIZE];
	struct buffer head = {0};
	if (!may_upgrade(conn, request, answer))
		return false;
	struct http_text key = request->websocket_key;
	if (!key.bytes || !websocket_accept(accept, key.bytes, key.length)) {
		web_say(answer, 400, "Sec-WebSocket-Key must be 16 bytes in base64.");
		return false;
	}
	const char *protocol = choose_protocol(request);
	buffer_add_all(&head,
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Accept: ",
		accept, "\r\n", NULL);
	if (protocol)
		buffer_add_all(&head, "Sec-WebSocket-Protocol: ", protocol, "\r\n", NULL);
	buffer_add_text(&head, "\r\n");
	conn_write(conn, head.bytes, head.length);
	buffer_finish(&head);
	evbuffer_drain(input, used);
	web_release(conn);
	websocket_open(conn, protocol && strcmp(protocol, BINARY_PROTOCOL) == 0);
	if (evbuffer_get_length(input) > 0)
		conn_make_pending(conn); /* what came with the request */
	return true;
}

static const struct web_site site = {.answer = answer, .upgrade = upgrade};

void *web_page_unpack(struct unpack *in)
{
	return web_unpack(in, &site);
}

static void open_page(struct conn *conn)
{
	web_open(conn, &site);
}

const struct conn_ops web_conn_ops = {.kind = DOOR_KIND_WEB,
	.open = open_page,
	.data = web_data,
	.drained = web_drained,
	.silent = web_silent,
	.farewell = web_farewell,
	.closed = web_closed};
