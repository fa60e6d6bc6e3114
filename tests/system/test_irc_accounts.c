/* What others see of accounts at the IRC door, and accounts that a client makes by itself. */
#include <string.h>

#include "account.h"
#include "buffer.h"

static struct server server;
static struct irc alice, bob;

/* alice, without a login, and bob with these capabilities are in #tea. */
static void scene_start(const char *caps)
{
	account_server_start(&server, NULL);
	account_make(&server, "alice");
	account_connect(&alice, &server, "sasl labeled-response batch");
	account_welcome(&alice, "carol");
	irc_join(&bob, &server, "bob", caps);
	irc_enter(&bob, "#tea");
	irc_enter(&alice, "#tea");
	irc_await(&bob, "*:carol!carol@localhost JOIN #tea*");
}

static void scene_end(void)
{
	irc_stop(&server, &alice, &bob);
}

START_TEST(those_who_share_a_room_are_told)
{
	scene_start("account-notify");
	account_login(&alice, "alice", ACCOUNT_PASSWORD);
	irc_expect(&bob, ":carol!carol@localhost ACCOUNT alice");
	account_login(&alice, "alice", ACCOUNT_PASSWORD); /* is nothing new */
	irc_say(&alice, "NS LOGOUT");
	irc_expect_numeric(&alice, 901, "*");
	irc_expect(&alice, ":NickServ!* NOTICE *");
	irc_expect(&bob, ":carol!carol@localhost ACCOUNT *");
	irc_ask(&bob, "NS REGISTER " ACCOUNT_PASSWORD, ":NickServ!* NOTICE bob :*registered*");
	irc_expect_numeric(&bob, 900, "bob!bob@localhost bob :*");
	irc_expect(&bob, ":bob!bob@localhost ACCOUNT bob");
	scene_end();
}
END_TEST

START_TEST(others_are_not_told)
{
	struct irc other;
	scene_start("account-tag");
	irc_join(&other, &server, "dave", "account-notify");
	account_login(&alice, "alice", ACCOUNT_PASSWORD);
	irc_expect_nothing(&bob);
	irc_expect_nothing(&other);
	irc_close(&other);
	scene_end();
}
END_TEST

START_TEST(those_who_watch_are_told)
{
	struct irc watcher;
	scene_start(NULL);
	irc_join(&watcher, &server, "dave", "account-notify extended-monitor");
	irc_ask_numeric(&watcher, "MONITOR + carol", 730, ":carol!*");
	account_login(&alice, "alice", ACCOUNT_PASSWORD);
	irc_expect(&watcher, ":carol!carol@localhost ACCOUNT alice");
	irc_enter(&watcher, "#tea");
	irc_expect(&alice, ":dave!* JOIN #tea");
	irc_expect(&bob, ":dave!* JOIN #tea");
	irc_ask(&alice, "NS LOGOUT", ":* 901 carol *");
	irc_expect(&alice, ":NickServ!* NOTICE *");
	irc_expect(&watcher, ":carol!carol@localhost ACCOUNT *"); /* once, by the room */
	irc_expect_nothing(&watcher);
	irc_close(&watcher);
	irc_expect(&alice, ":dave!* QUIT *");
	irc_expect(&bob, ":dave!* QUIT *");
	scene_end();
}
END_TEST

START_TEST(what_they_say_has_a_tag)
{
	scene_start("account-tag");
	irc_say(&alice, "PRIVMSG #tea :before");
	irc_expect(&bob, ":carol!carol@localhost PRIVMSG #tea :before");
	account_login(&alice, "alice", ACCOUNT_PASSWORD);
	irc_say(&alice, "PRIVMSG #tea :behind");
	irc_expect(&bob, "@account=alice :carol!carol@localhost PRIVMSG #tea :behind");
	irc_say(&alice, "PRIVMSG bob :alone");
	irc_expect(&bob, "@account=alice :carol!carol@localhost PRIVMSG bob :alone");
	irc_say(&alice, "NICK carla");
	strcpy(alice.nick, "carla");
	irc_expect(&alice, ":carol!* NICK carla");
	irc_expect(&bob, "@account=alice :carol!carol@localhost NICK carla");
	irc_say(&alice, "PART #tea");
	irc_expect(&alice, ":carla!* PART #tea");
	irc_expect(&bob, "@account=alice :carla!carol@localhost PART #tea");
	scene_end();
}
END_TEST

