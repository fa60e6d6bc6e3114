/* Logging in: before the server lets us in, after a loss, and later; and where it comes to nothing.
 */
#include <string.h>

#include "chatting.h"
#include "unit.h"

#define ADA "AGFkYQBsb3ZlbGFjZQ==" /* NUL ada NUL lovelace */

static void on_ask(void *data, const char *why)
{
	notes_add(&chatting.seen, "ask %s", why ? why : "-");
}

static void on_failed(void *data, const char *why)
{
	notes_add(&chatting.seen, "failed %s", why);
}

static struct chat_login user = {.ask = on_ask, .failed = on_failed};

static void begin(const char *password)
{
	chat_set_private(chatting.chat, true);
	chat_set_login(chatting.chat, "ada", &user);
	chat_password(chatting.chat, password);
	chat_begin(chatting.chat, chatting.now);
	notes_forget(&chatting.seen);
}

static void offer(const char *caps)
{
	from_server_format("CAP * LS :%s", caps);
	chatting_expect("> CAP REQ sasl");
	from_server("CAP * ACK :sasl");
}

START_TEST(the_account_is_logged_in_to_before_the_server_lets_us_in)
{
	begin("lovelace");
	offer("sasl=PLAIN,EXTERNAL");
	chatting_expect("> AUTHENTICATE PLAIN");
	from_server("AUTHENTICATE +");
	chatting_expect("> AUTHENTICATE " ADA);
	from_server(":irc.test 900 ada ada!u@h ada :You are now logged in as ada");
	chatting_expect("INFO - - - 'You are logged in as ada.'");
	from_server(":irc.test 903 ada :SASL authentication successful");
	chatting_expect("> CAP END");
	from_server(":irc.test 001 ada :Welcome");
	chatting_expect("READY - ada - ''");
}
END_TEST

START_TEST(and_again_after_a_loss)
{
	begin("lovelace");
	offer("sasl");
	from_server("AUTHENTICATE +");
	from_server(":irc.test 900 ada ada!u@h ada :You are now logged in as ada");
	from_server(":irc.test 903 ada :SASL authentication successful");
	from_server(":irc.test 001 ada :Welcome");
	chat_lost(chatting.chat, chatting.now);
	chat_begin(chatting.chat, chatting.now);
	notes_forget(&chatting.seen);
	offer("sasl");
	from_server("AUTHENTICATE +");
	chatting_expect("> AUTHENTICATE PLAIN\n> AUTHENTICATE " ADA);
	from_server(":irc.test 900 ada ada!u@h ada :You are now logged in as ada");
	from_server(":irc.test 903 ada :SASL authentication successful");
	chatting_expect("> CAP END");
}
END_TEST

START_TEST(a_wrong_password_is_asked_for_again)
{
	begin("wrong");
	offer("sasl");
	from_server("AUTHENTICATE +");
	notes_forget(&chatting.seen);
	from_server(":irc.test 904 ada :that is not the password");
	chatting_expect("ask that is not the password");
	chatting.now += 120000; /* the user's time does not count */
	chat_tick(chatting.chat, chatting.now);
	chatting_expect("");
	chat_password(chatting.chat, "lovelace");
	from_server("AUTHENTICATE +");
	chatting_expect("> AUTHENTICATE PLAIN\n> AUTHENTICATE " ADA);
	chat_tick(chatting.chat, chatting.now);
	chatting_expect("");
	from_server(":irc.test 904 ada :that is not the password");
	chatting_expect("ask that is not the password");
	chat_password(chatting.chat, NULL);
	chatting_expect("failed no password was given");
}
END_TEST

START_TEST(nothing_is_sent_where_others_can_read_it)
{
	begin("lovelace");
	chat_set_private(chatting.chat, false);
	offer("sasl");
	chatting_expect("failed the connection is not encrypted, and a password is not sent that "
			"way");
	from_server("AUTHENTICATE +");
	chatting_expect("");
}
END_TEST

START_TEST(a_server_without_accounts_is_told)
{
	begin("lovelace");
	from_server("CAP * LS :");
	chatting_expect("failed the server does not offer it (SASL)");
	chat_lost(chatting.chat, chatting.now);
	begin("lovelace");
	from_server(":irc.test 001 ada :Welcome"); /* knows no CAP */
	chatting_expect("failed the server does not offer it (SASL)\nREADY - ada - ''");
	chat_lost(chatting.chat, chatting.now);
	begin("lovelace");
	from_server("CAP * LS :sasl");
	notes_forget(&chatting.seen);
	from_server("CAP * NAK :sasl");
	chatting_expect("failed the server does not offer it (SASL)");
}
END_TEST

