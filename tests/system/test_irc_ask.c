/* Questions by the IRC door: LIST, WHO, WHOX, WHOIS. */
#include <stdio.h>
#include <string.h>

#include "irc.h"

/* A server with alice and bob; alice has made #one, where both are, and #two; bob has made #three,
 * which is secret. */
struct scene {
	struct server server;
	struct irc alice, bob;
};

static void scene_start(struct scene *scene, const char *caps)
{
	irc_server_start(&scene->server, NULL);
	irc_join(&scene->alice, &scene->server, "alice", caps);
	irc_join(&scene->bob, &scene->server, "bob", caps);
	irc_enter(&scene->alice, "#one");
	irc_enter(&scene->alice, "#two");
	irc_enter(&scene->bob, "#three");
	irc_say(&scene->bob, "MODE #three +s");
	irc_enter(&scene->bob, "#one");
	irc_sync(&scene->alice);
}

static void scene_end(struct scene *scene)
{
	irc_expect_nothing(&scene->alice);
	irc_expect_nothing(&scene->bob);
	irc_close(&scene->alice);
	irc_close(&scene->bob);
	server_stop(&scene->server);
}

/* The rooms, with a blank behind each. */
static void expect_rooms(struct irc *irc, const char *question, const char *rooms)
{
	char found[256] = "";
	const char *line;
	irc_say(irc, "%s", question);
	irc_expect_numeric(irc, 321, "Channel :*");
	while (irc_like(line = irc_line(irc), "* 322 *")) {
		const char *room = strchr(line, '#');
		strncat(found, room, strcspn(room, " ") + 1);
	}
	ck_assert_msg(irc_like(line, "* 323 * :*"), "%s: came %s", question, line);
	ck_assert_msg(strcmp(found, rooms) == 0, "%s: found %s", question, found);
}

START_TEST(rooms_are_listed)
{
	struct scene scene;
	scene_start(&scene, NULL);
	irc_ask(&scene.alice, "TOPIC #one :first :words", ":* TOPIC #one :first :words");
	irc_sync(&scene.bob);
	irc_ask_numeric(&scene.alice, "LIST #ONE", 321, "Channel :*");
	irc_expect_numeric(&scene.alice, 322, "#one 2 :first :words");
	irc_expect_numeric(&scene.alice, 323, ":*");
	irc_ask_numeric(&scene.alice, "LIST #two", 321, "Channel :*");
	irc_expect_numeric(&scene.alice, 322, "#two 1 :");
	irc_expect_numeric(&scene.alice, 323, ":*");
	expect_rooms(&scene.alice, "LIST", "#one #two ");
	expect_rooms(&scene.bob, "LIST", "#one #two #three ");
	expect_rooms(&scene.alice, "LIST #two,#none,#one,#three", "#two #one ");
	expect_rooms(&scene.alice, "LIST #three", "");
	expect_rooms(&scene.alice, "LIST :", "#one #two ");
	scene_end(&scene);
}
END_TEST

START_TEST(conditions_choose_rooms)
{
	struct scene scene;
	scene_start(&scene, NULL);
	irc_ask(&scene.alice, "TOPIC #two :x", ":* TOPIC #two :x");
	expect_rooms(&scene.alice, "LIST >1", "#one ");
	expect_rooms(&scene.alice, "LIST <2", "#two ");
	expect_rooms(&scene.alice, "LIST >0,<2", "#two ");
	expect_rooms(&scene.alice, "LIST >2", "");
	expect_rooms(&scene.alice, "LIST *W*", "#two ");
	expect_rooms(&scene.alice, "LIST #?ne,#t*", "#one #two ");
	expect_rooms(&scene.alice, "LIST !*w*", "#one ");
	expect_rooms(&scene.alice, "LIST !#one,!#two", "");
	expect_rooms(&scene.bob, "LIST #t*,!*w*", "#three ");
	expect_rooms(&scene.alice, "LIST C<1", "#one #two ");
	expect_rooms(&scene.alice, "LIST C>1", "");
	expect_rooms(&scene.alice, "LIST c<99999999999999999999", "#one #two ");
	expect_rooms(&scene.alice, "LIST T<1", "#two ");
	expect_rooms(&scene.alice, "LIST T>1", "");
	expect_rooms(&scene.alice, "LIST #one,#two >1", "#one ");
	expect_rooms(&scene.alice, "LIST #one,#two,<2", "#two ");
	scene_end(&scene);
}
END_TEST

