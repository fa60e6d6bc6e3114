/* Rooms, who is in them, and what happens there. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatting.h"
#include "unit.h"

static char with[512]; /* of the last event */

static void set_up(void)
{
	chatting_set_up();
	chatting_enter(ALL_CAPS);
}

static void add_member(void *data, const struct chat_member *member)
{
	char *all = data;
	sprintf(all + strlen(all), "%s%s%s%s", *all ? " " : "", member->roles, member->name,
		member->away ? "(away)" : "");
}

/* In the order of the table, which is that in which they came. */
static void expect_members(const char *room, const char *wanted)
{
	char all[1024] = "";
	chat_members(chatting.chat, room, add_member, all);
	unit_same(all, wanted);
}

START_TEST(a_room_is_open_when_its_members_are_known)
{
	chat_join(chatting.chat, "#dev", NULL);
	ck_assert(!chat_in_room(chatting.chat, "#dev"));
	from_server("@time=2026-11-22T16:05:50.470Z;msgid=1 :ada!u@h JOIN #Dev * :Ada");
	from_server(":irc.test 332 ada #dev :what it is \x02"
		    "about\x02");
	from_server(":irc.test 333 ada #dev bob 1795363548");
	from_server(":irc.test 353 ada = #dev :ada!u@h ~@bob!u@h ");
	from_server(":irc.test 353 ada = #dev :+carol!u@h");
	chatting_expect("> JOIN #dev");
	from_server(":irc.test 366 ada #dev :End of /NAMES list");
	chatting_expect("OPENED #Dev - - 'what it is \x02"
			"about\x02' 3");
	ck_assert(chat_in_room(chatting.chat, "#DEV"));
	unit_same(chat_room(chatting.chat, 0), "#Dev");
	ck_assert_ptr_null(chat_room(chatting.chat, 1));
	unit_same(chat_topic(chatting.chat, "#dev"), "what it is \x02"
						     "about\x02");
	unit_same(chat_topic(chatting.chat, "#other"), "");
	expect_members("#dev", "ada ~@bob +carol");
	expect_members("#other", "");
}
END_TEST

START_TEST(names_of_rooms_get_their_sign)
{
	chat_join(chatting.chat, "dev", NULL);
	chat_join(chatting.chat, "&x", "key");
	chatting_expect("> JOIN #dev\n> JOIN #&x key");
	ck_assert(chat_is_room(chatting.chat, "#dev"));
	ck_assert(!chat_is_room(chatting.chat, "&dev"));
	ck_assert(!chat_is_room(chatting.chat, ""));
	from_server(":irc.test 005 ada CHANTYPES=&# :are supported");
	chat_join(chatting.chat, "dev", NULL);
	chatting_expect("> JOIN &dev");
}
END_TEST

START_TEST(what_can_be_no_room_is_refused)
{
	chat_join(chatting.chat, "#a b", NULL);
	chat_join(chatting.chat, "#a,b", NULL);
	chat_join(chatting.chat, "#a\n", NULL);
	chat_join(chatting.chat, "#", NULL);
	chat_join(chatting.chat, "", NULL);
	chat_join(chatting.chat, "#a", "b c");
	chat_part(chatting.chat, "a b", NULL);
	chatting_expect("REFUSED - - - 'no room can be called '#a b''\n"
			"REFUSED - - - 'no room can be called '#a,b''\n"
			"REFUSED - - - 'no room can be called '#a\xEF\xBF\xBD''\n"
			"REFUSED - - - 'no room can be called '#''\n"
			"REFUSED - - - 'no room can be called '''\n"
			"REFUSED - - - ''b c' cannot be a room's key'\n"
			"REFUSED - - - 'no room can be called 'a b''");
}
END_TEST

static void keep_with(void *data, const struct chat_event *event)
{
	snprintf(with, sizeof with, "%s", event->with ? event->with : "-");
}

