/* Heads of requests: what is taken, what is refused and with which status, and that the pieces in
 * which the bytes come change nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http.h"
#include "unit.h"

#define HOST "Host: a\r\n"
#define GET(fields) "GET / HTTP/1.1\r\n" HOST fields "\r\n"

/* With exactly its bytes, so that a sanitizer sees what reads over them. */
static enum http_result read_exactly(const char *bytes, size_t length, char **copy,
	struct http_request *request, size_t *used, int *status)
{
	*copy = malloc(length + !length);
	memcpy(*copy, bytes, length);
	return http_read(*copy, length, request, used, status);
}

/* The status of a head: 0 where more bytes are needed, 200 where it is good. Its bytes come one by
 * one, and again all at once: both must agree. */
static int status_of(const char *bytes, size_t length)
{
	struct http_request request;
	size_t used = 0, used_whole = 0;
	int status = 0, status_whole = 0;
	char *copy;
	enum http_result whole =
		read_exactly(bytes, length, &copy, &request, &used_whole, &status_whole);
	free(copy);
	enum http_result result = HTTP_MORE;
	for (size_t come = 0; come <= length && result == HTTP_MORE; come++) {
		result = read_exactly(bytes, come, &copy, &request, &used, &status);
		free(copy);
	}
	ck_assert_int_eq(result, whole);
	if (result == HTTP_BAD)
		ck_assert_int_eq(status, status_whole);
	if (result == HTTP_REQUEST)
		ck_assert_uint_eq(used, used_whole);
	return whole == HTTP_MORE ? 0 : whole == HTTP_BAD ? status_whole : 200;
}

struct row {
	const char *head;
	int status;
};

static void expect_rows(const struct row *rows)
{
	for (; rows->head; rows++) {
		int status = status_of(rows->head, strlen(rows->head));
		ck_assert_msg(status == rows->status, "%d, not %d, for '%s'", status, rows->status,
			unit_shown(rows->head));
	}
}

