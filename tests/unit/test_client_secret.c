/* Where an entry may be kept, and what is not said to a room by a slip. */
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "entered.h"

static const char *const names[] = {"nowhere", "run", "disk"};

struct entry {
	const char *text;
	enum keep keep;
};

static void check(const struct entry *entries)
{
	for (; entries->text; entries++) {
		entered(entries->text);
		ck_assert_msg(world.keep == entries->keep, "'%s' is kept: %s, not %s",
			unit_shown(entries->text), names[world.keep], names[entries->keep]);
	}
}

/* With all arguments, and with those that may stand alone. Each row of the table has to be here, so
 * that a new command is thought about. */
static const struct entry rows[] = {
	{"/help", KEEP_DISK},
	{"/help oper", KEEP_DISK},
	{"/who", KEEP_DISK},
	{"/list", KEEP_DISK},
	{"/join #other", KEEP_DISK},
	{"/join #third key", KEEP_NOWHERE},
	{"/room", KEEP_DISK},
	{"/room #dev", KEEP_DISK},
	{"/topic a new one", KEEP_DISK},
	{"/say hello", KEEP_DISK},
	{"/me waves", KEEP_DISK},
	{"/msg bob hello", KEEP_RUN},
	{"/msg NickServ identify pw", KEEP_RUN},
	{"/msg nickserv@services.example.org identify pw", KEEP_RUN},
	{"/reply pw", KEEP_RUN},
	{"/ignore", KEEP_DISK},
	{"/ignore bob", KEEP_DISK},
	{"/unignore bob", KEEP_DISK},
	{"/away to lunch", KEEP_DISK},
	{"/whois bob", KEEP_DISK},
	{"/invite bob", KEEP_DISK},
	{"/uninvite bob", KEEP_DISK},
	{"/invites", KEEP_RUN}, /* refused by a server that is no chatd */
	{"/mode", KEEP_DISK},
	{"/mode secret", KEEP_DISK},
	{"/mode key pw", KEEP_NOWHERE},
	{"/mode +k pw", KEEP_NOWHERE},
	{"/mode -key pw", KEEP_NOWHERE},
	{"/mode +sk pw", KEEP_NOWHERE},
	{"/banlist", KEEP_DISK},
	{"/kick bob too loud", KEEP_DISK},
	{"/ban bob too loud", KEEP_DISK},
	{"/unban bob", KEEP_DISK},
	{"/op bob", KEEP_DISK},
	{"/deop bob", KEEP_DISK},
	{"/voice bob", KEEP_DISK},
	{"/devoice bob", KEEP_DISK},
	{"/oper root pw", KEEP_NOWHERE},
	{"/oper pw", KEEP_NOWHERE},
	{"/register pw", KEEP_NOWHERE},
	{"/login pw", KEEP_NOWHERE},
	{"/login ada pw", KEEP_NOWHERE},
	{"/login", KEEP_DISK},
	{"/logout", KEEP_DISK},
	{"/account", KEEP_DISK},
	{"/cert add", KEEP_DISK},
	{"/token", KEEP_DISK},
	{"/password pw", KEEP_NOWHERE},
	{"/drop ada pw", KEEP_NOWHERE},
	{"/regain", KEEP_RUN}, /* refused, as those for chatd are */
	{"/owner give bob", KEEP_DISK},
	{"/server-ban bob too loud", KEEP_RUN},
	{"/server-unban bob", KEEP_RUN},
	{"/server-close back at ten", KEEP_RUN},
	{"/server-open", KEEP_RUN},
	{"/account-add bob pw", KEEP_NOWHERE},
	{"/motd", KEEP_DISK},
	{"/history", KEEP_RUN}, /* refused by a server that has none */
	{"/since 14:00", KEEP_RUN},
	{"/search tea", KEEP_RUN},
	{"/number on", KEEP_DISK},
	{"/erase 5 a phone number", KEEP_RUN},
	{"/forget", KEEP_RUN},
	{"/kept", KEEP_DISK},
	{"/send", KEEP_RUN}, /* nothing is kept here, so it is refused */
	{"/drop", KEEP_RUN}, /* the same */
	{"/reconnect", KEEP_DISK},
	{"/raw PASS pw", KEEP_NOWHERE},
	{"/raw VERSION", KEEP_NOWHERE},
	{"/raw PRIVMSG NickServ :identify pw", KEEP_NOWHERE},
	{"/nick you", KEEP_DISK},
	{"/part see you", KEEP_DISK},
	{"/query NickServ", KEEP_DISK},
	{"/query NickServ identify pw", KEEP_RUN},
	{"/close", KEEP_DISK},
	{"/quit see you", KEEP_DISK},
	{0},
};