static void send_nothing(void *data, const char *line, size_t length)
{
}

/* Who is here, as the line door tells on joining. */
START_TEST(who_is_here_is_told_on_joining)
{
	static const struct {
		const char *names, *with;
	} rooms[] = {
		{"@ada", "-"},
		{"@bob ada", "bob"},
		{"ada @bob carol", "bob and carol"},
		{"ada a b c", "a, b and c"},
		{"a b c d ada e f g h", "a, b, c, d, e, f, g and h"},
		{"a b c d e f g h i j k ada", "a, b, c, d, e, f, g, h and 3 more"},
	};
	static const struct chat_user user = {send_nothing, keep_with, NULL};
	struct chat *chat = chat_new(&(struct chat_settings){.nick = "ada"}, &user, NULL);
	chat_begin(chat, 1);
	chat_line(chat, ":irc.test 001 ada :Welcome", 26, 1);
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		char line[256];
		snprintf(line, sizeof line, ":ada!u@h JOIN #%zu", i);
		chat_line(chat, line, strlen(line), 1);
		snprintf(line, sizeof line, ":irc.test 353 ada = #%zu :%s", i, rooms[i].names);
		chat_line(chat, line, strlen(line), 1);
		snprintf(line, sizeof line, ":irc.test 366 ada #%zu :End", i);
		chat_line(chat, line, strlen(line), 1);
		unit_same(with, rooms[i].with);
	}
	chat_free(chat);
}
END_TEST

START_TEST(a_room_may_be_refused)
{
	chat_join(chatting.chat, "#dev", NULL);
	from_server(":irc.test 475 ada #dev :Cannot join channel (+k)");
	chatting_expect("> JOIN #dev\nREFUSED #dev - - '#dev wants a key: /join #dev KEY'");
	from_server(":irc.test 475 ada #dev :Cannot join channel (+k)");
	chatting_expect("REFUSED - - - '#dev wants a key: /join #dev KEY'");
	chat_join(chatting.chat, "#dev", NULL);
	from_server(":irc.test 404 ada #dev :Cannot send to channel");
	from_server(":irc.test 437 ada #dev :unavailable");
	chatting_expect("> JOIN #dev\n"
			"REFUSED - - - '#dev: Cannot send to channel'\n"
			"REFUSED #dev - - '#dev: unavailable'");
	chat_join(chatting.chat, "#dev", NULL);
	from_server(":irc.test 926 ada #dev :forbidden");
	chat_join(chatting.chat, "#dev", NULL);
	from_server(":irc.test 696 ada #dev k * :Invalid mode parameter");
	from_server(":irc.test FAIL TOPIC NOT_THERE #dev :You cannot");
	from_server(":irc.test FAIL JOIN NOT_YET #dev :Wait a minute");
	chatting_expect("> JOIN #dev\nREFUSED #dev - - '#dev: forbidden'\n"
			"> JOIN #dev\nREFUSED - - - '#dev k *: Invalid mode parameter'\n"
			"REFUSED - - - 'You cannot (#dev)'\n"
			"REFUSED #dev - - 'Wait a minute (#dev)'");
}
END_TEST

START_TEST(a_room_may_send_us_on)
{
	chat_join(chatting.chat, "#dev", "key");
	from_server(":irc.test 470 ada #dev #b :Forwarding to another channel");
	from_server(":irc.test 470 ada #dev #c :Forwarding to another channel");
	chatting_expect("> JOIN #dev key\nFORWARDED #dev - #b ''\n"
			"REFUSED - - - '#dev #c: Forwarding to another channel'");
	ck_assert(!chat_is_joining(chatting.chat, "#dev"));
	ck_assert(chat_is_joining(chatting.chat, "#b"));
	from_server(":irc.test 471 ada #b :Cannot join channel (+l)");
	ck_assert(!chat_is_joining(chatting.chat, "#b"));
	notes_forget(&chatting.seen);
	chat_join(chatting.chat, "#dev", NULL);
	from_server(":irc.test 470 ada #dev bob :no room");
	chatting_expect("> JOIN #dev\nREFUSED #dev - - '#dev bob: no room'");
	chat_join(chatting.chat, "#dev", NULL);
	from_server(":irc.test 470 ada #dev #DEV :to itself");
	chatting_expect("> JOIN #dev\nREFUSED #dev - - '#dev #DEV: to itself'");
}
END_TEST

