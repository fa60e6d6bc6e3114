/* NickServ: accounts for people whose clients know no better. */
#include <signal.h>
#include <string.h>

#include "account.h"

#define FROM ":NickServ!NickServ@" IRC_SERVER " NOTICE "

static struct server server;
static struct irc alice, bob;

static void scene_start(void)
{
	account_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", NULL);
	irc_join(&bob, &server, "bob", NULL);
}

/* bob has been told nothing. */
static void scene_end(void)
{
	irc_stop(&server, &alice, &bob);
}

/* alice says it to NickServ, and is answered. */
static void ask(const char *words, const char *answer)
{
	irc_say(&alice, "PRIVMSG NickServ :%s", words);
	irc_expect(&alice, FROM "%s :%s", alice.nick, answer);
}

static void expect_login(struct irc *irc, const char *account)
{
	irc_expect_numeric(
		irc, 900, "*!*@localhost %s :You are now logged in as %s", account, account);
}

static void register_alice(void)
{
	ask("REGISTER " ACCOUNT_PASSWORD, "alice is registered to you now.");
	expect_login(&alice, "alice");
}

static void is_called(struct irc *irc, const char *nick)
{
	strcpy(irc->nick, nick);
}

START_TEST(registering_and_logging_in)
{
	scene_start();
	ask("register short", "A password has at least 8 characters.");
	register_alice();
	ask("REGISTER " ACCOUNT_PASSWORD, "You are logged in already: *");
	account_expect(&alice, "alice");
	irc_say(&alice, "NS LOGOUT");
	irc_expect_numeric(&alice, 901, "alice!alice@localhost :*");
	irc_expect(&alice, ":alice!alice@localhost NICK guest-*");
	irc_say(&alice, "NICK carol");
	irc_await(&alice, ":guest-*!alice@* NICK carol");
	is_called(&alice, "carol");
	account_expect(&alice, "0");
	ask("IDENTIFY alice wrong-one", "There is no account with that name and password.");
	ask("IDENTIFY", "Usage: IDENTIFY [account] password");
	irc_say(&alice, "PRIVMSG NickServ@services :identify alice " ACCOUNT_PASSWORD);
	expect_login(&alice, "alice");
	irc_expect(&alice, ":carol!alice@localhost NICK alice");
	is_called(&alice, "alice");
	irc_expect(&alice, FROM "alice :You are logged in as alice.");
	ask("LOGIN", "You are logged in already: *");
	scene_end();
}
END_TEST

/* With the nick alone, as people type it. */
START_TEST(identifying_the_nick_that_one_has)
{
	struct irc other;
	scene_start();
	register_alice();
	account_connect(&other, &server, "sasl");
	account_login(&other, "alice", ACCOUNT_PASSWORD);
	account_welcome(&other, "alice_");
	irc_say(&other, "NS LOGOUT");
	irc_expect_numeric(&other, 901, "*");
	irc_expect(&other, FROM "alice_ :You are not logged in any more.");
	irc_say(&other, "NS IDENTIFY " ACCOUNT_PASSWORD);
	irc_expect(&other, FROM "alice_ :There is no account with that name and password.");
	irc_close(&other);
	scene_end();
}
END_TEST

