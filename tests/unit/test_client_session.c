/* A chat over a connection, with a small IRC server in the same process. */
#include <check.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "clock.h"
#include "connection.h"
#include "notes.h"
#include "password.h"
#include "session.h"
#include "settings.h"
#include "unit.h"

#define TEXT_SIZE 8192

static struct event_base *base;
static struct session *session;
static int listener;
static struct event *comes;
static struct sockaddr_in place;

/* The server's end of the present connection, and how it behaves. */
static struct bufferevent *server;
static bool refuses_names, stays, confirms;

/* What the server has heard; what the user has been told. */
static struct notes heard = {.between = ""}, story;
static unsigned readies, opened, said, batches, downs, ticks, pings;
static unsigned pause_ms;
static int64_t refused; /* when */

static const char *second_room = "#ops";

__attribute__((format(printf, 1, 2))) static void answer(const char *format, ...)
{
	va_list values;
	va_start(values, format);
	evbuffer_add_vprintf(bufferevent_get_output(server), format, values);
	va_end(values);
}

static void welcome(void)
{
	if (refuses_names)
		return;
	answer(":server 001 ada :Welcome\r\n:server 422 ada :No message of the day\r\n");
}

static void let_in(char *rooms)
{
	for (char *room; (room = strsep(&rooms, ","));)
		answer(":ada!ada@host JOIN %s\r\n"
		       ":server 353 ada = %s :ada bob\r\n"
		       ":server 366 ada %s :End of names\r\n",
			room, room, room);
}

static void close_server(void)
{
	if (server)
		bufferevent_free(server);
	server = NULL;
}

static void serve(const char *line)
{
	char word[128] = "";
	notes_add(&heard, "%s\n", line);
	if (strncmp(line, "CAP LS", 6) == 0)
		answer(":server 421 * CAP :Unknown command\r\n");
	else if (strncmp(line, "NICK ", 5) == 0 && refuses_names)
		answer(":server 432 * %s :Erroneous nickname\r\n", line + 5);
	else if (strncmp(line, "USER ", 5) == 0)
		welcome();
	else if (sscanf(line, "JOIN %100s", word) == 1)
		let_in(word);
	else if (sscanf(line, "PING %100s", word) == 1) {
		pings++;
		if (confirms)
			answer(":server PONG server %s\r\n", word);
	}
}

static void read_cb(struct bufferevent *stream, void *data)
{
	char *line;
	while ((line = evbuffer_readln(
			bufferevent_get_input(stream), NULL, EVBUFFER_EOL_CRLF_STRICT))) {
		serve(line);
		free(line);
	}
}

static void end_cb(struct bufferevent *stream, short what, void *data)
{
	if (!stays)
		close_server();
}

static void comes_cb(evutil_socket_t fd, short what, void *data)
{
	int peer = accept4(fd, NULL, NULL, SOCK_NONBLOCK);
	ck_assert_int_ge(peer, 0);
	close_server();
	server = bufferevent_socket_new(base, peer, BEV_OPT_CLOSE_ON_FREE);
	bufferevent_setcb(server, read_cb, NULL, end_cb, NULL);
	bufferevent_enable(server, EV_READ | EV_WRITE);
}

static void on_event(void *data, const struct chat_event *event)
{
	ck_assert_ptr_eq(data, &story);
	const char *again = event->again ? " again" : "";
	if (event->kind == CHAT_READY) {
		readies++;
		notes_add(&story, "ready as %s%s", event->name, again);
	} else if (event->kind == CHAT_OPENED) {
		opened++;
		notes_add(&story, "in %s%s", event->room, again);
	} else if (event->kind == CHAT_SAID) {
		said++;
		notes_add(&story, "%s: %s%s", event->name, event->text, event->own ? " (own)" : "");
	} else if (event->kind == CHAT_UNSURE)
		notes_add(&story, "unsure: %s", event->text);
	else if (event->kind == CHAT_REFUSED)
		refused = event->time;
}

