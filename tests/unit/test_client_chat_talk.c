/* What people say, we among them. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "chatting.h"
#include "unit.h"

static void set_up(void)
{
	chatting_set_up();
	chatting_enter(ALL_CAPS);
	chatting_room("#dev");
}

/* Once more, with less. */
static void enter_with(const char *caps)
{
	chatting_new("ada");
	chatting_enter(caps);
	chatting_room("#dev");
}

static void say(enum chat_kind kind, const char *target, const char *text)
{
	chat_say(chatting.chat, kind, target, text, NULL);
}

START_TEST(people_speak)
{
	from_server(
		"@time=2026-11-22T16:05:50.470Z;msgid=a\\sb :bob!u@h PRIVMSG #DEV :hi \x02you\x02");
	ck_assert_int_eq(chatting.time, INT64_C(1795363550470));
	unit_same(chatting.id, "a b");
	from_server(":bob!u@h PRIVMSG #dev :\1ACTION waves\1");
	ck_assert_int_eq(chatting.time, chatting.now);
	unit_same(chatting.id, "");
	from_server(":bob!u@h NOTICE #dev :done");
	from_server(":bob!u@h PRIVMSG ada :psst");
	from_server(":bob!u@h PRIVMSG ada :\1action waves");
	from_server(":bob!u@h NOTICE ada :I am a program");
	from_server(":carol!u@h PRIVMSG @#dev :operators");
	from_server(":carol!u@h PRIVMSG $$*.test :all");
	chatting_expect(
		"SAID #dev bob - 'hi \x02you\x02'\nACTION #dev bob - 'waves'\n"
		"NOTICE #dev bob - 'done'\nSAID bob bob - 'psst' private\n"
		"ACTION bob bob - 'waves' private\nNOTICE bob bob - 'I am a program' private\n"
		"SAID #dev carol - 'operators'\nSAID carol carol - 'all' private");
}
END_TEST

START_TEST(servers_speak)
{
	from_server(":irc.test NOTICE ada :going down");
	from_server("NOTICE ada :nobody");
	from_server(":irc.test PRIVMSG ada :hm");
	from_server(":irc.test NOTICE #dev :split");
	from_server(":other.test NOTICE * :hello");
	chatting_expect("NOTICE - irc.test - 'going down'\nNOTICE - - - 'nobody'\n"
			"NOTICE - irc.test - 'hm'\nNOTICE #dev irc.test - 'split'\n"
			"NOTICE - other.test - 'hello'");
}
END_TEST

static void expect_mention(const char *text, bool mention)
{
	char wanted[512];
	from_server_format(":bob!u@h PRIVMSG #dev :%s", text);
	snprintf(wanted, sizeof wanted, "SAID #dev bob - '%s'%s", text, mention ? " mention" : "");
	chatting_expect(wanted);
}

START_TEST(our_name_is_noticed)
{
	static const char *const yes[] = {"ada: hi", "ADA", "@ada", "hi, ada!", "(ada)", "ada's",
		"ada- you",
		"\x02"
		"ada\x02",
		"\x03"
		"04ada",
		"ada ada", "\xC3\xA9 ada", "ada-- hm"};
	static const char *const no[] = {"adam", "canada", "ada2", "ada_", "_ada", "ada-x", "x-ada",
		("\xC3\xA9"
		 "ada"),
		"ada\xC3\xA9", "ada\xCC\x81", "ad a", "hi"};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		expect_mention(yes[i], true);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		expect_mention(no[i], false);
}
END_TEST

START_TEST(a_name_is_noticed_as_the_server_compares)
{
	from_server(":ada!u@h NICK x[y]\xC3\xA4");
	notes_forget(&chatting.seen);
	expect_mention("X[Y]\xC3\xA4", true);
	expect_mention("X{Y}\xC3\xA4", false);
	expect_mention("x[y]\xC3\x84", false);
	from_server(":irc.test 005 ada UTF8ONLY :are supported");
	expect_mention("x[y]\xC3\x84", true);
	from_server(":irc.test 005 ada CASEMAPPING=rfc1459 :are supported");
	expect_mention("X{Y}\xC3\xA4", true);
}
END_TEST