/* As people with nc have them: with blanks. */
START_TEST(a_sentence_as_password)
{
	scene_start();
	ask("REGISTER correct horse battery", "alice is registered to you now.");
	expect_login(&alice, "alice");
	ask("SET PASSWORD another horse  at last", "Your password is changed.");
	irc_say(&alice, "NS LOGOUT");
	irc_await(&alice, FROM "guest-* :You are not logged in any more.");
	is_called(&alice, "guest-1");
	irc_say(&alice, "PRIVMSG NickServ :IDENTIFY alice another horse  at last");
	irc_await(&alice, FROM "alice :You are logged in as alice.");
	is_called(&alice, "alice");
	irc_say(&bob, "NS IDENTIFY alice another horse at last");
	irc_expect(&bob, FROM "bob :There is no account with that name and password.");
	ask("DROP another horse  at last", "alice belongs to nobody any more.");
	irc_await_numeric(&alice, 901);
	irc_await(&alice, ":alice!* NICK guest-*");
	irc_say(&bob, "NS REGISTER sesame-12 bob@example.org");
	irc_await_numeric(&bob, 900);
	irc_say(&bob, "NS DROP sesame-12");
	irc_expect(&bob, FROM "bob :bob belongs to nobody any more.");
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

/* However it is mistyped, nobody else reads it, and it is not repeated. */
START_TEST(what_is_said_to_it_reaches_nobody)
{
	static const char *const lines[] = {"PRIVMSG nickserv :identfy secret-12",
		"PRIVMSG NICKSERV,bob :IDENTIFY secret-12", "PRIVMSG bob,NickServ :secret-12",
		"PRIVMSG NickServ@anywhere.example :identify: secret-12",
		"PRIVMSG NickServ secret-12", "NS secret-12", "NICKSERV secret-12 secret-12",
		"NickServ :id secret-12 secret-12"};
	scene_start();
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		irc_say(&alice, "%s", lines[i]);
		const char *line = irc_expect(&alice, FROM "alice :*");
		must(!strstr(line, "secret"), "%s", line);
	}
	irc_say(&alice, "NOTICE NickServ,bob :IDENTIFY secret-12");
	irc_sync(&alice);
	irc_expect_nothing(&bob);
	irc_say(&alice, "TAGMSG NickServ");
	irc_expect_numeric(&alice, 421, "TAGMSG :*");
	irc_expect_nothing(&alice);
	irc_close(&alice);
	irc_close(&bob);
	server_signal(&server, SIGTERM);
	ck_assert_int_eq(server_wait(&server), 0);
	ck_assert_uint_eq(server_log_count(&server, "secret-12"), 0);
	server_free(&server);
}
END_TEST

START_TEST(its_name_is_nobody_s)
{
	static const char *const names[] = {"NickServ", "nickserv", "NICKSERV", "ＮｉｃｋＳｅｒｖ"};
	scene_start();
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		irc_say(&alice, "NICK %s", names[i]);
		irc_expect_numeric(&alice, 432, "%s :*", names[i]);
	}
	irc_say(&alice, "WHOIS nickserv");
	irc_expect_numeric(&alice, 311, "NickServ NickServ " IRC_SERVER " * :*");
	irc_expect_numeric(&alice, 312, "NickServ *");
	irc_expect_numeric(&alice, 335, "NickServ :*");
	irc_expect_numeric(&alice, 318, "nickserv :*");
	scene_end();
}
END_TEST

START_TEST(help_and_info)
{
	scene_start();
	ask("HELP", "What you say to NickServ reaches the server alone. It knows:");
	irc_await(&alice, FROM "alice :REGISTER password");
	irc_await(&alice, FROM "alice :HELP and a command tells more.");
	ask("help ghost", "Usage: GHOST account [password]");
	irc_expect(&alice, FROM "alice :*");
	ask("INFO", "Nobody has registered that name.");
	register_alice();
	ask("INFO", "alice has been registered since *-*-*.");
	irc_expect(&alice, FROM "alice :It is yours; connections that are logged in: 1, *");
	irc_say(&bob, "NS INFO alice");
	irc_expect(&bob, FROM "bob :alice has been registered since *");
	scene_end();
}
END_TEST

