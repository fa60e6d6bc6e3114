/* A WebSocket server that sends each message back: the requests and frames of the server, over a
 * plain socket, for cases.py. Each connection has a process of its own.
 *
 *   websocket-echo LIMIT     the bytes that a message may have
 *
 * It listens on a free port of 127.0.0.1, prints it, and ends when its standard input ends. */
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http.h"
#include "websocket.h"

#define READ_BYTES 65536
#define BACKLOG 64

struct client {
	int socket;
	struct buffer in, out;
	size_t read; /* bytes at the front of `in` that are done */
	struct websocket websocket;
};

static void require(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(1);
}

/* False at the end. */
static bool receive(struct client *client)
{
	if (client->read == client->in.length)
		client->read = client->in.length = 0;
	ssize_t got = recv(client->socket, buffer_reserve(&client->in, READ_BYTES), READ_BYTES, 0);
	client->in.length += got > 0 ? (size_t)got : 0;
	return got > 0;
}

static void send_all(struct client *client)
{
	size_t at = 0;
	while (at < client->out.length) {
		ssize_t sent = send(client->socket, client->out.bytes + at, client->out.length - at,
			MSG_NOSIGNAL);
		if (sent < 0)
			exit(0);
		at += (size_t)sent;
	}
	buffer_clear(&client->out);
}

static bool shake_hands(struct client *client)
{
	struct http_request request;
	enum http_result result;
	int status;
	char accept[WEBSOCKET_ACCEPT_SIZE];
	while ((result = http_read(client->in.bytes, client->in.length, &request, &client->read,
			&status)) == HTTP_MORE)
		if (!receive(client))
			return false;
	if (result != HTTP_REQUEST || !request.upgrade || request.websocket_version != 13 ||
		!websocket_accept(
			accept, request.websocket_key.bytes, request.websocket_key.length))
		return false;
	buffer_add_all(&client->out,
		"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
		"Upgrade: websocket\r\nSec-WebSocket-Accept: ",
		accept, "\r\n\r\n", NULL);
	send_all(client);
	return true;
}

/* False: a CLOSE has been sent. */
static bool answer(
	struct client *client, enum websocket_result result, const struct websocket_frame *frame)
{
	if (result == WEBSOCKET_BROKEN)
		websocket_add_close(&client->out, frame->status, "");
	else if (result == WEBSOCKET_MESSAGE)
		websocket_add(&client->out, frame->opcode, frame->payload, frame->length);
	else if (result == WEBSOCKET_CONTROL && frame->opcode == WEBSOCKET_PING)
		websocket_add(&client->out, WEBSOCKET_PONG, frame->payload, frame->length);
	else if (result == WEBSOCKET_CONTROL && frame->opcode == WEBSOCKET_CLOSE)
		websocket_add_close(&client->out, frame->status, "");
	else
		return true;
	send_all(client);
	return result != WEBSOCKET_BROKEN && frame->opcode != WEBSOCKET_CLOSE;
}

static void talk(struct client *client, size_t limit)
{
	for (;;) {
		struct websocket_frame frame;
		enum websocket_result result;
		while ((result = websocket_read(&client->websocket, client->in.bytes + client->read,
				client->in.length - client->read, limit, &frame)) !=
			WEBSOCKET_MORE) {
			client->read += frame.used;
			if (!answer(client, result, &frame))
				return;
		}
		if (!receive(client))
			return;
	}
}

static void serve(int connection, size_t limit)
{
	struct client client = {.socket = connection};
	buffer_reserve(&client.in, READ_BYTES);
	if (shake_hands(&client))
		talk(&client, limit);
	shutdown(connection, SHUT_WR); /* and read on, so that no reset overtakes the last frame */
	do
		client.read = client.in.length = 0;
	while (receive(&client));
	websocket_finish(&client.websocket);
	buffer_finish(&client.in);
	buffer_finish(&client.out);
	exit(0);
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	if (argc != 2) {
		fprintf(stderr, "usage: %s LIMIT\n", argv[0]);
		return 2;
	}
	size_t limit = strtoul(argv[1], NULL, 10);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	require(listener >= 0 && bind(listener, (struct sockaddr *)&address, size) == 0 &&
			listen(listener, BACKLOG) == 0 &&
			getsockname(listener, (struct sockaddr *)&address, &size) == 0,
		"listen");
	signal(SIGCHLD, SIG_IGN);
	printf("%d\n", ntohs(address.sin_port));
	fflush(stdout);
	struct pollfd ready[] = {
		{.fd = listener, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
	while (poll(ready, 2, -1) > 0 && !ready[1].revents) {
		int connection = accept(listener, NULL, NULL);
		require(connection >= 0, "accept");
		pid_t child = fork();
		require(child >= 0, "fork");
		if (child == 0)
			serve(connection, limit);
		close(connection);
	}
	return 0;
}