START_TEST(each_command_is_kept_where_it_may_be)
{
	serve(":bob!u@h PRIVMSG me :psst");
	check(rows);
	for (const struct command_row *row = command_rows; row->words; row++) {
		size_t length = strlen(row->words->name);
		const struct entry *entry = rows;
		while (entry->text && (strncmp(entry->text + 1, row->words->name, length) != 0 ||
					      strcspn(entry->text + 1, " ") != length))
			entry++;
		ck_assert_msg(entry->text, "/%s is not tried", row->words->name);
	}
}
END_TEST

START_TEST(an_alias_is_kept_as_its_command)
{
	static const char pw[] = " one pw";
	for (const struct command_row *row = command_rows; row->words; row++) {
		char aliases[64], text[64], *rest = aliases;
		if (row->hides == HIDES_NOTHING)
			continue;
		snprintf(aliases, sizeof aliases, "%s", row->words->aliases);
		for (char *alias; (alias = strsep(&rest, " ")) && *alias;) {
			snprintf(text, sizeof text, "/%s%s", alias, pw);
			entered(text);
			ck_assert_msg(world.keep != KEEP_DISK, "%s is kept", text);
			text[1] = (char)(alias[0] - 'a' + 'A');
			entered(text);
			ck_assert_msg(world.keep != KEEP_DISK, "%s is kept", text);
		}
	}
}
END_TEST

START_TEST(text_is_kept_by_who_hears_it)
{
	check((const struct entry[]){{"hello", KEEP_DISK}, {"//x", KEEP_DISK},
		{"one\ntwo", KEEP_DISK}, {"/kick bob\nno", KEEP_DISK}, {0}});
	entered("/query NickServ");
	check((const struct entry[]){{"identify pw", KEEP_RUN}, {"//x", KEEP_RUN},
		{"one\ntwo", KEEP_RUN}, {"/me identify pw", KEEP_RUN},
		{"/say identify pw", KEEP_RUN}, {0}});
}
END_TEST

START_TEST(what_is_refused_is_not_on_disk)
{
	check((const struct entry[]){{"/ns identify pw", KEEP_RUN},
		{"/nickserv identify pw", KEEP_RUN}, {"/identify pw", KEEP_NOWHERE},
		{"/opre root pw", KEEP_NOWHERE}, {"/OPR root pw", KEEP_NOWHERE},
		{"/jion #dev pw", KEEP_NOWHERE}, {"/rwa PASS pw", KEEP_NOWHERE},
		{"/mode kye pw", KEEP_NOWHERE}, {"/mode key:pw", KEEP_RUN},
		{"/nick you pw", KEEP_RUN}, {"/list pw", KEEP_RUN}, {"/part", KEEP_DISK}, {0}});
	serve(":me!u@h PART #dev");
	check((const struct entry[]){{"pw", KEEP_RUN}, {0}});
}
END_TEST

