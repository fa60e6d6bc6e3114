/* PRIVMSG, NOTICE and CTCP by the IRC door, to people, rooms and the line door. */
#include <stdio.h>
#include <string.h>

#include "irc.h"

#define FROM_ALICE ":alice!alice@localhost "

struct three {
	struct server server;
	struct irc alice, bob, carol;
};

/* All in #room, which alice runs. */
static void three_start(struct three *all, const char *caps)
{
	irc_server_start(&all->server, NULL);
	irc_join(&all->alice, &all->server, "alice", caps);
	irc_join(&all->bob, &all->server, "bob", NULL);
	irc_join(&all->carol, &all->server, "carol", NULL);
	irc_enter(&all->alice, "#room");
	irc_enter(&all->bob, "#room");
	irc_enter(&all->carol, "#room");
	irc_sync(&all->alice);
	irc_sync(&all->bob);
	irc_sync(&all->carol);
}

static void three_stop(struct three *all)
{
	irc_close(&all->alice);
	irc_close(&all->bob);
	irc_close(&all->carol);
	server_stop(&all->server);
}

START_TEST(several_targets)
{
	struct three all;
	three_start(&all, NULL);
	irc_say(&all.alice, "PRIVMSG bob,#ROOM,CAROL,nobody :hello");
	irc_expect_numeric(&all.alice, 401, "nobody :*");
	irc_expect(&all.bob, FROM_ALICE "PRIVMSG bob :hello");
	irc_expect(&all.bob, FROM_ALICE "PRIVMSG #room :hello");
	irc_expect(&all.carol, FROM_ALICE "PRIVMSG #room :hello");
	irc_expect(&all.carol, FROM_ALICE "PRIVMSG carol :hello");
	irc_say(&all.alice, "PRIVMSG a,b,c,d,e,f :hello"); /* TARGMAX */
	for (const char *name = "abcd"; *name; name++)
		irc_expect_numeric(&all.alice, 401, "%c :*", *name);
	irc_expect_numeric(&all.alice, 407, "e :*");
	irc_expect_nothing(&all.alice);
	irc_expect_nothing(&all.bob);
	irc_expect_nothing(&all.carol);
	three_stop(&all);
}
END_TEST

START_TEST(errors_but_never_for_a_notice)
{
	struct three all;
	three_start(&all, NULL);
	irc_say(&all.alice, "MODE #room +m");
	irc_sync(&all.alice);
	irc_sync(&all.bob);
	static const struct {
		const char *rest;
		int numeric;
		const char *answer;
	} cases[] = {{"", 411, ":No recipient given (PRIVMSG)"},
		{" :", 411, ":No recipient given (PRIVMSG)"},
		{" , :x", 411, ":No recipient given (PRIVMSG)"}, {" alice", 412, ":*"},
		{" alice :", 412, ":*"}, {" nobody :x", 401, "nobody :*"},
		{" #nowhere :x", 403, "#nowhere :*"}, {" @#nowhere :x", 403, "@#nowhere :*"},
		{" x,:y :x", 401, "x :*"}, {" #room :x", 404, "#room :*"}, {" @ :x", 401, "@ :*"}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		irc_say(&all.bob, "NOTICE%s", cases[i].rest);
		irc_say(&all.bob, "PRIVMSG%s", cases[i].rest);
		irc_expect_numeric(&all.bob, cases[i].numeric, "%s", cases[i].answer);
		if (strstr(cases[i].rest, ",:"))
			irc_expect_numeric(&all.bob, 401, "\x2A :*");
	}
	irc_expect_nothing(&all.bob);
	irc_sync(&all.alice);
	three_stop(&all);
}
END_TEST

START_TEST(those_outside_are_refused)
{
	struct three all;
	three_start(&all, NULL);
	irc_enter(&all.alice, "#inside"); /* +n, as every new room */
	irc_ask_numeric(&all.bob, "PRIVMSG #inside :x", 404, "#inside :*");
	irc_say(&all.bob, "NOTICE #inside :x");
	irc_expect_nothing(&all.bob);
	irc_say(&all.alice, "MODE #inside -n");
	irc_await(&all.alice, "* MODE #inside -n");
	irc_say(&all.bob, "PRIVMSG #inside :y");
	irc_expect(&all.alice, ":bob!bob@localhost PRIVMSG #inside :y");
	three_stop(&all);
}
END_TEST

