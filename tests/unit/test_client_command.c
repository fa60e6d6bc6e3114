/* The words that begin with '/': what each sends, and what it answers. */
#include <stdio.h>

#include "command_words.h"
#include "entered.h"

static const struct row answers[] = {
	{"/nick you", "NICK you"},
	{"/list", "LIST"},
	{"/join #other", "JOIN #other"},
	{"/j third key", "JOIN #third key"},
	{"/room dev", ""},
	{"/who #else", "NAMES #else"},
	{"/names else", "NAMES #else"},
	{"/topic a new one", "TOPIC #dev :a new one"},
	{"/topic  one \t ", "TOPIC #dev one"},
	{"/away to lunch", "AWAY :to lunch"},
	{"/whois bob", "WHOIS bob"},
	{"/invite bob", "INVITE bob #dev"},
	{"/uninvite bob", "UNINVITE bob #dev"},
	{"/invites", "!! this server does not tell who has been invited"},
	{"/say /nick x", "PRIVMSG #dev :/nick x"},
	{"/mode", "MODE #dev"},
	{"/modes secret", "MODE #dev +s"},
	{"/mode -secret", "MODE #dev -s"},
	{"/mode +invite-only", "MODE #dev +i"},
	{"/mode moderated", "MODE #dev +m"},
	{"/mode MEMBERS-ONLY", "MODE #dev +n"},
	{"/mode topic-locked", "MODE #dev +t"},
	{"/mode key hush", "MODE #dev +k hush"},
	{"/mode -key", "MODE #dev -k *"},
	{"/mode -key hush", "MODE #dev -k hush"},
	{"/mode limit 5", "MODE #dev +l 5"},
	{"/mode -limit", "MODE #dev -l"},
	{"/mode +o bob", "MODE #dev +o bob"},
	{"/mode +ov-v bob  ada eve", "MODE #dev +ov-v bob ada eve"},
	{"/mode +s", "MODE #dev +s"},
	{"/banlist", "MODE #dev +b"},
	{"/bans", "MODE #dev +b"},
	{"/kick bob", "KICK #dev bob"},
	{"/kick bob too loud", "KICK #dev bob :too loud"},
	{"/ban eve", "MODE #dev +b eve!*@*"},
	{"/ban bob", "MODE #dev +b bob!*@*\nKICK #dev bob banned"},
	{"/ban BOB too loud", "MODE #dev +b BOB!*@*\nKICK #dev BOB :too loud"},
	{"/ban *!*@host.example", "MODE #dev +b *!*@host.example"},
	{"/unban eve", "MODE #dev -b eve!*@*\nMODE #dev +b"},
	{"/unban *!*@host.example", "MODE #dev -b *!*@host.example"},
	{"/op bob", "MODE #dev +o bob"},
	{"/deop bob", "MODE #dev -o bob"},
	{"/voice bob", "MODE #dev +v bob"},
	{"/devoice bob", "MODE #dev -v bob"},
	{"/unvoice bob", "MODE #dev -v bob"},
	{"/oper root secret word", "OPER root :secret word"},
	{"/oper root", "ask 'Password of the operator root: ' for /oper root"},
	{"/register", "ask 'New password for me: ' for /register, twice"},
	{"/register secret word", "!! this server makes accounts in a way of its own, ..."},
	{"/login", "ask 'Password for me: ' for /login me"},
	{"/login ada", "ask 'Password for ada: ' for /login ada"},
	{"/identify ada", "ask 'Password for ada: ' for /login ada"},
	{"/login ada secret", "!! this server does not offer to log in (SASL)"},
	{"/logout", "NS LOGOUT"},
	{"/account", "NS INFO"},
	{"/cert", "NS CERT LIST"},
	{"/cert add", "NS CERT add"},
	{"/cert del AB:CD", "NS CERT del AB:CD"},
	{"/password", "ask 'New password for me: ' for /password, twice"},
	{"/password secret word", "NS SET PASSWORD :secret word"},
	{"/drop ada", "ask 'Password for ada, which is given up: ' for /drop ada"},
	{"/drop ada secret word", "NS DROP ada :secret word"},
	{"/regain", "!! you are not logged in; /login NAME does that, and takes the name from a "
		    "dead connection"},
	{"/owner", "CS INFO #dev"},
	{"/owner give bob", "CS SET #dev FOUNDER bob"},
	{"/owner DROP", "CS DROP #dev"},
	{"/owner claim", "CS REGISTER #dev"},
	{"/owner give",
		"!! type it like this: /owner, /owner give NAME, /owner drop, /owner claim"},
	{"/owner drop it", "!! type it ..."},
	{"/owner bob", "!! type it ..."},
	{"/server-ban bob",
		"!! this server is no chatd, and has other commands for that: see /raw HELP"},
	{"/server-unban bob", "!! this server is no chatd, ..."},
	{"/server-close", "!! this server is no chatd, ..."},
	{"/server-open", "!! this server is no chatd, ..."},
	{"/account-add bob", "ask 'Password for bob: ' for /account-add bob, twice"},
	{"/account-add bob secret word", "NS SAREGISTER bob :secret word"},
	{"/motd", "MOTD"},
	{"/raw VERSION", "VERSION"},
	{"/raw TOPIC #dev :as it is", "TOPIC #dev :as it is"},
	{"/QUIT see you", "leaves: see you"},
	{"/bye", "leaves: -"},
	{"/exit", "leaves: -"},
	{"  /nick is text", "PRIVMSG #dev :  /nick is text"},
	{0},
};

