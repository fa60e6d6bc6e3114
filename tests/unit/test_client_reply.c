/* What chatd, ngIRCd 26 and InspIRCd 3 answer, in sentences. */
#include <stdio.h>
#include <string.h>

#include "line_encode.h"
#include "reply.h"
#include "unit.h"

#define NOW INT64_C(1800000000000)

static char out[REPLY_SIZE];
static unsigned listed; /* rows of the list that ends */

struct expected {
	const char *line;
	enum reply_kind kind;
	const char *text;
};

static void parse(struct irc_message *message, char copy[1024], const char *line)
{
	snprintf(copy, 1024, ":server %s", line);
	ck_assert(irc_parse(message, copy));
}

static enum reply_kind tell(const char *line)
{
	char copy[1024];
	struct irc_message message;
	parse(&message, copy, line);
	memset(out, '?', sizeof out);
	return reply_text(out, &message, listed, NOW);
}

static void expect(const struct expected *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum reply_kind kind = tell(rows[i].line);
		unit_same(out, rows[i].text);
		ck_assert_msg(kind == rows[i].kind, "kind %d: %s", kind, rows[i].line);
	}
}

#define EXPECT(rows) expect(rows, sizeof rows / sizeof *rows)

START_TEST(people_are_told_of)
{
	static const struct expected rows[] = {
		{"311 me ada ~ada host.example * :Ada L", REPLY_INFO,
			"ada is ~ada@host.example (Ada L)"},
		{"311 me ada ada host * :", REPLY_INFO, "ada is ada@host"},
		{"312 me ada irc.test :Test", REPLY_INFO, "ada's server: irc.test (Test)"},
		{"313 me ada :is a NetAdmin on Net", REPLY_INFO, "ada is a NetAdmin on Net"},
		{"317 me ada 4 1799999820 :seconds idle, signon time", REPLY_INFO,
			"ada came 3 minutes ago and last typed 4 seconds ago"},
		{"317 me ada 60 :seconds idle", REPLY_INFO, "ada last typed 1 minute ago"},
		{"317 me ada 0 1800000000 :seconds idle, signon time", REPLY_INFO,
			"ada came just now and last typed just now"},
		{"319 me ada :@#dev #lobby", REPLY_INFO, "ada is in @#dev #lobby"},
		{"318 me ada :End of /WHOIS list", REPLY_NOTHING, ""},
		{"301 me ada :lunch", REPLY_INFO, "ada is away: lunch"},
		{"301 me ada :", REPLY_INFO, "ada is away."},
		{"330 me ada lovelace :is logged in as", REPLY_INFO,
			"ada is logged in as lovelace"},
		{"335 me ada :is a bot", REPLY_INFO, "ada is a bot"},
		{"338 me ada ada@host 10.0.0.1 :Is actually using host", REPLY_INFO,
			"ada ada@host 10.0.0.1: Is actually using host"},
		{"378 me ada :is connecting from *@127.0.0.1 127.0.0.1", REPLY_INFO,
			"ada is connecting from *@127.0.0.1 127.0.0.1"},
		{"671 me ada :is using a secure connection", REPLY_INFO,
			"ada is using a secure connection"},
		{"314 me ada ada host * :Ada L", REPLY_INFO, "ada was ada@host (Ada L)"},
		{"369 me ada :End of WHOWAS", REPLY_NOTHING, ""},
		{"406 me ada :There was no such nickname", REPLY_REFUSED,
			"ada: There was no such nickname"},
		{"730 me :ada!a@h,bob!b@i", REPLY_INFO, "Here: ada, bob"},
		{"731 me :eve", REPLY_INFO, "Not here: eve"},
		{"734 me 100 a,b :Monitor list is full.", REPLY_REFUSED,
			"100 a,b: Monitor list is full."},
	};
	EXPECT(rows);
}
END_TEST