START_TEST(a_label_confirms)
{
	say(CHAT_SAID, "#dev", "one");
	say(CHAT_ACTION, "bob", "two");
	say(CHAT_NOTICE, "#dev", "three");
	say(CHAT_SAID, "#nope", "four");
	say(CHAT_SAID, "zoe", "five");
	ck_assert_uint_eq(chat_unconfirmed(chatting.chat), 5);
	ck_assert_int_eq(chat_unconfirmed_since(chatting.chat), chatting.now);
	notes_forget(&chatting.seen);
	from_server("@label=line-1 :ada!u@h PRIVMSG #DEV :one!");
	from_server("@label=line-2 BATCH +b labeled-response");
	from_server("@batch=b :ada!u@h PRIVMSG bob :\1ACTION two\1");
	from_server("@batch=b :irc.test 301 ada bob :lunch");
	from_server("BATCH -b");
	from_server("@label=line-3 ACK");
	from_server("@label=line-4 :irc.test 403 ada #nope :No such channel");
	from_server("@label=line-5 BATCH +c labeled-response");
	from_server("@batch=c BATCH +d what");
	from_server("@batch=d :irc.test 401 ada zoe :No such nick");
	from_server("BATCH -d");
	from_server("BATCH -c");
	chatting_expect("SAID #dev ada - 'one!' ticket 1 own\n"
			"ACTION bob ada - 'two' ticket 2 own private\n"
			"INFO bob - - 'bob is away: lunch' private\n"
			"REFUSED #dev - three 'the server has not delivered it and does not say "
			"why' ticket 3\n"
			"REFUSED #nope - four '#nope: No such channel' ticket 4\n"
			"REFUSED zoe - five 'nobody here is called zoe; /who shows the names' "
			"ticket 5 private");
	ck_assert_uint_eq(chat_unconfirmed(chatting.chat), 0);
	ck_assert_int_eq(chat_unconfirmed_since(chatting.chat), 0);
}
END_TEST

/* 301 in front of the echo is not the end of the answer, nor a refusal. */
START_TEST(what_stands_in_a_batch_is_not_yet_the_answer)
{
	say(CHAT_SAID, "bob", "hi");
	notes_forget(&chatting.seen);
	from_server("@label=line-1 BATCH +b labeled-response");
	from_server("@batch=b :irc.test 301 ada bob :lunch");
	ck_assert_uint_eq(chat_unconfirmed(chatting.chat), 1);
	from_server("@batch=b :ada!u@h PRIVMSG bob :hi");
	from_server("BATCH -b");
	chatting_expect("INFO bob - - 'bob is away: lunch' private\n"
			"SAID bob ada - 'hi' ticket 1 own private");
}
END_TEST

START_TEST(what_we_say_to_ourselves_is_told_once)
{
	say(CHAT_SAID, "ada", "hi");
	from_server("@label=line-1 :ada!u@h PRIVMSG ada :hi");
	from_server(":ada!u@h PRIVMSG ada :hi");
	chatting_expect("> PING :chat-client-1\n> @label=line-1 PRIVMSG ada hi\n"
			"> PING :chat-client-2\nSAID ada ada - 'hi' ticket 1 own private");
}
END_TEST

START_TEST(an_echo_confirms)
{
	enter_with("echo-message");
	say(CHAT_SAID, "#dev", "one");
	say(CHAT_SAID, "#dev", "two");
	notes_forget(&chatting.seen);
	chatting_pass_fence();
	from_server(":ada!u@h PRIVMSG #dev :one");
	chatting_pass_fence();
	from_server(":irc.test 404 ada #dev :Cannot send to channel");
	chatting_expect("SAID #dev ada - 'one' ticket 1 own\n"
			"REFUSED #dev - two '#dev: Cannot send to channel' ticket 2");
}
END_TEST

/* InspIRCd answers the line that is one too many (+f, +E) with KICK alone, labels or none. */
START_TEST(what_we_are_put_out_for_is_not_confirmed)
{
	say(CHAT_SAID, "#dev", "one");
	notes_forget(&chatting.seen);
	from_server("@label=line-1 :irc.test KICK #dev ada :Repeat flood");
	chatting_expect("CLOSED #dev The server - 'Repeat flood'\n"
			"REFUSED #dev - one 'the server has not delivered it and does not say why' "
			"ticket 1");
	enter_with(NULL);
	chatting_room("#dev");
	say(CHAT_SAID, "#dev", "two");
	notes_forget(&chatting.seen);
	from_server(":irc.test KICK #dev ada :Repeat flood");
	from_server(":irc.test PONG irc.test chat-client-2");
	chatting_expect("REFUSED #dev - two 'you were put out of the room meanwhile' ticket 1\n"
			"CLOSED #dev The server - 'Repeat flood'");
}
END_TEST

START_TEST(a_server_may_take_labels_back)
{
	from_server(":irc.test CAP ada DEL :labeled-response");
	say(CHAT_SAID, "#dev", "one");
	chatting_pass_fence();
	from_server(":ada!u@h PRIVMSG #dev :one");
	chatting_expect("> PING :chat-client-1\n> PRIVMSG #dev one\n> PING :chat-client-2\n"
			"SAID #dev ada - 'one' ticket 1 own");
}
END_TEST

