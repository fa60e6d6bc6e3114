#include "metrics.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "config_bind.h"
#include "door_kind.h"
#include "figures_text.h"
#include "health.h"
#include "memory.h"
#include "page.h"
#include "peer.h"
#include "web.h"
#include "web_file.h"

static struct server *server_of(const struct conn *conn)
{
	return ((struct worker *)((char *)conn->loop - offsetof(struct worker, loop)))->server;
}

static void take(struct server *server, struct figures *figures)
{
	struct core_loop *core = &server->core.loops[0];
	core_enter(core, clock_monotonic_ms());
	figures_take(figures, server);
	core_leave(core);
}

static void answer_metrics(struct server *server, struct web_answer *answer)
{
	struct figures figures;
	take(server, &figures);
	figures_take_descriptors(&figures);
	answer->status = 200;
	answer->type = FIGURES_TEXT_TYPE;
	figures_text(&figures, &answer->made);
}

static void answer_health(struct server *server, struct web_answer *answer)
{
	struct figures figures;
	char why[HEALTH_SIZE];
	take(server, &figures);
	if (health_good(&figures, clock_monotonic_ms(), why))
		web_say(answer, 200, "ok");
	else
		web_say(answer, 503, "%s", why);
}

static bool is(struct http_text path, const char *text)
{
	return path.length == strlen(text) && memcmp(path.bytes, text, path.length) == 0;
}

static const char policy[] = "Content-Security-Policy: default-src 'none'; script-src 'self'; ";

static const struct page_file *find(struct http_text path)
{
	if (is(path, "/"))
		return NULL;
	if (is(path, "/stats"))
		return page_find(stats_files, "/", 1);
	return page_find(stats_files, path.bytes, path.length);
}

static void answer_page(const struct http_request *request, struct web_answer *answer)
{
	const struct page_file *file = find(request->path);
	if (!file) {
		web_say(answer, 404, "There is /metrics, /healthz and /stats.");
		return;
	}
	if (!file->immutable)
		buffer_add_all(&answer->fields, policy, "style-src '", stats_style_hash,
			"'; connect-src 'self'; img-src data:; base-uri 'none'; "
			"form-action 'none'; frame-ancestors 'none'\r\n",
			NULL);
	web_file(file, request, answer);
}

static void answer(struct conn *conn, const struct http_request *request, struct web_answer *answer)
{
	bool made = true;
	if (is(request->path, "/metrics"))
		answer_metrics(server_of(conn), answer);
	else if (is(request->path, "/healthz"))
		answer_health(server_of(conn), answer);
	else
		made = false;
	if (made)
		buffer_add_text(&answer->fields, "Cache-Control: no-store\r\n");
	else
		answer_page(request, answer);
}

static const struct web_site site = {.answer = answer};

static void open_conn(struct conn *conn)
{
	web_open(conn, &site);
}

static const struct conn_ops conn_ops = {.kind = DOOR_KIND_METRICS,
	.open = open_conn,
	.data = web_data,
	.drained = web_drained,
	.silent = web_silent,
	.farewell = web_farewell,
	.closed = web_closed};

static void accepted(
	struct listener *listener, int fd, const struct sockaddr *peer, socklen_t length)
{
	struct server *server = listener->data;
	if (server->metrics_conns >= METRICS_CONNS_MAX) {
		close(fd);
		return;
	}
	struct arrival *arrival = memory_zero(sizeof *arrival);
	peer_address(arrival->address, fd, peer, length);
	arrival->port = address_port_of(peer);
	arrival->fd = fd;
	arrival->ops = &conn_ops;
	server->metrics_conns++;
	loop_adopt(&server->workers[0].loop, arrival);
}

static void exhausted(struct listener *listener, int fd)
{
}

static const struct listener_ops listener_ops = {accepted, exhausted};

void metrics_freed(struct server *server)
{
	server->metrics_conns--;
}

bool metrics_open(struct server *server, const struct config *config, char error[OPTION_ERROR_SIZE])
{
	struct address address;
	char reason[LISTENER_ERROR_SIZE];
	if (!config->metrics)
		return true;
	config_metrics(&address, config->metrics);
	if (listener_open(&server->metrics, *address.host ? address.host : NULL, address.port,
		    reason) == 0) {
		for (size_t i = 0; i < server->metrics.count; i++)
			server->metrics.items[i]->tls = BIND_PLAIN;
		return true;
	}
	snprintf(error, OPTION_ERROR_SIZE, "'metrics' cannot be '%s': %s", config->metrics, reason);
	return false;
}

void metrics_start(struct server *server)
{
	for (size_t i = 0; i < server->metrics.count; i++) {
		struct listener *listener = server->metrics.items[i];
		if (listener->event)
			continue;
		listener->data = server;
		listener_start(listener, &server->workers[0].loop, &listener_ops);
	}
}

void metrics_close(struct server *server)
{
	for (size_t i = 0; i < server->metrics.count; i++)
		listener_close(server->metrics.items[i]);
}