START_TEST(rooms_are_told_of)
{
	static const struct expected rows[] = {
		{"321 me Channel :Users  Name", REPLY_NOTHING, ""},
		{"322 me #dev 2 :what it is about", REPLY_INFO,
			"  #dev                        2  what it is about"},
		{"322 me #dev 2 :[+nt] what it is about", REPLY_INFO,
			"  #dev                        2  what it is about"},
		{"322 me #dev 12345 :[+nt] ", REPLY_INFO, "  #dev                    12345"},
		{"322 me #a-room-with-a-very-long-name 2 :", REPLY_INFO,
			"  #a-room-with-a-very-long-name     2"},
		{"322 me #dev 2 :123456789 123456789 123456789 123456789 ", REPLY_INFO,
			"  #dev                        2  123456789 123456789 123456789 "
			"12345678..."},
		{"322 me #dev many :topic", REPLY_INFO, "#dev many topic"},
		{"323 me :End of LIST", REPLY_INFO, "There are no rooms. /join ROOM makes one."},
		{"331 me #dev :No topic is set", REPLY_INFO,
			"#dev has no topic. /topic TEXT gives it one."},
		{"332 me #dev :one \x02"
		 "bold\x02 \x03"
		 "4,5red",
			REPLY_INFO, "The topic of #dev is: one bold red"},
		{"333 me #dev ada!ada@host 1799992800", REPLY_INFO,
			"The topic of #dev was set by ada 2 hours ago"},
		{"341 me bob #dev", REPLY_INFO, "You asked bob to come to #dev."},
		{"336 me #dev", REPLY_INFO, "You are invited to #dev. /join #dev takes you there."},
		{"324 me #dev +", REPLY_INFO, "#dev is open"},
		{"324 me #dev :+nt", REPLY_INFO, "#dev is set to: members-only, topic-locked"},
		{"324 me #dev +imskl hush 5", REPLY_INFO,
			"#dev is set to: invite-only, moderated, secret, key hush, limit 5"},
		{"324 me #dev +nR", REPLY_INFO, "#dev is set to: members-only, R"},
		{"324 me #dev +klL hush 5 #more", REPLY_INFO, "#dev is set to: +klL hush 5 #more"},
		{"324 me #dev +k", REPLY_INFO, "#dev is set to: +k"},
		{"329 me #dev 1799913600", REPLY_INFO, "#dev was made 1 day ago"},
		{"367 me #dev *!*@h ada!a@h :1799999999", REPLY_INFO,
			"  *!*@h by ada 1 second ago"},
		{"367 me #dev *!*@h", REPLY_INFO, "  *!*@h"},
		{"348 me #dev *!*@h ada 1800000005", REPLY_INFO, "  *!*@h by ada just now"},
		{"346 me #dev *!*@h ada 0", REPLY_INFO, "  *!*@h"},
		{"368 me #dev :End of channel ban list", REPLY_INFO, "Nobody is banned from #dev."},
	};
	EXPECT(rows);
}
END_TEST

START_TEST(the_server_is_told_of)
{
	static const struct expected rows[] = {
		{"422 me :MOTD file is missing", REPLY_INFO,
			"This server has no message of the day."},
		{"351 me ngIRCd-26.1. irc.test :IDENT+IPv6", REPLY_INFO,
			"ngIRCd-26.1. irc.test: IDENT+IPv6"},
		{"391 me irc.test 1800000000 0 :Friday 15 January", REPLY_INFO,
			"irc.test 1800000000 0: Friday 15 January"},
		{"371 me :On-line since", REPLY_INFO, "On-line since"},
		{"256 me irc.test :Administrative info", REPLY_INFO,
			"irc.test: Administrative info"},
		{"259 me :ada@irc.test", REPLY_INFO, "ada@irc.test"},
		{"364 me irc.test irc.test :0 ng test", REPLY_INFO, "irc.test irc.test 0 ng test"},
		{"364 me irc.test irc.test :0", REPLY_INFO, "irc.test irc.test 0"},
		{"242 me :Server Up 0 days 0:01:34", REPLY_INFO, "Server Up 0 days 0:01:34"},
		{"212 me ADMIN 1 158 0", REPLY_INFO, "ADMIN 1 158 0"},
		{"219 me u :End of STATS report", REPLY_INFO, "That is all (STATS u)."},
		{"254 me 2 :channels formed", REPLY_INFO, "2 channels formed"},
		{"265 me 2 2 :Current local users: 2, Max: 2", REPLY_INFO,
			"Current local users: 2, Max: 2"},
		{"705 me nick :Changes your name.", REPLY_INFO, "Changes your name."},
		{"524 me x :No help", REPLY_REFUSED, "x: No help"},
		{"221 me +", REPLY_INFO, "Your modes are: +"},
		{"221 me :+iw", REPLY_INFO, "Your modes are: +iw"},
		{"396 me host :is your displayed hostname now", REPLY_INFO,
			"host is your displayed hostname now"},
		{"900 me me!me@h me :You are now logged in", REPLY_INFO,
			"me!me@h me: You are now logged in"},
		{"904 me :SASL failed", REPLY_REFUSED, "SASL failed"},
	};
	EXPECT(rows);
}
END_TEST

