/* Logging in by SASL at the IRC door. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "account.h"

#define WRONG ":SASL authentication failed: there is no account with that name and password*"

static struct server server;
static struct irc irc;

/* A server with the account alice, and a client that wants to log in. */
static void scene_start(const char *const *arguments)
{
	account_server_start(&server, arguments);
	account_make(&server, "alice");
	account_connect(&irc, &server, "sasl");
}

static void scene_end(void)
{
	irc_close(&irc);
	server_stop(&server);
}

START_TEST(plain_logs_in_before_registration)
{
	scene_start(NULL);
	account_login(&irc, "alice", ACCOUNT_PASSWORD);
	account_welcome(&irc, "alice");
	account_expect(&irc, "alice");
	irc_say(&irc, "WHOIS alice");
	irc_await(&irc, ":" IRC_SERVER " 330 alice alice alice :is logged in as");
	irc_await_numeric(&irc, 318);
	irc_expect_nothing(&irc);
	scene_end();
}
END_TEST

START_TEST(a_registered_name_needs_a_login)
{
	struct irc other;
	scene_start(NULL);
	irc_say(&irc, "CAP END");
	irc_say(&irc, "USER a 0 * :A");
	irc_say(&irc, "NICK Alice");
	irc_expect_numeric(&irc, 433, "Alice :*registered*");
	account_plain(&irc, "alice", "wrong-wrong");
	irc_expect_numeric(&irc, 904, WRONG);
	irc_ask_numeric(&irc, "NICK alice", 433, "alice :*registered*");
	account_plain(&irc, "ALICE", ACCOUNT_PASSWORD);
	account_expect_login(&irc, "alice");
	irc_say(&irc, "NICK Alice");
	snprintf(irc.nick, sizeof irc.nick, "Alice");
	irc_expect_numeric(&irc, 1, "*Alice!a@localhost");
	irc_await_numeric(&irc, 422);
	irc_join(&other, &server, "bob", NULL);
	irc_ask_numeric(&other, "NICK alice", 433, "alice :*registered*");
	irc_close(&other);
	scene_end();
}
END_TEST

/* Whose the name is counts when the negotiation ends: the client may be about to log in. */
START_TEST(the_nick_may_come_before_the_login)
{
	scene_start(NULL);
	irc_say(&irc, "NICK alice");
	irc_say(&irc, "USER a 0 * :A");
	snprintf(irc.nick, sizeof irc.nick, "alice");
	account_login(&irc, "alice", ACCOUNT_PASSWORD);
	irc_ask_numeric(&irc, "CAP END", 1, "*alice!a@localhost");
	irc_await_numeric(&irc, 422);
	account_expect(&irc, "alice");
	irc_close(&irc);
	account_connect(&irc, &server, "sasl");
	irc_say(&irc, "NICK alice");
	irc_say(&irc, "USER a 0 * :A");
	irc_ask_numeric(&irc, "CAP END", 433, "alice :*registered*");
	irc_ask(&irc, "NICK alice_", ":" IRC_SERVER " 001 alice_ :*");
	scene_end();
}
END_TEST

START_TEST(what_clients_of_bouncers_write_behind_the_name)
{
	static const char *const names[] = {"alice/phone", "alice@phone", "alice/net@phone"};
	scene_start(NULL);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		account_plain(&irc, names[i], ACCOUNT_PASSWORD);
		account_expect_login(&irc, "alice");
	}
	scene_end();
}
END_TEST

START_TEST(acting_as_somebody)
{
	scene_start(NULL);
	account_begin(&irc, "PLAIN");
	account_send(&irc, "alice\0alice\0" ACCOUNT_PASSWORD, 12 + strlen(ACCOUNT_PASSWORD));
	account_expect_login(&irc, "alice");
	account_begin(&irc, "PLAIN");
	account_send(&irc, "bob\0alice\0" ACCOUNT_PASSWORD, 10 + strlen(ACCOUNT_PASSWORD));
	irc_expect_numeric(&irc, 904, ":*");
	scene_end();
}
END_TEST

/* A password of 300 bytes, and messages of 400 and more bytes of base64. */
START_TEST(long_messages_come_in_pieces)
{
	char password[301] = "";
	struct irc other;
	scene_start(NULL);
	irc_join(&other, &server, "bob", NULL);
	memset(password, 'p', 292); /* with the name the message has 300 bytes */
	irc_say(&other, "NS REGISTER %s", password);
	irc_await_numeric(&other, 900);
	account_plain(&irc, "bob/phone", password + 4);
	irc_expect_numeric(&irc, 904, WRONG);
	account_begin(&irc, "PLAIN");
	char message[400];
	int length = snprintf(message, sizeof message, "bob%cbob%c%s", 0, 0, password);
	ck_assert_int_eq(length % 3, 0);
	account_send(&irc, message, (size_t)length);
	account_expect_login(&irc, "bob");
	memset(password, 'q', 300);
	irc_say(&other, "NS SET PASSWORD %s", password);
	irc_await(&other, ":NickServ!* NOTICE bob :*changed*");
	account_login(&irc, "bob", password);
	irc_close(&other);
	scene_end();
}
END_TEST