START_TEST(joins_are_not_waited_for_for_ever)
{
	chat_join(chatting.chat, "#dev", NULL);
	chat_join(chatting.chat, "#b", NULL);
	chatting.now += 50000;
	chat_tick(chatting.chat, chatting.now);
	from_server(":ada!u@h JOIN #b");
	from_server(":irc.test 353 ada = #b :ada bob");
	chatting.now += 50000;
	chat_tick(chatting.chat, chatting.now);
	chatting_expect("> JOIN #dev\n> JOIN #b");
	chatting.now += 10000;
	chat_tick(chatting.chat, chatting.now);
	chat_tick(chatting.chat, chatting.now);
	chatting_expect(
		"REFUSED #dev - - 'the server does not answer to that'\nOPENED #b - - '' 2");
}
END_TEST

START_TEST(people_come_and_go)
{
	chatting_room("#dev");
	chatting_room("#b");
	expect_members("#dev", "ada bob @carol");
	from_server(":dave!u@h JOIN #dev account :Dave");
	from_server(":dave!u@h PART #DEV :see you");
	from_server(":bob!u@h PART #dev");
	from_server(":carol!u@h QUIT :Quit: bye");
	chatting_expect("JOINED #dev dave - ''\n"
			"LEFT #dev dave - 'see you'\n"
			"LEFT #dev bob - ''\n"
			"QUIT #dev carol - 'bye'\n"
			"QUIT #b carol - 'bye'");
	expect_members("#dev", "ada");
	expect_members("#b", "ada bob");
	from_server(":bob!u@h QUIT :Quit: ");
	chatting_expect("QUIT #b bob - ''");
}
END_TEST

START_TEST(what_happens_elsewhere_is_nothing)
{
	chat_join(chatting.chat, "#dev", NULL); /* which is not answered */
	notes_forget(&chatting.seen);
	from_server(":bob!u@h JOIN #dev");
	from_server(":bob!u@h PART #dev");
	from_server(":bob!u@h QUIT");
	from_server(":bob!u@h NICK bobby");
	from_server(":bob!u@h TOPIC #dev :x");
	from_server(":bob!u@h MODE #dev +m");
	from_server(":bob!u@h KICK #dev ada");
	from_server(":bob!u@h AWAY :lunch");
	from_server(":bob!u@h PRIVMSG #dev :hi");
	from_server(":ada MODE ada +i");
	chatting_expect("");
}
END_TEST

START_TEST(we_leave_or_are_put_out)
{
	chatting_room("#dev");
	chatting_room("#b");
	chat_part(chatting.chat, "#dev", "lunch");
	chat_part(chatting.chat, "#nope", NULL);
	from_server(":ada!u@h PART #dev :lunch");
	from_server(":irc.test 403 ada #nope :No such channel");
	from_server(":bob!u@h KICK #b ada :out");
	chatting_expect("> PART #dev lunch\n> PART #nope\nCLOSED #dev - - 'lunch' own\n"
			"REFUSED - - - '#nope: No such channel'\n"
			"CLOSED #b bob - 'out'");
	ck_assert(!chat_in_room(chatting.chat, "#dev"));
	ck_assert_ptr_null(chat_room(chatting.chat, 0));
}
END_TEST

START_TEST(somebody_is_put_out)
{
	chatting_room("#dev");
	from_server(":carol!u@h KICK #dev bob :why not");
	from_server(":irc.test KICK #dev carol");
	chatting_expect("KICKED #dev carol bob 'why not'\nKICKED #dev The server carol ''");
	expect_members("#dev", "ada");
}
END_TEST

