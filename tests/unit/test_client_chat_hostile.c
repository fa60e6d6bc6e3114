/* A server that means no good, or nothing at all: bounded memory, clean texts. chatting.c checks
 * each event. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chatting.h"
#include "irc_message.h"
#include "unit.h"

static void set_up(void)
{
	chatting_set_up();
	chatting_enter(ALL_CAPS);
	chatting_room("#dev");
}

static size_t count_rooms(void)
{
	size_t count = 0;
	while (chat_room(chatting.chat, count))
		count++;
	return count;
}

static void count_member(void *data, const struct chat_member *member)
{
	++*(size_t *)data;
}

static size_t count_members(const char *room)
{
	size_t count = 0;
	chat_members(chatting.chat, room, count_member, &count);
	return count;
}

START_TEST(rooms_are_bounded)
{
	chatting.seen.quiet = true;
	for (int i = 0; i < CHAT_ROOMS_MAX + 50; i++)
		from_server_format(":ada!u@h JOIN #%d", i);
	ck_assert_uint_eq(count_rooms(), CHAT_ROOMS_MAX);
	chatting.seen.quiet = false;
	chat_join(chatting.chat, "#more", NULL);
	chatting_expect("REFUSED - - - 'you are in 200 rooms, which is the most'");
	from_server(":ada!u@h PART #0 :x");
	chat_join(chatting.chat, "#more", NULL);
	chatting_expect("CLOSED #0 - - 'x' own\n> JOIN #more");
}
END_TEST

START_TEST(members_are_bounded)
{
	char wanted[64];
	from_server(":ada!u@h JOIN #big");
	for (int i = 0; i < 2500; i++)
		from_server_format(
			":irc.test 353 ada = #big :a%d b%d c%d d%d e%d f%d g%d h%d i%d j%d", i, i,
			i, i, i, i, i, i, i, i);
	from_server(":irc.test 366 ada #big :End");
	size_t in_dev = count_members("#dev");
	ck_assert_uint_eq(count_members("#big") + in_dev, CHAT_MEMBERS_MAX);
	snprintf(wanted, sizeof wanted, "OPENED #big - - '' %zu", CHAT_MEMBERS_MAX - in_dev);
	chatting_expect(wanted);
	from_server(":late!u@h JOIN #dev");
	chatting_expect("JOINED #dev late - ''");
	ck_assert_uint_eq(count_members("#dev"), in_dev);
	from_server(":bob!u@h PART #dev");
	from_server(":later!u@h JOIN #dev");
	ck_assert_uint_eq(count_members("#dev"), in_dev);
}
END_TEST

START_TEST(long_names_are_passed_over)
{
	char name[CHAT_NAME_BYTES + 2];
	memset(name, 'n', sizeof name);
	name[sizeof name - 1] = '\0';
	from_server_format(":%s!u@h JOIN #dev", name);
	from_server_format(":%s!u@h PRIVMSG #dev :hi", name);
	from_server_format(":bob!u@h NICK %s", name);
	from_server_format(":ada!u@h JOIN #%s", name);
	from_server_format(":ada!u@h PRIVMSG %s :hi", name);
	from_server_format(":irc.test 353 ada = #dev :%s", name);
	from_server_format(":bob!u@h INVITE ada #%s", name);
	from_server_format(":bob!u@h INVITE %s #dev", name);
	from_server_format(":bob!u@h KICK #dev %s", name);
	chatting_expect("");
	name[CHAT_NAME_BYTES] = '\0';
	chatting.seen.quiet = true;
	chatting.told = 0;
	from_server_format(":%s!u@h JOIN #dev", name);
	ck_assert_uint_eq(chatting.told, 1);
}
END_TEST

START_TEST(names_have_no_control_characters)
{
	from_server(":b\x02ob!u@h JOIN #dev");
	from_server(":b\tob!u@h JOIN #dev");
	from_server(":bob!u@h NICK b\x1Bob");
	from_server(":ada!u@h JOIN #\x03x");
	chatting_expect("RENAMED #dev bob b\xEF\xBF\xBDob ''");
}
END_TEST

START_TEST(texts_are_made_safe)
{
	static const char bytes[] = ":bob!u@h PRIVMSG #dev :a\0\x1B[2J\x9B\xFF\xC2\x9B\tb\x7F\x02";
	chat_line(chatting.chat, bytes, sizeof bytes - 1, chatting.now);
	chatting_expect("SAID #dev bob - 'a\xEF\xBF\xBD\xEF\xBF\xBD[2J\xEF\xBF\xBD\xEF\xBF\xBD"
			"\xEF\xBF\xBD\tb\xEF\xBF\xBD\x02'");
	from_server("@msgid=a\\n\\r\x1B[m\xFF :bob!u@h PRIVMSG #dev :hi");
	unit_same(chatting.id, "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD[m\xEF\xBF\xBD");
	notes_forget(&chatting.seen);
	from_server(":bob!u@h TOPIC #dev :\1\2");
	unit_same(chat_topic(chatting.chat, "#dev"), "\xEF\xBF\xBD\2");
	notes_forget(&chatting.seen);
	from_server(":irc.test 999 ada \x1B]0;x\x07 :\x02y");
	chatting_expect("INFO - - - '\xEF\xBF\xBD]0;x\xEF\xBF\xBD y'");
}
END_TEST

START_TEST(lines_may_be_anything)
{
	static const char *const lines[] = {"", " ", ":", "@", "@a", "@a=b", ":x", "@a :b",
		"PRIVMSG", ":b PRIVMSG", ":b!u@h PRIVMSG #dev", "001", "005", ":x 005 ada", "353",
		":x 353 ada", ":x 353 ada =", ":x 353 ada = #dev", ":x 366", ":x 366 ada",
		":x 332 ada", ":x 332 ada #dev", ":x 433", ":x 401", ":x 372", "MODE",
		":b!u@h MODE #dev", ":b!u@h MODE #dev +", ":b!u@h MODE #dev +o", "BATCH", "BATCH +",
		"BATCH -", "BATCH x", "CAP", "CAP ada", "CAP ada LS",
		"CAP ada ACK :", "CAP ada ACK :-", "PING", "PONG", "NICK", ":b NICK",
		":b NICK :", ":!u@h PRIVMSG #dev :hi", ":@h JOIN #dev", "ERROR", "FAIL", "KILL",
		"KICK #dev", ":b!u@h PRIVMSG ada :\1", ":b!u@h PRIVMSG ada :\1\1",
		":b!u@h PRIVMSG ada :\1 \1", ":b!u@h INVITE ada", "AWAY", "QUIT", "JOIN",
		":ada!u@h JOIN", ":ada!u@h JOIN :", ":ada JOIN #q", ":x 005 ada PREFIX=(ov @+ :x",
		":x 005 ada PREFIX=(ov)@ :x",
		":x 005 ada PREFIX= CHANMODES= CHANTYPES= NICKLEN= CASEMAPPING= = - :x",
		":x 005 ada -CASEMAPPING -UTF8ONLY -NICKLEN -X :x",
		"@time=;msgid=;label=;batch= ACK", "@time=x :b!u@h PRIVMSG ada :hi"};
	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
			from_server(lines[i]);
	ck_assert(chat_is_ready(chatting.chat));
}
END_TEST

START_TEST(times_are_believed_within_reason)
{
	static const struct {
		const char *text;
		int64_t time;
	} times[] = {{"2011-10-19T16:40:51.620Z", INT64_C(1319042451620)},
		{"2011-10-19T16:40:51Z", INT64_C(1319042451000)},
		{"2026-11-22T16:05:48.1239Z", INT64_C(1795363548123)},
		{"2026-11-23T16:05:47.000Z", INT64_C(1795449947000)},
		{"2026-11-23T16:05:48.000Z", 0}, {"9999-10-19T16:40:51.620Z", 0},
		{"1969-10-19T16:40:51.620Z", 0}, {"2011-10-19 16:40:51.620Z", 0},
		{"2011-10-19T16:40:51.620", 0}, {"2011-99-19T16:40:51.620Z", 0}, {"", 0},
		{"2011-10-19T16:40:51.99999999999999999999999999999999Z", INT64_C(1319042451999)}};
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		from_server_format("@time=%s :bob!u@h PRIVMSG #dev :hi", times[i].text);
		ck_assert_int_eq(chatting.time, times[i].time ? times[i].time : chatting.now);
	}
}
END_TEST

START_TEST(batches_are_bounded)
{
	chat_say(chatting.chat, CHAT_SAID, "#dev", "one", NULL);
	chatting.seen.quiet = true;
	for (int i = 0; i < 1000; i++)
		from_server_format("BATCH +x%d what", i);
	from_server("@label=line-1 BATCH +y labeled-response");
	from_server("BATCH -y");
	ck_assert_uint_eq(chat_unconfirmed(chatting.chat), 1); /* its end is not known */
	for (int i = 0; i < 1000; i++)
		from_server_format("BATCH -x%d", i);
	from_server("@label=line-1 BATCH +y labeled-response");
	from_server("BATCH -y");
	ck_assert_uint_eq(chat_unconfirmed(chatting.chat), 0);
}
END_TEST