START_TEST(what_is_refused)
{
	char piece[SASL_PIECE_BYTES + 2] = "";
	scene_start(NULL);
	irc_ask_numeric(&irc, "AUTHENTICATE FOO", 908, "PLAIN*:are available SASL mechanisms");
	irc_expect_numeric(&irc, 904, ":*no such mechanism*");
	irc_ask_numeric(&irc, "AUTHENTICATE EXTERNAL", 908, "PLAIN*");
	irc_expect_numeric(&irc, 904, ":*");
	account_begin(&irc, "PLAIN");
	irc_ask_numeric(&irc, "AUTHENTICATE *", 906, ":*");
	irc_ask_numeric(&irc, "AUTHENTICATE *", 906, ":*");
	account_begin(&irc, "plain");
	irc_ask_numeric(&irc, "AUTHENTICATE !!!", 904, ":*base64*");
	account_begin(&irc, "PLAIN");
	irc_ask_numeric(&irc, "AUTHENTICATE +", 904, ":*no message*");
	account_begin(&irc, "PLAIN");
	memset(piece, 'A', SASL_PIECE_BYTES + 1);
	irc_ask_numeric(&irc, "AUTHENTICATE", 461, "AUTHENTICATE :*");
	irc_say(&irc, "AUTHENTICATE %s", piece);
	irc_expect_numeric(&irc, 905, ":*");
	account_begin(&irc, "PLAIN");
	piece[SASL_PIECE_BYTES] = '\0';
	for (int i = 0; i <= SASL_PIECES_MAX; i++)
		irc_say(&irc, "AUTHENTICATE %s", piece);
	irc_expect_numeric(&irc, 904, ":*too many parts*");
	account_login(&irc, "alice", ACCOUNT_PASSWORD);
	scene_end();
}
END_TEST

START_TEST(it_has_to_be_asked_for)
{
	scene_start(NULL);
	irc_close(&irc);
	irc_connect(&irc, &server);
	irc_ask_numeric(&irc, "AUTHENTICATE PLAIN", 421, "AUTHENTICATE :Ask for sasl first");
	irc_say(&irc, "CAP LS");
	irc_expect(&irc, ":" IRC_SERVER " CAP * LS :* sasl *");
	irc_say(&irc, "CAP LS 302");
	irc_await(&irc, ":" IRC_SERVER " CAP * LS *sasl=PLAIN%s*",
		scram_exists() ? ",SCRAM-SHA-256" : "");
	scene_end();
}
END_TEST

START_TEST(who_registers_meanwhile_is_not_logged_in)
{
	scene_start(NULL);
	account_begin(&irc, "PLAIN");
	irc_say(&irc, "NICK bob");
	irc_say(&irc, "USER b 0 * :B");
	snprintf(irc.nick, sizeof irc.nick, "bob");
	irc_ask_numeric(&irc, "CAP END", 906, ":*");
	irc_expect_numeric(&irc, 1, "*bob!b@*");
	irc_await_numeric(&irc, 422);
	account_expect(&irc, "0");
	scene_end();
}
END_TEST

START_TEST(logging_in_after_registration)
{
	scene_start(NULL);
	account_make(&server, "bob");
	account_welcome(&irc, "carol");
	account_plain(&irc, "bob", "wrong-wrong");
	irc_expect_numeric(&irc, 904, WRONG);
	account_expect(&irc, "0");
	account_login(&irc, "bob", ACCOUNT_PASSWORD);
	account_expect(&irc, "bob");
	account_login(&irc, "bob", ACCOUNT_PASSWORD);
	account_login(&irc, "alice", ACCOUNT_PASSWORD); /* RPL_LOGGEDOUT would be wrong */
	account_expect(&irc, "alice");
	irc_expect_nothing(&irc);
	scene_end();
}
END_TEST