START_TEST(people_change_their_names)
{
	chatting_room("#dev");
	chatting_room("#b");
	from_server(":bob!u@h NICK bobby");
	from_server(":ada!u@h NICK Ada");
	from_server(":Ada!u@h NICK lady");
	chatting_expect("RENAMED #dev bob bobby ''\nRENAMED #b bob bobby ''\n"
			"RENAMED - ada Ada '' own\nRENAMED #dev ada Ada '' own\n"
			"RENAMED #b ada Ada '' own\n"
			"RENAMED - Ada lady '' own\nRENAMED #dev Ada lady '' own\n"
			"RENAMED #b Ada lady '' own");
	unit_same(chat_name(chatting.chat), "lady");
	from_server(":bobby!u@h NICK carol"); /* who must be gone */
	expect_members("#dev", "lady carol");
}
END_TEST

START_TEST(topics_are_set_and_asked_for)
{
	chatting_room("#dev");
	from_server(":bob!u@h TOPIC #dev :new");
	unit_same(chat_topic(chatting.chat, "#dev"), "new");
	from_server(":ada!u@h TOPIC #dev :");
	from_server(":irc.test 332 ada #dev :again");
	from_server(":irc.test 331 ada #dev :No topic is set");
	chatting_expect("TOPIC #dev bob - 'new'\nTOPIC #dev ada - '' own\n"
			"INFO #dev - - 'The topic of #dev is: again'\n"
			"INFO #dev - - '#dev has no topic. /topic TEXT gives it one.'");
	unit_same(chat_topic(chatting.chat, "#dev"), "again");
}
END_TEST

START_TEST(modes_are_told_one_by_one)
{
	chatting_room("#dev");
	from_server(":carol!u@h MODE #dev +ov-o+m bob bob carol");
	from_server(":ada!u@h MODE #dev +k hush");
	from_server(":irc.test MODE #dev +zo nobody");
	chatting_expect(
		"MODE #dev carol - 'carol made bob an operator of #dev'\n"
		"MODE #dev carol - 'carol gave bob a voice in #dev'\n"
		"MODE #dev carol - 'carol made carol no operator of #dev any more'\n"
		"MODE #dev carol - 'carol made #dev moderated: only those with a voice may speak'\n"
		"MODE #dev ada - 'You have given #dev the key hush' own\n"
		"MODE #dev - - 'The server set mode +z on #dev'\n"
		"MODE #dev - - 'The server made nobody an operator of #dev'");
	expect_members("#dev", "ada @+bob carol");
}
END_TEST

START_TEST(invitations_and_absence_are_told)
{
	chatting_room("#dev");
	from_server(":bob!u@h INVITE ada #secret");
	from_server(":bob!u@h INVITE dave #dev");
	from_server(":bob!u@h AWAY :lunch");
	expect_members("#dev", "ada bob(away) @carol");
	from_server(":bob!u@h AWAY");
	from_server(":stranger!u@h AWAY :x");
	chatting_expect("INVITED #secret bob - ''\nINVITED #dev bob dave ''\n"
			"AWAY - bob - 'lunch'\nAWAY - bob - ''");
	expect_members("#dev", "ada bob @carol");
}
END_TEST

START_TEST(we_are_away_and_back)
{
	chat_away(chatting.chat, "lunch\nQUIT");
	from_server(":irc.test 306 ada :You have been marked as being away");
	ck_assert(chat_is_away(chatting.chat));
	chat_away(chatting.chat, "");
	ck_assert(!chat_is_away(chatting.chat));
	from_server(":irc.test 305 ada :You are no longer marked as being away");
	chatting_expect("> AWAY lunch\xEF\xBF\xBDQUIT\nINFO - - - 'You are away: "
			"lunch\xEF\xBF\xBDQUIT'\n> AWAY\n"
			"INFO - - - 'You are back.'");
	ck_assert(chat_raw(chatting.chat, "AWAY :tea"));
	from_server(":irc.test 306 ada :You have been marked as being away");
	chatting_expect("> AWAY tea\nINFO - - - 'You are away: tea'");
	from_server(":irc.test 305 ada :Back");
	ck_assert(!chat_is_away(chatting.chat));
}
END_TEST

