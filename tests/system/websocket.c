#include "websocket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "irc.h"
#include "relay.h"

#define MASKED 0x80U
#define LENGTH_16 126U
#define PIECE_BYTES 16384

void websocket_ask(struct client *client, const char *fields)
{
	char request[4096];
	const char *end;
	int length = snprintf(request, sizeof request,
		"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive, Upgrade\r\n"
		"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n",
		fields);
	client_send(client, request, (size_t)length);
	size_t at = client->at;
	text_await(&client->got, &at, client->fd, "\r\n\r\n");
	end = client->got.bytes + at;
	const char *head = client->got.bytes + client->at;
	must(strncmp(head, "HTTP/1.1 101 ", 13) == 0, "answer: %s", head);
	/* of RFC 6455, 1.3 */
	const char *accept = strstr(head, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
	must(accept && accept < end, "answer: %s", head);
	client->at = at;
}

void websocket_connect(struct client *client, const struct server *server, const char *fields)
{
	client_connect(client, server);
	websocket_ask(client, fields);
}

/* Writes a frame with a mask to `out`, which has 14 bytes more than the payload. */
static size_t write_frame(char *out, unsigned first, const char *payload, size_t length)
{
	static const char mask[4] = "\x9A\x05\xF7\x3C";
	size_t at = 0;
	out[at++] = (char)first;
	if (length < LENGTH_16) {
		out[at++] = (char)(MASKED | length);
	} else {
		must(length < 1 << 16, "too long for this client");
		out[at++] = (char)(MASKED | LENGTH_16);
		out[at++] = (char)(length >> 8);
		out[at++] = (char)length;
	}
	memcpy(out + at, mask, sizeof mask);
	at += sizeof mask;
	for (size_t i = 0; i < length; i++)
		out[at + i] = (char)(payload[i] ^ mask[i % sizeof mask]);
	return at + length;
}

void websocket_send(struct client *client, unsigned first, const char *payload, size_t length)
{
	char *frame = malloc(length + 14);
	client_send(client, frame, write_frame(frame, first, payload, length));
	free(frame);
}

void websocket_say(struct client *client, const char *format, ...)
{
	char *line;
	va_list list;
	va_start(list, format);
	line = text_format(format, list);
	va_end(list);
	websocket_send(client, WEBSOCKET_FIN | FRAME_TEXT, line, strlen(line));
	free(line);
}

/* The size of the frame that begins with these bytes, 0 where more are needed. */
static size_t frame_size(const char *bytes, size_t length, size_t *header)
{
	const unsigned char *at = (const unsigned char *)bytes;
	*header = 2;
	if (length < 2)
		return 0;
	must(!(at[0] & 0x70), "a reserved bit in %02x", at[0]);
	must(at[0] & WEBSOCKET_FIN, "a piece of a message: %02x", at[0]);
	must(!(at[1] & MASKED), "a mask");
	must(at[1] <= LENGTH_16, "a frame of more than 64 KiB");
	if (at[1] < LENGTH_16)
		return 2U + at[1];
	*header = 4;
	if (length < 4)
		return 0;
	size_t size = (size_t)at[2] << 8 | at[3];
	must(size >= LENGTH_16, "a long header for %zu bytes", size);
	return 4 + size;
}

int websocket_next(struct client *client, char **payload, size_t *length)
{
	static struct text frame;
	size_t header, size;
	long until = now_ms() + WAIT_MS;
	for (;;) {
		const char *bytes = client->got.bytes + client->at;
		size_t left = client->got.length - client->at;
		size = frame_size(bytes, left, &header);
		if (size > 0 && left >= size)
			break;
		must(wait_fd(client->fd, POLLIN, until), "no frame came");
		if (!text_read(&client->got, client->fd)) {
			must(client->got.length == client->at, "the end came within a frame");
			return -1;
		}
	}
	const char *bytes = client->got.bytes + client->at;
	int opcode = bytes[0] & 0x0F;
	*length = size - header;
	frame.bytes = realloc(frame.bytes, *length + 1);
	memcpy(frame.bytes, bytes + header, *length);
	frame.bytes[*length] = '\0';
	*payload = frame.bytes;
	client->at += size;
	if (client->at > 1 << 20) { /* what has been read is dropped */
		memmove(client->got.bytes, client->got.bytes + client->at,
			client->got.length - client->at);
		client->got.length -= client->at;
		client->at = 0;
	}
	return opcode;
}

const char *websocket_await(struct client *client, const char *pattern)
{
	char *payload;
	size_t length;
	int opcode;
	do {
		opcode = websocket_next(client, &payload, &length);
		must(opcode >= 0 && opcode != FRAME_CLOSE, "the end came before: %s", pattern);
		must(!strpbrk(payload, "\r\n"), "a line break in: %s", payload);
	} while (!irc_like(payload, pattern));
	return payload;
}

void websocket_register(struct client *client, const char *nick)
{
	websocket_say(client, "NICK %s", nick);
	websocket_say(client, "USER %s 0 * :%s", nick, nick);
	websocket_say(client, "PING welcomed");
	websocket_await(client, "* PONG * :welcomed");
}

const char *websocket_await_close(struct client *client, int code)
{
	static char reason[128];
	char *payload;
	size_t length;
	int opcode;
	do {
		opcode = websocket_next(client, &payload, &length);
		must(opcode >= 0, "the end came without a CLOSE");
	} while (opcode != FRAME_CLOSE);
	int found = length < 2 ? 0 : (unsigned char)payload[0] << 8 | (unsigned char)payload[1];
	ck_assert_int_eq(found, code);
	snprintf(reason, sizeof reason, "%s", length < 2 ? "" : payload + 2);
	opcode = websocket_next(client, &payload, &length);
	must(opcode == -1, "opcode %d behind a CLOSE: %s", opcode, payload);
	return reason;
}

/* The child. */

/* One message for the test. */
static bool tell(int test, int opcode, const char *payload, size_t length, bool tells)
{
	char *line = malloc(length + 64);
	int size = 0;
	if (opcode == FRAME_TEXT || opcode == FRAME_BINARY)
		size = sprintf(line, "%.*s\r\n", (int)length, payload);
	else if (opcode == FRAME_CLOSE && tells)
		size = sprintf(line, ":CLOSE %d %.*s\r\n",
			length < 2 ? 0 : (unsigned char)payload[0] << 8 | (unsigned char)payload[1],
			(int)length - 2, payload + 2);
	bool good = size == 0 || write_all(test, line, (size_t)size);
	free(line);
	return good;
}

/* False at the end. */
static bool carry_in(struct client *net, int test, bool tells)
{
	size_t header, size;
	bool more = text_read(&net->got, net->fd);
	for (;;) {
		const char *bytes = net->got.bytes + net->at;
		size_t left = net->got.length - net->at;
		size = frame_size(bytes, left, &header);
		if (size == 0 || left < size)
			break;
		tell(test, bytes[0] & 0x0F, bytes + header, size - header, tells);
		net->at += size;
	}
	memmove(net->got.bytes, net->got.bytes + net->at, net->got.length - net->at);
	net->got.length -= net->at;
	net->at = 0;
	if (!more)
		shutdown(test, SHUT_WR);
	return more;
}

/* Each line is a message, of which an incomplete one stays; at the end the last one needs no
 * newline. False at the end. */
static bool carry_out(struct text *lines, int test, int net)
{
	bool more = text_read(lines, test);
	size_t at = 0;
	char *frames = malloc(lines->length * 8 + 64);
	size_t length = 0;
	while (at < lines->length) {
		const char *line = lines->bytes + at;
		const char *newline = memchr(line, '\n', lines->length - at);
		if (!newline && more)
			break;
		size_t size = newline ? (size_t)(newline - line) : lines->length - at;
		at += size + (newline != NULL);
		if (size > 0 && line[size - 1] == '\r')
			size--;
		length += write_frame(frames + length, WEBSOCKET_FIN | FRAME_BINARY, line, size);
	}
	write_all(net, frames, length);
	free(frames);
	memmove(lines->bytes, lines->bytes + at, lines->length - at);
	lines->length -= at;
	if (!more)
		shutdown(net, SHUT_WR);
	return more;
}

static void carry(struct client *net, int test, bool tells)
{
	struct text lines = {0};
	struct pollfd fds[2] = {{.fd = net->fd, .events = POLLIN}, {.fd = test, .events = POLLIN}};
	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return;
		if (fds[0].fd >= 0 && fds[0].revents && !carry_in(net, test, tells))
			fds[0].fd = -1;
		if (fds[1].fd >= 0 && fds[1].revents && !carry_out(&lines, test, net->fd))
			fds[1].fd = -1;
	}
}

void websocket_start(struct client *client, bool tells)
{
	int test;
	websocket_ask(client, "");
	if (relay_fork(client, &test)) {
		fcntl(client->fd, F_SETFL, 0);
		carry(client, test, tells);
		_exit(0);
	}
}