/* The names that a WHO answers with, with a blank behind each, from one of the columns. */
static void expect_people(struct irc *irc, const char *question, const char *people)
{
	char found[256] = "", mask[64];
	const char *line, *given = strchr(question, ' ');
	snprintf(mask, sizeof mask, "%.*s", given ? (int)strcspn(given + 1, " ") : 1,
		given ? given + 1 : "*");
	irc_say(irc, "%s", question);
	while (irc_like(line = irc_line(irc), "* 352 *")) {
		for (int i = 0; i < 7; i++)
			line = strchr(line, ' ') + 1;
		strncat(found, line, strcspn(line, " ") + 1);
	}
	ck_assert_msg(
		irc_like(line, "* 315 * :*") && strstr(line, mask), "%s: came %s", question, line);
	ck_assert_msg(strcmp(found, people) == 0, "%s: found %s", question, found);
}

START_TEST(who_is_where)
{
	struct scene scene;
	scene_start(&scene, NULL);
	irc_ask_numeric(&scene.alice, "WHO #ONE", 352,
		"#one alice localhost " IRC_SERVER " alice H@ :0 alice");
	irc_expect_numeric(&scene.alice, 352, "#one bob localhost " IRC_SERVER " bob H :0 bob");
	irc_expect_numeric(&scene.alice, 315, "#ONE :*");
	irc_ask_numeric(&scene.alice, "WHO BOB", 352, "#one bob localhost * bob H :0 bob");
	irc_expect_numeric(&scene.alice, 315, "BOB :*");
	irc_say(&scene.bob, "MODE bob +B");
	irc_say(&scene.bob, "AWAY :x");
	irc_await_numeric(&scene.bob, 306);
	irc_ask_numeric(&scene.alice, "WHO bob", 352, "#one bob localhost * bob GB :0 bob");
	irc_expect_numeric(&scene.alice, 315, "bob :*");
	expect_people(&scene.alice, "WHO", "alice bob ");
	expect_people(&scene.alice, "WHO 0", "alice bob ");
	expect_people(&scene.alice, "WHO *", "alice bob ");
	expect_people(&scene.alice, "WHO ?ob", "bob ");
	expect_people(&scene.alice, "WHO B*", "bob ");
	expect_people(&scene.alice, "WHO *!bob@local*", "bob ");
	expect_people(&scene.alice, "WHO nobody", "");
	expect_people(&scene.alice, "WHO #none", "");
	expect_people(&scene.alice, "WHO #three", "");
	expect_people(&scene.alice, "WHO * o", "");
	expect_people(&scene.bob, "WHO #three", "bob ");
	irc_ask_numeric(&scene.alice, "WHO :a b", 315, "* :*");
	scene_end(&scene);
}
END_TEST

START_TEST(the_invisible_are_seen_by_who_shares_a_room)
{
	struct scene scene;
	struct irc carol;
	scene_start(&scene, NULL);
	irc_join(&carol, &scene.server, "carol", NULL);
	irc_ask(&scene.bob, "MODE bob +i", ":bob!bob@* MODE bob +i");
	expect_people(&carol, "WHO", "alice carol ");
	expect_people(&carol, "WHO b*", "");
	expect_people(&carol, "WHO #one", "alice ");
	expect_people(&scene.alice, "WHO #one", "alice bob ");
	expect_people(&scene.alice, "WHO b*", "bob ");
	expect_people(&scene.bob, "WHO bob", "bob ");
	/* by name, WHO tells what WHOIS does, and no room that is not to be seen */
	irc_ask_numeric(&carol, "WHO BOB", 352, "\x2A bob localhost * bob H :0 bob");
	irc_expect_numeric(&carol, 315, "BOB :*");
	irc_ask_numeric(&carol, "WHO bob %cn", 354, "\x2A bob");
	irc_expect_numeric(&carol, 315, "bob :*");
	expect_people(&carol, "WHO bob o", "");
	irc_ask_numeric(&carol, "WHOIS bob", 311, "bob bob localhost * :bob");
	irc_expect_numeric(&carol, 312, "bob *");
	irc_await_numeric(&carol, 318);
	scene_end(&scene);
	irc_close(&carol);
}
END_TEST

