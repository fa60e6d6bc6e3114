#include <check.h>

#include "client_story.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "connection.h"
#include "notes.h"
#include "unit.h"

#define STORY_SIZE 4096

const struct connection_timing slow = {60000, 60000, 60000, 60000, 60000};
const struct connection_timing hasty = {60000, 60000, 1, 1, 60000};

struct event_base *base;
struct connection *connection;
struct sockaddr_in place;
struct dial_target target;
int listener, peer;
unsigned ups, batches, quiets, downs, pause_ms;
void (*at_line)(void), (*at_quiet)(void), (*at_down)(void);

static struct notes story;

static void on_up(void *data, const char *address, const char *failures)
{
	ck_assert_ptr_eq(data, &story);
	ck_assert(connection_is_up(connection));
	ups++;
	notes_add(&story, "up %s%s%s", address, *failures ? " after " : "", failures);
}

static void on_told(void *data, const char *text)
{
	ck_assert_ptr_eq(data, &story);
	notes_add(&story, "told %s", text);
}

static void on_line(void *data, const char *bytes, size_t length)
{
	ck_assert_ptr_eq(data, &story);
	notes_add(&story, "line %.*s", (int)length, bytes);
	if (at_line)
		at_line();
}

static void on_batch(void *data)
{
	ck_assert_ptr_eq(data, &story);
	batches++;
}

static void on_quiet(void *data)
{
	ck_assert_ptr_eq(data, &story);
	quiets++;
	notes_add(&story, "quiet");
	if (at_quiet)
		at_quiet();
}

static void on_down(void *data, const char *why, unsigned again_ms)
{
	ck_assert_ptr_eq(data, &story);
	ck_assert(!connection_is_up(connection));
	downs++;
	pause_ms = again_ms;
	notes_add(&story, "down %s%s", why, again_ms ? ", again" : "");
	if (at_down)
		at_down();
}

static const struct connection_user user = {on_up, on_told, on_line, on_batch, on_quiet, on_down};

void expect_story(const char *format, ...)
{
	char wanted[STORY_SIZE];
	va_list values;
	va_start(values, format);
	vsnprintf(wanted, sizeof wanted, format, values);
	va_end(values);
	notes_expect(&story, wanted);
}

void expect_nothing(void)
{
	notes_expect(&story, "");
}

void forget_story(void)
{
	notes_forget(&story);
}

void story_like(const char *pattern)
{
	unit_like(story.text, pattern);
	notes_forget(&story);
}

bool story_begins(const char *begin)
{
	return strncmp(story.text, begin, strlen(begin)) == 0;
}

void start(const char *host, bool again, const struct connection_timing *timing)
{
	target.host = host;
	target.port = ntohs(place.sin_port);
	connection = connection_new(base, &target, again, timing, &user, &story);
	expect_nothing();
}

void rise(const struct connection_timing *timing)
{
	ck_assert_int_eq(listen(listener, 5), 0);
	start("127.0.0.1", true, timing);
	turn_until(&ups, 1);
	take_peer();
	forget_story();
}

void refuse(void)
{
	start("127.0.0.1", true, &slow);
	turn_until(&downs, 1);
	forget_story();
}

void turn_until(const unsigned *count, unsigned most)
{
	while (*count < most)
		ck_assert_int_eq(event_base_loop(base, EVLOOP_ONCE), 0);
}

void turn(void)
{
	for (int i = 0; i < 100; i++)
		event_base_loop(base, EVLOOP_NONBLOCK);
}

void take_peer(void)
{
	close_peer();
	peer = accept(listener, NULL, NULL);
	ck_assert_int_ge(peer, 0);
}

void close_peer(void)
{
	if (peer >= 0)
		close(peer);
	peer = -1;
}

void give(const char *text)
{
	ck_assert_int_eq(send(peer, text, strlen(text), 0), (int)strlen(text));
}

void story_set_up(void)
{
	socklen_t size = sizeof place;
	signal(SIGPIPE, SIG_IGN);
	base = event_base_new();
	peer = -1;
	listener = socket(AF_INET, SOCK_STREAM, 0);
	place = (struct sockaddr_in){
		.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&place, size), 0);
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&place, &size), 0);
}

void story_tear_down(void)
{
	connection_free(connection);
	close_peer();
	close(listener);
	event_base_free(base);
}