/* Who was logged in when, for those who ask for it. */
START_TEST(the_past_has_the_tag_too)
{
	struct irc other;
	scene_start("account-tag message-tags server-time batch draft/chathistory");
	irc_say(&alice, "PRIVMSG #tea :before");
	irc_expect(&bob, "@time=*;msgid=* :carol!carol@localhost PRIVMSG #tea :before");
	account_login(&alice, "alice", ACCOUNT_PASSWORD);
	irc_say(&alice, "PRIVMSG #tea :behind");
	irc_expect(
		&bob, "@time=*;account=alice;msgid=* :carol!carol@localhost PRIVMSG #tea :behind");
	irc_ask(&alice, "NS LOGOUT", ":* 901 carol *");
	irc_expect(&alice, ":NickServ!* NOTICE *");
	irc_ask(&bob, "CHATHISTORY LATEST #tea * 10", "*:* BATCH +* chathistory #tea");
	irc_expect(&bob, "@batch=*;time=*;msgid=* :carol!carol@localhost PRIVMSG #tea :before");
	const char *line = irc_expect(&bob, "@* :carol!carol@localhost PRIVMSG #tea :behind");
	char value[64];
	ck_assert(irc_tag(line, "account", value, sizeof value));
	ck_assert_str_eq(value, "alice");
	irc_expect(&bob, "*:* BATCH -*");
	irc_say(&bob, "NS REGISTER " ACCOUNT_PASSWORD);
	irc_await_numeric(&bob, 900);
	irc_say(&bob, "@+x=1 PRIVMSG #tea :mine");
	irc_expect(&alice, ":bob!* PRIVMSG #tea :mine");
	irc_ask(&bob, "CHATHISTORY LATEST #tea * 1", "*:* BATCH +* chathistory #tea");
	irc_expect(&bob, "@batch=*;time=*;account=bob;msgid=*;+x=1 :bob!* PRIVMSG #tea :mine");
	irc_expect(&bob, "*:* BATCH -*");
	irc_join(&other, &server, "dave", "message-tags server-time batch draft/chathistory");
	irc_say(&other, "JOIN #tea");
	irc_await_numeric(&other, 366);
	irc_ask(&other, "CHATHISTORY LATEST #tea * 1", "*:* BATCH +* chathistory #tea");
	line = irc_expect(&other, "@*;+x=1 :bob!* PRIVMSG #tea :mine");
	ck_assert(!irc_tag(line, "account", value, sizeof value));
	irc_close(&other);
	irc_await(&alice, ":dave!* QUIT *");
	irc_await(&bob, "*:dave!* QUIT *");
	scene_end();
}
END_TEST

/* A backslash is a character of names, and of escapes. */
START_TEST(a_tag_is_escaped)
{
	struct irc other;
	scene_start("account-tag message-tags server-time");
	irc_join(&other, &server, "b\\s", NULL);
	irc_say(&other, "NS REGISTER " ACCOUNT_PASSWORD);
	irc_await_numeric(&other, 900);
	irc_enter(&other, "#tea");
	irc_expect(&alice, ":b\\s!* JOIN #tea");
	const char *line = irc_expect(&bob, "@* :b\\s!*@localhost JOIN #tea");
	char value[64];
	ck_assert(irc_tag(line, "account", value, sizeof value));
	ck_assert_str_eq(value, "b\\\\s");
	irc_close(&other);
	irc_expect(&alice, ":b\\s!* QUIT :*");
	irc_expect(&bob, "@*account=b\\\\s* :b\\s!* QUIT :*");
	scene_end();
}
END_TEST

START_TEST(joining_tells_the_account)
{
	scene_start("extended-join");
	irc_say(&alice, "PART #tea");
	irc_expect(&alice, ":carol!* PART #tea");
	irc_expect(&bob, ":carol!* PART #tea");
	account_login(&alice, "alice", ACCOUNT_PASSWORD);
	irc_enter(&alice, "#tea");
	irc_expect(&bob, ":carol!carol@localhost JOIN #tea alice :carol");
	irc_say(&bob, "WHO #tea %%na");
	irc_expect_numeric(&bob, 354, "carol alice");
	irc_expect_numeric(&bob, 354, "bob 0");
	irc_expect_numeric(&bob, 315, "*");
	irc_say(&bob, "WHOIS carol");
	irc_await(&bob, ":" IRC_SERVER " 330 bob carol alice :is logged in as");
	irc_await_numeric(&bob, 318);
	scene_end();
}
END_TEST