/* Lines that come behind the password wait until it is checked. */
START_TEST(everything_sent_at_once)
{
	char text[200], line[400];
	scene_start(NULL);
	irc_close(&irc);
	irc_connect(&irc, &server);
	sodium_bin2base64(text, sizeof text, (const unsigned char *)"\0alice\0" ACCOUNT_PASSWORD,
		7 + strlen(ACCOUNT_PASSWORD), sodium_base64_VARIANT_ORIGINAL);
	int length = snprintf(line, sizeof line,
		"CAP LS 302\r\nNICK alice\r\nUSER a 0 * :A\r\nCAP REQ :sasl\r\nAUTHENTICATE "
		"PLAIN\r\n"
		"AUTHENTICATE %s\r\nCAP END\r\nJOIN #tea\r\n",
		text);
	irc_send(&irc, line, (size_t)length);
	irc_await(&irc, ":" IRC_SERVER " 903 alice :*");
	irc_await(&irc, ":" IRC_SERVER " 001 alice :*");
	irc_await(&irc, ":alice!a@localhost JOIN #tea");
	scene_end();
}
END_TEST

/* The next wrong one would come within two seconds. */
START_TEST(who_guesses_has_to_wait)
{
	scene_start(NULL);
	account_plain(&irc, "alice", "wrong-one");
	irc_expect_numeric(&irc, 904, WRONG);
	account_plain(&irc, "nobody", "wrong-two");
	irc_expect_numeric(&irc, 904, ":*wait 2 seconds*");
	account_plain(&irc, "alice", ACCOUNT_PASSWORD);
	irc_expect_numeric(&irc, 904, ":*wrong passwords came from your address; wait * second*");
	scene_end();
}
END_TEST

/* As far as the client's proof. Returns the answer to its first message, in a buffer of the test.
 */
static struct scram *scram_begin(
	const char *name, const char *password, char answer[SASL_MESSAGE_BYTES + 1])
{
	struct buffer out = {0};
	struct scram *client = account_scram(&irc, name, password, &out, answer);
	account_send(&irc, out.bytes, out.length);
	buffer_finish(&out);
	return client;
}

static void scram_login(const char *name, const char *password)
{
	char answer[SASL_MESSAGE_BYTES + 1];
	struct buffer out = {0};
	struct sasl_reader reader = {0};
	struct scram *client = scram_begin(name, password, answer);
	const char *line = irc_expect(&irc, ":" IRC_SERVER " AUTHENTICATE *");
	ck_assert_int_eq(sasl_take(&reader, strrchr(line, ' ') + 1), SASL_WHOLE);
	ck_assert_int_eq(scram_step(client, reader.message, reader.length, &out), SCRAM_DONE);
	irc_say(&irc, "AUTHENTICATE +");
	scram_free(client);
	buffer_finish(&out);
}

START_TEST(scram_logs_in)
{
	if (!scram_exists()) {
		note("built without SCRAM");
		return;
	}
	scene_start(NULL);
	scram_login("alice", ACCOUNT_PASSWORD);
	account_expect_login(&irc, "alice");
	scram_login("Alice/phone", ACCOUNT_PASSWORD);
	account_expect_login(&irc, "alice");
	account_welcome(&irc, "alice");
	scram_login("alice", ACCOUNT_PASSWORD);
	account_expect_login(&irc, "alice");
	account_expect(&irc, "alice");
	scene_end();
}
END_TEST

/* The salt behind ",s=". */
static void salt_of(char out[100], const char *answer)
{
	const char *salt = strstr(answer, ",s=");
	ck_assert_ptr_nonnull(salt);
	snprintf(out, 100, "%.*s", (int)strcspn(salt + 3, ","), salt + 3);
}

START_TEST(scram_refuses)
{
	char answer[SASL_MESSAGE_BYTES + 1], salt[100], again[100];
	if (!scram_exists()) {
		note("built without SCRAM");
		return;
	}
	scene_start(NULL);
	scram_free(scram_begin("alice", "wrong-one", answer));
	irc_expect_numeric(&irc, 904, WRONG);
	scram_free(scram_begin("nobody", ACCOUNT_PASSWORD, answer));
	irc_expect_numeric(&irc, 904, WRONG);
	salt_of(salt, answer);
	scram_free(scram_begin("NOBODY", ACCOUNT_PASSWORD, answer));
	irc_expect_numeric(&irc, 904, ":*wait * second*");
	salt_of(again, answer);
	ck_assert_str_eq(salt, again);
	account_begin(&irc, "SCRAM-SHA-256");
	irc_ask_numeric(&irc, "AUTHENTICATE +", 904, ":*no message*");
	account_begin(&irc, "SCRAM-SHA-256");
	account_send(&irc, "n,,nonsense", 11);
	irc_expect_numeric(&irc, 904, ":*no message*");
	scene_end();
}
END_TEST