static const struct row request_rows[] = {
	{GET(""), 200},
	{"HEAD / HTTP/1.1\r\n" HOST "\r\n", 200},
	{"GET / HTTP/1.0\r\n\r\n", 200},
	{"GET / HTTP/1.9\r\n" HOST "\r\n", 200},
	{"GET /a%00%2e%2e/b?x=%zz&y='\"<|>\\^`{} HTTP/1.1\r\n" HOST "\r\n", 200},
	{"\r\n\r\n" GET(""), 200},
	{"GET", 0},
	{"GET / HTTP/1.1\r\n", 0},
	{"GET / HTTP/1.1\r\n" HOST, 0},
	{"GET / HTTP/1.1\r\n" HOST "\r", 0},
	{"\r", 0},
	{"\r\n", 0},
	/* methods */
	{"POST / HTTP/1.1\r\n", 405},
	{"get / HTTP/1.1\r\n", 405},
	{"GETT / HTTP/1.1\r\n", 405},
	{"G!#$%&'*+-.^_`|~9 / HTTP/1.1\r\n", 405},
	{"OPTIONS * HTTP/1.1\r\n", 405},
	{"CONNECT a:80 HTTP/1.1\r\n", 405},
	{"GET(/) / HTTP/1.1\r\n", 400},
	{"G\xC3\x89T / HTTP/1.1\r\n", 400},
	{" GET / HTTP/1.1\r\n", 400},
	{"\r\n GET / HTTP/1.1\r\n", 400},
	/* parts */
	{"GET /\r\n", 400},
	{"GET\r\n", 400},
	{"GET  / HTTP/1.1\r\n", 400},
	{"GET /  HTTP/1.1\r\n", 400},
	{"GET / HTTP/1.1 \r\n", 400},
	{"GET\t/\tHTTP/1.1\r\n", 400},
	{"GET / HTTP/1.1 HTTP/1.1\r\n", 400},
	{"GET / a HTTP/1.1\r\n", 400},
	/* targets */
	{"GET * HTTP/1.1\r\n", 400},
	{"GET a HTTP/1.1\r\n", 400},
	{"GET ?a HTTP/1.1\r\n", 400},
	{"GET a:80 HTTP/1.1\r\n", 400},
	{"GET /#a HTTP/1.1\r\n", 400},
	{"GET /\xC3\xA9 HTTP/1.1\r\n", 400},
	{"GET /\x7F HTTP/1.1\r\n", 400},
	{"GET /\x01 HTTP/1.1\r\n", 400},
	{"GET http://a/ HTTP/1.1\r\n" HOST "\r\n", 200},
	{"GET HTTPS://A/b HTTP/1.1\r\n" HOST "\r\n", 200},
	{"GET http://b/ HTTP/1.1\r\n" HOST "\r\n", 400},
	{"GET http://a:80/ HTTP/1.1\r\n" HOST "\r\n", 400},
	{"GET http://u@a/ HTTP/1.1\r\n" HOST "\r\n", 400},
	{"GET http:///a HTTP/1.1\r\n" HOST "\r\n", 400},
	{"GET http://a HTTP/1.1\r\n" HOST "\r\n", 400},
	{"GET ftp://a/ HTTP/1.1\r\n", 400},
	{"GET http://a/ HTTP/1.0\r\n\r\n", 400},
	{"GET http://a/ HTTP/1.0\r\n" HOST "\r\n", 200},
	/* versions */
	{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
	{"GET / HTTP/2.0\r\n", 505},
	{"GET / HTTP/0.9\r\n", 505},
	{"GET / HTTP/1\r\n", 400},
	{"GET / HTTP/11\r\n", 400},
	{"GET / HTTP/1.10\r\n", 400},
	{"GET / HTTP/1.x\r\n", 400},
	{"GET / HTTP/x.1\r\n", 400},
	{"GET / http/1.1\r\n", 400},
	{"GET / RTSP/1.0\r\n", 400},
	/* ends of lines */
	{"GET / HTTP/1.1\n", 400},
	{"\nGET / HTTP/1.1\r\n", 400},
	{"GET / HTTP/1.1\r\r\n", 400},
	{"GET / HTTP/1.1\rHost: a\r\n", 400},
	{"GET /\r\n HTTP/1.1\r\n", 400},
	{NULL, 0},
};

START_TEST(request_lines)
{
	expect_rows(request_rows);
}
END_TEST

START_TEST(fields)
{
	static const struct row rows[] = {
		{GET("A:b\r\n"), 200},
		{GET("A:\r\n"), 200},
		{GET("A: \t b \t \r\n"), 200},
		{GET("!#$%&'*+-.^_`|~9: b\r\n"), 200},
		{GET("A: \"\x80\xFF:,;\t\r\n"), 200},
		{GET("A: b\r\nA: c\r\n"), 200},
		{GET("Expect: 100-continue\r\n"), 200},
		/* names */
		{GET("A : b\r\n"), 400},
		{GET("A\t: b\r\n"), 400},
		{GET("A b: c\r\n"), 400},
		{GET(": b\r\n"), 400},
		{GET("A\r\n"), 400},
		{GET("A(: b\r\n"), 400},
		{GET("\xC3\x84: b\r\n"), 400},
		{GET("A\x01: b\r\n"), 400},
		/* lines that continue one */
		{GET("A: b\r\n c\r\n"), 400},
		{GET("A: b\r\n\tc\r\n"), 400},
		{GET(" A: b\r\n"), 400},
		{GET("A: b\r\n \r\n"), 400},
		{"GET / HTTP/1.1\r\n Host: a\r\n", 400},
		/* ends of lines, and control bytes */
		{GET("A: b\nB: c\r\n"), 400},
		{GET("A: b\n"), 400},
		{GET("A: b\rB: c\r\n"), 400},
		{GET("A: b\r\r\n"), 400},
		{GET("A: b\r\n\n"), 400},
		{GET("A: \x01\r\n"), 400},
		{GET("A: \x1B[31m\r\n"), 400},
		{GET("A: \x7F\r\n"), 400},
		/* a body */
		{GET("Content-Length: 0\r\n"), 200},
		{GET("Content-Length: 000\r\n"), 200},
		{GET("Content-Length: 1\r\n"), 400},
		{GET("content-length: 18446744073709551616\r\n"), 400},
		{GET("Content-Length: +0\r\n"), 400},
		{GET("Content-Length: -0\r\n"), 400},
		{GET("Content-Length: 0x0\r\n"), 400},
		{GET("Content-Length: 0 0\r\n"), 400},
		{GET("Content-Length: 0,0\r\n"), 400},
		{GET("Content-Length:\r\n"), 400},
		{GET("Content-Length: 0\r\nContent-Length: 0\r\n"), 400},
		{GET("Content-Length: 0\r\ncontent-length: 5\r\n"), 400},
		{GET("Content-Length : 0\r\n"), 400},
		{GET("Transfer-Encoding: chunked\r\n"), 400},
		{GET("transfer-encoding: identity\r\n"), 400},
		{GET("Transfer-Encoding:\r\n"), 400},
		/* those that may come once */
		{GET("Origin: http://a\r\n"), 200},
		{GET("Origin: http://a\r\norigin: http://a\r\n"), 400},
		{GET("Sec-WebSocket-Key: a\r\nSec-WebSocket-Key: a\r\n"), 400},
		{GET("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 13\r\n"), 400},
		{GET("Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: b\r\n"), 200},
		{NULL, 0},
	};
	expect_rows(rows);
}
END_TEST

START_TEST(hosts)
{
	static const char *const good[] = {"a", "a:80", "a:", "A-b_c.d~!$&'()*+,;=%41", "127.0.0.1",
		"127.0.0.1:5555", "[::1]", "[::1]:5555", "[2001:db8::1:2.3.4.5]",
		"xn--bcher-kva.example"};
	static const char *const bad[] = {"", "a b", "a/b", "a@b", "a:b", "a:1:2", "::1", "[::1",
		"[::1]5", "[::1]x", "[::g%]", "[a/b]", ":80", "a?b", "a#b", "a\\b", "a\"b", "<a>",
		"a,b c", "\xC3\xA9", "[]a"};
	char head[128];
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		snprintf(head, sizeof head, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", good[i]);
		ck_assert_msg(status_of(head, strlen(head)) == 200, "'%s'", good[i]);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snprintf(head, sizeof head, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", bad[i]);
		ck_assert_msg(status_of(head, strlen(head)) == 400, "'%s'", bad[i]);
	}
	static const struct row rows[] = {
		{"GET / HTTP/1.1\r\n\r\n", 400},
		{"GET / HTTP/1.1\r\nHos: a\r\n\r\n", 400},
		{GET("Host: a\r\n"), 400},
		{GET("host: b\r\n"), 400},
		{"GET / HTTP/1.0\r\n" HOST HOST "\r\n", 400},
		{NULL, 0},
	};
	expect_rows(rows);
}
END_TEST

/* A NUL is as bad as other control bytes, and ends no comparison. */
START_TEST(nul)
{
	static const char with_nul[] = "G\0ET / HTTP/1.1\r\n", target[] = "GET /\0 HTTP/1.1\r\n",
			  name[] = "GET / HTTP/1.1\r\nHo\0st: a\r\n",
			  value[] = "GET / HTTP/1.1\r\nHost: a\0\r\n",
			  zero[] = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\0"
				   "5\r\n",
			  version[] = "GET / HTTP/1.\0\r\n",
			  bracket[] = "GET / HTTP/1.1\r\nHost: [\0]\r\n";
	ck_assert_int_eq(status_of(with_nul, sizeof with_nul - 1), 400);
	ck_assert_int_eq(status_of(target, sizeof target - 1), 400);
	ck_assert_int_eq(status_of(name, sizeof name - 1), 400);
	ck_assert_int_eq(status_of(value, sizeof value - 1), 400);
	ck_assert_int_eq(status_of(zero, sizeof zero - 1), 400);
	ck_assert_int_eq(status_of(version, sizeof version - 1), 400);
	ck_assert_int_eq(status_of(bracket, sizeof bracket - 1), 400);
}
END_TEST

/* A head of exactly `total` bytes, in `lines` more lines, whose request line has `line` bytes. */
static char *long_head(size_t line, size_t total)
{
	char *head = malloc(total + 1);
	size_t at = 0, path = line - strlen("GET  HTTP/1.1");
	at += (size_t)sprintf(head, "GET /");
	memset(head + at, 'a', path - 1);
	at += path - 1;
	at += (size_t)sprintf(head + at, " HTTP/1.1\r\n" HOST "A:");
	memset(head + at, 'b', total - at - 4);
	strcpy(head + total - 4, "\r\n\r\n");
	return head;
}

START_TEST(limits)
{
	static const struct {
		size_t line, total;
		int status;
	} rows[] = {
		{100, HTTP_HEAD_BYTES, 200},
		{100, HTTP_HEAD_BYTES + 1, 431},
		{100, HTTP_HEAD_BYTES + 2, 431},
		{100, 2 * HTTP_HEAD_BYTES, 431},
		{HTTP_LINE_BYTES, HTTP_HEAD_BYTES, 200},
		{HTTP_LINE_BYTES + 1, HTTP_HEAD_BYTES, 414},
		{HTTP_LINE_BYTES + 2, HTTP_HEAD_BYTES, 414},
		{2 * HTTP_LINE_BYTES, 3 * HTTP_LINE_BYTES, 414},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *head = long_head(rows[i].line, rows[i].total);
		ck_assert_uint_eq(strlen(head), rows[i].total);
		ck_assert_int_eq(status_of(head, rows[i].total), rows[i].status);
		free(head);
	}
	char *blank = malloc(HTTP_HEAD_BYTES); /* empty lines in front count, too */
	for (size_t i = 0; i < HTTP_HEAD_BYTES; i += 2)
		memcpy(blank + i, "\r\n", 2);
	ck_assert_int_eq(status_of(blank, HTTP_HEAD_BYTES - 2), 0);
	ck_assert_int_eq(status_of(blank, HTTP_HEAD_BYTES), 431);
	free(blank);
}
END_TEST

static struct http_request parsed(const char *head)
{
	struct http_request request;
	size_t used;
	int status;
	ck_assert_msg(http_read(head, strlen(head), &request, &used, &status) == HTTP_REQUEST,
		"'%s'", unit_shown(head));
	return request;
}

static void same_text(struct http_text text, const char *wanted)
{
	char got[64];
	snprintf(got, sizeof got, "%.*s", (int)text.length, text.bytes ? text.bytes : "");
	unit_same(got, wanted);
	ck_assert(wanted[0] == '\0' || text.bytes);
}

START_TEST(parts)
{
	struct http_request request =
		parsed("HEAD /a/%41?b?c HTTP/1.1\r\nHOST:\tx.example:5555 \r\n"
		       "oRiGiN: http://x.example:5555\r\n\r\nrest");
	ck_assert(request.head);
	ck_assert_int_eq(request.minor, 1);
	same_text(request.path, "/a/%41");
	same_text(request.query, "b?c");
	same_text(request.host, "x.example:5555");
	same_text(request.origin, "http://x.example:5555");
	request = parsed("GET / HTTP/1.0\r\n\r\n");
	ck_assert(!request.head && request.minor == 0);
	same_text(request.path, "/");
	ck_assert_ptr_null(request.query.bytes);
	ck_assert_ptr_null(request.host.bytes);
	ck_assert_ptr_null(request.origin.bytes);
	request = parsed("GET http://a/b?c HTTP/1.1\r\n" HOST "\r\n");
	same_text(request.path, "/b");
	same_text(request.query, "c");
}
END_TEST

START_TEST(bytes_behind_stay)
{
	static const char two[] = "\r\n" GET("") GET("A: b\r\n");
	struct http_request request;
	size_t used, second;
	int status;
	ck_assert_int_eq(http_read(two, strlen(two), &request, &used, &status), HTTP_REQUEST);
	ck_assert_uint_eq(used, 2 + strlen(GET("")));
	ck_assert_int_eq(http_read(two + used, strlen(two) - used, &request, &second, &status),
		HTTP_REQUEST);
	ck_assert_uint_eq(used + second, strlen(two));
}
END_TEST

/* So that the answer to a bad HEAD has no body. */
START_TEST(method_of_a_bad_head)
{
	struct http_request request;
	size_t used;
	int status;
	ck_assert_int_eq(
		http_read("HEAD / HTTP/1.1\r\nA : b\r\n", 24, &request, &used, &status), HTTP_BAD);
	ck_assert(request.head);
	ck_assert_int_eq(http_read("HEAD * HTTP/1.1\r\n", 17, &request, &used, &status), HTTP_BAD);
	ck_assert(request.head);
}
END_TEST

START_TEST(keep_alive)
{
	ck_assert(parsed(GET("")).keep_alive);
	ck_assert(parsed(GET("Connection: a, b\r\n")).keep_alive);
	ck_assert(parsed(GET("Connection: closed\r\n")).keep_alive);
	ck_assert(!parsed(GET("Connection: close\r\n")).keep_alive);
	ck_assert(!parsed(GET("connection: a ,\t CLOSE\r\n")).keep_alive);
	ck_assert(!parsed(GET("Connection: keep-alive\r\nConnection: close\r\n")).keep_alive);
	ck_assert(!parsed("GET / HTTP/1.0\r\n\r\n").keep_alive);
	ck_assert(parsed("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keep_alive);
	ck_assert(!parsed("GET / HTTP/1.0\r\nConnection: close, keep-alive\r\n\r\n").keep_alive);
}
END_TEST

#define CONNECTION "Connection: keep-alive, Upgrade\r\n"
#define UPGRADE "Upgrade: websocket\r\n"

START_TEST(upgrade)
{
	ck_assert(parsed(GET(CONNECTION UPGRADE)).upgrade);
	ck_assert(parsed(GET("connection: a\r\n" CONNECTION "UPGRADE: h2c\r\n"
			     "upgrade: ,, WebSocket\r\n"))
			  .upgrade);
	ck_assert(!parsed(GET(CONNECTION)).upgrade);
	ck_assert(!parsed(GET(UPGRADE)).upgrade);
	ck_assert(!parsed(GET(CONNECTION "Upgrade: websocket/13\r\n")).upgrade);
	ck_assert(!parsed(GET(CONNECTION "Upgrade: websockets\r\n")).upgrade);
	ck_assert(!parsed(GET("Connection: Upgraded\r\n" UPGRADE)).upgrade);
	ck_assert(!parsed(GET("Connection: Up grade\r\n" UPGRADE)).upgrade);
	ck_assert(!parsed("GET / HTTP/1.0\r\n" HOST CONNECTION UPGRADE "\r\n").upgrade);
	ck_assert(!parsed("HEAD / HTTP/1.1\r\n" HOST CONNECTION UPGRADE "\r\n").upgrade);
}
END_TEST

START_TEST(websocket_fields)
{
	static const struct {
		const char *field;
		int version;
	} rows[] = {{"", 0}, {"Sec-WebSocket-Version: 13\r\n", 13},
		{"sec-websocket-version:\t8 \r\n", 8}, {"Sec-WebSocket-Version: 255\r\n", 255},
		{"Sec-WebSocket-Version: 013\r\n", 0}, {"Sec-WebSocket-Version: 0\r\n", 0},
		{"Sec-WebSocket-Version:\r\n", 0}, {"Sec-WebSocket-Version: +13\r\n", 0},
		{"Sec-WebSocket-Version: 13, 8\r\n", 0}, {"Sec-WebSocket-Version: 13a\r\n", 0},
		{"Sec-WebSocket-Version: 4294967309\r\n", 0}};
	char head[256];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(head, sizeof head, GET("%s"), rows[i].field);
		ck_assert_msg(parsed(head).websocket_version == rows[i].version, "%s", head);
	}
	same_text(parsed(GET("Sec-WebSocket-Key:  dGhl=  \r\n")).websocket_key, "dGhl=");
	ck_assert_ptr_null(parsed(GET("")).websocket_key.bytes);
}
END_TEST

/* The elements of a list, one behind the other, each in brackets. */
static void expect_list(const char *head, const char *name, const char *wanted)
{
	char got[256] = "";
	struct http_request request = parsed(head);
	for (struct http_text element = {0}; http_next(&request, name, &element);)
		snprintf(got + strlen(got), sizeof got - strlen(got), "[%.*s]", (int)element.length,
			element.bytes);
	unit_same(got, wanted);
}

START_TEST(lists)
{
	expect_list(GET(""), "x", "");
	expect_list(GET("X: a\r\n"), "x", "[a]");
	expect_list(GET("X: a\r\n"), "y", "");
	expect_list(GET("Y: c\r\nX: a,b\r\nXY: d\r\nx:\t, e ,,f g ,\r\nX:\r\nX: ,\r\nX: h\r\n"),
		"X", "[a][b][e][f g][h]");
	expect_list(GET("Y: X: a\r\n"), "x", "");
	expect_list(GET("X: y: a,\r\nB: x\r\n"), "x", "[y: a]");
	expect_list("GET / HTTP/1.0\r\n\r\n", "x", "");
}
END_TEST

START_TEST(gzip)
{
	static const struct {
		const char *field;
		bool gzip;
	} rows[] = {{"", false}, {"gzip", true}, {"GZIP", true}, {"br, gzip", true},
		{"gzip;q=0", false}, {"gzip ; Q=0.000", false}, {"gzip;q=0.001", true},
		{"gzip;q=1", true}, {"*", true}, {"*;q=0", false}, {"*;q=0, gzip", true},
		{"*, gzip;q=0", false}, {"identity", false}, {"x-gzip", false}, {"gzip2", false},
		{"deflate, br", false}, {"br;q=0, gzip;q=0.5", true}};
	char head[256];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(head, sizeof head, GET("Accept-Encoding: %s\r\n"), rows[i].field);
		ck_assert_msg(parsed(head).gzip == rows[i].gzip, "%s", rows[i].field);
	}
	ck_assert(!parsed(GET("")).gzip);
	ck_assert(parsed(GET("Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n")).gzip);
}
END_TEST

START_TEST(unchanged)
{
	static const struct {
		const char *value;
		bool unchanged;
	} rows[] = {{"\"ab\"", true}, {"W/\"ab\"", true}, {"*", true}, {"\"x\", \"ab\"", true},
		{"\"AB\"", false}, {"ab", false}, {"\"abc\"", false}, {"\"a\"", false}, {"", false},
		{"W/*", true}, {"w/\"ab\"", false}};
	char head[256];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(head, sizeof head, GET("If-None-Match: %s\r\n"), rows[i].value);
		struct http_request request = parsed(head);
		ck_assert_msg(http_unchanged(&request, "\"ab\"") == rows[i].unchanged, "%s",
			rows[i].value);
	}
	struct http_request request = parsed(GET(""));
	ck_assert(!http_unchanged(&request, "\"ab\""));
}
END_TEST

START_TEST(reasons)
{
	unit_same(http_reason(404), "Not Found");
	unit_same(http_reason(431), "Request Header Fields Too Large");
	unit_same(http_reason(299), "");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {request_lines, fields, hosts, nul, limits, parts,
		bytes_behind_stay, method_of_a_bad_head, keep_alive, upgrade, websocket_fields,
		lists, gzip, unchanged, reasons, NULL};
	return unit_cases("http", cases);
}
