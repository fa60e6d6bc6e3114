/* ChanServ: whose a channel is, for people whose clients know it from other servers. And what was
 * meant for a service, but said to a channel. */
#include <string.h>

#include "account.h"

#define FROM ":ChanServ!ChanServ@" IRC_SERVER " NOTICE "

static struct server server;
static struct irc alice, bob;

/* alice, who is logged in, has made #tea; bob is in it. */
static void scene_start(const char *const *arguments)
{
	account_server_start(&server, arguments);
	account_make(&server, "bob");
	irc_join(&alice, &server, "alice", NULL);
	irc_say(&alice, "NS REGISTER " ACCOUNT_PASSWORD);
	irc_await_numeric(&alice, 900);
	irc_enter(&alice, "#tea");
	account_connect(&bob, &server, "sasl");
	account_welcome(&bob, "carol");
	irc_enter(&bob, "#tea");
	irc_expect(&alice, ":carol!* JOIN #tea");
}

static void scene_end(void)
{
	irc_expect_nothing(&alice);
	irc_expect_nothing(&bob);
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}

static void ask(struct irc *irc, const char *words, const char *answer)
{
	irc_say(irc, "PRIVMSG ChanServ :%s", words);
	irc_expect(irc, FROM "%s :%s", irc->nick, answer);
}

START_TEST(whose_a_channel_is)
{
	scene_start(NULL);
	ask(&bob, "INFO #tea", "#tea belongs to alice.");
	ask(&bob, "INFO #none", "There is no such channel.");
	irc_say(&alice, "MODE #tea +s");
	irc_expect(&alice, ":alice!* MODE #tea +s");
	irc_expect(&bob, ":alice!* MODE #tea +s");
	irc_ask(&bob, "PART #tea", ":carol!* PART #tea");
	irc_expect(&alice, ":carol!* PART #tea");
	ask(&bob, "INFO #tea", "There is no such channel.");
	irc_ask(&alice, "PART #tea", ":alice!* PART #tea");
	irc_ask(&alice, "CS INFO #tea", FROM "alice :#tea belongs to alice.");
	irc_ask(&alice, "NS INFO", ":NickServ!* NOTICE alice :alice has been registered since *");
	irc_expect(&alice, ":NickServ!* NOTICE alice :It is yours; *");
	irc_expect(&alice, ":NickServ!* NOTICE alice :#tea is yours.");
	scene_end();
}
END_TEST

START_TEST(giving_it_away)
{
	scene_start(NULL);
	ask(&bob, "DROP #tea", "You are not logged in.");
	account_login(&bob, "bob", ACCOUNT_PASSWORD);
	ask(&bob, "DROP #tea", "Only the founder of the channel can do that.");
	ask(&bob, "REGISTER #tea", "That channel belongs to somebody: INFO tells whom.");
	ask(&alice, "SET #tea FOUNDER nobody", "Nobody has an account of that name.");
	ask(&alice, "SET #tea TOPIC x", "The only setting is FOUNDER.");
	ask(&alice, "SET #tea FOUNDER", "Usage: SET channel FOUNDER account");
	irc_enter(&alice, "#lobby");
	ask(&alice, "DROP #lobby", "That channel belongs to the server.");
	ask(&alice, "set #tea founder bob", "You have given #tea to bob.");
	irc_expect(&bob, ":" IRC_SERVER " NOTICE #tea :alice has given #tea to bob.");
	irc_expect(&bob, ":" IRC_SERVER " MODE #tea +q* carol*");
	irc_expect(&alice, ":" IRC_SERVER " MODE #tea +q* carol*");
	ask(&alice, "INFO #tea", "#tea belongs to bob; operators with accounts: alice.");
	ask(&bob, "DROP #tea", "You have given #tea up: it belongs to nobody now.");
	irc_expect(&alice,
		":" IRC_SERVER " NOTICE #tea :carol has given #tea up: it belongs to nobody now.");
	ask(&bob, "CLAIM #tea", "#tea belongs to you now.");
	irc_expect(&alice, ":" IRC_SERVER " NOTICE #tea :#tea belongs to bob now.");
	ask(&bob, "INFO #tea", "#tea belongs to bob.");
	scene_end();
}
END_TEST