START_TEST(other_refusals_are_the_end)
{
	static const char *const refusals[] = {"902", "905", "906", "907"};
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		begin("lovelace");
		offer("sasl");
		from_server("AUTHENTICATE +");
		notes_forget(&chatting.seen);
		from_server_format(":irc.test %s ada :later, in 20 seconds", refusals[i]);
		chatting_expect("failed later, in 20 seconds");
		chat_lost(chatting.chat, chatting.now);
	}
	begin("lovelace"); /* the mechanism is not known: nothing is wrong with the password */
	offer("sasl");
	notes_forget(&chatting.seen);
	from_server(":irc.test 908 ada SCRAM-SHA-256 :are the mechanisms");
	from_server(":irc.test 904 ada :there is no PLAIN");
	chatting_expect("failed there is no PLAIN");
}
END_TEST

START_TEST(a_certificate_needs_no_password)
{
	user.external = true;
	begin(NULL);
	offer("sasl");
	from_server("AUTHENTICATE +");
	chatting_expect("> AUTHENTICATE EXTERNAL\n> AUTHENTICATE +");
	from_server(":irc.test 904 ada :that certificate is not known");
	chatting_expect("failed that certificate is not known");
	user.external = false;
}
END_TEST

START_TEST(a_long_password_comes_in_pieces)
{
	char password[301];
	memset(password, 'x', 300);
	password[300] = '\0';
	begin(password);
	offer("sasl");
	notes_forget(&chatting.seen);
	unsigned long sent = chatting.sent;
	from_server("AUTHENTICATE +");
	ck_assert_uint_eq(chatting.sent - sent, 2);
}
END_TEST

START_TEST(one_can_log_in_later)
{
	chat_set_private(chatting.chat, true);
	chatting_enter("sasl");
	ck_assert(chat_log_in(chatting.chat, "ada", "wrong"));
	ck_assert(!chat_log_in(chatting.chat, "ada", "meanwhile"));
	from_server("AUTHENTICATE +");
	notes_forget(&chatting.seen);
	from_server(":irc.test 904 ada :that is not the password");
	chatting_expect("REFUSED - - - 'you are not logged in: that is not the password'");
	ck_assert(chat_log_in(chatting.chat, "ada", "lovelace"));
	from_server("AUTHENTICATE +");
	chatting_expect("> AUTHENTICATE PLAIN\n> AUTHENTICATE " ADA);
	from_server(":irc.test 900 ada ada!u@h ada :You are now logged in as ada");
	from_server(":irc.test 903 ada :SASL authentication successful");
	chatting_expect("INFO - - - 'You are logged in as ada.'");
	chat_lost(chatting.chat, chatting.now); /* and is again by itself */
	chat_begin(chatting.chat, chatting.now);
	notes_forget(&chatting.seen);
	offer("sasl");
	chatting_expect("> AUTHENTICATE PLAIN");
}
END_TEST

START_TEST(who_logs_out_stays_out)
{
	chat_set_private(chatting.chat, true);
	chatting_enter("sasl");
	chat_log_in(chatting.chat, "ada", "lovelace");
	from_server("AUTHENTICATE +");
	from_server(":irc.test 900 ada ada!u@h ada :You are now logged in as ada");
	from_server(":irc.test 903 ada :SASL authentication successful");
	notes_forget(&chatting.seen);
	from_server(":irc.test 901 ada ada!u@h :You are now logged out");
	chatting_expect("INFO - - - 'You are logged out.'");
	chat_lost(chatting.chat, chatting.now);
	chat_begin(chatting.chat, chatting.now);
	notes_forget(&chatting.seen);
	offer("sasl");
	chatting_expect("> CAP END");
}
END_TEST

/* Logging out in between would leave nothing to send. */
START_TEST(nobody_is_logged_out_while_logging_in)
{
	begin("lovelace");
	offer("sasl");
	from_server(":irc.test 901 ada ada!u@h :You are now logged out");
	from_server("AUTHENTICATE +");
	chatting_expect("> AUTHENTICATE PLAIN\n> AUTHENTICATE " ADA);
}
END_TEST

START_TEST(who_logs_out_of_the_settings_account_stays_out_too)
{
	begin("lovelace");
	offer("sasl");
	from_server("AUTHENTICATE +");
	from_server(":irc.test 900 ada ada!u@h ada :You are now logged in as ada");
	from_server(":irc.test 903 ada :SASL authentication successful");
	from_server(":irc.test 001 ada :Welcome");
	unit_same(chat_account(chatting.chat), "ada");
	from_server(":irc.test 901 ada ada!u@h :You are now logged out");
	ck_assert_ptr_null(chat_account(chatting.chat));
	chat_lost(chatting.chat, chatting.now);
	chat_begin(chatting.chat, chatting.now);
	notes_forget(&chatting.seen);
	offer("sasl");
	from_server("AUTHENTICATE +");
	chatting_expect("> CAP END");
}
END_TEST

