/* --metrics: figures that move when they should, a health check, a page, and a door for nobody
 * else. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "disk.h"
#include "irc.h"
#include "metrics.h"
#include "process.h"
#include "temporary.h"
#include "websocket.h"

#define STUCK_LINES 12000

START_TEST(it_is_off_by_default)
{
	server_start(&metrics_server, NULL);
	server_read_log(&metrics_server);
	ck_assert_uint_eq(server_log_count(&metrics_server, "event=listening "), 1);
	ck_assert_uint_eq(server_log_count(&metrics_server, "metrics"), 0);
	server_stop(&metrics_server);
}
END_TEST

START_TEST(answers_have_the_right_heads)
{
	metrics_start(NULL);
	metrics_get("/metrics");
	metrics_begins("HTTP/1.1 200 OK\r\n");
	metrics_has("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n");
	metrics_has("\r\nCache-Control: no-store\r\n");
	metrics_has("\r\nX-Content-Type-Options: nosniff\r\n");
	metrics_get("/healthz");
	metrics_begins("HTTP/1.1 200 OK\r\n");
	ck_assert_str_eq(metrics_body(), "ok\n");
	metrics_get("/stats");
	metrics_begins("HTTP/1.1 200 OK\r\n");
	metrics_has("\r\nContent-Type: text/html; charset=utf-8\r\n");
	metrics_has("\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; style-src "
		    "'sha256-");
	metrics_has("frame-ancestors 'none'\r\n");
	metrics_get("/");
	metrics_begins("HTTP/1.1 404 ");
	ck_assert_str_eq(metrics_body(), "There is /metrics, /healthz and /stats.\n");
	metrics_get("/metrics/");
	metrics_begins("HTTP/1.1 404 ");
	metrics_ask("HEAD /metrics HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n");
	metrics_begins("HTTP/1.1 200 OK\r\n");
	ck_assert_str_eq(metrics_body(), "");
	metrics_ask("POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
	metrics_begins("HTTP/1.1 405 ");
	metrics_has("\r\nAllow: GET, HEAD\r\n");
	metrics_ask("NICK alice\r\nUSER a 0 * :a\r\n");
	metrics_begins("HTTP/1.1 400 ");
	server_stop(&metrics_server);
}
END_TEST

START_TEST(another_name_for_this_machine_is_refused)
{
	metrics_start(NULL);
	metrics_ask(
		"GET /metrics HTTP/1.1\r\nHost: evil.example:9555\r\nConnection: close\r\n\r\n");
	metrics_begins("HTTP/1.1 403 ");
	ck_assert_ptr_null(strstr(metrics_got.bytes, "chatd_sessions"));
	metrics_ask("GET /metrics HTTP/1.1\r\nHost: 192.0.2.7:9555\r\nConnection: close\r\n\r\n");
	metrics_begins("HTTP/1.1 200 ");
	server_stop(&metrics_server);
}
END_TEST

/* The page's modules come from there, too. */
START_TEST(the_page_has_all_that_it_names)
{
	unsigned count = 0;
	metrics_start(NULL);
	metrics_get("/stats");
	char *page = strdup(metrics_body());
	for (const char *at = page; (at = strstr(at, "=\"/")) != NULL; at++) {
		char path[160];
		snprintf(path, sizeof path, "%.*s", (int)strcspn(at + 2, "\""), at + 2);
		metrics_get(path);
		metrics_begins("HTTP/1.1 200 ");
		count++;
	}
	ck_assert_uint_ge(count, 2);
	free(page);
	server_stop(&metrics_server);
}
END_TEST

START_TEST(connections_are_counted_by_what_they_speak)
{
	struct client alice, silent;
	struct irc bob;
	metrics_start(ARGUMENTS("--greet-after", "60000"));
	ck_assert_double_eq(metrics_figure("chatd_sessions"), 0);
	client_connect(&silent, &metrics_server);
	metrics_await("chatd_connections{door=\"none\",tls=\"no\"}", 1, 1);
	client_connect(&alice, &metrics_server);
	client_say(&alice, "/nick alice");
	client_await(&alice, "You are alice now");
	irc_join(&bob, &metrics_server, "bob", NULL);
	irc_say(&bob, "JOIN #tea");
	irc_await_numeric(&bob, 366);
	/* The connection of the question before may not be closed yet. */
	metrics_await("chatd_connections{door=\"metrics\",tls=\"no\"}", 1, 1);
	ck_assert_double_eq(metrics_value("chatd_connections{door=\"none\",tls=\"no\"}"), 1);
	ck_assert_double_eq(metrics_value("chatd_connections{door=\"line\",tls=\"no\"}"), 1);
	ck_assert_double_eq(metrics_value("chatd_connections{door=\"irc\",tls=\"no\"}"), 1);
	ck_assert_double_eq(metrics_value("chatd_connections{door=\"irc\",tls=\"yes\"}"), 0);
	ck_assert_double_eq(metrics_value("chatd_connections_accepted_total"), 3);
	ck_assert_double_eq(metrics_value("chatd_sessions"), 2);
	ck_assert_double_eq(metrics_value("chatd_rooms"), 2);
	irc_close(&bob);
	client_close(&alice);
	client_close(&silent);
	metrics_await("chatd_connections{door=\"irc\",tls=\"no\"}", 0, 0);
	metrics_await("chatd_connections{door=\"line\",tls=\"no\"}", 0, 0);
	metrics_await("chatd_connections{door=\"none\",tls=\"no\"}", 0, 0);
	ck_assert_double_eq(metrics_figure("chatd_sessions_peak"), 2);
	server_stop(&metrics_server);
}
END_TEST