START_TEST(a_stranger_gives_the_name_back)
{
	scene_start();
	register_alice();
	irc_say(&alice, "NS LOGOUT");
	irc_expect_numeric(&alice, 901, "*");
	irc_expect(&alice, ":alice!* NICK guest-*");
	irc_await(&alice, FROM "guest-* :You are not *");
	irc_close(&alice);
	irc_ask_numeric(&bob, "NICK alice", 433, "alice :*");
	irc_say(&bob, "NS GHOST alice");
	irc_expect(&bob, FROM "bob :You are not logged in.");
	irc_say(&bob, "NS GHOST alice " ACCOUNT_PASSWORD);
	irc_expect(&bob, FROM "bob :Nobody has the name alice now.");
	account_connect(&alice, &server, "sasl");
	account_login(&alice, "alice", ACCOUNT_PASSWORD);
	account_welcome(&alice, "alice");
	irc_say(&bob, "NS GHOST alice " ACCOUNT_PASSWORD);
	irc_expect(&bob, FROM "bob :alice is free now.");
	irc_expect(&alice, "ERROR :Closing link: Your account has logged in from elsewhere");
	client_expect_end(&alice.client);
	irc_close(&alice);
	irc_say(&bob, "NS REGAIN alice " ACCOUNT_PASSWORD);
	expect_login(&bob, "alice");
	irc_expect(&bob, ":bob!bob@* NICK alice");
	is_called(&bob, "alice");
	irc_expect(&bob, FROM "alice :You are logged in as alice.");
	account_expect(&bob, "alice");
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(another_password)
{
	struct irc other;
	scene_start();
	ask("SET PASSWORD another-12", "You are not logged in.");
	register_alice();
	account_connect(&other, &server, "sasl");
	account_login(&other, "alice", ACCOUNT_PASSWORD);
	account_welcome(&other, "carol");
	ask("SET PASSWORD short", "A password has at least 8 characters.");
	ask("SET EMAIL a@b", "The only setting is PASSWORD.");
	ask("SET PASSWORD another-12",
		"Your password is changed. 1 other connection of yours was logged out.");
	irc_expect_numeric(&other, 901, "*");
	account_plain(&other, "alice", ACCOUNT_PASSWORD);
	irc_expect_numeric(&other, 904, ":*");
	account_login(&other, "alice", "another-12");
	irc_close(&other);
	scene_end();
}
END_TEST

START_TEST(giving_it_up)
{
	scene_start();
	ask("DROP " ACCOUNT_PASSWORD, "You are not logged in.");
	register_alice();
	ask("DROP wrong-one", "There is no account with that name and password.");
	account_expect(&alice, "alice");
	irc_say(&alice, "NS DROP alice " ACCOUNT_PASSWORD);
	irc_await(&alice, FROM "* :alice belongs to nobody any more.");
	irc_await_numeric(&alice, 901);
	irc_say(&bob, "NICK alice");
	irc_await(&bob, ":bob!bob@* NICK alice");
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(certificates)
{
	static const char text[] = "AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:"
				   "AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB";
	scene_start();
	ask("CERT LIST", "You are not logged in.");
	register_alice();
	ask("CERT LIST", "Your account has no certificates.");
	ask("CERT ADD", "Your client has sent no certificate.");
	ask("CERT ADD abab", "A fingerprint has 64 hexadecimal digits*");
	ask("CERT", "Usage: CERT ADD|DEL|LIST [fingerprint]");
	ask("CERT SWAP", "CERT knows ADD, DEL and LIST.");
	irc_say(&alice, "CERT ADD %s", text);
	irc_expect(
		&alice, FROM "alice :The certificate %s logs you in now, by SASL EXTERNAL.", text);
	ask("CERT LIST", text);
	irc_say(&alice, "CERT DEL :%s", text);
	irc_expect(&alice, FROM "alice :The certificate %s logs nobody in any more.", text);
	ask("CERT LIST", "Your account has no certificates.");
	scene_end();
}
END_TEST

int main(void)
{
	const TTest *const each[] = {registering_and_logging_in, identifying_the_nick_that_one_has,
		a_sentence_as_password, what_is_said_to_it_reaches_nobody, its_name_is_nobody_s,
		help_and_info, a_stranger_gives_the_name_back, another_password, giving_it_up,
		certificates, NULL};
	return run_tests("irc nickserv", each, NULL);
}