START_TEST(refusals_are_told)
{
	static const struct expected rows[] = {
		{"401 me #none :No such nick or channel name", REPLY_REFUSED,
			"there is no room #none; /list shows all"},
		{"404 me #dev :Cannot send to channel", REPLY_REFUSED,
			"#dev: Cannot send to channel"},
		{"404 me #dev :You cannot send external messages to this channel whilst the +n "
		 "(noextmsg) mode is set.",
			REPLY_REFUSED,
			"#dev: You cannot send external messages to this channel whilst the +n "
			"(noextmsg) mode is set."},
		{"421 me FOO :Unknown command", REPLY_REFUSED, "FOO: Unknown command"},
		{"432 me BadOne :Invalid nickname: not this one", REPLY_REFUSED,
			"BadOne: Invalid nickname: not this one"},
		{"471 me #dev :Cannot join channel (+z) -- SSL connections only", REPLY_REFUSED,
			"#dev: Cannot join channel (+z) -- SSL connections only"},
		{"477 me #dev :You need to be identified to a registered account to join this "
		 "channel",
			REPLY_REFUSED,
			"#dev: You need to be identified to a registered account to join this "
			"channel"},
		{"481 me :Only a server may modify the +r channel mode", REPLY_REFUSED,
			"Only a server may modify the +r channel mode"},
		{"482 me #dev :You must be a channel op or higher to change the topic.",
			REPLY_REFUSED,
			"#dev: You must be a channel op or higher to change the topic."},
		{"491 me :Invalid oper credentials", REPLY_REFUSED, "Invalid oper credentials"},
		{"696 me #dev k * :You must give a parameter", REPLY_REFUSED,
			"#dev k *: You must give a parameter"},
		{"404 me #dev :Your message to this channel contained a banned phrase (x) and was "
		 "blocked.",
			REPLY_REFUSED,
			"#dev: Your message to this channel contained a banned phrase (x) and was "
			"blocked."},
		{"926 me #bad :forbidden", REPLY_REFUSED, "#bad: forbidden"},
	};
	EXPECT(rows);
}
END_TEST

START_TEST(what_is_unknown_is_told_by_its_parameters)
{
	static const struct expected rows[] = {
		{"299 me one two :and three", REPLY_INFO, "one two and three"},
		{"499 me one :is refused", REPLY_REFUSED, "one: is refused"},
		{"599 me :no", REPLY_REFUSED, "no"},
		{"999 me a :b", REPLY_INFO, "a b"},
		{"499 me", REPLY_REFUSED, "the server refuses that and does not say why: 499"},
		{"441 me bob", REPLY_REFUSED, "bob"},
		{"317 me ada soon :seconds idle", REPLY_INFO, "ada soon seconds idle"},
		{"333 me #dev ada 99999999999999999999", REPLY_INFO,
			"#dev ada 99999999999999999999"},
	};
	EXPECT(rows);
	ck_assert_int_eq(tell("299 me"), REPLY_NOTHING);
	ck_assert_int_eq(tell("600 me"), REPLY_NOTHING);
	ck_assert_int_eq(tell("299"), REPLY_NOTHING);
	ck_assert_int_eq(tell("265 me"), REPLY_NOTHING);
}
END_TEST