START_TEST(a_prefix_means_those_with_the_role)
{
	struct three all;
	three_start(&all, NULL);
	irc_say(&all.alice, "MODE #room +v bob");
	irc_sync(&all.alice);
	irc_sync(&all.bob);
	irc_sync(&all.carol);
	irc_say(&all.carol, "PRIVMSG @#room :ops");
	irc_say(&all.carol, "NOTICE +#room :voices");
	irc_say(&all.carol, "PRIVMSG @+#room :both");
	irc_sync(&all.carol);
	irc_expect(&all.alice, ":carol!carol@localhost PRIVMSG @#room :ops");
	irc_expect(&all.alice, ":carol!carol@localhost NOTICE +#room :voices");
	irc_expect(&all.alice, ":carol!carol@localhost PRIVMSG +#room :both");
	irc_expect(&all.bob, ":carol!carol@localhost NOTICE +#room :voices");
	irc_expect(&all.bob, ":carol!carol@localhost PRIVMSG +#room :both");
	irc_expect_nothing(&all.alice);
	irc_expect_nothing(&all.bob);
	irc_expect_nothing(&all.carol);
	three_stop(&all);
}
END_TEST

START_TEST(texts_pass_as_they_are)
{
	struct three all;
	three_start(&all, NULL);
	static const char *const texts[] = {":-)", " two  blanks ",
		"\x02"
		"bold\x0F \x03"
		"4,5red",
		"\x01"
		"ACTION waves\x01",
		"\x01VERSION\x01",
		"\x01"
		"FOO bar  baz\x01",
		"a\tb",
		"\x01"
		"ACTION a\x01 b",
		"\xe2\x98\x83 \xf0\x9f\x91\x8d"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		irc_say(&all.alice, "PRIVMSG #room :%s", texts[i]);
		irc_expect(&all.bob, FROM_ALICE "PRIVMSG #room :%s", texts[i]);
		irc_say(&all.alice, "NOTICE bob :%s", texts[i]);
		irc_expect(&all.bob, FROM_ALICE "NOTICE bob :%s", texts[i]);
	}
	irc_say(&all.alice, "privmsg   bob    word and more");
	irc_expect(&all.bob, FROM_ALICE "PRIVMSG bob :word");
	irc_say(&all.alice, ":someone!else@there PRIVMSG bob :mine");
	irc_expect(&all.bob, FROM_ALICE "PRIVMSG bob :mine");
	static const char odd[] = "PRIVMSG bob :lf\nPRIVMSG bob :cr\r\r\n\r\n\n \r\n\r\r\nPRIV";
	static const char nul[] = "MSG bob :a\0b\r\n";
	irc_send(&all.alice, odd, sizeof odd - 1);
	irc_send(&all.alice, nul, sizeof nul - 1);
	irc_expect(&all.bob, FROM_ALICE "PRIVMSG bob :lf");
	irc_expect(&all.bob, FROM_ALICE "PRIVMSG bob :cr");
	irc_expect(&all.bob, FROM_ALICE "PRIVMSG bob :a\xef\xbf\xbd"
					"b");
	irc_expect_nothing(&all.alice); /* and none of that is an unknown command */
	three_stop(&all);
}
END_TEST

/* Bytes that are left for a text to #room behind alice's source. */
#define ROOM (512 - strlen(FROM_ALICE "PRIVMSG #room :\r\n"))

/* With the source that others see, a message is longer than it came: what does not fit is refused,
 * and never becomes two. */