START_TEST(a_message_that_plain_has_none_of_ends_it)
{
	begin("lovelace");
	offer("sasl");
	from_server("AUTHENTICATE cj1ub25jZQ==");
	chatting_expect("> AUTHENTICATE PLAIN\n> AUTHENTICATE *");
	from_server("AUTHENTICATE +"); /* too late */
	chatting_expect("");
	from_server(":irc.test 906 ada :SASL authentication aborted");
	chatting_expect("failed the server's messages are not right");
}
END_TEST

START_TEST(a_name_can_be_registered)
{
	ck_assert(!chat_register(chatting.chat, "lovelace"));
	chat_set_private(chatting.chat, true);
	chatting_enter("draft/account-registration");
	ck_assert(chat_register(chatting.chat, "two words"));
	chatting_expect("> REGISTER * * :two words");
	from_server(":irc.test REGISTER SUCCESS ada :Account successfully registered");
	from_server(":irc.test 900 ada ada!u@h ada :You are now logged in as ada");
	chatting_expect("INFO - - - 'You are logged in as ada.'");
}
END_TEST

START_TEST(whose_name_it_is_is_told_with_the_way_in)
{
	chat_begin(chatting.chat, chatting.now);
	from_server(":irc.test 433 * ada :Nickname belongs to somebody who has registered it");
	notes_forget(&chatting.seen);
	from_server(":irc.test 001 ada_ :Welcome");
	chatting_expect("READY - ada_ - ''\n"
			"INFO - - - ''ada' belongs to somebody who has registered it; you are "
			"ada_. If it is yours: /login ada'");
}
END_TEST

static void begin_at_server(const char *password, bool is_private)
{
	chat_set_private(chatting.chat, is_private);
	chat_set_server_password(chatting.chat, password);
	chat_begin(chatting.chat, chatting.now);
}

START_TEST(the_server_s_password_comes_first)
{
	begin_at_server("open sesame", true);
	chatting_expect("> PASS :open sesame\n> CAP LS 302\n> NICK ada\n> USER ada 0 * ada");
	from_server(":irc.test 001 ada :Welcome");
	chatting_expect("READY - ada - ''");
	ck_assert(!chat_server_password_wanted(chatting.chat));
	chat_lost(chatting.chat, chatting.now);
	chat_begin(chatting.chat, chatting.now);
	ck_assert_int_eq(strncmp(chatting.seen.text, "> PASS :open sesame\n", 20), 0);
}
END_TEST

START_TEST(a_server_that_wants_one_is_left)
{
	begin_at_server(NULL, true);
	notes_forget(&chatting.seen);
	from_server(":irc.test 464 * :This server asks for a password");
	chatting_expect("DROP the server wants a password");
	ck_assert(chat_server_password_wanted(chatting.chat));
	chat_lost(chatting.chat, chatting.now);
	begin_at_server("wrong", true);
	ck_assert(!chat_server_password_wanted(chatting.chat));
	notes_forget(&chatting.seen);
	from_server(":irc.test 464 * :Password incorrect");
	chatting_expect("DROP the server does not take that password: Password incorrect");
	ck_assert(chat_server_password_wanted(chatting.chat));
}
END_TEST

START_TEST(nor_is_that_one_sent_where_others_can_read_it)
{
	begin_at_server("open sesame", false);
	ck_assert_ptr_null(strstr(chatting.seen.text, "sesame"));
	ck_assert_ptr_nonnull(strstr(chatting.seen.text, "DROP the connection is not encrypted"));
	ck_assert(chat_server_password_wanted(chatting.chat));
	chat_lost(chatting.chat, chatting.now);
	begin_at_server(NULL, false);
	notes_forget(&chatting.seen);
	from_server(":irc.test 464 * :This server asks for a password");
	chatting_expect("DROP the server wants a password; the connection is not encrypted, and a "
			"password is not sent that way");
}
END_TEST

START_TEST(nobody_asks_out_of_turn)
{
	chatting_enter("sasl");
	from_server("AUTHENTICATE +");
	from_server("AUTHENTICATE");
	chatting_expect("");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {
		the_account_is_logged_in_to_before_the_server_lets_us_in,
		and_again_after_a_loss,
		a_wrong_password_is_asked_for_again,
		nothing_is_sent_where_others_can_read_it,
		a_server_without_accounts_is_told,
		other_refusals_are_the_end,
		a_certificate_needs_no_password,
		a_long_password_comes_in_pieces,
		one_can_log_in_later,
		who_logs_out_stays_out,
		nobody_is_logged_out_while_logging_in,
		who_logs_out_of_the_settings_account_stays_out_too,
		a_message_that_plain_has_none_of_ends_it,
		a_name_can_be_registered,
		whose_name_it_is_is_told_with_the_way_in,
		the_server_s_password_comes_first,
		a_server_that_wants_one_is_left,
		nor_is_that_one_sent_where_others_can_read_it,
		nobody_asks_out_of_turn,
		NULL,
	};
	return unit_cases_with("client chat login", chatting_set_up, chatting_tear_down, cases);
}