START_TEST(all_prefixes_for_who_asks_for_them)
{
	struct scene scene;
	scene_start(&scene, "multi-prefix");
	irc_ask(&scene.alice, "MODE #one +v alice", ":* MODE #one +v alice");
	irc_sync(&scene.bob);
	irc_ask_numeric(&scene.bob, "WHO alice", 352, "#one alice localhost * alice H@+ :0 alice");
	irc_expect_numeric(&scene.bob, 315, "alice :*");
	irc_ask_numeric(&scene.bob, "WHOIS alice", 311, "alice *");
	irc_expect_numeric(&scene.bob, 319, "alice :@#two @+#one");
	irc_await_numeric(&scene.bob, 318);
	scene_end(&scene);
}
END_TEST

static void expect_fields(struct irc *irc, const char *question, const char *fields)
{
	irc_ask_numeric(irc, question, 354, fields);
	irc_await_numeric(irc, 315);
}

START_TEST(fields_of_whox)
{
	struct scene scene;
	scene_start(&scene, NULL);
	expect_fields(&scene.alice, "WHO bob %tcuihsnfdlaor,123",
		"123 #one bob 255.255.255.255 localhost " IRC_SERVER " bob H 0 0 0 n/a :bob");
	expect_fields(&scene.alice, "WHO bob %roaldfnshiuct,7",
		"7 #one bob 255.255.255.255 localhost " IRC_SERVER " bob H 0 0 0 n/a :bob");
	expect_fields(&scene.alice, "WHO bob %n", "bob");
	expect_fields(&scene.alice, "WHO bob %nzya", "bob 0");
	expect_fields(&scene.alice, "WHO bob %nt,42", "42 bob");
	expect_fields(&scene.alice, "WHO bob %r", ":bob");
	expect_fields(&scene.alice, "WHO alice %in", "127.0.0.1 alice");
	expect_fields(&scene.alice, "WHO #one %cnf", "#one alice H@");
	irc_say(&scene.alice, "PART #one");
	irc_sync(&scene.alice);
	irc_sync(&scene.bob);
	irc_ask(&scene.bob, "PART #one", ":bob!bob@* PART #one");
	expect_fields(&scene.alice, "WHO bob %cn", "* bob");
	irc_ask_numeric(&scene.alice, "WHO bob o%n", 315, "bob :*");
	irc_ask_numeric(&scene.alice, "WHO nobody %n", 315, "nobody :*");
	irc_ask_numeric(&scene.alice, "WHO #three %n", 315, "#three :*");
	scene_end(&scene);
}
END_TEST

START_TEST(who_is_who)
{
	struct scene scene;
	scene_start(&scene, NULL);
	irc_say(&scene.bob, "MODE bob +B");
	irc_say(&scene.bob, "AWAY :at the sea");
	irc_await_numeric(&scene.bob, 306);
	irc_ask_numeric(&scene.alice, "WHOIS BOB", 311, "bob bob localhost * :bob");
	irc_expect_numeric(&scene.alice, 319, "bob :#one");
	irc_expect_numeric(&scene.alice, 312, "bob " IRC_SERVER " :A chatd server");
	irc_expect_numeric(&scene.alice, 301, "bob :at the sea");
	irc_expect_numeric(&scene.alice, 335, "bob :*");
	irc_expect_numeric(&scene.alice, 317, "bob * 1* :*");
	irc_expect_numeric(&scene.alice, 318, "BOB :*");
	irc_ask_numeric(&scene.alice, "WHOIS alice", 311, "alice *");
	irc_expect_numeric(&scene.alice, 319, "alice :@#two @#one");
	irc_expect_numeric(&scene.alice, 312, "alice *");
	irc_expect_numeric(&scene.alice, 338, "alice alice@127.0.0.1 127.0.0.1 :*");
	irc_expect_numeric(&scene.alice, 378, "alice :*127.0.0.1");
	irc_expect_numeric(&scene.alice, 317, "alice *");
	irc_expect_numeric(&scene.alice, 318, "alice :*");
	scene_end(&scene);
}
END_TEST