START_TEST(each_row_sends_its_command)
{
	check_rows(answers);
}
END_TEST

START_TEST(people_are_banned_by_where_they_come_from)
{
	serve(":bob!u@host.example JOIN #dev");
	unit_same(entered("/ban bob"), "MODE #dev +b *!*@host.example\nKICK #dev bob banned");
	serve(":ada!u@h KICK #dev bob :banned");
	unit_same(entered("/unban BOB"), "MODE #dev -bb *!*@host.example BOB!*@*");
	serve(":ada!u@127.0.0.1 JOIN #dev");
	unit_same(entered("/ban ada"), "MODE #dev +b ada!*@*\nKICK #dev ada banned");
}
END_TEST

/* As the line door does it, which knows where people come from. */
START_TEST(chatd_bans_by_name)
{
	serve(":irc 005 me CHATD=BAN,UNBAN :are supported");
	const struct row rows[] = {
		{"/ban bob", "BAN #dev bob"},
		{"/ban bob 10m", "BAN #dev bob 10m"},
		{"/ban bob 10m too loud", "BAN #dev bob 10m :too loud"},
		{"/ban bob 2h loud", "BAN #dev bob 2h loud"},
		{"/ban bob too loud", "BAN #dev bob :too loud"},
		{"/ban bob 10min", "BAN #dev bob 10min"},
		{"/ban *!*@host.example 7d", "BAN #dev *!*@host.example 7d"},
		{"/unban bob", "UNBAN #dev bob"},
		{"/invites", "INVITE #dev"},
		{"/server-ban", "STATS k"},
		{"/server-ban bob", "KLINE bob"},
		{"/server-ban 192.0.2.0/24 2h too loud", "KLINE 192.0.2.0/24 :2h too loud"},
		{"/server-unban 192.0.2.0/24", "UNKLINE 192.0.2.0/24"},
		{"/server-close", "CLOSE"},
		{"/server-close back at ten", "CLOSE :back at ten"},
		{"/server-open", "OPEN"},
		{0},
	};
	check_rows(rows);
}
END_TEST

START_TEST(an_empty_list_behind_a_lifted_ban_is_not_told)
{
	static const char lifted[] = ":me!u@h MODE #dev -b eve!*@*";
	static const char none[] = ":irc 368 me #dev :End of channel ban list";
	entered("/unban eve");
	serve(lifted);
	size_t before = shown();
	serve(none);
	ck_assert_uint_eq(shown(), before);
	serve(none);
	ck_assert_uint_gt(shown(), before);
	entered("/unban eve");
	before = shown();
	serve(none); /* there was no such ban */
	ck_assert_uint_gt(shown(), before);
	entered("/unban eve");
	serve(lifted);
	before = shown();
	serve(":irc 367 me #dev bob!*@* me 0");
	serve(none);
	ck_assert_uint_gt(shown(), before);
}
END_TEST

START_TEST(talk_goes_where_it_should)
{
	const struct row rows[] = {
		{"hello", "PRIVMSG #dev hello"},
		{"//nick is a word", "PRIVMSG #dev :/nick is a word"},
		{"/me waves", "PRIVMSG #dev :\001ACTION waves\001"},
		{"/msg bob hello you", "PRIVMSG bob :hello you"},
		{"/tell bob hello", "PRIVMSG bob hello"},
		{"/w bob hello", "PRIVMSG bob hello"},
		{0},
	};
	check_rows(rows);
}
END_TEST