START_TEST(what_does_not_fit_with_its_source_is_refused)
{
	struct three all;
	char text[600] = "";
	three_start(&all, "echo-message");
	memset(text, 'x', ROOM);
	irc_say(&all.alice, "PRIVMSG #room :%s", text);
	irc_expect(&all.alice, FROM_ALICE "PRIVMSG #room :%s", text);
	irc_expect(&all.bob, FROM_ALICE "PRIVMSG #room :%s", text);
	irc_expect(&all.carol, FROM_ALICE "PRIVMSG #room :%s", text);
	strcat(text, "yz");
	irc_ask_numeric(&all.alice, "PRIVMSG #nowhere :x", 403, "#nowhere :*");
	irc_say(&all.alice, "PRIVMSG #room :%s", text);
	irc_expect_numeric(&all.alice, 417, ":Input line was too long*2 bytes too many");
	irc_say(&all.alice, "PRIVMSG bob,#room :%s", text + 1); /* the one is shorter */
	irc_expect(&all.bob, FROM_ALICE "PRIVMSG bob :%s", text + 1);
	irc_expect(&all.alice, FROM_ALICE "PRIVMSG bob :%s", text + 1);
	irc_expect_numeric(&all.alice, 417, ":Input line was too long*1 bytes too many");
	irc_say(&all.alice, "PRIVMSG @#room :%s", text + 2); /* and this one longer */
	irc_expect_numeric(&all.alice, 417, ":*");
	irc_expect_nothing(&all.alice);
	irc_expect_nothing(&all.bob);
	irc_expect_nothing(&all.carol);
	three_stop(&all);
}
END_TEST

/* A CTCP that was cut made a second one, of words that a third person had chosen. */
START_TEST(a_ctcp_is_whole_or_not_at_all)
{
	static const char *const kinds[] = {"PING", "ACTION", NULL};
	struct three all;
	char text[600];
	three_start(&all, NULL);
	for (const char *const *kind = kinds; *kind; kind++) {
		snprintf(text, sizeof text, "\1%s %0*d DCC SEND x 1 1 1\1", *kind,
			(int)(ROOM - strlen(*kind) - strlen("\1  DCC SEND x 1 1 1\1")), 7);
		irc_say(&all.alice, "PRIVMSG #room :%s", text);
		irc_expect(&all.bob, FROM_ALICE "PRIVMSG #room :%s", text);
		irc_expect(&all.carol, FROM_ALICE "PRIVMSG #room :%s", text);
		snprintf(text, sizeof text, "\1%s %0*d DCC SEND x 1 1 1\1", *kind,
			(int)(ROOM - strlen(*kind) - strlen("\1 DCC SEND x 1 1 1\1")), 7);
		irc_say(&all.alice, "PRIVMSG #room :%s", text);
		irc_expect_numeric(&all.alice, 417, ":*");
	}
	snprintf(text, sizeof text, "\1PING %0*d\1", (int)ROOM, 7);
	irc_say(&all.alice, "NOTICE #room :%s", text); /* is not to be answered, so it is cut */
	text[ROOM + strlen("PRIVMSG") - strlen("NOTICE") - 1] = '\0';
	irc_expect(&all.bob, FROM_ALICE "NOTICE #room :%s\1", text);
	irc_expect(&all.carol, FROM_ALICE "NOTICE #room :%s\1", text);
	irc_expect_nothing(&all.alice);
	irc_expect_nothing(&all.bob);
	irc_expect_nothing(&all.carol);
	three_stop(&all);
}
END_TEST

START_TEST(a_long_notice_is_cut_at_a_character)
{
	struct three all;
	char text[600] = "";
	three_start(&all, NULL);
	while (strlen(text) + strlen("NOTICE #room :") < 508)
		strcat(text, "\xe2\x98\x83");
	irc_say(&all.alice, "NOTICE #room :%s", text);
	const char *got = irc_expect(&all.bob, FROM_ALICE "NOTICE #room :\xe2\x98\x83*");
	ck_assert_uint_ge(strlen(got), 508);
	ck_assert_int_eq(strncmp(text, got + strlen(FROM_ALICE "NOTICE #room :"),
				 strlen(got) - strlen(FROM_ALICE "NOTICE #room :")),
		0);
	irc_expect(&all.carol, FROM_ALICE "NOTICE #room :*");
	irc_expect_nothing(&all.alice);
	irc_expect_nothing(&all.bob);
	irc_expect_nothing(&all.carol);
	three_stop(&all);
}
END_TEST