START_TEST(whois_of_several_and_of_nobody)
{
	struct scene scene;
	scene_start(&scene, NULL);
	irc_ask_numeric(&scene.alice, "WHOIS", 431, ":*");
	irc_ask_numeric(&scene.alice, "WHOIS :", 431, ":*");
	irc_ask_numeric(&scene.alice, "WHOIS nobody", 401, "nobody :*");
	irc_expect_numeric(&scene.alice, 318, "nobody :*");
	irc_ask_numeric(&scene.alice, "WHOIS no.where bob", 402, "no.where :*");
	irc_ask_numeric(&scene.alice, "WHOIS nobody bob", 402, "nobody :*");
	irc_ask_numeric(&scene.alice, "WHOIS bob bob", 311, "bob *");
	irc_await_numeric(&scene.alice, 318);
	irc_ask_numeric(&scene.alice, "WHOIS " IRC_SERVER " bob", 311, "bob *");
	irc_await_numeric(&scene.alice, 318);
	irc_ask_numeric(&scene.alice, "WHOIS nobody,bob,x,y,z", 401, "nobody :*");
	irc_expect_numeric(&scene.alice, 311, "bob *");
	irc_expect_numeric(&scene.alice, 319, "bob :#one");
	irc_expect_numeric(&scene.alice, 312, "bob *");
	irc_expect_numeric(&scene.alice, 317, "bob *");
	irc_expect_numeric(&scene.alice, 401, "x :*");
	irc_expect_numeric(&scene.alice, 401, "y :*");
	irc_expect_numeric(&scene.alice, 318, "nobody,bob,x,y,z :*");
	scene_end(&scene);
}
END_TEST

/* Nothing but what can be read is sent of a list: its reader is not dropped (SAFELIST). */
START_TEST(a_long_list_waits_for_its_reader)
{
	struct server server;
	struct irc makers[20], slow;
	char nick[16], topic[300];
	irc_server_start(
		&server, ARGUMENTS("--rate", "0", "--slow-queue", "64K", "--send-queue", "64K"));
	memset(topic, 'x', sizeof topic - 1);
	topic[sizeof topic - 1] = '\0';
	for (int i = 0; i < 20; i++) {
		snprintf(nick, sizeof nick, "maker%d", i);
		irc_join(&makers[i], &server, nick, NULL);
		for (int room = 0; room < 100; room++)
			irc_say(&makers[i], "JOIN #r%d-%d\r\nTOPIC #r%d-%d :%s", i, room, i, room,
				topic);
		irc_sync(&makers[i]);
	}
	irc_join(&slow, &server, "slow", NULL);
	irc_say(&slow, "LIST\r\nLIST\r\nLIST\r\nPING end");
	irc_sync(&makers[0]);
	for (int i = 0, ends = 0, rows = 0; ends < 3; i++) {
		const char *line = irc_line(&slow);
		rows += irc_like(line, "* 322 slow #r* 1 :xxx*");
		if (irc_like(line, "* 323 *")) {
			ck_assert_int_eq(rows, 2000);
			rows = 0;
			ends++;
		}
	}
	irc_expect(&slow, "* PONG * :end");
	irc_close(&slow);
	for (int i = 0; i < 20; i++)
		irc_close(&makers[i]);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {rooms_are_listed, conditions_choose_rooms, who_is_where,
		the_invisible_are_seen_by_who_shares_a_room, all_prefixes_for_who_asks_for_them,
		fields_of_whox, who_is_who, whois_of_several_and_of_nobody,
		a_long_list_waits_for_its_reader, NULL};
	return run_tests("irc_ask", each, NULL);
}