START_TEST(standard_replies_are_told)
{
	static const struct expected rows[] = {
		{"FAIL SETNAME INVALID_REALNAME :Realname is not valid", REPLY_REFUSED,
			"Realname is not valid"},
		{"FAIL REDACT UNKNOWN_MSGID #room id :It is gone", REPLY_REFUSED, "It is gone"},
		{"FAIL CHGHOST INVALID_HOST b@d x :Host is not valid", REPLY_REFUSED,
			"Host is not valid (b@d x)"},
		{"WARN * SOON :The server ends soon", REPLY_INFO, "The server ends soon"},
		{"NOTE * WELL", REPLY_INFO, "* WELL"},
		{"FAIL", REPLY_REFUSED, "the server refuses that and does not say why: FAIL"},
		{"ERROR :Closing link: bye", REPLY_REFUSED, "the server ends the connection: bye"},
		{"ERROR", REPLY_REFUSED, "the server ends the connection"},
	};
	EXPECT(rows);
}
END_TEST

/* What the line door says where the IRC door answers with a numeric. */
static const struct {
	enum outcome outcome;
	const char *name, *other;
	const char *line;
} pairs[] = {
	{OUTCOME_NOBODY, "bob", NULL, "401 me bob :No such nick/channel"},
	{OUTCOME_NO_SUCH_ROOM, "#a", NULL, "401 me #a :No such nick/channel"},
	{OUTCOME_NAME_TAKEN, "bob", NULL, "433 me bob :Nickname is already in use"},
	{OUTCOME_NOT_MEMBER, "bob", "#a", "441 me bob #a :They aren't on that channel"},
	{OUTCOME_IS_MEMBER, "bob", "#a", "443 me bob #a :is already on channel"},
	{OUTCOME_NOT_IN_ROOM, "#a", NULL, "442 me #a :You're not on that channel"},
	{OUTCOME_INVITE_ONLY, "#a", NULL, "473 me #a :Cannot join channel (+i) - no"},
	{OUTCOME_BANNED, "#a", NULL, "474 me #a :Cannot join channel (+b) - no"},
	{OUTCOME_KEY_WRONG, "#a", NULL, "475 me #a :Cannot join channel (+k) - no"},
};

START_TEST(the_words_are_those_of_the_line_door)
{
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct buffer words = {0};
		const struct event event = {.type = EVENT_REFUSED,
			.outcome = pairs[i].outcome,
			.name = pairs[i].name,
			.other = pairs[i].other};
		line_encode(&event, 0, &words);
		words.bytes[words.length - 1] = '\0'; /* the newline */
		ck_assert_int_eq(tell(pairs[i].line), REPLY_REFUSED);
		unit_same(out, words.bytes + strlen("!! "));
		buffer_finish(&words);
	}
}
END_TEST

START_TEST(the_end_of_a_list_says_how_long_it_was)
{
	ck_assert_uint_eq(reply_end(322), 323);
	ck_assert_uint_eq(reply_end(367), 368);
	ck_assert_uint_eq(reply_end(323), 0);
	listed = 1;
	tell("323 me :End of LIST");
	unit_same(out, "1 room. /join ROOM takes you to one.");
	ck_assert_int_eq(tell("337 me :End of INVITE list"), REPLY_NOTHING);
	listed = 12;
	tell("368 me #dev :End of channel ban list");
	unit_same(out, "12 bans. /unban NAME lifts one.");
	listed = 0;
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {people_are_told_of, rooms_are_told_of, the_server_is_told_of,
		refusals_are_told, what_is_unknown_is_told_by_its_parameters,
		standard_replies_are_told, the_end_of_a_list_says_how_long_it_was,
		the_words_are_those_of_the_line_door, NULL};
	return unit_cases("client reply", cases);
}