static void on_batch(void *data)
{
	ck_assert_ptr_eq(data, &story);
	batches++;
}

static void on_up(void *data, const char *peer, const char *failures)
{
	ck_assert_ptr_eq(data, &story);
	ck_assert_str_eq(failures, "");
	ck_assert_int_eq(strncmp(peer, "127.0.0.1:", 10), 0);
	notes_add(&story, "up");
}

static void on_down(void *data, const char *why, unsigned again_ms)
{
	ck_assert_ptr_eq(data, &story);
	ck_assert(!chat_is_ready(session_chat(session)));
	downs++;
	pause_ms = again_ms;
	notes_add(&story, "down %s", why);
}

static void on_tick(void *data)
{
	ck_assert_ptr_eq(data, &story);
	ticks++;
}

static const struct session_user user = {on_event, on_batch, on_up, NULL, NULL, on_down, on_tick};
static const struct session_user short_user = {on_event, on_batch, NULL, NULL, NULL, on_down, NULL};

static void set_up(void)
{
	socklen_t size = sizeof place;
	signal(SIGPIPE, SIG_IGN);
	base = event_base_new();
	confirms = true;
	listener = socket(AF_INET, SOCK_STREAM, 0);
	place = (struct sockaddr_in){
		.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&place, size), 0);
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&place, &size), 0);
	comes = event_new(base, listener, EV_READ | EV_PERSIST, comes_cb, NULL);
}

static void open_door(void)
{
	ck_assert_int_eq(listen(listener, 5), 0);
	event_add(comes, NULL);
}

static void tear_down(void)
{
	session_free(session);
	close_server();
	event_free(comes);
	close(listener);
	event_base_free(base);
}

static void start_with(const struct session_user *with, bool again)
{
	static char nick[] = "ada", room[] = "#dev", other[16];
	static char *rooms[] = {room, other};
	static struct settings settings;
	const struct passwords none = {0};
	strcpy(other, second_room);
	settings = (struct settings){.server = {.host = "127.0.0.1", .port = ntohs(place.sin_port)},
		.nick = nick,
		.rooms = {rooms, 2}};
	session = session_new(
		base, &settings, &none, again ? SESSION_PROGRAM : SESSION_VISIT, with, &story);
	notes_expect(&story, "");
}

static void turn_until(const unsigned *count, unsigned most)
{
	while (*count < most)
		ck_assert_int_eq(event_base_loop(base, EVLOOP_ONCE), 0);
}

static void join(void)
{
	open_door();
	start_with(&user, true);
	turn_until(&opened, 2);
	notes_forget(&story);
}

static void expect_story(const char *wanted)
{
	notes_expect(&story, wanted);
}

static void say(const char *text)
{
	chat_say(session_chat(session), CHAT_SAID, "#dev", text, NULL);
}

START_TEST(it_joins)
{
	open_door();
	start_with(&user, true);
	turn_until(&opened, 2);
	expect_story("up\nready as ada\nin #dev\nin #ops");
	ck_assert_str_eq(chat_room(session_chat(session), 0), "#dev");
	ck_assert_ptr_nonnull(strstr(heard.text, "\nNICK ada\n"));
}
END_TEST

START_TEST(it_says)
{
	join();
	say("hello");
	turn_until(&said, 1);
	expect_story("ada: hello (own)");
	ck_assert_ptr_nonnull(strstr(heard.text, "\nPRIVMSG #dev hello\n"));
}
END_TEST

START_TEST(it_hears_and_then_shows)
{
	join();
	unsigned before = batches;
	answer(":bob!bob@host PRIVMSG #dev :hi\r\n:bob!bob@host PRIVMSG #dev :there\r\n");
	turn_until(&said, 2);
	expect_story("bob: hi\nbob: there");
	ck_assert_uint_eq(batches, before + 1);
}
END_TEST

