#include "detect.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

struct server detect_server;
struct client alice;

void alice_comes(void)
{
	client_connect(&alice, &detect_server);
	client_say(&alice, "/nick alice");
	client_greet(&alice);
	client_expect_named(&alice, "alice");
}

void detect_start(const char *const *arguments)
{
	server_start_at(&detect_server, AUTO, arguments);
	alice_comes();
}

void detect_start_plain(const char *const *arguments)
{
	server_start_at(&detect_server, AUTO ",plain", arguments);
	alice_comes();
}

void detect_end(void)
{
	client_sync(&alice);
	client_close(&alice);
	server_stop(&detect_server);
}

const char *rest_of(struct client *client)
{
	long until = now_ms() + WAIT_MS;
	while (text_read(&client->got, client->fd))
		must(wait_fd(client->fd, POLLIN, until), "no end came; only: %s",
			client->got.bytes + client->at);
	return client->got.bytes + client->at;
}

void expect_irc_end(struct client *client)
{
	const char *rest = rest_of(client);
	must(strstr(rest, "ERROR :") && strncmp(rest, "-- ", 3) != 0, "answer: %s", rest);
	client_close(client);
}

void expect_http_answer(struct client *client)
{
	const char *rest = rest_of(client);
	const char *body = strstr(rest, "\r\n\r\n");
	must(strncmp(rest, "HTTP/1.1 400 Bad Request\r\n", 26) == 0, "answer: %s", rest);
	must(body && strstr(body, "nc ") && !strstr(body, "HTTP"), "answer: %s", rest);
	client_close(client);
}

void expect_answer(struct client *client, const char *words)
{
	const char *rest = rest_of(client);
	must(strncmp(rest, words, strlen(words)) == 0, "answer: %s", rest);
	client_close(client);
}

void send_slowly(struct client *client, const char *bytes)
{
	for (; *bytes; bytes++) {
		client_send(client, bytes, 1);
		client_expect_nothing(&alice);
	}
}

void expect_second_port(struct server *second)
{
	*second = detect_server;
	server_expect_log(&detect_server, "event=listening address=127.0.0.1:");
	second->port = atoi(detect_server.log.bytes + detect_server.log_at);
}
