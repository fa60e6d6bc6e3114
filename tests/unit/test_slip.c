/* Commands that were mistyped are not said, and ordinary speech is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "slip.h"
#include "unit.h"

/* On a copy that ends where it ends, so that a sanitizer sees what reads over it. */
static bool find(struct slip *slip, const char *line, bool first)
{
	char *exact = strdup(line);
	bool is = slip_find(slip, exact, first);
	free(exact);
	return is;
}

static void expect(enum slip_kind kind, const char *line, const char *word)
{
	struct slip slip;
	bool is = find(&slip, line, false);
	ck_assert_msg(is && slip.kind == kind, "'%s' is of kind %d", line, (int)slip.kind);
	ck_assert_str_eq(slip.word, word);
}

static void expect_said(const char *const *lines, bool first)
{
	struct slip slip;
	for (; *lines; lines++)
		ck_assert_msg(
			!find(&slip, *lines, first), "'%s' is held back as %s", *lines, slip.word);
}

START_TEST(login_tokens)
{
	static const char token[] = "chatd_0123456789abcdefghjkmnpqrstvwxyz01234567";
	char line[200];
	expect(SLIP_TOKEN, token, "");
	snprintf(line, sizeof line, "mine is (%s), I think", token);
	expect(SLIP_TOKEN, line, "");
	snprintf(line, sizeof line, "//me %s", token);
	expect(SLIP_TOKEN, line, "");
	snprintf(line, sizeof line, "login alice %s", token);
	expect(SLIP_TOKEN, line, "");
}
END_TEST

START_TEST(secrets_without_a_slash)
{
	expect(SLIP_SECRET, "oper alice hunter2", "oper");
	expect(SLIP_SECRET, "OPER alice hunter2", "oper");
	expect(SLIP_SECRET, "oper hunter2", "oper");
	expect(SLIP_SECRET, "oper alice correct horse battery staple", "oper");
	expect(SLIP_SECRET, "  oper\talice  hunter2 ", "oper");
	expect(SLIP_SECRET, "pass hunter2", "pass");
	expect(SLIP_SECRET, "PASS correct horse battery staple", "pass");
	expect(SLIP_SECRET, "identify hunter2", "identify");
	expect(SLIP_SECRET, "Identify alice hunter2", "identify");
	expect(SLIP_SECRET, "msg NickServ identify hunter2", "msg");
	expect(SLIP_SECRET, "msg nickserv hunter2 x", "msg");
	expect(SLIP_SECRET, "PRIVMSG nickserv :identify hunter2", "privmsg");
	expect(SLIP_SECRET, "msg bob identify hunter2", "msg");
	expect(SLIP_SECRET, "ns identify hunter2", "ns");
	expect(SLIP_SECRET, "nickserv ghost alice hunter2", "nickserv");
	expect(SLIP_SECRET, "webirc hunter2 gateway host 192.0.2.1", "webirc");
	expect(SLIP_SECRET, "quote PASS hunter2", "quote");
	expect(SLIP_SECRET, "join #dev hush", "join");
	expect(SLIP_SECRET, "mode key hush", "mode");
	expect(SLIP_SECRET, "mode #dev +k hush", "mode");
	expect(SLIP_SECRET, "MODE #dev -s+k hush", "mode");
	expect(SLIP_SECRET, "MODE #dev -k hush", "mode");
	expect(SLIP_SECRET, "AUTHENTICATE aHVudGVyMg==", "authenticate");
	expect(SLIP_SECRET, "login hunter2", "login");
	expect(SLIP_SECRET, "login alice hunter2", "login");
	expect(SLIP_SECRET, "Login alice correct horse battery staple", "login");
	expect(SLIP_SECRET, "register hunter2", "register");
	expect(SLIP_SECRET, "register correct horse battery staple", "register");
	expect(SLIP_SECRET, "password hunter2", "password");
	expect(SLIP_SECRET, "PASSWORD correct horse battery staple", "password");
}
END_TEST

START_TEST(mistyped_secrets)
{
	static const char *const held[] = {"account-add bob hunter2", "x /account-add bob hunter2",
		"login: alice hunter2", "Login, alice hunter2", "NickServ: identify hunter2",
		"NickServ, identify hunter2", "NickServ: hunter2", "nickserv identfy hunter2",
		"mgs NickServ identify hunter2", "to nickserv: identify hunter2", "registr hunter2",
		"regsiter hunter2", "lgoin alice hunter2", "logn alice hunter2",
		"loggin alice hunter2", "Pasword hunter2", "passwd hunter2", "mode +k hunter2",
		"mode -k hunter2", "IDENTFY hunter2", NULL};
	static const char *const said[] = {"logins fail", "logic is hard", "passwords leak",
		"registers are full", "regain your strength", "identity matters",
		"nickserv: ", "ask NickServ about it", "serv me a drink", "help: me", "nick: bob",
		"mode + is odd", "long story short", "lo and behold", "logn", "a", "l", NULL};
	for (const char *const *line = held; *line; line++) {
		struct slip slip;
		ck_assert_msg(find(&slip, *line, false) && slip.kind == SLIP_SECRET, "'%s' is said",
			*line);
	}
	expect_said(said, false);
}
END_TEST

