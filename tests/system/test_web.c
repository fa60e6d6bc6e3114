/* The web door: what a browser is answered, and who is not. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "detect.h"
#include "temporary.h"

#define HOST "Host: 127.0.0.1\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\n" HOST "\r\n"
#define PACE_MS 200

static struct server server;

/* An answer; its texts live until the next one. */
struct reply {
	int status;
	const char *head;
	const char *body;
	size_t length;
};

static void start(const char *const *arguments)
{
	server_start_at(&server, "127.0.0.1", arguments);
}

/* The value of a field, "" where there is none; valid until the next call. */
static const char *field(const struct reply *reply, const char *name)
{
	static char value[1024];
	char start[64];
	snprintf(start, sizeof start, "\r\n%s: ", name);
	const char *found = strstr(reply->head, start);
	if (!found)
		return "";
	found += strlen(start);
	snprintf(value, sizeof value, "%.*s", (int)strcspn(found, "\r"), found);
	return value;
}

/* Reads an answer; `has_body` is false for one to HEAD, and for 304. */
static struct reply read_reply(struct client *client, bool has_body)
{
	static char head[4096], *body;
	struct reply reply = {.head = head};
	size_t at = client->at;
	text_await(&client->got, &at, client->fd, "\r\n\r\n");
	snprintf(head, sizeof head, "%.*s", (int)(at - client->at), client->got.bytes + client->at);
	client->at = at;
	must(sscanf(head, "HTTP/1.1 %d ", &reply.status) == 1, "answer: %s", head);
	must(strstr(head, "\r\nDate: ") && strstr(head, " GMT\r\n"), "no date: %s", head);
	ck_assert_str_eq(field(&reply, "X-Content-Type-Options"), "nosniff");
	ck_assert_str_eq(field(&reply, "Referrer-Policy"), "no-referrer");
	must(reply.status == 304 || *field(&reply, "Content-Length"), "no length: %s", head);
	if (!has_body)
		return reply;
	reply.length = (size_t)atol(field(&reply, "Content-Length"));
	long until = now_ms() + WAIT_MS;
	while (client->got.length - client->at < reply.length)
		must(wait_fd(client->fd, POLLIN, until) && text_read(&client->got, client->fd),
			"the body ends early");
	free(body);
	body = malloc(reply.length + 1);
	memcpy(body, client->got.bytes + client->at, reply.length);
	body[reply.length] = '\0';
	client->at += reply.length;
	reply.body = body;
	return reply;
}

static struct reply ask(struct client *client, const char *request)
{
	client_send(client, request, strlen(request));
	return read_reply(client, strncmp(request, "HEAD ", 5) != 0);
}

/* A connection of its own. */
static struct reply ask_once(const char *request)
{
	struct client client;
	client_connect(&client, &server);
	struct reply reply = ask(&client, request);
	client_close(&client);
	return reply;
}

static void expect_end(struct client *client)
{
	long until = now_ms() + WAIT_MS;
	while (text_read(&client->got, client->fd))
		must(wait_fd(client->fd, POLLIN, until), "no end came");
	must(client->got.length == client->at, "behind the answer: %s",
		client->got.bytes + client->at);
	client_close(client);
}