START_TEST(browsers_are_counted_too)
{
	struct client page, chat;
	metrics_start(NULL);
	client_connect(&page, &metrics_server);
	client_say(&page, "GET / HTTP/1.1\r\nHost: localhost\r\n\r");
	metrics_await("chatd_connections{door=\"web\",tls=\"no\"}", 1, 1);
	websocket_connect(&chat, &metrics_server, "");
	websocket_register(&chat, "carol");
	metrics_await("chatd_sent_bytes_total{door=\"websocket\"}", 101, 1e9);
	ck_assert_double_eq(metrics_value("chatd_connections{door=\"websocket\",tls=\"no\"}"), 1);
	ck_assert_double_eq(metrics_value("chatd_sessions"), 1);
	ck_assert_double_gt(metrics_value("chatd_sent_bytes_total{door=\"web\"}"), 100);
	websocket_say(&chat, "PING once");
	websocket_await(&chat, "*PONG*once");
	ck_assert_double_gt(metrics_figure("chatd_received_bytes_total{door=\"websocket\"}"), 8);
	client_close(&chat);
	client_close(&page);
	metrics_await("chatd_connections{door=\"websocket\",tls=\"no\"}", 0, 0);
	metrics_await("chatd_connections{door=\"web\",tls=\"no\"}", 0, 0);
	server_stop(&metrics_server);
}
END_TEST

START_TEST(connections_with_tls_are_counted_apart)
{
	char program[256], address[32];
	struct process openssl;
	if (!*getenv("TLS") || !process_find("openssl", program)) {
		note("no TLS, or no openssl");
		return;
	}
	metrics_start(NULL);
	snprintf(address, sizeof address, "127.0.0.1:%d", metrics_server.port);
	process_start(&openssl, -1,
		(const char *const[]){"openssl", "s_client", "-quiet", "-connect", address, NULL});
	process_feed(&openssl, "NICK alice\r\nUSER a 0 * :a\r\n");
	metrics_await("chatd_connections{door=\"irc\",tls=\"yes\"}", 1, 1);
	metrics_await("chatd_sessions", 1, 1);
	metrics_get("/metrics");
	ck_assert_double_eq(metrics_value("chatd_connections{door=\"irc\",tls=\"no\"}"), 0);
	ck_assert_double_eq(metrics_value("chatd_connections{door=\"none\",tls=\"no\"}"), 0);
	ck_assert_double_eq(metrics_value("chatd_tls_handshakes_total{result=\"done\"}"), 1);
	ck_assert_double_gt(metrics_value("chatd_certificate_expiry_timestamp_seconds"), 4e9);
	process_feed(&openssl, "QUIT\r\n");
	metrics_await("chatd_connections{door=\"irc\",tls=\"yes\"}", 0, 0);
	process_end_input(&openssl);
	process_wait(&openssl);
	server_stop(&metrics_server);
}
END_TEST

START_TEST(lines_and_deliveries_are_counted)
{
	struct client alice, bob, carol;
	metrics_start(NULL);
	client_join(&alice, &metrics_server, "alice");
	client_join(&bob, &metrics_server, "bob");
	client_join(&carol, &metrics_server, "carol");
	client_sync(&alice);
	/* A loop counts what it has sent a moment after that. */
	metrics_await("chatd_lines_read_total", 4, 4); /* three names, and her question */
	double deliveries = metrics_value("chatd_deliveries_total");
	double posted = metrics_value("chatd_posted_total"),
	       sent = metrics_value("chatd_sent_bytes_total{door=\"line\"}");
	double received = metrics_value("chatd_received_bytes_total{door=\"line\"}");
	client_say(&alice, "hello");
	client_await(&bob, "hello");
	client_await(&carol, "hello");
	double said = 2 * (double)strlen("<alice> hello\n"), before = 1000; /* not counted yet */
	metrics_await("chatd_deliveries_total", deliveries + 2, deliveries + 2);
	metrics_await("chatd_sent_bytes_total{door=\"line\"}", sent + said, sent + said + before);
	metrics_await("chatd_lines_read_total", 5, 5);
	metrics_await("chatd_received_bytes_total{door=\"line\"}", received + 6, received + 6);
	ck_assert_double_eq(metrics_value("chatd_posted_total"), posted + 1);
	client_close(&alice);
	client_close(&bob);
	client_close(&carol);
	server_stop(&metrics_server);
}
END_TEST

