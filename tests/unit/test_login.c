/* Accounts at the line door: who gets in, whose a name is, and what becomes of other connections.
 */
#include "login.h"

#include <stdio.h>
#include <string.h>

#include "confusables.h"
#include "names.h"
#include "proving.h"
#include "unit.h"

#define PASSWORD "hunter22222"
#define LOGIN "/login alice " PASSWORD

static struct peer *alice, *bob;

/* alice has registered, and bob is there, on another loop. */
static void set_up(void)
{
	world_start(2);
	proving_start();
	alice = world_named(0, "Alice");
	bob = world_named(1, "bob");
	unit_same(proving_type(alice, "/register " PASSWORD),
		"registered* Alice\naccount* Alice Alice\n");
	world_forget();
}

static struct peer *come_from(uint32_t host, unsigned loop)
{
	struct peer *peer = world_peer();
	peer_open(peer, loop, &(struct newcomer){.origin = {.host = host, .net = host}});
	peer_join(peer, "#lobby");
	world_flush();
	world_forget();
	return peer;
}

START_TEST(a_name_is_registered)
{
	ck_assert_str_eq(session_account(alice->session)->name, "Alice");
	unit_same(proving_type(alice, "/register " PASSWORD), "refused LOGGED_IN Alice\n");
	struct peer *guest = world_open(0);
	unit_same(proving_type(guest, "/register " PASSWORD), "refused GUEST guest-3\n");
	unit_same(proving_type(bob, "/register short"), "refused PASSWORD_SHORT bob =8\n");
	unit_same(proving_type(bob, "/register"), "refused USAGE register PASSWORD\n");
	ck_assert_uint_eq(account_count(&world.core), 1);
	ck_assert_ptr_null(strstr(peer_text(alice), PASSWORD));
}
END_TEST

START_TEST(it_is_nobody_elses)
{
	unit_same(proving_type(alice, "/nick other"), "renamed* Alice other\n");
	unit_same(proving_type(bob, "/nick ALICE"), "refused NAME_REGISTERED ALICE NAME\n");
	unit_same(proving_type(alice, "/nick alice"), "renamed* other alice\n");
	peer_close(alice, "");
	unit_same(proving_type(bob, "/nick \xEF\xBD\x81lice"),
		"refused NAME_REGISTERED \xEF\xBD\x81lice NAME\n");
	struct peer *peer = world_peer();
	peer_open(peer, 0, &(struct newcomer){.name = "alice"});
	ck_assert_ptr_null(peer->session);
	peer_open(peer, 0,
		&(struct newcomer){.name = "alice", .account = account_find(&world.core, "alice")});
	ck_assert_ptr_nonnull(peer->session);
	ck_assert_ptr_eq(session_account(peer->session), account_find(&world.core, "alice"));
}
END_TEST

START_TEST(who_logs_in_gets_the_name)
{
	peer_close(alice, "");
	world_flush();
	world_forget();
	unit_same(proving_type(bob, LOGIN), "account* bob Alice\nrenamed* bob Alice\n");
	unit_same(proving_type(bob, LOGIN), "refused LOGGED_IN Alice\n");
	unit_same(proving_type(bob, "/logout"), "account* Alice\nrenamed* Alice guest-2\n");
	unit_same(proving_type(bob, "/logout"), "refused NOT_LOGGED_IN logout \n");
}
END_TEST

START_TEST(without_a_name_it_is_the_one_that_was_asked_for)
{
	peer_close(alice, "");
	proving_type(bob, "/nick alice");
	unit_same(proving_type(bob, "/login wrong"), "refused LOGIN_WRONG alice\n");
	unit_same(
		proving_type(bob, "/login " PASSWORD), "account* bob Alice\nrenamed* bob Alice\n");
}
END_TEST

START_TEST(a_password_may_have_blanks)
{
	unit_same(proving_type(alice, "/password correct horse  battery"), "password*\n");
	peer_close(alice, "");
	world_flush();
	unit_same(proving_type(bob, "/login alice correct horse"), "refused LOGIN_WRONG alice\n");
	unit_same(proving_type(bob, "/login alice correct horse  battery"),
		"account* bob Alice\nrenamed* bob Alice\n");
	proving_type(bob, "/password correct horse battery");
	proving_type(bob, "/logout");
	proving_type(bob, "/nick alice");
	unit_same(proving_type(bob, "/login correct horse battery"),
		"account* guest-2 Alice\nrenamed* guest-2 Alice on\n");
}
END_TEST