START_TEST(an_endless_answer_is_cut)
{
	chatting.seen.quiet = true;
	for (int i = 0; i < 20000; i++)
		from_server_format(":irc.test 353 ada = #x :somebody%d", i);
	from_server(":irc.test 366 ada #x :End");
	ck_assert_uint_lt(chatting.told, 2000);
	chatting.told = 0;
	from_server(":irc.test 366 ada #x :End");
	ck_assert_uint_eq(chatting.told, 1);
}
END_TEST

START_TEST(long_lines_are_cut)
{
	size_t size = 100000;
	char *line = malloc(size);
	memset(line, 'x', size);
	memcpy(line, ":bob!u@h PRIVMSG #dev :", 23);
	chatting.seen.quiet = true;
	chatting.told = 0;
	chat_line(chatting.chat, line, size, chatting.now);
	ck_assert_uint_eq(chatting.told, 1);
	memset(line, '\xFF', size);
	memcpy(line, "PING :", 6);
	chat_line(chatting.chat, line, size, chatting.now);
	free(line);
}
END_TEST

START_TEST(a_server_cannot_make_us_chatter)
{
	chatting.seen.quiet = true;
	chatting.sent = 0;
	for (int i = 0; i < 1000; i++) {
		from_server_format(":b%d!u@h PRIVMSG ada :\1VERSION\1", i);
		from_server(":irc.test 433 ada x :Nickname is already in use");
		from_server(":irc.test 001 ada :Welcome");
		from_server("CAP ada LS :batch");
		from_server("CAP ada NAK :batch");
		from_server("CAP ada LS :");
	}
	ck_assert_uint_le(chatting.sent, 10);
}
END_TEST