/* Lines of the line door are longer: nothing of them is lost, and no character is cut. */
START_TEST(a_line_of_the_line_door_takes_several)
{
	struct server server;
	struct client carol;
	struct irc alice;
	char text[4097] = "", got[4200];
	server_start_at(&server, "127.0.0.1", NULL);
	client_join(&carol, &server, "carol");
	irc_join(&alice, &server, "alice", NULL);
	irc_enter(&alice, "#lobby");
	client_expect(&carol, "-- alice joined");
	while (strlen(text) < 3900)
		strcat(text, strlen(text) % 7 ? "ACTION " : "\xe2\x98\x83 ");
	for (int action = 0; action < 2; action++) {
		const char *before = action ? "\1"
					      "ACTION "
					    : "";
		client_say(&carol, "%s%s", action ? "/me " : "", text);
		client_sync(&carol);
		irc_say(&alice, "PING end");
		*got = '\0';
		for (const char *line; strncmp(line = irc_line(&alice), ":carol!", 7) == 0;) {
			const char *part = strstr(line, " PRIVMSG #lobby :") + 17;
			ck_assert_int_eq(strncmp(part, before, strlen(before)), 0);
			part += strlen(before);
			ck_assert_int_ne(*part, '\1');
			strcat(got, part);
			if (action) /* its end */
				got[strlen(got) - 1] = '\0';
		}
		ck_assert_int_eq(strncmp(got, text, strlen(got)), 0);
		ck_assert_uint_ge(strlen(got), strlen(text) - 1); /* a blank at the end may go */
	}
	client_close(&carol);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(what_is_said_is_echoed_where_asked_for)
{
	struct three all;
	three_start(&all, "echo-message");
	irc_ask(&all.alice, "PRIVMSG #room :a", FROM_ALICE "PRIVMSG #room :a");
	irc_ask(&all.alice, "NOTICE bob :b", FROM_ALICE "NOTICE bob :b");
	irc_ask(&all.alice,
		"PRIVMSG BOB :\x01"
		"ACTION c\x01",
		FROM_ALICE "PRIVMSG bob :\x01"
			   "ACTION c\x01");
	irc_ask(&all.alice, "PRIVMSG @#room :d", FROM_ALICE "PRIVMSG @#room :d");
	irc_ask(&all.alice, "PRIVMSG nobody :e", ":* 401 alice nobody :*");
	irc_say(&all.alice, "NOTICE nobody :f");
	irc_expect_nothing(&all.alice);
	irc_say(&all.bob, "PRIVMSG #room :g");
	irc_sync(&all.bob);
	irc_expect(&all.alice, ":bob!bob@localhost PRIVMSG #room :g");
	irc_say(&all.bob, "PRIVMSG bob :h"); /* without: once */
	irc_expect(&all.bob, ":bob!bob@localhost PRIVMSG bob :h");
	irc_expect_nothing(&all.bob);
	three_stop(&all);
}
END_TEST

START_TEST(away_is_told_to_who_writes)
{
	struct three all;
	three_start(&all, NULL);
	irc_ask_numeric(&all.bob, "AWAY :out for lunch", 306, ":*");
	irc_ask_numeric(&all.alice, "PRIVMSG bob :x", 301, "bob :out for lunch");
	irc_say(&all.alice, "NOTICE bob :x");
	irc_say(&all.alice, "PRIVMSG #room :x");
	irc_expect_nothing(&all.alice);
	irc_ask(&all.alice, "CAP REQ message-tags", ":* ACK :message-tags");
	irc_say(&all.alice, "@+typing=active TAGMSG bob");
	irc_expect_nothing(&all.alice);
	three_stop(&all);
}
END_TEST

/* What turns the order of letters round ends with the text, or the part of it, that it is in. */
START_TEST(bidi_marks_end_with_their_text)
{
	struct three all;
	three_start(&all, NULL);
	irc_say(&all.alice, "PRIVMSG #room :a\u202Eb");
	irc_expect(&all.bob, FROM_ALICE "PRIVMSG #room :a\u202Eb\u202C");
	irc_say(&all.alice, "PRIVMSG #room :\1ACTION a\u2067b\1");
	irc_expect(&all.bob, FROM_ALICE "PRIVMSG #room :\1ACTION a\u2067b\u2069\1");
	irc_say(&all.alice, "PART #room \u202Ebye");
	irc_expect(&all.bob, FROM_ALICE "PART #room :\u202Ebye\u202C");
	irc_expect(&all.alice, FROM_ALICE "PART #room *");
	irc_say(&all.alice, "AWAY \u202Elunch is over");
	irc_expect_numeric(&all.alice, 306, ":*");
	irc_ask_numeric(&all.bob, "PRIVMSG alice :x", 301, "alice :lunch");
	irc_say(&all.bob, "MODE #room +b \u202Ex");
	irc_say(&all.bob, "WHOIS bob");
	irc_await_numeric(&all.bob, 318);
	irc_sync(&all.bob);
	irc_expect(&all.alice, ":bob!bob@localhost PRIVMSG alice :x");
	three_stop(&all);
}
END_TEST

/* No terminal is sent a control character, whatever a client says. */
START_TEST(people_at_the_line_door_see_plain_text)
{
	struct server server;
	struct client carol;
	struct irc alice;
	server_start_at(&server, "127.0.0.1", NULL);
	client_join(&carol, &server, "carol");
	irc_join(&alice, &server, "alice", "message-tags");
	irc_enter(&alice, "#lobby");
	client_expect(&carol, "-- alice joined");
	static const char *const lines[][2] = {{"plain", "<alice> plain"},
		{"\x02"
		 "bold\x0F",
			"<alice> bold"},
		{"\x01"
		 "ACTION waves\x01",
			"* alice waves"},
		{"\x01\x01", NULL}, {"\x01", NULL},
		{"a\x01"
		 "b",
			NULL},
		{"\x01VERSION\x01", NULL},
		{"\x01"
		 "ACTION a\x01"
		 "b",
			NULL},
		{"\x01"
		 "ACTION\x01",
			NULL}};
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		irc_say(&alice, "PRIVMSG #lobby :%s", lines[i][0]);
		irc_say(&alice, "NOTICE carol :%s", lines[i][0]);
		irc_say(&alice, "@+a=b TAGMSG carol");
		irc_sync(&alice);
		if (lines[i][1])
			client_expect(&carol, "%s", lines[i][1]);
		client_sync(&carol); /* which looks at every line */
	}
	irc_enter(&alice, "#mine");
	irc_say(&alice, "TOPIC #mine :\x02topic\x01");
	irc_say(&alice, "MODE #mine +bk \x02x!*@* \x02key");
	irc_say(&alice, "AWAY :\x03"
			"4away");
	irc_sync(&alice);
	static const char *const questions[] = {"/list", "/whois alice", "/msg alice x"};
	for (int i = 0; i < 3; i++) {
		client_say(&carol, "%s", questions[i]);
		client_sync(&carol);
	}
	irc_expect(&alice, "@* :carol!line@localhost PRIVMSG alice :x");
	client_say(&carol, "/msg alice hello");
	irc_expect(&alice, "@* :carol!line@localhost PRIVMSG alice :hello");
	client_say(&carol, "/me nods");
	irc_expect(&alice, "@* :carol!line@localhost PRIVMSG #lobby :\x01"
			   "ACTION nods\x01");
	client_say(&carol, "/quit bye");
	irc_expect(&alice, "@* :carol!line@localhost QUIT :Quit: bye");
	client_close(&carol);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {several_targets, errors_but_never_for_a_notice,
		those_outside_are_refused, a_prefix_means_those_with_the_role,
		texts_pass_as_they_are, what_does_not_fit_with_its_source_is_refused,
		a_ctcp_is_whole_or_not_at_all, a_long_notice_is_cut_at_a_character,
		a_line_of_the_line_door_takes_several, what_is_said_is_echoed_where_asked_for,
		away_is_told_to_who_writes, people_at_the_line_door_see_plain_text,
		bidi_marks_end_with_their_text, NULL};
	return run_tests("irc_talk", each, NULL);
}