START_TEST(it_comes_back_to_its_rooms)
{
	join();
	confirms = false;
	say("lost");
	turn_until(&pings, 1);
	close_server();
	turn_until(&downs, 1);
	expect_story("unsure: lost\ndown the server closed the connection");
	ck_assert_uint_gt(pause_ms, 0);
	connection_now(session_connection(session));
	turn_until(&opened, 4);
	expect_story("up\nready as ada again\nin #dev again\nin #ops again");
}
END_TEST

START_TEST(the_pause_needs_no_help)
{
	join();
	close_server();
	turn_until(&readies, 2);
	ck_assert_uint_eq(downs, 1);
}
END_TEST

START_TEST(a_server_of_no_use_is_dropped)
{
	refuses_names = true;
	open_door();
	start_with(&user, true);
	turn_until(&downs, 1);
	expect_story("up\ndown the server takes none of the names that were tried");
	ck_assert_uint_gt(pause_ms, 0);
}
END_TEST

START_TEST(one_try_can_be_all)
{
	start_with(&short_user, false);
	turn_until(&downs, 1);
	ck_assert_uint_eq(pause_ms, 0);
}
END_TEST

START_TEST(leaving_says_so)
{
	join();
	session_leave(session, "good night");
	session_leave(session, "again");
	turn_until(&downs, 1);
	expect_story("down the server closed the connection");
	ck_assert_uint_eq(pause_ms, 0);
	ck_assert_ptr_nonnull(strstr(heard.text, "\nQUIT :good night\n"));
	ck_assert_ptr_null(strstr(heard.text, "again"));
}
END_TEST

/* The session's own limit is a second, and the test's is 30. */
START_TEST(leaving_waits_for_nobody)
{
	join();
	stays = true;
	session_leave(session, NULL);
	turn_until(&downs, 1);
	expect_story("down the server did not answer");
	ck_assert_uint_eq(pause_ms, 0);
}
END_TEST

START_TEST(leaving_without_a_connection)
{
	start_with(&user, true);
	turn_until(&downs, 1);
	notes_forget(&story);
	session_leave(session, "good night");
	expect_story("");
	turn_until(&downs, 2);
	expect_story("down not connected");
	ck_assert_uint_eq(pause_ms, 0);
	session_leave(session, "and again");
	for (int i = 0; i < 10; i++)
		event_base_loop(base, EVLOOP_NONBLOCK);
	expect_story("");
}
END_TEST

START_TEST(who_wakes_asks)
{
	join();
	unsigned before = pings;
	connection_wake(session_connection(session));
	turn_until(&pings, before + 1);
}
END_TEST

START_TEST(seconds_are_told_or_not)
{
	join();
	turn_until(&ticks, 2);
	ck_assert_uint_eq(downs, 0);
	session_free(session);
	start_with(&short_user, true);
	unsigned before = batches;
	say("what is kept for the connection");
	turn_until(&readies, 2);
	turn_until(&batches, before + 2);
}
END_TEST

START_TEST(the_chat_knows_the_time_before_the_loop_runs)
{
	int64_t before = clock_utc_ms();
	start_with(&user, true);
	chat_join(session_chat(session), "#no room", NULL);
	ck_assert_int_ge(refused, before);
	ck_assert_int_le(refused, clock_utc_ms());
}
END_TEST

START_TEST(a_bad_room_is_told_from_the_loop)
{
	second_room = "#no room";
	start_with(&user, true);
	ck_assert_int_eq(refused, 0);
	turn_until(&ticks, 1);
	ck_assert_int_ne(refused, 0);
	session_free(NULL);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {it_joins, it_says, it_hears_and_then_shows,
		it_comes_back_to_its_rooms, the_pause_needs_no_help, a_server_of_no_use_is_dropped,
		one_try_can_be_all, leaving_says_so, leaving_waits_for_nobody,
		leaving_without_a_connection, who_wakes_asks, seconds_are_told_or_not,
		the_chat_knows_the_time_before_the_loop_runs, a_bad_room_is_told_from_the_loop,
		NULL};
	return unit_cases_with("client session", set_up, tear_down, cases);
}
