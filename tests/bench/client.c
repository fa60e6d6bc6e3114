#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench_clock.h"
#include "frames.h"
#include "secure.h"
#include "worker.h"

enum {
	SOURCES = 16,		/* loopback addresses to connect from: ports would run out */
	SPEAKER_SNDBUF = 65536, /* or a whole run fits into the kernel before it has begun */
	REST_MAX = 8192,	/* no server line is longer */
	COMMAND_MAX = 512,
	COMPLAINTS = 5 /* the rest is only counted */
};

static atomic_int complaints;

static void report(const struct client *client, const char *what, const char *text, size_t length)
{
	if (atomic_fetch_add(&complaints, 1) < COMPLAINTS)
		fprintf(stderr, "client %u: %s: %.*s\n", client->id, what, (int)length, text);
}

static void client_lose(struct worker *worker, struct client *client, const char *what, int error)
{
	const char *why = error ? strerror(error) : "the server closed the connection";
	report(client, what, why, strlen(why));
	if (client->state < CLIENT_SERVED)
		worker->opening--;
	client_close(client);
	client->state = CLIENT_LOST;
	worker_count(&worker->lost, ++worker->seen.lost);
}

void client_close(struct client *client)
{
	secure_free(client->secure);
	client->secure = NULL;
	if (client->fd >= 0)
		close(client->fd);
	client->fd = -1;
	client->state = CLIENT_CLOSED;
	free(client->rest);
	client->rest = NULL;
	client->rest_length = 0;
}

void client_open(struct worker *worker, struct client *client, uint32_t id)
{
	struct sockaddr_in from = {.sin_family = AF_INET};
	struct sockaddr_in to = {.sin_family = AF_INET};
	struct epoll_event event = {
		.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = client};

	client->id = id;
	client->irc = crowd_speaks_irc(worker->plan, id);
	client->websocket = worker->plan->protocol == PROTOCOL_WEBSOCKET;
	client->opened = now_ns();
	client->state = CLIENT_CONNECTING;
	worker->opening++;
	client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (client->fd < 0) {
		client_lose(worker, client, "socket", errno);
		return;
	}
	setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	setsockopt(client->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &(int){1}, sizeof(int));
	if (id < worker->plan->speakers)
		setsockopt(client->fd, SOL_SOCKET, SO_SNDBUF, &(int){SPEAKER_SNDBUF}, sizeof(int));
	from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + id / 4 % SOURCES);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	to.sin_port = htons((uint16_t)worker->plan->port);
	if (bind(client->fd, (struct sockaddr *)&from, sizeof from) != 0 ||
		(connect(client->fd, (struct sockaddr *)&to, sizeof to) != 0 &&
			errno != EINPROGRESS) ||
		epoll_ctl(worker->epoll, EPOLL_CTL_ADD, client->fd, &event) != 0)
		client_lose(worker, client, "connect", errno);
}

static ssize_t send_bytes(struct client *client, const char *bytes, size_t length)
{
	return client->secure ? secure_write(client->secure, bytes, length)
			      : send(client->fd, bytes, length, MSG_NOSIGNAL);
}

/* Puts the ending of a line, or a frame around it. Returns what there is then. */
static size_t end_line(const struct client *client, char *line, size_t length)
{
	if (client->websocket)
		return frames_wrap(line, length, FRAMES_TEXT);
	memcpy(line + length, "\r\n", 2);
	return length + 2;
}

static void send_whole(
	struct worker *worker, struct client *client, const char *bytes, size_t length)
{
	if (client->out_start == client->out_end) {
		if (send_bytes(client, bytes, length) != (ssize_t)length)
			client_lose(worker, client, "command", errno);
		return;
	}
	if (client->out_end + length > OUT_BYTES) {
		client_lose(worker, client, "command", ENOBUFS);
		return;
	}
	memcpy(client->out + client->out_end, bytes, length);
	client->out_end += length;
}

void client_command(struct worker *worker, struct client *client, const char *bytes, size_t length)
{
	char line[COMMAND_MAX + FRAMES_HEADER_MAX];

	if (length > COMMAND_MAX) {
		client_lose(worker, client, "command", EMSGSIZE);
		return;
	}
	memcpy(line, bytes, length);
	send_whole(worker, client, line, end_line(client, line, length));
}

static void ask_for_name(struct worker *worker, struct client *client)
{
	char name[NAME_BYTES + 1], command[NAME_BYTES + 8];

	client->state = CLIENT_NAMING;
	if (client->irc) {
		irc_client_register(worker, client);
		return;
	}
	line_name(name, client->id);
	int bytes = snprintf(command, sizeof command, "/nick %s", name);
	client_command(worker, client, command, (size_t)bytes);
}

/* The bytes can go. */
static void begin(struct worker *worker, struct client *client)
{
	char request[COMMAND_MAX];

	if (!client->websocket) {
		ask_for_name(worker, client);
		return;
	}
	client->state = CLIENT_UPGRADING;
	send_whole(worker, client, request,
		frames_request(request, sizeof request, worker->plan->port));
}