/* The answer to a password that the prover checks carries its label like any other. */
START_TEST(labels_wait_with_the_password)
{
	scene_start(NULL);
	irc_say(&alice, "@label=a PRIVMSG NickServ :IDENTIFY alice wrong-one");
	irc_expect(&alice, "@label=a :NickServ!* NOTICE carol :There is no account *");
	irc_say(&alice, "@label=b AUTHENTICATE PLAIN");
	irc_expect(&alice, "@label=b :" IRC_SERVER " AUTHENTICATE +");
	irc_say(&alice, "@label=c AUTHENTICATE AGFsaWNlAHNlc2FtZS0xMg==");
	irc_expect(&alice, "@label=c :* BATCH +* labeled-response");
	irc_expect(&alice, "@batch=* :* 900 *");
	irc_expect(&alice, "@batch=* :* 903 *");
	irc_expect(&alice, ":* BATCH -*");
	irc_say(&alice, "@label=d NS LOGOUT");
	irc_expect(&alice, "@label=d :* BATCH +* labeled-response");
	irc_expect(&alice, "@batch=* :* 901 *");
	irc_expect(&alice, "@batch=* :NickServ!* NOTICE *");
	irc_expect(&alice, ":* BATCH -*");
	scene_end();
}
END_TEST

/* REGISTER account email password, by a client that is here. */
START_TEST(a_client_registers)
{
	scene_start(NULL);
	irc_say(&bob, "CAP LS 302");
	irc_await(&bob, ":* CAP bob LS * :*draft/account-registration=custom-account-name *");
	irc_await(&bob, ":* CAP bob LS :*");
	irc_ask_numeric(&bob, "REGISTER * *", 461, "REGISTER :*");
	irc_ask(&bob, "REGISTER * * short", ":* FAIL REGISTER WEAK_PASSWORD bob :*");
	irc_ask(&bob, "REGISTER alice * " ACCOUNT_PASSWORD,
		":* FAIL REGISTER ACCOUNT_EXISTS alice :*");
	irc_ask(&bob, "REGISTER carol * " ACCOUNT_PASSWORD,
		":* FAIL REGISTER ACCOUNT_EXISTS carol :*");
	irc_ask(&bob, "REGISTER 1x * " ACCOUNT_PASSWORD, ":* FAIL REGISTER BAD_ACCOUNT_NAME 1x :*");
	irc_ask(&bob, "REGISTER NickServ * " ACCOUNT_PASSWORD,
		":* FAIL REGISTER BAD_ACCOUNT_NAME NickServ :*");
	irc_ask(&bob, "REGISTER * b@example.org " ACCOUNT_PASSWORD, ":* REGISTER SUCCESS bob :*");
	irc_expect_numeric(&bob, 900, "bob!bob@localhost bob :*");
	irc_ask(&bob, "REGISTER robert * " ACCOUNT_PASSWORD,
		":* FAIL REGISTER ALREADY_AUTHENTICATED robert :*");
	irc_ask(&alice, "REGISTER other * " ACCOUNT_PASSWORD, ":* REGISTER SUCCESS other :*");
	irc_expect_numeric(&alice, 900, "carol!carol@localhost other :*");
	scene_end();
}
END_TEST