START_TEST(names_that_were_asked_for_are_told)
{
	chatting_room("#dev");
	from_server(":irc.test 353 ada = #dev :carol!u@h @bob!u@h ada!u@h");
	from_server(":irc.test 366 ada #dev :End of /NAMES list");
	from_server(":irc.test 353 ada = #other :zoe");
	from_server(":irc.test 366 ada #other :End of /NAMES list");
	from_server(":irc.test 366 ada #none :End of /NAMES list");
	chatting_expect(
		"INFO #dev - - '3 people are in #dev:'\nINFO #dev - - '  ada, @bob, carol'\n"
		"INFO - - - '1 person is in #other:'\nINFO - - - '  zoe'\n"
		"INFO - - - 'Nobody is in #none, as far as you may know.'");
}
END_TEST

START_TEST(many_names_are_in_rows)
{
	for (int i = 0; i < 12; i++)
		from_server_format(
			":irc.test 353 ada = #x :somebody-%02d somebody-%02d", i, i + 20);
	from_server(":irc.test 366 ada #x :End of /NAMES list");
	chatting_expect(
		"INFO - - - '24 people are in #x:'\n"
		"INFO - - - '  somebody-00, somebody-01, somebody-02, somebody-03, somebody-04,'\n"
		"INFO - - - '  somebody-05, somebody-06, somebody-07, somebody-08, somebody-09,'\n"
		"INFO - - - '  somebody-10, somebody-11, somebody-20, somebody-21, somebody-22,'\n"
		"INFO - - - '  somebody-23, somebody-24, somebody-25, somebody-26, somebody-27,'\n"
		"INFO - - - '  somebody-28, somebody-29, somebody-30, somebody-31'");
}
END_TEST

START_TEST(answers_go_where_they_belong)
{
	chatting_room("#dev");
	from_server(":irc.test 482 ada #DEV :You're not channel operator");
	from_server(":irc.test 301 ada bob :lunch");
	from_server(":irc.test 352 ada #dev u h irc.test bob H@ :0 Bob");
	from_server(":irc.test 999 ada some thing");
	from_server("NOTE * CODE :a word");
	from_server("FAIL SETNAME CODE :no");
	chatting_expect("REFUSED #dev - - '#DEV: You're not channel operator'\n"
			"INFO bob - - 'bob is away: lunch' private\n"
			"INFO #dev - - '#dev u h irc.test bob H@ 0 Bob'\n"
			"INFO - - - 'some thing'\nINFO - - - 'a word'\nREFUSED - - - 'no'");
}
END_TEST

START_TEST(what_nobody_needs_to_know_is_silent)
{
	chatting_room("#dev");
	from_server(":bob!u@h CHGHOST u other");
	from_server(":bob!u@h ACCOUNT bob");
	from_server(":bob!u@h SETNAME :Bobby");
	from_server("@+typing=active :bob!u@h TAGMSG #dev");
	from_server(":irc.test PONG irc.test something");
	from_server(":irc.test NONSENSE a b c");
	from_server("@label=x ACK");
	chatting_expect("");
}
END_TEST

START_TEST(operators_of_the_server_are_heard)
{
	from_server(":bob!u@h WALLOPS :all hands");
	from_server(":bob!u@h KILL ada :spam");
	chatting_expect("INFO - - - 'bob says to all operators: all hands'\n"
			"REFUSED - - - 'bob ended your connection: spam'");
}
END_TEST