static void shake_hands(struct worker *worker, struct client *client)
{
	if (secure_handshake(client->secure))
		begin(worker, client);
	else if (errno != EAGAIN)
		client_lose(worker, client, "handshake", errno);
}

static void connected(struct worker *worker, struct client *client)
{
	int error = 0;
	socklen_t length = sizeof error;

	getsockopt(client->fd, SOL_SOCKET, SO_ERROR, &error, &length);
	if (error) {
		client_lose(worker, client, "connect", error);
	} else if (worker->plan->tls) {
		client->secure = secure_client(client->fd);
		client->state = CLIENT_SHAKING;
	} else {
		begin(worker, client);
	}
}

static void round_line(struct worker *worker, struct client *client, uint32_t round)
{
	if (round - client->done >= ROUNDS)
		return; /* lines were lost; that has been counted */
	client->heard[round % ROUNDS]++;
	while (client->heard[client->done % ROUNDS] == client->awaited) {
		client->heard[client->done % ROUNDS] = 0;
		worker_round(worker, client->done);
		client->done++;
	}
}

void client_heard(
	struct worker *worker, struct client *client, const struct line *line, uint64_t now)
{
	if (line->sender == client->id) {
		worker->seen.own++;
		return;
	}
	uint32_t *next = &client->next[line->sender];
	if (line->sequence < *next) {
		worker->seen.doubled++;
		return;
	}
	worker->seen.missing += line->sequence - *next;
	worker->skipped_here += line->sequence - *next;
	*next = line->sequence + 1;
	worker->delivered_here++;
	histogram_add(&worker->seen.latency, now - line->time);
	if (worker->plan->pace != PACE_NONE)
		round_line(worker, client, line->sequence);
}

void client_served(struct worker *worker, struct client *client, uint64_t now)
{
	client->state = CLIENT_SERVED;
	histogram_add(&worker->seen.joins, now - client->opened);
	worker_served(worker, client);
}

void client_refused(struct worker *worker, struct client *client, const char *bytes, size_t length)
{
	report(client, "refused", bytes, length);
	worker->seen.refused++;
}

void client_corrupt(struct worker *worker, struct client *client, const char *bytes, size_t length)
{
	report(client, "not a line that was said", bytes, length);
	worker->seen.corrupt++;
}

/* What the server itself says. */
static void hear_notice(struct worker *worker, struct client *client, const char *bytes,
	size_t length, uint64_t now)
{
	char name[NAME_BYTES + 1];

	if (length >= 3 && memcmp(bytes, "!! ", 3) == 0) {
		client_refused(worker, client, bytes, length);
		return;
	}
	if (length < 2 || memcmp(bytes, "--", 2) != 0) {
		client_corrupt(worker, client, bytes, length);
		return;
	}
	line_name(name, client->id);
	if (client->state != CLIENT_NAMING || !memmem(bytes, length, name, NAME_BYTES))
		return;
	client_served(worker, client, now);
}

static const char *take_lines(
	struct worker *worker, struct client *client, const char *at, const char *end)
{
	uint64_t now = now_ns();
	const char *newline;
	struct line line;

	while (client->fd >= 0 && (newline = memchr(at, '\n', (size_t)(end - at)))) {
		size_t length = (size_t)(newline - at);
		if (client->irc && (length == 0 || at[length - 1] != '\r'))
			client_corrupt(worker, client, at, length);
		else if (client->irc)
			irc_client_line(worker, client, at, length - 1, now);
		else if (line_read(at, length, &line) && line.sender < worker->plan->speakers)
			client_heard(worker, client, &line, now);
		else
			hear_notice(worker, client, at, length, now);
		at = newline + 1;
	}
	return at;
}

static void take_frame(struct worker *worker, struct client *client,
	const struct frames_found *found, uint64_t now)
{
	char pong[COMMAND_MAX + FRAMES_HEADER_MAX];

	if (found->opcode == FRAMES_TEXT) {
		irc_client_line(worker, client, found->payload, found->length, now);
	} else if (found->opcode == FRAMES_PING && found->length <= COMMAND_MAX) {
		memcpy(pong, found->payload, found->length);
		send_whole(worker, client, pong, frames_wrap(pong, found->length, FRAMES_PONG));
	} else {
		client_corrupt(worker, client, "a frame", strlen("a frame"));
	}
}

static const char *take_frames(
	struct worker *worker, struct client *client, const char *at, const char *end)
{
	uint64_t now = now_ns();
	struct frames_found found;

	if (client->state == CLIENT_UPGRADING) {
		size_t head = frames_upgraded(at, (size_t)(end - at));
		if (head == SIZE_MAX)
			client_lose(worker, client, "upgrade", EPROTO);
		if (head == SIZE_MAX || head == 0)
			return at;
		at += head;
		ask_for_name(worker, client);
	}
	while (client->fd >= 0 && frames_next(&at, end, &found))
		take_frame(worker, client, &found, now);
	return at;
}