START_TEST(turns_the_lock_and_memory_have_figures)
{
	struct client alice;
	char last[64];
	double turns = 0;
	metrics_start(NULL);
	client_join(&alice, &metrics_server, "alice");
	client_sync(&alice);
	metrics_get("/metrics");
	for (int i = 0; i < server_threads; i++) {
		snprintf(last, sizeof last, "chatd_loop_turn_seconds_count{loop=\"%d\"}", i);
		turns += metrics_value(last);
	}
	ck_assert_double_gt(turns, 0);
	ck_assert_double_gt(metrics_value("chatd_lock_takes_total"), 0);
	ck_assert_double_gt(metrics_value("process_resident_memory_bytes"), 1e6);
	ck_assert_double_gt(metrics_value("process_open_fds"), 5);
	ck_assert_double_gt(metrics_value("process_start_time_seconds"), 1.7e9);
	ck_assert_double_ge(metrics_value("process_cpu_seconds_total"), 0);
	client_close(&alice);
	server_stop(&metrics_server);
}
END_TEST

START_TEST(who_is_refused_is_counted_by_the_reason)
{
	struct client client;
	metrics_start(ARGUMENTS("--max-clients", "1", "--deny", "127.0.0.9"));
	client_expect_refused(&metrics_server, "127.0.0.9", "...");
	ck_assert_double_eq(
		metrics_figure("chatd_connections_refused_total{reason=\"access\"}"), 1);
	client_join(&client, &metrics_server, "alice");
	client_expect_refused(&metrics_server, "127.0.0.8", "...");
	metrics_get("/metrics"); /* a full server still answers */
	ck_assert_double_eq(metrics_value("chatd_connections_refused_total{reason=\"full\"}"), 1);
	ck_assert_double_eq(
		metrics_value("chatd_connections_refused_total{reason=\"address\"}"), 0);
	ck_assert_double_eq(metrics_value("chatd_connections_max"), 1);
	client_close(&client);
	server_stop(&metrics_server);
}
END_TEST

START_TEST(a_slow_reader_shows_in_the_queues)
{
	struct client stuck, alice;
	char line[1001];
	metrics_start(ARGUMENTS("--rate", "0", "--send-queue", "64M", "--slow-queue", "64M"));
	client_connect_from(&stuck, &metrics_server, NULL, "127.0.0.1", 4096);
	client_say(&stuck, "/nick stuck");
	client_await(&stuck, "You are stuck now");
	client_join(&alice, &metrics_server, "alice");
	memset(line, 'x', sizeof line - 1);
	line[sizeof line - 1] = '\0';
	for (int i = 0; i < STUCK_LINES; i++)
		client_say(&alice, "%s", line);
	client_sync(&alice);
	metrics_await("chatd_send_queues", 1, 1);
	metrics_await("chatd_send_queue_bytes", 1e5, 1e9);
	metrics_get("/metrics");
	ck_assert_double_gt(metrics_value("chatd_send_queue_largest_bytes"), 1e5);
	ck_assert_double_gt(metrics_value("chatd_feed_bytes"), 1e5);
	client_close(&stuck);
	metrics_await("chatd_send_queue_bytes", 0, 0);
	metrics_await("chatd_send_queue_largest_bytes", 0, 0);
	client_close(&alice);
	server_stop(&metrics_server);
}
END_TEST

/* As metrics_await(). */
static void await_health(const char *status, const char *words)
{
	for (long until = now_ms() + WAIT_MS; now_ms() < until; poll(NULL, 0, 20)) {
		metrics_get("/healthz");
		if (strstr(metrics_got.bytes, status) && strstr(metrics_body(), words))
			return;
	}
	ck_abort_msg("no %s with %s: %s", status, words, metrics_got.bytes);
}