START_TEST(secrets_behind_what_is_no_slash)
{
	expect(SLIP_SECRET, ".oper alice hunter2", "oper");
	expect(SLIP_SECRET, "7oper alice hunter2", "oper"); /* a German keyboard, without shift */
	expect(SLIP_SECRET, "\\oper alice hunter2", "oper");
	expect(SLIP_SECRET, "\xEF\xBB\xBF/oper alice hunter2", "oper"); /* a byte order mark */
	expect(SLIP_SECRET, "\xE2\x81\x84oper alice hunter2", "oper");
	expect(SLIP_SECRET, "\xEF\xBC\x8Foper alice hunter2", "oper");
	expect(SLIP_SECRET, "\xEF\xBF\xBDoper alice hunter2", "oper"); /* a byte that was none */
}
END_TEST

START_TEST(secrets_behind_other_text)
{
	expect(SLIP_SECRET, "hel/oper alice hunter2", "oper");
	expect(SLIP_SECRET, "ok /oper alice hunter2", "oper");
	expect(SLIP_SECRET, "ok /oper alice correct horse battery staple", "oper");
	expect(SLIP_SECRET, "hello / oper alice hunter2", "oper");
	expect(SLIP_SECRET, "hi /msg NickServ identify hunter2", "msg");
	expect(SLIP_SECRET, "//oper alice hunter2", "oper");
	expect(SLIP_SECRET, "x /login alice hunter2", "login");
	expect(SLIP_SECRET, "a/b/c /quote pass hunter2", "quote");
	expect(SLIP_SECRET, "so I type /login hunter2", "login");
	expect(SLIP_SECRET, "so I type /login alice correct horse battery", "login");
	expect(SLIP_SECRET, "hel/register hunter2", "register");
	expect(SLIP_SECRET, "and now / password correct horse battery", "password");
	expect(SLIP_SECRET, "oh no, not/login alice hunter2", "login");
}
END_TEST

START_TEST(secrets_behind_tags_and_a_source)
{
	expect(SLIP_SECRET, ":alice PASS hunter2", "pass");
	expect(SLIP_SECRET, "@id=1 PASS hunter2", "pass");
	expect(SLIP_SECRET, "@id=1 :alice!a@example.org OPER alice hunter2", "oper");
	expect(SLIP_SECRET, ":alice PRIVMSG NickServ :identify hunter2", "privmsg");
}
END_TEST

START_TEST(commands_with_a_blank_in_front)
{
	expect(SLIP_COMMAND, " /who", "who");
	expect(SLIP_COMMAND, "\t/nick bob", "nick");
	expect(SLIP_COMMAND, "/ nick bob", "nick");
	expect(SLIP_COMMAND, " / Who ", "who");
	expect(SLIP_COMMAND, "\xEF\xBC\x8Fnick bob", "nick");
	expect(SLIP_SECRET, " /login hunter2", "login");
	expect(SLIP_SECRET, "/ login alice hunter2", "login");
	expect(SLIP_SECRET, "\t/register correct horse battery staple", "register");
	expect(SLIP_SECRET, "/ password hunter2", "password");
	expect(SLIP_COMMAND, " /login", "login");
	expect(SLIP_COMMAND, " /drop alice", "drop");
	expect(SLIP_SECRET, " /oper alice hunter2", "oper");
	expect(SLIP_SECRET, "/ oper alice hunter2", "oper");
}
END_TEST

START_TEST(words_that_stand_alone)
{
	expect(SLIP_COMMAND, "help", "help");
	expect(SLIP_COMMAND, " Quit ", "quit");
	expect(SLIP_COMMAND, "exit", "exit");
	expect(SLIP_COMMAND, "nick bob", "nick");
	expect(SLIP_COMMAND, "NICK bob", "nick");
}
END_TEST

START_TEST(ordinary_speech)
{
	static const char *const lines[] = {"hello", "help me", "can you help", "quit that",
		"exit is on the left", "list", "who", "who is there", "bye", "?", "/", "//",
		"//nick bob", "nick of time", "nick", "pass me the salt", "pass", "passed it",
		"oper", "operators are asleep now", "opera", "open alice door",
		"identify yourself or leave now", "the login is broken", "auth is down",
		"we register here for the talk", "login", "register", "password?",
		"my password is long", "go to http://example.org/login to get in",
		"http://example.org/register is down for now", "logins fail", "passwords leak",
		"msg me when you are back", "tell bob about it", "msg bob", "join us",
		"join the club", "join now", "mode is fine", "mode key", "nickserv is down",
		"ns is a server", "and/or", "see /etc/passwd for it",
		"http://example.org/oper/alice", "1/2 cup", "  /* a comment */", " // too",
		"cap on head", "user guide", "the /oper command", "/usr/bin/env is there", "x/y",
		"w/o", "@bob pass me", "@bob", ":) PASS", "@ OPER", ":", "@x :y",
		"quote me on that", "raw fish is good", " /tmp/x is full", "\xE2\x80\x94 dash",
		"\xE6\x97\xA5\xE6\x9C\xAC", "", " ", NULL};
	expect_said(lines, false);
}
END_TEST