/* The other one is dead in most cases; here it is of another loop, and of the same one. */
START_TEST(the_other_connection_is_ended_at_once)
{
	peer_say(alice, "/join tea");
	unsigned resumed = bob->resumed;
	unit_same(proving_type(bob, LOGIN), "account* bob Alice\nrenamed* bob Alice\n");
	ck_assert_uint_gt(bob->resumed, resumed);
	ck_assert(alice->session->closed);
	ck_assert_uint_eq(alice->done, 1);
	unit_same(peer_text(alice), "joined* Alice #tea chatd\nreplaced Alice\n");
	peer_free(alice);
	alice = world_open(1); /* bob's loop */
	unit_same(proving_type(alice, LOGIN),
		"account* guest-3 Alice\nquit Alice logged in from elsewhere\n"
		"renamed* guest-3 Alice on\n");
	peer_say(alice, "/join tea");
	peer_say(alice, "/room drop");
	ck_assert(bob->session->closed);
	ck_assert_uint_eq(bob->done, 1);
	peer_free(bob);
}
END_TEST

START_TEST(its_rooms_hear_of_it_in_order)
{
	struct peer *carol = world_named(1, "carol");
	world_forget();
	proving_type(bob, LOGIN);
	peer_expect(carol, "quit Alice logged in from elsewhere\nrenamed bob Alice\n");
	peer_free(alice);
}
END_TEST

/* Two programs that come back by themselves must not end each other for ever. */
START_TEST(taking_over_has_an_end)
{
	struct peer *peers[LOGIN_TAKEOVERS + 1];
	struct peer *last = alice;
	for (unsigned i = 0; i <= LOGIN_TAKEOVERS; i++) {
		peers[i] = world_open(i % 2);
		const char *told = proving_type(peers[i], LOGIN);
		bool got = i < LOGIN_TAKEOVERS;
		ck_assert_msg((strstr(told, "refused NAME_ELSEWHERE Alice\n") == NULL) == got,
			"%u: %s", i, told);
		ck_assert_uint_eq(last->session->closed, got);
		if (!got)
			break;
		peer_free(last);
		last = peers[i];
	}
	struct peer *second = peers[LOGIN_TAKEOVERS];
	ck_assert_ptr_nonnull(session_account(second->session));
	unit_like(proving_type(second, "/regain"), "...renamed* guest-... Alice on\n");
	ck_assert(last->session->closed);
	peer_free(last);
	unit_same(proving_type(second, "/regain"), "refused NAME_SAME Alice\n");
	world.now += LOGIN_TAKEOVERS_MS + 1;
	last = world_open(0);
	unit_like(proving_type(last, LOGIN), "account* guest-... Alice\n...renamed*...");
	peer_free(second);
}
END_TEST

/* However somebody got the name. */
START_TEST(a_stranger_becomes_a_guest)
{
	proving_type(alice, "/nick other");
	peer_enter(bob);
	session_take_name(bob->session, "alice");
	peer_leave(bob);
	world_forget();
	unit_same(proving_type(alice, "/regain"), "renamed alice guest-2\nrenamed* other Alice\n");
	peer_expect(bob, "name-lost Alice\nrenamed* alice guest-2\nrenamed other Alice\n");
	ck_assert(!bob->session->closed);
}
END_TEST

/* A new name would be something to say. */
START_TEST(who_may_not_speak_keeps_the_name)
{
	proving_type(alice, "/nick other");
	peer_say(bob, "/join tea");
	struct peer *carol = world_named(0, "carol");
	peer_say(carol, "/join tea");
	peer_say(bob, "/mode moderated");
	world_forget();
	unit_same(proving_type(carol, LOGIN), "account* carol Alice\nrefused NAME_SILENCED #tea\n");
	ck_assert_str_eq(session_name(carol->session), "carol");
}
END_TEST

START_TEST(wrong_passwords_make_wait_in_words)
{
	struct peer *mallory = come_from(7, 0);
	unit_same(proving_type(mallory, "/login alice x"), "refused LOGIN_WRONG alice\n");
	unit_same(proving_type(mallory, "/login alice x"), "refused LOGIN_WRONG alice =2\n");
	unit_same(proving_type(mallory, LOGIN), "refused PASSWORD_WAIT alice =2\n");
	world.now += 2000;
	unit_same(proving_type(mallory, "/login alice x"), "refused LOGIN_WRONG alice =4\n");
	mallory = come_from(8, 1);
	unit_same(proving_type(mallory, LOGIN), "refused LOGIN_WAIT alice =2\n");
	world.now += 2000;
	unit_like(proving_type(mallory, LOGIN), "account* guest-4 Alice\n...renamed*...");
	peer_free(alice);
}
END_TEST