START_TEST(without_anything_a_pong_confirms)
{
	enter_with(NULL);
	say(CHAT_SAID, "@#dev", "a\x1B[2Jb\x02");
	chatting_expect("> PING :chat-client-1\n> PRIVMSG @#dev a\x1B[2Jb\x02\n"
			"> PING :chat-client-2");
	from_server(":irc.test PONG irc.test chat-client-2");
	chatting_expect("SAID #dev ada - 'a\xEF\xBF\xBD[2Jb\x02' ticket 1 own");
}
END_TEST

START_TEST(what_is_refused_comes_back_plain)
{
	say(CHAT_SAID, "b\2ob,x", "\2a\1\x1B");
	chatting_expect(
		"REFUSED b\xEF\xBF\xBDob,x - a\xEF\xBF\xBD\xEF\xBF\xBD 'no person and no room "
		"can have that name' ticket 1 private");
}
END_TEST

/* A bouncer has other clients. */
START_TEST(what_we_say_from_elsewhere_is_told)
{
	from_server(":ada!u@h PRIVMSG #dev :from my phone, ada");
	from_server(":ada!u@h PRIVMSG bob :hi");
	from_server(":ada!u@h NOTICE #elsewhere :hi");
	chatting_expect(
		"SAID #dev ada - 'from my phone, ada' own\nSAID bob ada - 'hi' own private\n"
		"NOTICE #elsewhere ada - 'hi' own");
}
END_TEST

START_TEST(nobody_confirms)
{
	say(CHAT_SAID, "#dev", "one");
	chatting.seen.quiet = true;
	for (int i = 0; i < 119; i++)
		chat_tick(chatting.chat, chatting.now += 1000);
	ck_assert_uint_eq(chatting.dropped, 0);
	for (int i = 0; i < 3; i++)
		chat_tick(chatting.chat, chatting.now += 1000);
	ck_assert_uint_gt(chatting.dropped, 0);
}
END_TEST

START_TEST(who_goes_on_confirming_is_not_dropped)
{
	enter_with("echo-message");
	chatting.seen.quiet = true;
	for (int i = 0; i < 100; i++)
		say(CHAT_SAID, "#dev", "one");
	for (int i = 0; i < 100; i++) {
		size_t before = chat_unconfirmed(chatting.chat);
		chat_tick(chatting.chat, chatting.now += 15000);
		while (chat_unconfirmed(chatting.chat) == before) {
			chatting_pass_fence();
			from_server(":ada!u@h PRIVMSG #dev :one");
		}
	}
	ck_assert_uint_eq(chatting.dropped, 0);
	ck_assert_uint_eq(chat_unconfirmed(chatting.chat), 0);
}
END_TEST

START_TEST(programs_are_answered_a_few_times)
{
	from_server(":bob!u@h PRIVMSG ada :\1VERSION\1");
	from_server(":bob!u@h PRIVMSG ada :\1ping 12 34\1");
	from_server(":bob!u@h PRIVMSG ada :\1TIME\1");
	from_server(":bob!u@h PRIVMSG ada :\1VERSION\1");
	chatting_expect("> NOTICE bob :\1VERSION chat-client " CHATD_VERSION "\1\n"
			"> NOTICE bob :\1ping 12 34\1\n"
			"> NOTICE bob :\1TIME 2026-11-22 16:05:48 UTC\1");
	chatting.now += 10000;
	from_server(":bob!u@h PRIVMSG ada :\1PING\1");
	chatting_expect("> NOTICE bob :\1PING \1");
}
END_TEST

START_TEST(other_requests_are_nothing)
{
	from_server(":bob!u@h PRIVMSG #dev :\1VERSION\1");
	from_server(":bob!u@h NOTICE ada :\1VERSION x\1");
	from_server(":bob!u@h PRIVMSG ada :\1DCC SEND x 1 2 3\1");
	from_server(":irc.test PRIVMSG ada :\1VERSION\1");
	from_server(":ada!u@h PRIVMSG bob :\1VERSION\1");
	chat_ignore(chatting.chat, "bob");
	from_server(":bob!u@h PRIVMSG ada :\1VERSION\1");
	chatting_expect("");
}
END_TEST

START_TEST(marks_of_ctcp_are_not_shown)
{
	from_server(":bob!u@h PRIVMSG #dev :a\1b");
	chatting_expect("SAID #dev bob - 'a\xEF\xBF\xBD"
			"b'");
}
END_TEST