START_TEST(several_lines_are_text)
{
	unit_same(entered("one\n\n/kick bob\r\n   \n//x\n"),
		"PRIVMSG #dev one\nPRIVMSG #dev :/kick bob\nPRIVMSG #dev //x");
	unit_same(entered("/kick bob\nno"), "PRIVMSG #dev :/kick bob\nPRIVMSG #dev no");
}
END_TEST

START_TEST(what_is_missing_is_said)
{
	const struct row rows[] = {
		{"/nick", "!! type it like this: /nick NAME"},
		{"/nick two words", "!! type it ... /nick NAME"},
		{"/join", "!! type it ... /join ROOM [KEY]"},
		{"/join a,b", "!! one room at a time: /join ROOM [KEY]"},
		{"/msg", "!! type it ... /msg NAME TEXT"},
		{"/msg bob", "!! type it ... /msg NAME TEXT"},
		{"/msg me hi", "!! that is you"},
		{"/list all", "!! type it ... /list"},
		{"/me", "!! type it ... /me TEXT"},
		{"/oper", "!! type it ... /oper NAME [PASSWORD]"},
		{"/kick", "!! type it ... /kick NAME [WHY]"},
		{"/raw", "!! type it ... /raw LINE"},
		{"/reply hi",
			"!! nobody has sent you a private message yet; /msg NAME TEXT sends one"},
		{"/unignore bob", "!! you do not ignore bob; /ignore lists whom you ignore"},
		{"/ban bob 10m",
			"!! this server knows no bans that end by themselves; /ban bob bans for "
			"good, and /unban bob lifts it"},
		{"/ban me", "!! that is you"},
		{"/mode key", "!! a key has 1 to 63 bytes without blanks and commas: /mode key "
			      "KEY"},
		{"/mode key a,b", "!! a key has ... /mode key KEY"},
		{"/mode limit many", "!! a limit is a number from 1 to 1000000: /mode limit "
				     "NUMBER"},
		{"/mode limit 0", "!! a limit is ... /mode limit NUMBER"},
		{"/mode -secrte", "!! there is no mode secrte; they are: invite-only moderated "
				  "members-only secret topic-locked key limit keep. Did you mean "
				  "secret?"},
		{"/mode xyz", "!! there is no mode xyz; ... key limit keep"},
		{"/room nowhere", "!! there is no nowhere among your rooms; /room lists them, "
				  "/join ROOM opens one more"},
		{"/room 7", "!! there is no 7 among your rooms; ..."},
		{"/query #dev", "!! #dev is a room; /join takes you to it, /query is for a person"},
		{"/close", "!! #dev is a room; /part leaves it"},
		{"/send", "!! no lines are kept"},
		{"/drop", "!! no lines ..."},
		{"/forget", "!! this server cannot erase what you have said"},
		{"/kept", "-- No lines are kept."},
		{"/reconnect", "-- The connection is there."},
		{"/topic", "-- #dev has no topic. ..."},
		{"/ignore", "-- You ignore nobody."},
		{0},
	};
	check_rows(rows);
	ck_assert_uint_eq(world.reconnects, 0);
}
END_TEST

START_TEST(the_unknown_is_never_sent)
{
	char word[2000] = "/";
	const struct row rows[] = {
		{"/jion #dev", "!! there is no command /jion; did you mean /join? //jion says it"},
		{"/etc/passwd", "!! there is no command /etc/passwd; ... //etc/passwd says it"},
		{"/", "!! there is no command /; /help lists them"},
		{"/ hello", "!! there is no command /; ..."},
		{"/x\033[2Jy", "!! there is no command /x\357\277\275[2Jy; ... //x\357\277\275[2Jy "
			       "says it"},
		{0},
	};
	check_rows(rows);
	memset(word + 1, 'x', sizeof word - 2);
	entered(word);
	unit_same(world.sent.text, "");
	ck_assert_uint_lt(world.said.length, 300);
}
END_TEST

/* The help on a command is its usage and help, `same` (or nothing), and what command_words.h has
 * more on it. */