START_TEST(it_is_known_where_people_come_from)
{
	char line[64];
	chatting_room("#dev");
	ck_assert_ptr_null(chat_host(chatting.chat, "eve"));
	from_server(":eve!u@one.example JOIN #dev");
	unit_same(chat_host(chatting.chat, "Eve"), "one.example");
	from_server(":eve!u@one.example CHGHOST u two.example");
	unit_same(chat_host(chatting.chat, "eve"), "two.example");
	from_server(":eve!u@two.example NICK eva");
	from_server(":eva!u@two.example QUIT");
	unit_same(chat_host(chatting.chat, "eva"), "two.example");
	ck_assert_ptr_null(chat_host(chatting.chat, "eve"));
	for (int i = 0; i < 64; i++) {
		snprintf(line, sizeof line, ":p%d!u@h JOIN #dev", i);
		from_server(line);
		snprintf(line, sizeof line, ":p%d!u@h PART #dev", i);
		from_server(line);
	}
	ck_assert_ptr_null(chat_host(chatting.chat, "eva"));
	chat_join(chatting.chat, "#names", NULL);
	from_server(":ada!u@h JOIN #names");
	from_server(":irc.test 353 ada = #names :@zoe!u@three.example");
	unit_same(chat_host(chatting.chat, "zoe"), "three.example");
}
END_TEST

START_TEST(what_was_asked_for_is_told)
{
	from_server(":irc.test 251 ada :There are 2 users");
	from_server(":irc.test 252 ada 1 :operators online");
	chatting_expect("INFO - - - 'There are 2 users'\nINFO - - - '1 operators online'");
	chat_away(chatting.chat, "away");
	from_server(":irc.test 306 ada :You have been marked as being away");
	chatting_expect("> AWAY away\nINFO - - - 'You are away.'");
	chatting_room("#dev");
	from_server(":ada!u@h KICK #dev ada :enough");
	chatting_expect("CLOSED #dev - - 'enough' own");
}
END_TEST

START_TEST(rows_of_a_list_are_counted)
{
	from_server(":irc.test 367 ada #dev *!*@x bob 0");
	from_server(":irc.test 322 ada #dev 2 :");
	from_server(":bob!u@h PRIVMSG ada :meanwhile");
	from_server(":irc.test 322 ada #b 1 :");
	notes_forget(&chatting.seen);
	from_server(":irc.test 323 ada :End of LIST");
	chatting_expect("INFO - - - '2 rooms. /join ROOM takes you to one.'");
	from_server(":irc.test 323 ada :End of LIST");
	chatting_expect("INFO - - - 'There are no rooms. /join ROOM makes one.'");
	from_server(":irc.test 322 ada #b 1 :");
	chat_lost(chatting.chat, 0);
	chatting_enter(ALL_CAPS);
	notes_forget(&chatting.seen);
	from_server(":irc.test 323 ada :End of LIST");
	chatting_expect("INFO - - - 'There are no rooms. /join ROOM makes one.'");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_room_is_open_when_its_members_are_known,
		names_of_rooms_get_their_sign, what_can_be_no_room_is_refused,
		who_is_here_is_told_on_joining, a_room_may_be_refused, a_room_may_send_us_on,
		joins_are_not_waited_for_for_ever, people_come_and_go,
		what_happens_elsewhere_is_nothing, we_leave_or_are_put_out, somebody_is_put_out,
		people_change_their_names, topics_are_set_and_asked_for, modes_are_told_one_by_one,
		invitations_and_absence_are_told, we_are_away_and_back,
		names_that_were_asked_for_are_told, many_names_are_in_rows,
		answers_go_where_they_belong, what_nobody_needs_to_know_is_silent,
		operators_of_the_server_are_heard, rows_of_a_list_are_counted,
		what_was_asked_for_is_told, it_is_known_where_people_come_from, NULL};
	return unit_cases_with("client_chat_people", set_up, chatting_tear_down, cases);
}
