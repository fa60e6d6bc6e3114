/* Commands about what was said before. */
#include "entered.h"

#define CAPS \
	"batch echo-message message-tags draft/chathistory soju.im/search draft/message-redaction"
#define ID "00c0ffee00c0ffee-7-"

/* A server with a history, whose last line in #dev was number 30. */
static void set_up(void)
{
	entered_set_up();
	chat_begin(world.chat, NOW);
	serve(":irc CAP * LS :" CAPS "\n:irc CAP * ACK :" CAPS "\n:irc 001 me :Welcome\n"
	      ":irc 005 me CHANTYPES=#& PREFIX=(ov)@+ CHATHISTORY=100 "
	      "MSGREFTYPES=msgid,timestamp CHATD=BAN,UNBAN,FORGET :are supported\n"
	      ":irc 422 me :No MOTD");
	come_in("#dev");
	serve("@msgid=" ID "30 :Bob!u@h PRIVMSG #dev :hello");
}

/* An answer of the server's, so that another page may be asked for. */
static void answer(void)
{
	serve(":irc BATCH +p chathistory #dev\n:irc BATCH -p");
}

START_TEST(the_past_is_asked_for)
{
	static const struct row rows[] = {
		{"/history", "CHATHISTORY BEFORE #dev msgid=" ID "30 20"},
		{"/history 7", "CHATHISTORY BEFORE #dev msgid=" ID "30 7"},
		{"/history 2h", "CHATHISTORY AFTER #dev timestamp=2023-11-14T20:13:19.999Z 100"},
		{"/history before:25", "CHATHISTORY BEFORE #dev msgid=" ID "25 20"},
		{"/history 5 before:2h",
			"CHATHISTORY BEFORE #dev timestamp=2023-11-14T20:13:20.000Z 5"},
		{"/since 8", "CHATHISTORY AFTER #dev msgid=" ID "7 100"},
		{"/since 2h before:25",
			"CHATHISTORY AFTER #dev timestamp=2023-11-14T20:13:19.999Z 100"},
		{"/search tea at four", "SEARCH in=#dev;limit=20;text=tea\\sat\\sfour"},
		{"/search from:Bob", "SEARCH in=#dev;limit=20;from=Bob"},
		{"/search in:dev tea before:9",
			"SEARCH in=#dev;limit=20;text=tea;before-msgid=" ID "9"},
		{"/search tea before:2h",
			"SEARCH in=#dev;limit=20;text=tea;before=2023-11-14T20:13:20.000Z"},
		{"/erase 30", "REDACT #dev " ID "30"},
		{"/erase 30 a phone number", "REDACT #dev " ID "30 :a phone number"},
		{"/forget", "FORGET"},
		{0},
	};
	for (const struct row *row = rows; row->entry; row++) {
		unit_same(entered(row->entry), row->answer);
		answer();
	}
}
END_TEST

START_TEST(what_cannot_be_asked_is_refused)
{
	static const struct row rows[] = {
		{"/history 101", "!! one page has 1 to 100 lines; ..."},
		{"/history soon", "!! soon is neither a number from 1 on nor a time; ..."},
		{"/history 2999-01-01", "!! 2999-01-01 has not come yet; ..."},
		{"/history 5 6", "!! type it like this: /history [N|TIME]"},
		{"/since", "!! type it like this: /since NUMBER|TIME"},
		{"/since before:5", "!! type it like this: /since NUMBER|TIME"},
		{"/search in:dev", "!! give one to eight words to search for, ..."},
		{"/search tea in:ops", "!! you are not in #ops; /join #ops takes you there"},
		{"/number yes", "!! type it like this: /number on|off"},
		{"/number on", "-- Each line that has a number now shows it in front. ..."},
		{"/number off", "-- Lines have no numbers in front any more."},
		{"/erase soon", "!! /erase takes the number of a line; /number on shows them"},
		{0},
	};
	check_rows(rows);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_past_is_asked_for, what_cannot_be_asked_is_refused, NULL};
	return unit_cases_with("client_command_past", set_up, entered_tear_down, cases);
}
