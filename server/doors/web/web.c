#include "web.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "browsers.h"
#include "clock.h"
#include "door_end.h"
#include "door_loop.h"
#include "memory.h"
#include "web_settings.h"

#define HEAD_MS 10000	/* for a whole head */
#define IDLE_MS 60000	/* until the next one begins */
#define ANSWER_MS 30000 /* for an answer to be taken */
#define REQUESTS_MAX 1000

/* conn->user. */
struct web_conn {
	const struct web_site *site;
	int64_t until; /* of clock_monotonic_ms(): when the head, or the next one, must have come;
			* while `answering`: when the answer must have been taken */
	unsigned requests;
	bool begun; /* a part of a head has come */
	bool answering;
	bool last; /* the conn closes behind the answer */
};

/* RFC 9110, 5.6.7, in English whatever the locale is. */
static void add_date(struct buffer *out)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm;
	time_t now = (time_t)(clock_utc_ms() / 1000);
	gmtime_r(&now, &tm);
	buffer_format(out, "Date: %.3s, %02d %.3s %d %02d:%02d:%02d GMT\r\n", days + 3 * tm.tm_wday,
		tm.tm_mday, months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
		tm.tm_sec);
}

static void add_status(struct buffer *out, int status)
{
	buffer_format(out, "HTTP/1.1 %d %s\r\n", status, http_reason(status));
	add_date(out);
}

/* What stands in every answer: no browser is to guess what the bytes are, or to tell another site
 * where somebody came from. */
static void add_safety(struct buffer *out)
{
	buffer_add_text(out, "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n");
}

static const char text_type[] = "text/plain; charset=utf-8";

void web_say(struct web_answer *answer, int status, const char *format, ...)
{
	char sentence[512];
	va_list words;
	va_start(words, format);
	vsnprintf(sentence, sizeof sentence, format, words);
	va_end(words);
	answer->status = status;
	answer->type = text_type;
	buffer_clear(&answer->made);
	buffer_add_all(&answer->made, sentence, "\n", NULL);
}

void web_refusal(struct buffer *out, int status, const char *sentence)
{
	add_status(out, status);
	buffer_format(out, "Content-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n",
		text_type, strlen(sentence) + 1);
	add_safety(out);
	buffer_add_all(out, "\r\n", sentence, "\n", NULL);
}

/* A 304 has neither (RFC 9110, 15.4.5). */
static void add_body_fields(struct buffer *out, const struct web_answer *answer)
{
	if (answer->type)
		buffer_add_all(out, "Content-Type: ", answer->type, "\r\n", NULL);
	if (answer->status != 304)
		buffer_format(out, "Content-Length: %zu\r\n",
			answer->constant ? answer->constant_length : answer->made.length);
}

/* Sends the answer, and frees what it has. */
static void send_answer(
	struct conn *conn, const struct http_request *request, struct web_answer *answer)
{
	struct web_conn *web = conn->user;
	struct buffer head = {0};
	bool last = web->last;
	add_status(&head, answer->status);
	add_body_fields(&head, answer);
	buffer_add(&head, answer->fields.bytes, answer->fields.length);
	add_safety(&head);
	if (last)
		buffer_add_text(&head, "Connection: close\r\n");
	else if (request->minor == 0)
		buffer_add_text(&head, "Connection: keep-alive\r\n");
	buffer_add_text(&head, "\r\n");
	conn_write(conn, head.bytes, head.length);
	if (!request->head && answer->constant)
		conn_write_constant(conn, answer->constant, answer->constant_length);
	else if (!request->head)
		conn_write(conn, answer->made.bytes, answer->made.length);
	buffer_finish(&head);
	buffer_finish(&answer->made);
	buffer_finish(&answer->fields);
}

static int64_t left(const struct web_conn *web)
{
	return web->until - clock_monotonic_ms();
}

/* The answer has been sent. */
static void go_on(struct conn *conn)
{
	struct web_conn *web = conn->user;
	web->answering = false;
	web->begun = false;
	web->until = clock_monotonic_ms() + IDLE_MS;
	if (web->last)
		conn_close(conn, CONN_DONE);
	else
		conn_make_pending(conn); /* for a request that has come already */
}

/* Until the answer is sent, no request is read: the next one waits in the socket. */
static void wait_for_peer(struct conn *conn)
{
	struct web_conn *web = conn->user;
	if (!conn->busy) {
		go_on(conn);
		return;
	}
	web->answering = true;
	web->until = clock_monotonic_ms() + ANSWER_MS;
	conn_delay(conn, ANSWER_MS);
}

static void refuse(
	struct conn *conn, const struct http_request *request, int status, const char *sentence)
{
	struct web_conn *web = conn->user;
	struct web_answer answer = {0};
	web->last = true;
	web_say(&answer, status, "%s", sentence);
	if (status == 405)
		buffer_add_text(&answer.fields, "Allow: GET, HEAD\r\n");
	send_answer(conn, request, &answer);
	wait_for_peer(conn);
}