START_TEST(a_new_password_ends_the_other_logins)
{
	peer_close(alice, "");
	proving_type(bob, LOGIN);
	struct peer *phone = world_named(0, "phone");
	proving_type(bob, "/nick laptop");
	unit_same(proving_type(phone, LOGIN), "account* phone Alice\nrenamed* phone Alice\n");
	world_forget();
	unit_same(proving_type(bob, "/password something else"),
		"renamed Alice guest-3\npassword* =1\n");
	peer_expect(phone, "account* Alice\nrenamed* Alice guest-3\n");
	unit_same(proving_type(phone, LOGIN), "refused LOGIN_WRONG alice\n");
	unit_same(proving_type(phone, "/login alice something else"),
		"account* guest-3 Alice\nrenamed* guest-3 Alice on\n");
}
END_TEST

START_TEST(an_account_is_given_up)
{
	unit_same(proving_type(alice, "/drop bob"), "refused ACCOUNT_NAME bob\n");
	unit_same(proving_type(bob, "/drop alice"), "refused NOT_LOGGED_IN alice\n");
	unit_same(proving_type(alice, "/drop ALICE"),
		"dropped* Alice\naccount* Alice\nrenamed* Alice guest-1\n");
	ck_assert_uint_eq(account_count(&world.core), 0);
	unit_same(proving_type(bob, "/nick alice"), "renamed* bob alice\n");
	unit_same(proving_type(bob, LOGIN), "refused LOGIN_WRONG alice\n");
}
END_TEST