START_TEST(who_is_ignored_is_not_heard)
{
	chat_ignore(chatting.chat, "BOB");
	chat_ignore(chatting.chat, "bob");
	chat_ignore(chatting.chat, "zoe");
	unit_same(chat_ignored(chatting.chat, 0), "BOB");
	unit_same(chat_ignored(chatting.chat, 1), "zoe");
	ck_assert_ptr_null(chat_ignored(chatting.chat, 2));
	from_server(":bob!u@h PRIVMSG #dev :hi");
	from_server(":bob!u@h NICK bobby");
	from_server(":bobby!u@h NOTICE ada :hi");
	from_server(":bobby!u@h INVITE ada #x");
	from_server(":bobby!u@h TOPIC #dev :mine");
	from_server(":bobby!u@h AWAY :lunch");
	from_server(":bobby!u@h WALLOPS :hi");
	chatting_expect("");
	unit_same(chat_topic(chatting.chat, "#dev"), "mine");
	from_server(":bobby!u@h KICK #dev carol :out");
	from_server(":bobby!u@h PART #dev :bye");
	chatting_expect("KICKED #dev bobby carol 'out'\nLEFT #dev bobby - ''");
	ck_assert(!chat_unignore(chatting.chat, "bob"));
	ck_assert(chat_unignore(chatting.chat, "Bobby"));
	from_server(":bobby!u@h PRIVMSG ada :sorry");
	chatting_expect("SAID bobby bobby - 'sorry' private");
}
END_TEST

static void find_bob(void *data, const struct chat_member *member)
{
	if (strcmp(member->name, "bob") == 0)
		*(uint64_t *)data = member->spoke;
}

static uint64_t bob_spoke(void)
{
	uint64_t spoke = 0;
	chat_members(chatting.chat, "#dev", find_bob, &spoke);
	return spoke;
}

START_TEST(who_spoke_last_is_known)
{
	ck_assert_uint_eq(bob_spoke(), 0);
	from_server(":bob!u@h PRIVMSG #dev :hi");
	uint64_t first = bob_spoke();
	ck_assert_uint_gt(first, 0);
	from_server(":bob!u@h PRIVMSG #dev :hi");
	ck_assert_uint_gt(bob_spoke(), first);
}
END_TEST

START_TEST(commands_are_sent_as_they_are)
{
	const char *const topic[] = {"#dev", "a new one"};
	const char *const bad[] = {"a b", "c"};
	ck_assert(chat_command(chatting.chat, "TOPIC", topic, 2));
	ck_assert(!chat_command(chatting.chat, "TOPIC", bad, 2));
	ck_assert(!chat_command(chatting.chat, "", topic, 2));
	ck_assert(chat_raw(chatting.chat, "@+typing=done TAGMSG  #dev"));
	ck_assert(chat_raw(chatting.chat, "TOPIC #dev :"));
	ck_assert(!chat_raw(chatting.chat, ""));
	ck_assert(!chat_raw(chatting.chat, ":only"));
	ck_assert(!chat_raw(chatting.chat, "TOPIC #dev :a\nQUIT"));
	chatting_expect("> TOPIC #dev :a new one\n> @+typing=done TAGMSG #dev\n> TOPIC #dev :");
	chat_quit(chatting.chat, "bye\r\nNICK x");
	from_server("ERROR :Closing link");
	chatting_expect("> QUIT :bye\xEF\xBF\xBD\xEF\xBF\xBDNICK x");
}
END_TEST

START_TEST(long_texts_fit_with_our_source)
{
	char text[600];
	unsigned parts;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	from_server(":ada!user@a-rather-long-host.test JOIN #x");
	chatting.seen.quiet = true;
	ck_assert_uint_ne(chat_say(chatting.chat, CHAT_SAID, "#dev", text, &parts), 0);
	ck_assert_uint_eq(parts, 2);
	size_t source = strlen(":ada!user@a-rather-long-host.test PRIVMSG #dev :");
	text[510 - source] = '\0';
	chat_say(chatting.chat, CHAT_SAID, "#dev", text, &parts);
	ck_assert_uint_eq(parts, 1);
	text[510 - source] = 'x';
	text[511 - source] = '\0';
	chat_say(chatting.chat, CHAT_SAID, "#dev", text, &parts);
	ck_assert_uint_eq(parts, 2);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {people_speak, servers_speak, our_name_is_noticed,
		a_name_is_noticed_as_the_server_compares, a_label_confirms,
		what_stands_in_a_batch_is_not_yet_the_answer, what_we_say_to_ourselves_is_told_once,
		an_echo_confirms, what_we_are_put_out_for_is_not_confirmed,
		a_server_may_take_labels_back, without_anything_a_pong_confirms,
		what_we_say_from_elsewhere_is_told, what_is_refused_comes_back_plain,
		nobody_confirms, who_goes_on_confirming_is_not_dropped,
		programs_are_answered_a_few_times, other_requests_are_nothing,
		marks_of_ctcp_are_not_shown, who_is_ignored_is_not_heard, who_spoke_last_is_known,
		commands_are_sent_as_they_are, long_texts_fit_with_our_source, NULL};
	return unit_cases_with("client_chat_talk", set_up, chatting_tear_down, cases);
}