static void refuse_bad(struct conn *conn, const struct http_request *request, int status)
{
	static const struct {
		int status;
		const char *sentence;
	} rows[] = {
		{405, "Only GET and HEAD are served here."},
		{414, "The address is too long."},
		{431, "The head of the request is too long: at most 8 KiB are read."},
		{505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."},
		{0, "This is no request that can be read."},
	};
	size_t row = 0;
	while (rows[row].status && rows[row].status != status)
		row++;
	refuse(conn, request, status, rows[row].sentence);
}

static bool knows_host(const struct conn *conn, const struct http_request *request)
{
	const struct door_loop *loop = conn->loop->data;
	const struct web_conn *web = conn->user;
	return web->site->any_host || !request->host.bytes ||
	       web_settings_knows(loop->web, request->host);
}

/* The name is shown only where it is one: it comes from the caller. */
static void refuse_host(const struct http_request *request, struct web_answer *answer)
{
	struct http_text host = request->host;
	size_t length = 0;
	while (length < host.length && length < 255 && host.bytes[length] != ':')
		length++;
	web_say(answer, 403,
		"This server is not known as %.*s. Open it by its address, or let whoever runs it "
		"start chatd with --web-host %.*s",
		(int)length, host.bytes, (int)length, host.bytes);
}

/* True where the conn has become a WebSocket; then it has other ops. */
static bool answer_request(
	struct conn *conn, const struct http_request *request, struct evbuffer *input, size_t used)
{
	struct web_conn *web = conn->user;
	struct web_answer answer = {0};
	web->requests++;
	browsers_note(door_origin(conn), clock_monotonic_ms());
	web->last = !request->keep_alive || web->requests >= REQUESTS_MAX;
	if (!knows_host(conn, request))
		refuse_host(request, &answer);
	else if (!request->upgrade || !web->site->upgrade)
		web->site->answer(conn, request, &answer);
	else if (web->site->upgrade(conn, request, input, used, &answer))
		return true;
	send_answer(conn, request, &answer);
	evbuffer_drain(input, used);
	wait_for_peer(conn);
	return false;
}

static void too_late(struct conn *conn)
{
	const struct web_conn *web = conn->user;
	struct http_request none = {.minor = 1};
	if (web->begun)
		refuse(conn, &none, 408, "The request did not come in time.");
	else
		conn_close(conn, CONN_DONE);
}

static void wait_for_more(struct conn *conn, size_t length)
{
	struct web_conn *web = conn->user;
	if (length > 0 && !web->begun) {
		web->begun = true;
		web->until = clock_monotonic_ms() + HEAD_MS;
	}
	if (conn->at_end)
		conn_close(conn, conn->broken ? CONN_BROKEN : CONN_DONE);
	else if (left(web) <= 0)
		too_late(conn);
	else
		conn_await_input(conn, left(web));
}

void web_data(struct conn *conn, struct evbuffer *input)
{
	const struct web_conn *web = conn->user;
	struct http_request request;
	size_t used, length = evbuffer_get_length(input);
	int status;
	if (conn->broken || (web->answering && left(web) <= 0)) {
		conn_close(conn, conn->broken ? CONN_BROKEN : CONN_SLOW);
		return;
	}
	if (web->answering) {
		conn_delay(conn, left(web));
		return;
	}
	if (length == 0) {
		wait_for_more(conn, 0);
		return;
	}
	if (length > HTTP_HEAD_BYTES)
		length = HTTP_HEAD_BYTES;
	const char *bytes = (const char *)evbuffer_pullup(input, (ssize_t)length);
	switch (http_read(bytes, length, &request, &used, &status)) {
	case HTTP_MORE:
		wait_for_more(conn, length);
		break;
	case HTTP_REQUEST:
		answer_request(conn, &request, input, used);
		break;
	case HTTP_BAD:
		refuse_bad(conn, &request, status);
		break;
	}
}

void web_open(struct conn *conn, const struct web_site *site)
{
	const struct door_loop *loop = conn->loop->data;
	struct web_conn *web = memory_zero(sizeof *web);
	web->site = site;
	web->until = clock_monotonic_ms() + HEAD_MS;
	conn->user = web;
	if (loop->leaving)
		conn_close(conn, CONN_DONE);
	else
		conn_await_input(conn, HEAD_MS);
}

PACK_SIZE(struct web_conn, 24);

void web_pack(const struct conn *conn, struct pack *out)
{
	const struct web_conn *web = conn->user;
	pack_i64(out, web->until);
	pack_u32(out, web->requests);
	pack_bool(out, web->begun);
	pack_bool(out, web->answering);
	pack_bool(out, web->last);
}

void *web_unpack(struct unpack *in, const struct web_site *site)
{
	struct web_conn read = {.site = site, .until = unpack_time(in)};
	read.requests = unpack_u32(in);
	read.begun = unpack_bool(in);
	read.answering = unpack_bool(in);
	read.last = unpack_bool(in);
	if (in->failed || read.until < 0 || read.until > clock_monotonic_ms() + IDLE_MS)
		return NULL;
	struct web_conn *web = memory_get(sizeof *web);
	*web = read;
	return web;
}

void web_release(struct conn *conn)
{
	free(conn->user);
	conn->user = NULL;
}

void web_drained(struct conn *conn)
{
	const struct web_conn *web = conn->user;
	if (web->answering)
		go_on(conn);
}

void web_silent(struct conn *conn)
{
	too_late(conn);
}

void web_farewell(struct conn *conn)
{
	conn_close(conn, CONN_DONE);
}

void web_closed(struct conn *conn, enum conn_why why)
{
	door_log_end(conn, "web", NULL, why);
	web_release(conn);
}