/* Each would tell #dev. */
START_TEST(a_slip_is_not_said)
{
	static const struct entry slips[] = {
		{" /oper root pw", KEEP_NOWHERE},
		{"\t/OPER root pw", KEEP_NOWHERE},
		{" /opre root pw", KEEP_NOWHERE},
		{"oper root pw", KEEP_NOWHERE},
		{" Oper root pw", KEEP_NOWHERE},
		{"/oper root pw\n/join #dev", KEEP_NOWHERE},
		{"\n/oper root pw", KEEP_NOWHERE},
		{"hello\r\n  /oper root pw\r\n", KEEP_NOWHERE},
		{"one\noper root pw", KEEP_NOWHERE},
		{" /join #dev pw", KEEP_NOWHERE},
		{" /mode key pw", KEEP_NOWHERE},
		{" /raw PASS pw", KEEP_NOWHERE},
		{" /msg NickServ identify pw", KEEP_RUN},
		{" /w bob psst", KEEP_RUN},
		{"/msg bob psst\n/msg ada psst", KEEP_RUN},
		{" /query bob psst", KEEP_RUN},
		{0},
	};
	for (const struct entry *slip = slips; slip->text; slip++) {
		const char *got = entered(slip->text);
		ck_assert_msg(strncmp(got, "!! this looks like the command /", 32) == 0,
			"'%s' gives '%s'", unit_shown(slip->text), got);
		ck_assert_ptr_null(strstr(got, "pw"));
	}
	check(slips);
	const struct row said[] = {
		{"//oper", "PRIVMSG #dev /oper"},
		{"//msg bob psst", "PRIVMSG #dev :/msg bob psst"},
		{"/say /oper root pw", "PRIVMSG #dev :/oper root pw"},
		{"/say oper root pw", "PRIVMSG #dev :oper root pw"},
		{"i can identify with that", "PRIVMSG #dev :i can identify with that"},
		{" /join", "PRIVMSG #dev : /join"},
		{" /usr/bin/env sh", "PRIVMSG #dev : /usr/bin/env sh"},
		{"the oper root pw", "PRIVMSG #dev :the oper root pw"},
		{0},
	};
	check_rows(said);
}
END_TEST

/* Nor is it sent to a service where others can read it on its way. */
START_TEST(a_password_for_a_service_is_not_sent_in_plain_text)
{
	static const char refused[] = "!! the connection is not encrypted, and a password is not "
				      "sent that way; ...";
	chat_set_private(world.chat, false);
	unit_like(entered("/msg NickServ identify hunter2"), refused);
	unit_same(entered("/msg NickServ help"), "PRIVMSG NickServ help");
	unit_same(entered("/msg bob i can identify with that"),
		"PRIVMSG bob :i can identify with that");
	unit_like(entered("/query NickServ register hunter2"), refused);
	unit_like(entered("identify hunter2"), refused);
	chat_set_private(world.chat, true);
	unit_same(entered("identify hunter2"), "PRIVMSG NickServ :identify hunter2");
}
END_TEST

/* The same rule holds as for people with nc, and only where a room would hear it. */
START_TEST(a_password_or_a_word_alone_is_not_said)
{
	static const char *const secrets[] = {"identify hunter2", "nickserv identify hunter2",
		"msg NickServ identify hunter2", "oper root", "one\nidentify hunter2",
		"./oper root hunter2", "//oper root hunter2", "//login ada hunter2", NULL};
	for (const char *const *secret = secrets; *secret; secret++) {
		unit_same(entered(*secret), "!! nothing of this was said, for a secret seems to be "
					    "in it; /say TEXT says it");
		ck_assert_int_eq(world.keep, KEEP_NOWHERE);
	}
	unit_same(entered("quit"), "!! this was not said, for it looks like the command /quit: "
				   "type it with the slash; /say TEXT says it");
	ck_assert_int_eq(world.keep, KEEP_RUN);
	unit_same(entered("Help"), "!! this was not said, for it looks like the command /help: "
				   "type it with the slash; /say TEXT says it");
	check_rows((const struct row[]){
		{"help me", "PRIVMSG #dev :help me"}, {"/say quit", "PRIVMSG #dev quit"}, {0}});
	entered("/query NickServ");
	check_rows((const struct row[]){{"identify hunter2", "PRIVMSG NickServ :identify hunter2"},
		{"help", "PRIVMSG NickServ help"}, {0}});
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_command_is_kept_where_it_may_be,
		an_alias_is_kept_as_its_command, text_is_kept_by_who_hears_it,
		what_is_refused_is_not_on_disk, a_slip_is_not_said,
		a_password_or_a_word_alone_is_not_said,
		a_password_for_a_service_is_not_sent_in_plain_text, NULL};
	return unit_cases_with("client_secret", entered_set_up, entered_tear_down, cases);
}
