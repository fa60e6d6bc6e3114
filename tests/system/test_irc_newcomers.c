/* IRC clients that log in before they register: what becomes of the login where something else
 * happens before they are there. */
#include <string.h>

#include "account.h"

static struct server server;
static struct irc irc, alice;

static void expect_account(struct irc *of, const char *account)
{
	irc_say(of, "WHO %s %%a", of->nick);
	irc_expect_numeric(of, 354, "%s", account);
	irc_expect_numeric(of, 315, "*");
}

static void alice_comes(void)
{
	account_connect(&alice, &server, "sasl");
	account_login(&alice, "alice", ACCOUNT_PASSWORD);
	account_welcome(&alice, "alice");
}

static void another_password(void)
{
	irc_say(&alice, "NS SET PASSWORD another-12");
	irc_expect(&alice, ":NickServ!* NOTICE alice :Your password is changed.*");
}

START_TEST(another_password_logs_them_out)
{
	account_server_start(&server, NULL);
	account_make(&server, "alice");
	alice_comes();
	account_connect(&irc, &server, "sasl");
	account_login(&irc, "alice", ACCOUNT_PASSWORD);
	another_password();
	account_welcome(&irc, "carol");
	expect_account(&irc, "0");
	irc_close(&irc);
	account_connect(&irc, &server, "sasl");
	account_login(&irc, "alice", "another-12");
	account_welcome(&irc, "dave");
	expect_account(&irc, "alice");
	irc_close(&irc);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

/* The client has shown that it knows the old one; only its empty last message is to come. */
START_TEST(another_password_behind_the_proof)
{
	struct buffer out = {0};
	if (!scram_exists()) {
		note("built without SCRAM");
		return;
	}
	account_server_start(&server, NULL);
	account_make(&server, "alice");
	alice_comes();
	account_connect(&irc, &server, "sasl");
	struct scram *client = account_scram(&irc, "alice", ACCOUNT_PASSWORD, &out, NULL);
	account_send(&irc, out.bytes, out.length);
	irc_expect(&irc, ":" IRC_SERVER " AUTHENTICATE *");
	another_password();
	irc_ask_numeric(&irc, "AUTHENTICATE +", 904, ":SASL authentication failed: *");
	scram_free(client);
	buffer_finish(&out);
	irc_close(&irc);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

/* Whoever is not let in does not end the connection that has the name. */
START_TEST(a_closed_server_hurts_nobody_who_is_in)
{
	struct irc root;
	account_server_start(
		&server, ARGUMENTS("--plain-passwords", "--oper", server_operator("secret")));
	account_make(&server, "alice");
	irc_connect_from(&alice, &server, "127.0.0.9");
	irc_ask_numeric(&alice, "PASS alice:" ACCOUNT_PASSWORD, 900, "*");
	irc_register(&alice, "alice", NULL);
	irc_join(&root, &server, "root", NULL);
	irc_ask_numeric(&root, "OPER root secret", 381, ":*");
	irc_await(&root, "* MODE root :+o");
	irc_ask(&root, "CLOSE :a storm", ":* NOTICE * :root has closed the server (a storm): *");
	irc_connect_from(&irc, &server, "127.0.0.9");
	irc_ask_numeric(&irc, "PASS alice:" ACCOUNT_PASSWORD, 900, "*");
	irc_say(&irc, "NICK alice");
	irc_say(&irc, "USER a 0 * :A");
	irc_expect(&irc, "ERROR :Closing link: This server lets nobody new in at the moment*");
	client_expect_end(&irc.client);
	irc_close(&irc);
	irc_expect_nothing(&alice);
	irc_close(&alice);
	irc_close(&root);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {another_password_logs_them_out,
		another_password_behind_the_proof, a_closed_server_hurts_nobody_who_is_in, NULL};
	return run_tests("irc newcomers", each, NULL);
}