START_TEST(the_first_line_may_be_an_irc_clients)
{
	static const char *const held[] = {"NICK ann", "nick", "user ann 0 * :Ann", "USER x",
		"pass me the salt", "CAP LS 302", "cap", NULL};
	static const char *const said[] = {
		"nickname", "users", " cap on head", "hello", "capital", "passing by", NULL};
	for (const char *const *line = held; *line; line++) {
		struct slip slip;
		ck_assert_msg(find(&slip, *line, true), "'%s' is said", *line);
	}
	expect_said(said, true);
}
END_TEST

/* What somebody typed before who edits the line in nc: arrows, Ctrl-L, Home. text_safe() has made
 * the control characters U+FFFD. */
#define ESC "\xEF\xBF\xBD"

START_TEST(keys_in_front)
{
	static const char *const secrets[] = {ESC "[D" ESC "[Dlogin alice another phrase",
		ESC "[1;5Dregister a b", ESC "OHpassword abc", ESC "[3~" ESC "oper a b",
		ESC ESC ESC ESC ESC "identify abc", ESC "[A" ESC "[A" ESC "[A /login a b", NULL};
	struct slip slip;
	for (const char *const *line = secrets; *line; line++)
		ck_assert_msg(find(&slip, *line, false) && slip.kind == SLIP_SECRET, "'%s' is said",
			*line);
	ck_assert(find(&slip, ESC "/logout", false));
	ck_assert_int_eq(slip.kind, SLIP_COMMAND);
	ck_assert_str_eq(slip.word, "logout");
	ck_assert(find(&slip, ESC "[D/nick bob", false));
	ck_assert(slip_asks(ESC "[D /login a b"));
	ck_assert(!find(&slip, ESC "[D hello", false));
	ck_assert(!find(&slip, ESC "[", false));
	ck_assert(!find(&slip, ESC "O", false));
}
END_TEST

START_TEST(words_are_cut)
{
	struct slip slip;
	ck_assert(find(&slip, " /abcdefghijklmnopqrstuvwxyz", false));
	ck_assert_str_eq(slip.word, "abcdefghijklmnop");
}
END_TEST

/* What IRC clients say to a room. */
START_TEST(asking_a_service)
{
	static const char *const held[] = {" /login a b", "/ login a b", "/register b",
		"\xE2\x81\x84oper a b", " /msg NickServ identify b", "msg NickServ identify b",
		"nickserv identify b", "NS ID a b", "identify b", "identify a b", "\x02identify b",
		"\x03"
		"04,05identify b",
		"NickServ: identify b", "mgs NickServ identify b", "/mgs NickServ identify b",
		"//login a b", NULL};
	static const char *const said[] = {"", " ", "/", "/shrug", "//", "login a b",
		"see /login a b", "type /msg NickServ identify b", "identify", "identify a b c",
		"join #room key", "password changed", "hello there", NULL};
	for (const char *const *line = held; *line; line++)
		ck_assert_msg(slip_asks(*line), "'%s' is said", *line);
	for (const char *const *line = said; *line; line++)
		ck_assert_msg(!slip_asks(*line), "'%s' is held back", *line);
}
END_TEST

/* Whatever the line, not more is done than its length allows. */
START_TEST(long_lines)
{
	static const char *const parts[] = {"/", "/oper ", "/ ", "quote ", "/join # ", "/quote ",
		"/oper", "\xE2\x81\x84oper ", "/msg serv ", NULL};
	static char line[400001];
	for (const char *const *part = parts; *part; part++) {
		struct slip slip;
		size_t size = strlen(*part), at = 0;
		for (; at + size < sizeof line; at += size)
			memcpy(line + at, *part, size);
		line[at] = '\0';
		slip_find(&slip, line, true); /* quadratic, it would not end in time */
	}
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {login_tokens, secrets_without_a_slash,
		secrets_behind_what_is_no_slash, secrets_behind_other_text,
		secrets_behind_tags_and_a_source, mistyped_secrets, commands_with_a_blank_in_front,
		words_that_stand_alone, ordinary_speech, the_first_line_may_be_an_irc_clients,
		words_are_cut, keys_in_front, long_lines, asking_a_service, NULL};
	return unit_cases("slip", cases);
}