START_TEST(the_page_is_served)
{
	struct client client;
	char tag[128], request[512], path[128];
	start(NULL);
	client_connect(&client, &server);
	struct reply page = ask(&client, GET("/"));
	ck_assert_int_eq(page.status, 200);
	ck_assert_str_eq(field(&page, "Content-Type"), "text/html; charset=utf-8");
	ck_assert_str_eq(field(&page, "Cache-Control"), "no-cache");
	ck_assert_str_eq(field(&page, "Content-Encoding"), "");
	const char *policy = field(&page, "Content-Security-Policy");
	must(strstr(policy, "default-src 'none'; script-src 'self'; style-src 'sha256-"),
		"policy: %s", policy);
	must(strstr(policy, "frame-ancestors 'none'") && !strstr(policy, "unsafe"), "policy: %s",
		policy);
	ck_assert_int_eq(strncmp(page.body, "<!doctype html>", 15), 0);
	snprintf(tag, sizeof tag, "%s", field(&page, "ETag"));
	const char *script = strstr(page.body, "<script type=\"module\" src=\"");
	ck_assert_int_eq(sscanf(script, "<script type=\"module\" src=\"%127[^\"]\"", path), 1);

	snprintf(request, sizeof request, "GET / HTTP/1.1\r\n" HOST "If-None-Match: %s\r\n\r\n",
		tag);
	client_send(&client, request, strlen(request));
	page = read_reply(&client, false);
	ck_assert_int_eq(page.status, 304);
	ck_assert_str_eq(field(&page, "ETag"), tag);

	snprintf(request, sizeof request,
		"GET %s HTTP/1.1\r\n" HOST "Accept-Encoding: gzip, br\r\n\r\n", path);
	page = ask(&client, request);
	ck_assert_int_eq(page.status, 200);
	ck_assert_str_eq(field(&page, "Content-Type"), "text/javascript; charset=utf-8");
	ck_assert_str_eq(field(&page, "Content-Encoding"), "gzip");
	ck_assert_str_eq(field(&page, "Vary"), "Accept-Encoding");
	ck_assert_str_eq(field(&page, "Cache-Control"), "public, max-age=31536000, immutable");
	ck_assert_int_eq(memcmp(page.body, "\x1F\x8B", 2), 0);
	client_close(&client);
	server_stop(&server);
}
END_TEST