static void expect_help(const char *entry, enum command_id id, const char *same)
{
	const struct command_words *words = &command_words[id];
	char wanted[512], more[512], *rest = more, *line;
	size_t length = (size_t)snprintf(wanted, sizeof wanted, "--   /%s %-*s %s", words->name,
		18 - (int)strlen(words->name), words->usage, words->help);
	if (same)
		length += (size_t)snprintf(
			wanted + length, sizeof wanted - length, "\n--   %s", same);
	snprintf(more, sizeof more, "%s", words->more);
	while ((line = strsep(&rest, "\n")))
		length += (size_t)snprintf(
			wanted + length, sizeof wanted - length, "\n--   %s", line);
	unit_same(entered(entry), wanted);
}

START_TEST(help_names_all)
{
	chat_lost(world.chat, NOW);
	entered("kept");
	come_back();
	serve(":server MODE #dev +o me");
	serve(":irc 381 me :You are now an IRC operator");
	const char *name, *text = entered("/help");
	for (size_t i = 0; (name = command_name(i)); i++) {
		char row[32];
		snprintf(row, sizeof row, "--   /%s ", name);
		ck_assert_msg(strstr(text, row), "%s is missing", name);
	}
	ck_assert_ptr_nonnull(strstr(text, "//x says /x"));
	expect_help("/help msg", COMMAND_MSG, "the same: /tell /w");
	expect_help("/? /bye", COMMAND_QUIT, "the same: /exit /bye");
	ck_assert_ptr_nonnull(strstr(entered("/help mode"), "--     topic-locked "));
	unit_like(entered("/help quti"), "!! there is no command /quti; ... mean /quit?");
}
END_TEST

START_TEST(help_leaves_out_what_one_may_not_do)
{
	serve(":server MODE #dev -o+v me me");
	const char *text = entered("/help");
	ck_assert_ptr_null(strstr(text, "/kick"));
	ck_assert_ptr_null(strstr(text, "/devoice"));
	ck_assert_ptr_null(strstr(text, "/kept"));
	ck_assert_ptr_nonnull(strstr(text, "/banlist"));
	expect_help("/help deop", COMMAND_DEOP, NULL);
}
END_TEST

START_TEST(what_operators_of_the_server_may_do_is_shown_to_them)
{
	ck_assert_ptr_null(strstr(entered("/help"), "/server-"));
	serve(":irc 381 me :You are now an IRC operator");
	ck_assert_ptr_nonnull(strstr(entered("/help"), "/server-close"));
}
END_TEST

START_TEST(ones_name_is_regained)
{
	serve(":irc 900 me me!u@h ada :You are now logged in as ada");
	unit_same(entered("/regain"), "NS REGAIN ada");
}
END_TEST

START_TEST(the_same_name_is_no_change)
{
	unit_same(entered("/nick me"), "!! you are me already");
	unit_same(entered("/nick Me"), "NICK Me");
}
END_TEST

START_TEST(ignoring_is_told)
{
	unit_like(entered("/ignore bob"), "-- You no longer see ... bob says. /unignore bob ...");
	unit_same(entered("/ignore"), "-- You ignore these:\n--   bob");
	unit_like(entered("/unignore BOB"), "-- You see ... BOB ... again.");
	unit_same(entered("/ignore me"), "!! that is you");
}
END_TEST

START_TEST(away_alone_comes_back)
{
	unit_same(entered("/away"), "AWAY away");
	serve(":irc 306 me :You are away");
	unit_same(entered("/away"), "AWAY");
}
END_TEST

START_TEST(names_are_listed)
{
	size_t count = 0;
	unit_same(command_name(0), "help");
	while (command_name(count))
		count++;
	ck_assert_uint_gt(count, 30);
	ck_assert_ptr_null(command_name(count + 5));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_row_sends_its_command,
		people_are_banned_by_where_they_come_from, chatd_bans_by_name,
		an_empty_list_behind_a_lifted_ban_is_not_told, talk_goes_where_it_should,
		several_lines_are_text, what_is_missing_is_said, the_unknown_is_never_sent,
		help_names_all, help_leaves_out_what_one_may_not_do,
		what_operators_of_the_server_may_do_is_shown_to_them, ones_name_is_regained,
		the_same_name_is_no_change, ignoring_is_told, away_alone_comes_back,
		names_are_listed, NULL};
	return unit_cases_with("client_command", entered_set_up, entered_tear_down, cases);
}