static void keep_rest(struct worker *worker, struct client *client, const char *at, size_t length)
{
	if (client->fd < 0)
		return; /* it was served and left */
	if (length > REST_MAX) {
		client_lose(worker, client, "a line without an end", 0);
		return;
	}
	client->rest_length = length;
	if (length == 0) {
		free(client->rest);
		client->rest = NULL;
		return;
	}
	if (!client->rest)
		client->rest = malloc(REST_MAX);
	if (!client->rest)
		abort();
	memcpy(client->rest, at, length);
}

enum more { MORE_NONE, MORE_PERHAPS, MORE_SURELY };

static enum more client_read(struct worker *worker, struct client *client)
{
	uint64_t before = worker->delivered_here;
	size_t rest = client->rest_length;
	size_t space = BUFFER_BYTES - rest;

	ssize_t got = client->secure ? secure_read(client->secure, worker->buffer + rest, space)
				     : recv(client->fd, worker->buffer + rest, space, 0);
	if (got < 0 && errno == EAGAIN)
		return MORE_NONE;
	if (got <= 0) {
		client_lose(worker, client, "connection", got < 0 ? errno : 0);
		return MORE_NONE;
	}
	if (rest > 0)
		memcpy(worker->buffer, client->rest, rest);
	const char *end = worker->buffer + rest + got;
	const char *at = client->websocket ? take_frames(worker, client, worker->buffer, end)
					   : take_lines(worker, client, worker->buffer, end);
	keep_rest(worker, client, at, (size_t)(end - at));
	if (worker->delivered_here != before) {
		worker_count(&worker->reads,
			atomic_load_explicit(&worker->reads, memory_order_relaxed) + 1);
		worker_count(&worker->delivered, worker->delivered_here + worker->skipped_here);
	}
	if (client->fd < 0)
		return MORE_NONE;
	if (client->secure) /* a record at a time, and the next may have come */
		return MORE_SURELY;
	return (size_t)got == space ? MORE_SURELY : MORE_PERHAPS;
}

void client_event(struct worker *worker, struct client *client, uint32_t events)
{
	bool ending = events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR);

	if (client->state == CLIENT_CONNECTING && events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
		connected(worker, client);
	if (client->state == CLIENT_SHAKING)
		shake_hands(worker, client);
	if (client->fd < 0 || client->state == CLIENT_SHAKING || !(ending || events & EPOLLIN))
		return;
	/* The edge of an end that came together with data will not come again. */
	enum more more;
	do
		more = client_read(worker, client);
	while (more == MORE_SURELY || (more == MORE_PERHAPS && ending));
}

/* What the slowest worker's listeners have. */
static bool may_say_to_all(const struct worker *worker, const struct client *client)
{
	uint32_t half = UINT32_MAX, done = UINT32_MAX;

	for (unsigned i = 0; i < worker->crowd->worker_count; i++) {
		struct worker *other = &worker->crowd->workers[i];
		uint32_t half_there = atomic_load(&other->half),
			 done_there = atomic_load(&other->done);
		half = half_there < half ? half_there : half;
		done = done_there < done ? done_there : done;
	}
	if (worker->plan->pace == PACE_HALF && half < client->sent)
		return false;
	return client->sent < (uint64_t)done + worker->plan->window;
}

static bool may_say(const struct worker *worker, const struct client *client)
{
	const struct plan *plan = worker->plan;

	if (worker->phase != PHASE_TALK || (worker->lines > 0 && client->sent >= worker->lines))
		return false;
	switch (plan->pace) {
	case PACE_NONE:
		return true;
	case PACE_RATE:
		return client->due <= now_ns();
	case PACE_OWN:
		/* It may have heard more rounds than it has said lines. */
		return client->sent < (uint64_t)client->done + plan->window;
	default:
		return may_say_to_all(worker, client);
	}
}

static void fill_out(struct worker *worker, struct client *client)
{
	client->out_start = client->out_end = 0;
	for (int i = 0; i < BATCH_LINES && may_say(worker, client); i++) {
		bool due = worker->plan->pace == PACE_RATE;
		struct line line = {client->id, client->sent++, due ? client->due : now_ns()};
		if (due)
			client->due +=
				UINT64_C(1000000000) * worker->plan->speakers / worker->plan->rate;
		char *out = client->out + client->out_end;
		client->out_end +=
			client->irc ? end_line(client, out, irc_write(out, &worker->room, &line))
				    : line_write(out, &line);
		worker->sent_here++;
	}
	worker_count(&worker->sent, worker->sent_here);
}

void client_talk(struct worker *worker, struct client *client)
{
	while (client->state == CLIENT_SERVED) {
		if (client->out_start == client->out_end)
			fill_out(worker, client);
		size_t length = client->out_end - client->out_start;
		if (length == 0)
			return;
		ssize_t sent = send_bytes(client, client->out + client->out_start, length);
		if (sent < 0 && errno == EAGAIN)
			return; /* the edge of EPOLLOUT will come */
		if (sent < 0)
			client_lose(worker, client, "send", errno);
		else
			client->out_start += (size_t)sent;
	}
}