START_TEST(a_certificate_is_as_good)
{
	strcpy(bob->certificate,
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
	unit_same(proving_type(bob, "/login"), "refused CERTIFICATE_UNKNOWN\n");
	unit_same(proving_type(alice, "/login"), "refused LOGGED_IN Alice\n");
	unit_same(proving_type(alice, "/cert add"), "refused CERTIFICATE_NONE\n");
	unit_same(proving_type(alice, "/cert add nonsense"), "refused FINGERPRINT nonsense\n");
	unit_same(proving_type(alice, "/cert add 01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:"
				      "01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF"),
		"certificate* 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef "
		"on\n");
	unit_same(proving_type(alice, "/cert"),
		"certificate-is 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
		"certificates =1\n");
	unit_like(proving_type(bob, "/login"), "account* bob Alice\n...renamed* bob Alice\n");
	unit_same(proving_type(bob, "/cert remove"),
		"certificate* 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n");
	ck_assert_uint_eq(proving.checks, 0);
	peer_free(alice);
}
END_TEST

START_TEST(an_account_is_shown)
{
	struct peer *phone = world_named(1, "phone");
	peer_enter(phone);
	login_enter(phone->session, account_find(&world.core, "alice"), 0);
	peer_leave(phone);
	peer_say(alice, "/join tea");
	unit_same(proving_type(alice, "/account"),
		"account-is* Alice [phone] =1\naccount-room #tea on\n");
	unit_like(proving_type(bob, "/whois phone"), "whois phone ... ~Alice\n");
	unit_same(proving_type(bob, "/account"), "refused NOT_LOGGED_IN account \n");
	peer_say(alice, "/room drop");
}
END_TEST

START_TEST(an_address_makes_few_accounts)
{
	char line[64];
	for (unsigned i = 0; i <= 10; i++) {
		struct peer *peer = come_from(9, i % 2);
		snprintf(line, sizeof line, "/nick name%c", 'a' + (int)i);
		peer_say(peer, line);
		const char *told = proving_type(peer, "/register " PASSWORD);
		ck_assert_msg(
			(strncmp(told, "registered*", 11) == 0) == (i < 10), "%u: %s", i, told);
	}
	world.now += 3600000;
	struct peer *peer = come_from(9, 0);
	peer_say(peer, "/nick late");
	unit_like(proving_type(peer, "/register " PASSWORD), "registered* late...");
}
END_TEST

/* Who shows it has the key; who has only named it has not. */
START_TEST(nobody_keeps_the_certificate_of_another)
{
	static const char print[] =
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	char add[100];
	snprintf(add, sizeof add, "/cert add %s", print);
	proving_type(bob, "/register " PASSWORD);
	unit_like(proving_type(bob, add), "certificate*...");
	unit_like(proving_type(alice, add), "refused CERTIFICATE_OTHER ...\n");
	strcpy(alice->certificate, print);
	unit_like(proving_type(alice, add), "certificate* ... on\n");
	ck_assert_str_eq(account_by_certificate(&world.core, print)->name, "Alice");
	unit_same(proving_type(bob, "/cert"), "certificates\n");
}
END_TEST

/* An account of one's own allows names that look like each other. */
START_TEST(who_logs_out_keeps_no_look_alike)
{
	if (!confusables_exist())
		return;
	proving_type(bob, LOGIN);
	unit_same(proving_type(bob, "/nick A1ice"), "renamed* Alice A1ice\n");
	unit_same(proving_type(bob, "/logout"), "account* A1ice\nrenamed* A1ice guest-2\n");
	unit_same(proving_type(bob, "/nick a1ice"), "refused NAME_ALIKE a1ice Alice\n");
	peer_free(alice);
}
END_TEST

/* Nothing of the account is touched: not its name, its rooms, or its other connections. */
START_TEST(a_banned_account_is_not_entered)
{
	static struct address_range none;
	peer_say(alice, "/join tea");
	peer_say(bob, "/join tea");
	peer_enter(bob);
	access_ban(&world.core, &(struct access_ban){.of_account = true,
					.mask = (char *)(uintptr_t) "alice",
					.range = none,
					.by = (char *)(uintptr_t) "root",
					.why = (char *)(uintptr_t) "spam"});
	peer_leave(bob);
	world_forget();
	unit_same(proving_type(bob, LOGIN), "refused SERVER_BANNED spam\n");
	ck_assert(bob->session->closed);
	ck_assert(!alice->session->closed);
	world_flush();
	peer_expect(alice, "quit bob banned from the server\n");
	peer_free(bob);
	bob = world_named(0, "bob");
	strcpy(bob->certificate,
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
	peer_enter(bob);
	account_add_certificate(
		&world.core, account_find(&world.core, "alice"), bob->certificate, true);
	peer_leave(bob);
	unit_same(proving_type(bob, "/login"), "refused SERVER_BANNED spam\n");
	peer_free(bob);
	peer_say(alice, "/room drop");
}
END_TEST

START_TEST(roles_are_told_behind_the_name)
{
	peer_say(alice, "/join tea");
	peer_close(alice, "");
	peer_say(bob, "/join tea");
	world_forget();
	unit_same(proving_type(bob, LOGIN), "account* bob Alice\nrenamed* bob Alice\n"
					    "changed #tea +founder=Alice +operator=Alice\n");
	peer_say(bob, "/room drop");
}
END_TEST

/* A change that could be lost is not promised. */
START_TEST(what_cannot_be_kept_is_not_changed)
{
	world.core.history.mode = HISTORY_STRICT;
	world.core.history.late = true;
	static const char *const lines[] = {"/password another one", "/drop alice",
		"/token new laptop", "/token drop all",
		"/cert add 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		"/cert remove 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		NULL};
	for (unsigned i = 0; lines[i]; i++)
		unit_like(proving_type(alice, lines[i]), "refused HISTORY_FAILED...\n");
	unit_like(proving_type(bob, "/register " PASSWORD), "refused HISTORY_FAILED bob\n");
	ck_assert_uint_eq(proving.makes, 1); /* alice's own */
	world.core.history.late = false;
	world.core.history.mode = HISTORY_OFF;
}
END_TEST

START_TEST(strangers_see_no_commands_of_accounts)
{
	static const char *const own[] = {
		"logout", "account", "password", "cert", "token", "regain", "drop", NULL};
	const char *in = proving_type(alice, "/help"), *out;
	ck_assert_ptr_null(strstr(in, "help register"));
	char *copy = strdup(in);
	out = proving_type(bob, "/help");
	ck_assert_ptr_nonnull(strstr(out, "help register"));
	for (unsigned i = 0; own[i]; i++) {
		char row[32];
		snprintf(row, sizeof row, "help %s ", own[i]);
		ck_assert_ptr_nonnull(strstr(copy, row));
		ck_assert_ptr_null(strstr(out, row));
	}
	free(copy);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_name_is_registered, it_is_nobody_elses,
		who_logs_in_gets_the_name, without_a_name_it_is_the_one_that_was_asked_for,
		a_password_may_have_blanks, the_other_connection_is_ended_at_once,
		its_rooms_hear_of_it_in_order, taking_over_has_an_end, a_stranger_becomes_a_guest,
		who_may_not_speak_keeps_the_name, wrong_passwords_make_wait_in_words,
		a_new_password_ends_the_other_logins, an_account_is_given_up,
		a_certificate_is_as_good, an_account_is_shown, an_address_makes_few_accounts,
		nobody_keeps_the_certificate_of_another, who_logs_out_keeps_no_look_alike,
		a_banned_account_is_not_entered, roles_are_told_behind_the_name,
		what_cannot_be_kept_is_not_changed, strangers_see_no_commands_of_accounts, NULL};
	return unit_cases_with("login", set_up, world_end, cases);
}