START_TEST(a_bad_disk_is_no_good_health)
{
	char folder[TEMPORARY_PATH_SIZE];
	struct client alice;
	temporary_subfolder(folder, "state");
	struct disk *disk = disk_new(folder, NULL);
	disk_use(disk);
	metrics_start(
		ARGUMENTS("--history", "strict", "--state", folder, "--history-wait", "60000"));
	client_join(&alice, &metrics_server, "alice");
	client_say(&alice, "one");
	client_sync(&alice);
	metrics_await("chatd_history_commit_seconds_count", 1, 1e9);
	metrics_await("chatd_history_waiting_bytes", 0, 0);
	await_health("200 OK", "ok");
	disk->sync_error = EIO;
	client_say(&alice, "two");
	await_health("503 Service Unavailable", "The history could not be written: ");
	metrics_await("chatd_history_failures_total", 1, 1e9);
	metrics_get("/metrics");
	ck_assert_double_eq(metrics_value("chatd_history_late"), 0);
	ck_assert_double_eq(metrics_value("chatd_history_waiting_lines"), 1);
	ck_assert_double_gt(metrics_value("chatd_history_waiting_bytes"), 0);
	disk->sync_error = 0;
	await_health("200 OK", "ok");
	metrics_await("chatd_history_waiting_lines", 0, 0);
	client_close(&alice);
	server_stop(&metrics_server);
	disk_free(disk);
	temporary_remove_tree(folder);
}
END_TEST

START_TEST(a_late_disk_is_no_good_health)
{
	char folder[TEMPORARY_PATH_SIZE];
	struct client alice;
	temporary_subfolder(folder, "state");
	struct disk *disk = disk_new(folder, NULL);
	disk_use(disk);
	metrics_start(ARGUMENTS("--history", "strict", "--state", folder, "--history-wait", "300"));
	client_join(&alice, &metrics_server, "alice");
	alice.check = client_any_line;
	disk_hold(disk);
	client_say(&alice, "one");
	await_health("503 Service Unavailable", "The history is late, so lines are sent before");
	metrics_await("chatd_history_late", 1, 1);
	disk_release(disk);
	await_health("200 OK", "ok");
	metrics_await("chatd_history_late", 0, 0);
	client_close(&alice);
	server_stop(&metrics_server);
	disk_free(disk);
	temporary_remove_tree(folder);
}
END_TEST

START_TEST(operators_read_them_in_words)
{
	struct client alice;
	struct irc root;
	metrics_start(ARGUMENTS("--oper", server_operator("secret")));
	client_join(&alice, &metrics_server, "alice");
	client_ask(&alice, "/stats", "!! only the server's operators can do that");
	client_say(&alice, "/oper root secret");
	client_await(&alice, "operators now");
	client_say(&alice, "/stats");
	client_await(&alice, "-- Server:      chatd ");
	client_await(&alice, "-- People:      1 here, 1 at most since the start; operators: 1");
	client_await(&alice, "-- CPU:         ");
	client_close(&alice);
	irc_join(&root, &metrics_server, "root", NULL);
	irc_say(&root, "OPER root secret");
	irc_await_numeric(&root, 381);
	irc_say(&root, "STATS t");
	irc_await(&root, ":* 249 root :Server:      chatd *");
	irc_await(&root, ":* 249 root :Memory: *");
	irc_await_numeric(&root, 219);
	irc_close(&root);
	server_stop(&metrics_server);
}
END_TEST

static void expect_wrong(const char *value, const char *sentence)
{
	server_spawn(&metrics_server, ARGUMENTS("--port", "0", "--metrics", value), NULL);
	ck_assert_int_ne(server_wait(&metrics_server), 0);
	must(strstr(metrics_server.log.bytes, sentence) != NULL, "no %s in %s", sentence,
		metrics_server.log.bytes);
	server_free(&metrics_server);
}

START_TEST(a_wrong_address_is_said_so)
{
	char taken[32], sentence[96];
	expect_wrong("localhost", "chatd: 'metrics' cannot be 'localhost': it needs a port");
	expect_wrong("127.0.0.1:70000",
		"chatd: 'metrics' cannot be '127.0.0.1:70000': the port must be a whole number");
	expect_wrong("192.0.2.1:9555", "cannot listen on 192.0.2.1 port 9555");
	metrics_start(NULL);
	struct server first = metrics_server;
	snprintf(taken, sizeof taken, "%d", metrics_port.port);
	snprintf(sentence, sizeof sentence, "cannot listen on 127.0.0.1 port %s", taken);
	expect_wrong(taken, sentence);
	metrics_server = first;
	server_stop(&metrics_server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {connections_are_counted_by_what_they_speak,
		lines_and_deliveries_are_counted, turns_the_lock_and_memory_have_figures,
		a_slow_reader_shows_in_the_queues, a_bad_disk_is_no_good_health,
		a_late_disk_is_no_good_health, NULL};
	const TTest *const once[] = {it_is_off_by_default, browsers_are_counted_too,
		connections_with_tls_are_counted_apart, answers_have_the_right_heads,
		another_name_for_this_machine_is_refused, the_page_has_all_that_it_names,
		who_is_refused_is_counted_by_the_reason, operators_read_them_in_words,
		a_wrong_address_is_said_so, NULL};
	return run_tests("metrics", each, once);
}