START_TEST(but_not_before_it_is_here)
{
	account_server_start(&server, NULL);
	account_connect(&alice, &server, "sasl draft/account-registration");
	irc_say(&alice, "NICK alice");
	irc_ask(&alice, "REGISTER * * " ACCOUNT_PASSWORD,
		":* FAIL REGISTER COMPLETE_CONNECTION_REQUIRED alice :*");
	account_welcome(&alice, "alice");
	irc_ask(&alice, "REGISTER * * " ACCOUNT_PASSWORD, ":* REGISTER SUCCESS alice :*");
	irc_expect_numeric(&alice, 900, "alice!*@* alice :*");
	account_expect(&alice, "alice");
	irc_close(&alice);
	account_connect(&bob, &server, "sasl");
	account_login(&bob, "alice", ACCOUNT_PASSWORD);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

/* Whoever logs in gets the name that somebody else took meanwhile, and ends the connection that was
 * left behind. */
START_TEST(the_name_comes_back)
{
	struct irc left;
	account_server_start(&server, NULL);
	account_make(&server, "alice");
	account_connect(&left, &server, "sasl");
	account_login(&left, "alice", ACCOUNT_PASSWORD);
	account_welcome(&left, "alice");
	account_connect(&alice, &server, "sasl");
	account_login(&alice, "alice", ACCOUNT_PASSWORD);
	account_welcome(&alice, "alice");
	irc_expect(&left, "ERROR :Closing link: Your account has logged in from elsewhere");
	client_expect_end(&left.client);
	irc_close(&left);
	irc_close(&alice);
	irc_join(&bob, &server, "bob", NULL);
	irc_say(&bob, "NS REGISTER " ACCOUNT_PASSWORD);
	irc_await_numeric(&bob, 900);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

/* A stranger had the name before it was registered: by the other door, or by REGISTER for a name
 * that nobody had then. */
START_TEST(the_name_of_an_account_without_the_nick)
{
	account_server_start(&server, NULL);
	irc_join(&bob, &server, "bob", NULL);
	irc_ask(&bob, "REGISTER alice * " ACCOUNT_PASSWORD, ":* REGISTER SUCCESS alice :*");
	irc_await_numeric(&bob, 900);
	irc_close(&bob);
	irc_join(&bob, &server, "dave", NULL);
	irc_ask_numeric(&bob, "NICK alice", 433, "alice :*");
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

/* Where others on the way could read it, no password is taken: but SCRAM sends none. */
START_TEST(over_plain_text_from_elsewhere)
{
	if (!network_available()) {
		note("no network namespace");
		return;
	}
	network_enter();
	network_add_address("10.9.8.7");
	account_server_start(&server, NULL);
	irc_connect_from(&alice, &server, "10.9.8.7");
	irc_say(&alice, "CAP LS 302");
	const char *line = irc_expect(&alice, ":* CAP * LS * :*");
	must(!strstr(line, "account-registration"), "%s", line);
	line = irc_expect(&alice, ":* CAP * LS :*");
	must(!strstr(line, "PLAIN"), "%s", line);
	irc_say(&alice, "NICK alice");
	irc_say(&alice, "USER a 0 * :A");
	strcpy(alice.nick, "alice");
	irc_ask_numeric(&alice, "CAP END", 1, "*");
	irc_await_numeric(&alice, 422);
	irc_ask(&alice, "NS REGISTER " ACCOUNT_PASSWORD,
		":NickServ!* NOTICE alice :Others could read the password on its way: *");
	irc_ask(&alice, "NS IDENTIFY alice " ACCOUNT_PASSWORD,
		":NickServ!* NOTICE alice :Others could read the password on its way: *");
	irc_ask(&alice, "REGISTER * * " ACCOUNT_PASSWORD,
		":* FAIL REGISTER TEMPORARILY_UNAVAILABLE alice :others *");
	irc_close(&alice);
	irc_connect_from(&alice, &server, "10.9.8.7");
	irc_ask_numeric(&alice, "PASS alice:" ACCOUNT_PASSWORD, 464, ":Not logged in: others *");
	irc_expect_error(&alice);
	irc_close(&alice);
	server_stop(&server);
	account_server_start(&server, ARGUMENTS("--plain-passwords"));
	account_make(&server, "alice");
	irc_connect_from(&alice, &server, "10.9.8.7");
	irc_say(&alice, "CAP REQ :sasl");
	irc_expect(&alice, ":* CAP * ACK :sasl");
	account_login(&alice, "alice", ACCOUNT_PASSWORD);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {those_who_share_a_room_are_told, others_are_not_told,
		those_who_watch_are_told, what_they_say_has_a_tag, the_past_has_the_tag_too,
		a_tag_is_escaped, joining_tells_the_account, labels_wait_with_the_password,
		a_client_registers, but_not_before_it_is_here, the_name_comes_back,
		the_name_of_an_account_without_the_nick, over_plain_text_from_elsewhere, NULL};
	return run_tests("irc accounts", each, NULL);
}