START_TEST(help)
{
	scene_start(NULL);
	ask(&alice, "HELP", "What you say to ChanServ reaches the server alone. It knows:");
	irc_await(&alice, FROM "alice :SET channel FOUNDER account");
	irc_await(&alice, FROM "alice :HELP and a command tells more.");
	ask(&alice, "help drop", "Usage: DROP channel");
	irc_expect(&alice, FROM "alice :Gives a channel *");
	ask(&alice, "OP #tea carol", "ChanServ does not know that; HELP lists what it does.");
	irc_ask_numeric(&alice, "NICK ChanServ", 432, "ChanServ :*");
	irc_ask_numeric(&alice, "WHOIS chanserv", 311, "ChanServ ChanServ " IRC_SERVER " * :*");
	irc_await_numeric(&alice, 318);
	scene_end();
}
END_TEST

START_TEST(operators_make_accounts)
{
	struct irc dave;
	scene_start(ARGUMENTS("--oper", server_operator("secret")));
	irc_ask(&alice, "NS SAREGISTER dave " ACCOUNT_PASSWORD,
		":NickServ!* NOTICE alice :Only the server's operators can do that.");
	irc_ask_numeric(&alice, "OPER root secret", 381, ":*");
	irc_expect(&alice, ":alice!* MODE alice :+o");
	irc_ask(&alice, "NS SAREGISTER bob " ACCOUNT_PASSWORD,
		":NickServ!* NOTICE alice :That name belongs to somebody who has registered it.");
	irc_ask(&alice, "NS SAREGISTER 1x " ACCOUNT_PASSWORD,
		":NickServ!* NOTICE alice :That cannot be the name of an account.");
	irc_ask(&alice, "NS SAREGISTER dave short",
		":NickServ!* NOTICE alice :A password has at least 8 characters.");
	irc_ask(&alice, "NS SAREGISTER dave " ACCOUNT_PASSWORD,
		":NickServ!* NOTICE alice :dave has an account now.");
	account_connect(&dave, &server, "sasl");
	account_login(&dave, "dave", ACCOUNT_PASSWORD);
	irc_close(&dave);
	scene_end();
}
END_TEST

/* A password that everybody would read. */
START_TEST(what_was_meant_for_a_service_is_not_said)
{
	static const char *const held[] = {" /msg NickServ identify secret-12",
		"/ msg nickserv identify secret-12", "nickserv identify secret-12",
		"msg NickSrv identify secret-12", "ns register secret-12", "identify secret-12",
		" /login alice secret-12", "/register secret-12", "login bob secret-12",
		"/oper root secret-12", "\x02identify secret-12", "//login bob secret-12",
		"mgs NickServ identify secret-12", "NickServ: identify secret-12"};
	static const char *const said[] = {"login is broken", "login failed for root",
		"to log in, type /msg NickServ identify PASSWORD", "join #help please",
		"password reset does not work", "register at example.org", "/shrug whatever",
		"so identify secret-12"};
	scene_start(NULL);
	for (size_t i = 0; i < sizeof held / sizeof *held; i++) {
		irc_say(&alice, "PRIVMSG #tea :%s", held[i]);
		const char *line = irc_expect_numeric(&alice, 404, "#tea :Not said, *");
		must(!strstr(line, "secret"), "%s", line);
	}
	irc_ask_numeric(&alice, "PRIVMSG carol,#tea :identify secret-12", 404, "carol,#tea :Not *");
	irc_ask_numeric(&alice, "PRIVMSG NlckServ :identify secret-12", 404, "NlckServ :Not *");
	irc_expect_nothing(&bob);
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		irc_say(&alice, "PRIVMSG #tea :%s", said[i]);
		irc_expect(&bob, ":alice!* PRIVMSG #tea :%s", said[i]);
	}
	irc_say(&alice, "NOTICE #tea :identify yourself"); /* of a program */
	irc_expect(&bob, ":alice!* NOTICE #tea :identify yourself");
	irc_say(&alice, "PRIVMSG carol :identify yourself");
	irc_expect(&bob, ":alice!* PRIVMSG carol :identify yourself");
	scene_end();
}
END_TEST

int main(void)
{
	const TTest *const each[] = {whose_a_channel_is, giving_it_away, help,
		operators_make_accounts, what_was_meant_for_a_service_is_not_said, NULL};
	return run_tests("irc chanserv", each, NULL);
}