/* Whoever has begun with the old password cannot end with it. */
START_TEST(scram_of_a_password_that_was_changed)
{
	struct irc other;
	char answer[SASL_MESSAGE_BYTES + 1];
	struct buffer out = {0};
	if (!scram_exists()) {
		note("built without SCRAM");
		return;
	}
	scene_start(NULL);
	struct scram *client = account_scram(&irc, "alice", ACCOUNT_PASSWORD, &out, NULL);
	account_connect(&other, &server, "sasl");
	account_login(&other, "alice", ACCOUNT_PASSWORD);
	account_welcome(&other, "alice");
	irc_say(&other, "NS SET PASSWORD another-12");
	irc_expect(&other, ":NickServ!* NOTICE alice :*changed*");
	account_send(&irc, out.bytes, out.length);
	irc_expect_numeric(&irc, 904, WRONG);
	scram_free(scram_begin("alice", ACCOUNT_PASSWORD, answer));
	irc_expect_numeric(&irc, 904, ":*");
	scram_free(client);
	buffer_finish(&out);
	irc_close(&other);
	scene_end();
}
END_TEST

START_TEST(pass_with_a_name)
{
	static const char *const words[] = {"PASS alice:" ACCOUNT_PASSWORD,
		"PASS alice/phone:" ACCOUNT_PASSWORD, "PASS :alice@phone:" ACCOUNT_PASSWORD};
	scene_start(NULL);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		irc_close(&irc);
		irc_connect(&irc, &server);
		irc_ask_numeric(&irc, words[i], 900, "*!*@* alice :You are now logged in as alice");
	}
	irc_say(&irc, "NICK alice");
	irc_say(&irc, "USER a 0 * :A");
	irc_await(&irc, ":" IRC_SERVER " 001 alice :*");
	irc_close(&irc);
	irc_connect(&irc, &server);
	irc_ask_numeric(&irc, "PASS alice:wrong-one", 464, ":Not logged in: *");
	irc_expect_error(&irc);
	irc_close(&irc);
	irc_connect(&irc, &server);
	irc_say(&irc, "PASS anything");
	irc_say(&irc, "PASS 1:2");
	irc_say(&irc, "NICK bob");
	irc_say(&irc, "USER b 0 * :B");
	irc_expect(&irc, ":" IRC_SERVER " 001 bob :*");
	scene_end();
}
END_TEST

/* What they tried is forgotten on all loops at the same time. */
START_TEST(many_fail_and_leave_at_once)
{
	static struct irc each[16];
	account_server_start(&server, NULL);
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
			account_connect(&each[i], &server, "sasl");
			account_plain(&each[i], "alice", "wrong-one");
		}
		for (size_t i = 0; i < sizeof each / sizeof *each; i++)
			irc_expect_numeric(&each[i], 904, WRONG);
		for (size_t i = 0; i < sizeof each / sizeof *each; i++)
			irc_close(&each[i]);
	}
	server_stop(&server);
}
END_TEST

/* Nobody's password gets into the log, however much is logged. */
START_TEST(the_log_has_no_password)
{
	char text[100];
	scene_start(ARGUMENTS("--log-level", "debug"));
	sodium_bin2base64(text, sizeof text, (const unsigned char *)"\0alice\0" ACCOUNT_PASSWORD,
		7 + strlen(ACCOUNT_PASSWORD), sodium_base64_VARIANT_ORIGINAL);
	account_plain(&irc, "alice", "wrong-one");
	irc_expect_numeric(&irc, 904, WRONG);
	account_login(&irc, "alice", ACCOUNT_PASSWORD);
	account_welcome(&irc, "alice");
	irc_say(&irc, "PRIVMSG nickserv :identfy " ACCOUNT_PASSWORD);
	irc_expect(&irc, ":NickServ!* NOTICE alice :*");
	irc_say(&irc, "AUTHENTICATE %s", text);
	irc_await_numeric(&irc, 904);
	irc_close(&irc);
	server_signal(&server, SIGTERM);
	ck_assert_int_eq(server_wait(&server), 0);
	ck_assert_uint_gt(server_log_count(&server, "event=login name=alice"), 0);
	ck_assert_uint_eq(server_log_count(&server, ACCOUNT_PASSWORD), 0);
	ck_assert_uint_eq(server_log_count(&server, "wrong-one"), 0);
	ck_assert_uint_eq(server_log_count(&server, text), 0);
	server_free(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {plain_logs_in_before_registration,
		a_registered_name_needs_a_login, the_nick_may_come_before_the_login,
		what_clients_of_bouncers_write_behind_the_name, acting_as_somebody,
		long_messages_come_in_pieces, what_is_refused, it_has_to_be_asked_for,
		who_registers_meanwhile_is_not_logged_in, logging_in_after_registration,
		everything_sent_at_once, who_guesses_has_to_wait, scram_logs_in, scram_refuses,
		scram_of_a_password_that_was_changed, pass_with_a_name, many_fail_and_leave_at_once,
		the_log_has_no_password, NULL};
	return run_tests("irc sasl", each, NULL);
}
