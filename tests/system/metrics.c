#include "metrics.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct server metrics_server;
struct server metrics_port;
struct text metrics_got;

void metrics_start(const char *const *arguments)
{
	const char *all[24] = {"--metrics", "0"};
	size_t count = 2;
	for (; arguments && *arguments; arguments++)
		all[count++] = *arguments;
	server_start_at(&metrics_server, "127.0.0.1", all);
	server_expect_log(&metrics_server, "door=metrics");
	const char *row = strstr(metrics_server.log.bytes, "door=metrics"), *address = row;
	while (address > metrics_server.log.bytes && address[-1] != '\n')
		address--;
	address = strstr(address, "address=127.0.0.1:");
	must(address && address < row, "it listens elsewhere: %s", metrics_server.log.bytes);
	metrics_port.port = atoi(strchr(address, ':') + 1);
	ck_assert_int_gt(metrics_port.port, 0);
	ck_assert_int_ne(metrics_port.port, metrics_server.port);
}

const char *metrics_ask(const char *request)
{
	struct client client;
	client_connect(&client, &metrics_port);
	client_send(&client, request, strlen(request));
	metrics_got.length = 0;
	long until = now_ms() + WAIT_MS;
	do
		must(wait_fd(client.fd, POLLIN, until), "no answer to %s", request);
	while (text_read(&metrics_got, client.fd));
	client_close(&client);
	must(metrics_got.length > 0, "nothing was answered to %s", request);
	return metrics_got.bytes;
}

const char *metrics_get(const char *path)
{
	char request[256];
	snprintf(request, sizeof request,
		"GET %s HTTP/1.1\r\nHost: localhost:9555\r\nConnection: close\r\n\r\n", path);
	return metrics_ask(request);
}

const char *metrics_body(void)
{
	const char *end = strstr(metrics_got.bytes, "\r\n\r\n");
	must(end != NULL, "no head in %s", metrics_got.bytes);
	return end + 4;
}

void metrics_has(const char *part)
{
	must(strstr(metrics_got.bytes, part) != NULL, "no %s in %s", part, metrics_got.bytes);
}

void metrics_begins(const char *status)
{
	must(strncmp(metrics_got.bytes, status, strlen(status)) == 0, "not %s: %s", status,
		metrics_got.bytes);
}

double metrics_value(const char *name)
{
	char line[160];
	snprintf(line, sizeof line, "\n%s ", name);
	const char *found = strstr(metrics_body(), line);
	must(found != NULL, "no figure %s", name);
	return atof(found + strlen(line));
}

double metrics_figure(const char *name)
{
	metrics_get("/metrics");
	return metrics_value(name);
}

/* Nothing tells that a figure has changed, so it is asked for again and again. */
void metrics_await(const char *name, double least, double most)
{
	double value = -1;
	for (long until = now_ms() + WAIT_MS; now_ms() < until; poll(NULL, 0, 20)) {
		value = metrics_figure(name);
		if (value >= least && value <= most)
			return;
	}
	ck_abort_msg("%s is %g, not %g to %g", name, value, least, most);
}