static const struct {
	const char *request;
	int status;
	const char *words; /* of the body, or a field of the head */
	bool closes;
} answers[] = {
	{GET("/nix"), 404, "The chat is at /", false},
	{GET("/../etc/passwd"), 404, "The chat is at /", false},
	{GET("/favicon.ico"), 404, "The chat is at /", false},
	{"GET /?x=1 HTTP/1.1\r\n" HOST "\r\n", 200, "<!doctype html>", false},
	{"GET / HTTP/1.1\r\n\r\n", 400, "no request that can be read", true},
	{"GET / HTTP/1.1\r\n" HOST HOST "\r\n", 400, "no request that can be read", true},
	{"GET / HTTP/1.1\r\n" HOST " folded\r\n\r\n", 400, "no request that can be read", true},
	{"GET / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello", 400, "no request", true},
	{"GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "no", true},
	{"POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello", 405, "Allow: GET, HEAD",
		true},
	{"OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 405, "Only GET and HEAD", true},
	{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "Only HTTP/1.1", true},
	{"OPTIONS * RTSP/1.0\r\n\r\n", 400, "no request that can be read", true},
	{"GET / HTTP/1.0\r\n\r\n", 200, "<!doctype html>", true},
	{"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, "Connection: keep-alive", false},
	{"GET / HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n", 200, "Connection: close", true},
};

START_TEST(each_request_has_its_answer)
{
	start(NULL);
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct client client;
		client_connect(&client, &server);
		struct reply reply = ask(&client, answers[i].request);
		must(reply.status == answers[i].status, "%d to %s", reply.status,
			answers[i].request);
		must(strstr(reply.body, answers[i].words) || strstr(reply.head, answers[i].words),
			"no '%s' in %s%s", answers[i].words, reply.head, reply.body);
		if (answers[i].closes) {
			expect_end(&client);
			continue;
		}
		ck_assert_int_eq(ask(&client, GET("/nix")).status, 404);
		client_close(&client);
	}
	server_stop(&server);
}
END_TEST

START_TEST(what_is_too_long_is_refused)
{
	static char long_text[9000];
	struct client client;
	start(NULL);
	memset(long_text, 'x', sizeof long_text - 1);
	client_connect(&client, &server);
	SEND(&client, "GET /");
	client_send(&client, long_text, sizeof long_text - 1);
	ck_assert_int_eq(read_reply(&client, true).status, 414);
	expect_end(&client);
	client_connect(&client, &server);
	SEND(&client, "GET / HTTP/1.1\r\n" HOST "X: ");
	client_send(&client, long_text, sizeof long_text - 1);
	ck_assert_int_eq(read_reply(&client, true).status, 431);
	expect_end(&client);
	server_stop(&server);
}
END_TEST

START_TEST(head_has_no_body)
{
	struct client client;
	char length[32];
	start(NULL);
	client_connect(&client, &server);
	struct reply page = ask(&client, GET("/"));
	snprintf(length, sizeof length, "%zu", page.length);
	page = ask(&client, "HEAD / HTTP/1.1\r\n" HOST "\r\n");
	ck_assert_int_eq(page.status, 200);
	ck_assert_str_eq(field(&page, "Content-Length"), length);
	ck_assert_int_eq(ask(&client, "HEAD /nix HTTP/1.1\r\n" HOST "\r\n").status, 404);
	SEND(&client, "HEAD  HTTP/1.1\r\n\r\n");
	ck_assert_int_eq(read_reply(&client, false).status, 400);
	expect_end(&client);
	server_stop(&server);
}
END_TEST

/* Many at once, of which the client reads nothing before all are sent; and the same behind its end.
 */
START_TEST(requests_are_answered_in_order)
{
	enum { ROUNDS = 40 };
	struct client client;
	start(NULL);
	for (int half = 0; half < 2; half++) {
		client_connect(&client, &server);
		for (int i = 0; i < ROUNDS; i++)
			SEND(&client, GET("/") GET("/nix") "HEAD / HTTP/1.1\r\n" HOST "\r\n");
		if (half)
			client_half_close(&client);
		for (int i = 0; i < ROUNDS; i++) {
			ck_assert_int_eq(read_reply(&client, true).status, 200);
			ck_assert_int_eq(read_reply(&client, true).status, 404);
			ck_assert_int_eq(read_reply(&client, false).status, 200);
		}
		if (half)
			expect_end(&client);
		else
			client_close(&client);
	}
	server_stop(&server);
}
END_TEST

START_TEST(a_request_may_come_byte_by_byte)
{
	static const char request[] = GET("/nix");
	struct client client, alice_too;
	start(NULL);
	client_join(&alice_too, &server, "alice");
	client_connect(&client, &server);
	for (const char *at = request; *at; at++) {
		client_send(&client, at, 1);
		client_expect_nothing(&alice_too); /* it has been read, and is nobody who joins */
	}
	ck_assert_int_eq(read_reply(&client, true).status, 404);
	client_close(&client);
	client_expect_nothing(&alice_too);
	client_close(&alice_too);
	server_stop(&server);
}
END_TEST

/* However it spreads its bytes, a head has ten seconds. One that has not begun is not answered. */
START_TEST(a_slow_request_is_given_up)
{
	struct client slow, idle;
	start(NULL);
	client_connect(&slow, &server);
	long began = now_ms(), until = began + WAIT_MS;
	SEND(&slow, "GET / HTTP/1.1\r\nX: ");
	while (!wait_fd(slow.fd, POLLIN, now_ms() + PACE_MS)) {
		must(now_ms() < until, "it is served for ever");
		SEND(&slow, "x");
	}
	ck_assert_int_eq(read_reply(&slow, true).status, 408);
	ck_assert_int_ge((int)(now_ms() - began), 9900);
	expect_end(&slow);
	server_stop(&server);
	server_start_at(&server, "127.0.0.1,door=web,plain", NULL);
	client_connect(&idle, &server);
	expect_end(&idle);
	server_stop(&server);
}
END_TEST

START_TEST(browsers_are_told_where_none_are_served)
{
	struct client client;
	start(ARGUMENTS("--web", "off"));
	client_connect(&client, &server);
	SEND(&client, GET("/"));
	expect_http_answer(&client);
	server_expect_log(&server, "spoke=http");
	server_stop(&server);
}
END_TEST

static int status_for(const char *host)
{
	char request[256];
	snprintf(request, sizeof request, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", host);
	return ask_once(request).status;
}

START_TEST(the_host_must_be_known)
{
	start(ARGUMENTS("--web-host", "Chat.example.org", "--web-host", "other"));
	ck_assert_int_eq(status_for("127.0.0.1:5555"), 200);
	ck_assert_int_eq(status_for("[::1]"), 200);
	ck_assert_int_eq(status_for("LOCALHOST:80"), 200);
	ck_assert_int_eq(status_for("chat.EXAMPLE.org"), 200);
	ck_assert_int_eq(status_for("other:5555"), 200);
	char own[256];
	ck_assert_int_eq(gethostname(own, sizeof own), 0);
	ck_assert_int_eq(status_for(own), 200);
	ck_assert_int_eq(status_for("evil.example"), 403);
	ck_assert_int_eq(status_for("chat.example.org.evil.example"), 403);
	ck_assert_int_eq(status_for("127.0.0.1.evil.example"), 403);
	struct reply reply = ask_once("GET / HTTP/1.1\r\nHost: evil.example:80\r\n\r\n");
	must(strstr(reply.body, "--web-host evil.example\n"), "body: %s", reply.body);
	ck_assert_int_eq(ask_once("GET / HTTP/1.0\r\n\r\n").status, 200);
	server_stop(&server);
}
END_TEST

START_TEST(a_new_configuration_counts)
{
	char path[TEMPORARY_PATH_SIZE];
	FILE *file;
	temporary_subfolder(path, "web");
	strcat(path, "/chatd.conf");
	file = fopen(path, "w");
	fprintf(file, "web = off\n");
	fclose(file);
	start(ARGUMENTS("--config", path));
	ck_assert_int_eq(ask_once(GET("/")).status == 400, 1);
	file = fopen(path, "w");
	fprintf(file, "web-host = {here.example}\n");
	fclose(file);
	server_signal(&server, SIGHUP);
	server_expect_log(&server, "event=settings");
	ck_assert_int_eq(status_for("here.example"), 200);
	ck_assert_int_eq(status_for("there.example"), 403);
	server_stop(&server);
}
END_TEST

START_TEST(a_listener_may_be_for_browsers_alone)
{
	struct client client;
	server_start_at(&server, "127.0.0.1,door=web,plain", NULL);
	ck_assert_int_eq(ask_once(GET("/")).status, 200);
	client_connect(&client, &server);
	SEND(&client, "NICK ann\r\n");
	expect_answer(&client, "ERROR :This address is for browsers; ");
	client_connect(&client, &server);
	SEND(&client, "hello\n");
	expect_answer(&client, "!! this address is for browsers; ");
	client_connect(&client, &server);
	SEND(&client, "SSH-2.0-OpenSSH_9.2\r\n");
	expect_answer(&client, "This is a chat server, not an SSH server.");
	server_stop(&server);
}
END_TEST

START_TEST(a_full_server_says_so)
{
	struct client first;
	start(ARGUMENTS("--max-clients", "1"));
	client_connect(&first, &server);
	ck_assert_int_eq(ask(&first, GET("/")).status, 200);
	server_signal(&server, SIGSTOP); /* the request is there when it is accepted */
	struct client second;
	client_connect(&second, &server);
	SEND(&second, GET("/"));
	server_signal(&server, SIGCONT);
	struct reply reply = read_reply(&second, true);
	ck_assert_int_eq(reply.status, 503);
	must(strstr(reply.body, "The server is full"), "body: %s", reply.body);
	expect_end(&second);
	client_close(&first);
	server_stop(&server);
}
END_TEST

/* A browser opens connections that it does not use yet. Where one has come from, who is silent is
 * not greeted so soon. */
START_TEST(a_spare_connection_is_not_greeted)
{
	struct client alice_too, spare, nc;
	start(ARGUMENTS("--greet-after", "1"));
	client_join(&alice_too, &server, "alice");
	ck_assert_int_eq(ask_once(GET("/")).status, 200);
	client_connect(&spare, &server);
	client_connect(&nc, &server);
	must(!wait_fd(spare.fd, POLLIN, now_ms() + PACE_MS), "it is greeted");
	client_sync(&alice_too);
	ck_assert_int_eq(ask(&spare, GET("/nix")).status, 404);
	client_say(&nc, "hello");
	client_await(&alice_too, "> hello");
	client_greet(&nc);
	client_close(&nc);
	client_close(&spare);
	client_close(&alice_too);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {the_page_is_served, each_request_has_its_answer,
		what_is_too_long_is_refused, head_has_no_body, requests_are_answered_in_order,
		a_request_may_come_byte_by_byte, browsers_are_told_where_none_are_served,
		the_host_must_be_known, a_new_configuration_counts,
		a_listener_may_be_for_browsers_alone, a_full_server_says_so,
		a_spare_connection_is_not_greeted, NULL};
	const TTest *const once[] = {a_slow_request_is_given_up, NULL};
	return run_tests("web", each, once);
}