START_TEST(members_survive_a_change_of_comparison)
{
	from_server(":b[!u@h JOIN #dev");
	from_server(":b{!u@h JOIN #dev");
	ck_assert_uint_eq(count_members("#dev"), 5);
	from_server(":irc.test 005 ada CASEMAPPING=rfc1459 :are supported");
	ck_assert_uint_eq(count_members("#dev"), 4);
	from_server(":B[!u@h PART #dev");
	ck_assert_uint_eq(count_members("#dev"), 3);
	from_server(":irc.test 005 ada CASEMAPPING=ascii :are supported");
	from_server(":irc.test 005 ada CASEMAPPING=rfc1459-strict :are supported");
	ck_assert_uint_eq(count_members("#dev"), 3);
}
END_TEST

/* Each time all names are gone through. */
START_TEST(names_are_compared_in_few_ways)
{
	for (int i = 0; i < 100; i++) {
		from_server(":irc.test 005 ada CASEMAPPING=ascii -UTF8ONLY :are supported");
		from_server(":irc.test 005 ada CASEMAPPING=rfc1459 UTF8ONLY :are supported");
	}
	bool same = chat_same(chatting.chat, "[", "{");
	from_server(":irc.test 005 ada CASEMAPPING=ascii :are supported");
	ck_assert(chat_same(chatting.chat, "[", "{") == same);
	from_server(":irc.test 005 ada CASEMAPPING=rfc1459 :are supported");
	ck_assert(chat_same(chatting.chat, "[", "{") == same);
	chatting_enter(NULL);
	ck_assert(!chat_same(chatting.chat, "[", "{"));
	from_server(":irc.test 005 ada CASEMAPPING=rfc1459 :are supported");
	ck_assert(chat_same(chatting.chat, "[", "{"));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {rooms_are_bounded, members_are_bounded,
		long_names_are_passed_over, names_have_no_control_characters, texts_are_made_safe,
		lines_may_be_anything, times_are_believed_within_reason, batches_are_bounded,
		an_endless_answer_is_cut, long_lines_are_cut, a_server_cannot_make_us_chatter,
		members_survive_a_change_of_comparison, names_are_compared_in_few_ways, NULL};
	return unit_cases_with("client_chat_hostile", set_up, chatting_tear_down, cases);
}
