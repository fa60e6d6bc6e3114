/* Login tokens at the line door: what they log in to, what they do not suffice for, and their end.
 */
#include "login_token.h"

#include <stdio.h>
#include <string.h>

#include "proving.h"
#include "unit.h"

#define PASSWORD "hunter22222"

static struct peer *alice, *bob;
static char secret[TOKEN_TEXT_BYTES + 1];

/* alice has registered, and bob is there, on another loop and from elsewhere. */
static void set_up(void)
{
	world_start(2);
	proving_start();
	alice = world_named(0, "Alice");
	bob = world_peer();
	peer_open(bob, 1, &(struct newcomer){.name = "bob", .origin = {.host = 7, .net = 7}});
	peer_join(bob, "#lobby");
	proving_type(alice, "/register " PASSWORD);
	world_flush();
	world_forget();
}

/* alice makes one, whose secret is in `secret` then. */
static void make(const char *label)
{
	char line[100], wanted[200];
	snprintf(line, sizeof line, "/token new %s", label);
	const char *told = proving_type(alice, line), *at = strstr(told, TOKEN_TEXT_PREFIX);
	ck_assert_msg(at != NULL, "%s", told);
	memcpy(secret, at, TOKEN_TEXT_BYTES);
	ck_assert(token_text_is(secret));
	snprintf(wanted, sizeof wanted, "token* %s %s =...\n", label, secret);
	unit_like(told, wanted);
}

static const char *login(struct peer *peer, const char *password)
{
	char line[100];
	snprintf(line, sizeof line, "/login alice %s", password);
	return proving_type(peer, line);
}

static struct account *account(void)
{
	return account_find(&world.core, "alice");
}

START_TEST(one_logs_in_as_the_password_does)
{
	make("laptop");
	proving_type(alice, "/nick carol");
	unit_same(proving_type(alice, "/token"), "token-is laptop =1\ntokens =1\n");
	unit_same(login(bob, secret), "account* bob Alice\nrenamed* bob Alice\n");
	unit_same(login(bob, secret), "refused LOGGED_IN Alice\n");
	unit_same(proving_type(bob, "/token list"), "token-is laptop =1 on\ntokens =1\n");
	ck_assert_uint_eq(proving.checks, 0); /* at once */
}
END_TEST

START_TEST(the_day_of_its_use_is_noted)
{
	make("laptop");
	const struct token *token = account()->tokens.first;
	ck_assert_int_eq(token->used_at, 0);
	ck_assert_int_gt(token->made_at, 0);
	world.now += 3 * TOKEN_DAY_MS + 5;
	login(bob, secret);
	ck_assert_int_gt(token->used_at, token->made_at);
	ck_assert_int_eq(token->used_at % TOKEN_DAY_MS, 0);
	peer_free(alice);
}
END_TEST

START_TEST(it_does_not_suffice_to_change_the_account)
{
	make("laptop");
	proving_type(alice, "/nick carol");
	login(bob, secret);
	world_flush();
	world_forget();
	unit_same(proving_type(bob, "/token new another"), "refused TOKEN_LOGIN Alice\n");
	unit_same(proving_type(bob, "/password another-12"), "refused TOKEN_LOGIN Alice\n");
	unit_same(proving_type(bob, "/drop alice"), "refused TOKEN_LOGIN Alice\n");
	unit_same(proving_type(bob, "/cert add "
				    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd"
				    "ef"),
		"refused TOKEN_LOGIN Alice\n");
	unit_same(proving_type(bob, "/cert remove"), "refused TOKEN_LOGIN Alice\n");
	ck_assert_uint_eq(proving.makes, 1); /* when alice registered */
	unit_same(login(bob, "wrong"), "refused LOGIN_WRONG alice\n");
	unit_same(proving_type(bob, "/token new another"), "refused TOKEN_LOGIN Alice\n");
	unit_same(login(bob, PASSWORD), "account* Alice Alice\n");
	unit_like(proving_type(bob, "/token new another"), "token* another ...\n");
	unit_same(login(bob, PASSWORD), "refused LOGGED_IN Alice\n");
}
END_TEST

START_TEST(who_came_by_a_revoked_one_is_logged_out)
{
	make("laptop");
	proving_type(alice, "/nick carol");
	login(bob, secret);
	world_flush();
	world_forget();
	unit_same(
		proving_type(alice, "/token drop 1"), "renamed Alice guest-2\ntokens-ended* =1\n");
	peer_expect(bob, "account* Alice\nrenamed* Alice guest-2\n");
	ck_assert_ptr_null(session_account(bob->session));
	ck_assert_ptr_nonnull(session_account(alice->session));
	unit_same(login(bob, secret), "refused LOGIN_WRONG alice\n");
	ck_assert_uint_eq(proving.checks, 1);
	unit_same(proving_type(alice, "/token drop 1"), "refused TOKEN_NONE Alice\n");
}
END_TEST

START_TEST(it_may_revoke_tokens_and_itself)
{
	make("phone");
	make("laptop");
	proving_type(alice, "/nick carol");
	login(bob, secret);
	unit_same(proving_type(bob, "/token drop phone"), "tokens-ended* =1\n");
	unit_same(proving_type(bob, "/token drop this"),
		"account* Alice\nrenamed* Alice guest-2\ntokens-ended* =1\n");
	unit_same(proving_type(bob, "/token drop this"), "refused NOT_LOGGED_IN \n");
	unit_same(proving_type(alice, "/token drop this"), "refused TOKEN_NONE Alice\n");
	unit_same(proving_type(alice, "/token"), "tokens\n");
}
END_TEST

START_TEST(several_end_together)
{
	make("bot");
	make("bot");
	make("laptop");
	unit_same(proving_type(alice, "/token drop bot"), "tokens-ended* =2\n");
	make("bot");
	unit_same(
		proving_type(alice, "/token"), "token-is laptop =3\ntoken-is bot =4\ntokens =2\n");
	unit_same(proving_type(alice, "/token drop all"), "tokens-ended* =2\n");
	unit_same(login(bob, secret), "refused LOGIN_WRONG alice\n");
}
END_TEST

/* A wrong one is a wrong password, and a right one is not made to wait for what others guess. */
START_TEST(only_wrong_ones_make_wait)
{
	char wrong[TOKEN_TEXT_BYTES + 1];
	make("laptop");
	proving_type(alice, "/nick carol");
	token_text_make(wrong);
	unit_same(login(bob, wrong), "refused LOGIN_WRONG alice\n");
	unit_same(login(bob, wrong), "refused LOGIN_WRONG alice =2\n");
	unit_same(login(bob, wrong), "refused PASSWORD_WAIT alice =2\n");
	ck_assert_uint_eq(proving.checks, 2);
	unit_same(login(bob, PASSWORD), "refused PASSWORD_WAIT alice =2\n");
	unit_same(login(bob, secret), "account* bob Alice\nrenamed* bob Alice\n");
	ck_assert_uint_eq(proving.checks, 2);
	ck_assert_uint_eq(proof_wrong(session_proof(bob->session)), 2); /* and forgets none */
}
END_TEST

START_TEST(it_is_of_one_account)
{
	make("laptop");
	proving_type(bob, "/register " PASSWORD);
	proving_type(bob, "/logout");
	char line[100];
	snprintf(line, sizeof line, "/login bob %s", secret);
	unit_same(proving_type(bob, line), "refused LOGIN_WRONG bob\n");
	snprintf(line, sizeof line, "/login nobody %s", secret);
	unit_like(proving_type(bob, line), "refused LOGIN_WRONG nobody...\n");
}
END_TEST

START_TEST(a_new_password_ends_them)
{
	make("phone");
	make("laptop");
	proving_type(alice, "/nick carol");
	login(bob, secret);
	world_flush();
	world_forget();
	unit_same(proving_type(alice, "/password another-12"),
		"renamed Alice guest-2\npassword* =1 2i\n");
	unit_same(login(bob, secret), "refused LOGIN_WRONG alice\n");
	unit_same(proving_type(alice, "/token"), "tokens\n");
}
END_TEST

START_TEST(an_account_has_some)
{
	char line[100];
	for (unsigned i = 0; i < TOKENS_MAX; i++)
		make("laptop");
	unit_same(proving_type(alice, "/token new more"), "refused TOKENS_FULL Alice =16\n");
	proving_type(alice, "/token drop 3");
	make("more");
	ck_assert_uint_eq(account()->tokens.count, TOKENS_MAX);
	proving_type(alice, "/token drop all");
	static const char *const labels[] = {"7", "all", "ALL", "*", "this", NULL};
	for (size_t i = 0; labels[i]; i++) {
		snprintf(line, sizeof line, "/token new %s", labels[i]);
		unit_same(proving_type(alice, line), "refused TOKEN_LABEL Alice =60\n");
	}
	snprintf(line, sizeof line, "/token new %s", secret);
	unit_same(proving_type(alice, line), "refused TOKEN_LABEL Alice =60\n");
	snprintf(line, sizeof line, "/token new %061d x", 0);
	unit_same(proving_type(alice, line), "refused TOKEN_LABEL Alice =60\n");
	unit_like(proving_type(alice, "/token new"), "refused USAGE token ...\n");
	unit_like(proving_type(alice, "/token drop"), "refused USAGE token ...\n");
	unit_like(proving_type(alice, "/token make it"), "refused USAGE token ...\n");
	unit_same(proving_type(bob, "/token new x"), "refused NOT_LOGGED_IN \n");
	unit_same(
		proving_type(bob, "/token"), "refused NOT_LOGGED_IN token [new NAME|drop WHICH]\n");
	ck_assert_uint_eq(account()->tokens.count, 0);
}
END_TEST

START_TEST(others_on_the_way_get_none)
{
	alice->overheard = true;
	unit_same(proving_type(alice, "/token new laptop"), "refused NOT_PRIVATE Alice\n");
	ck_assert_uint_eq(account()->tokens.count, 0);
}
END_TEST

START_TEST(none_is_said_in_a_room)
{
	char line[200];
	static const char *const ways[] = {"", "mine is ", "/say ", "/me has ", "/topic ", NULL};
	proving_type(alice, "/join tea");
	proving_type(bob, "/join tea");
	make("laptop");
	world_flush();
	world_forget();
	for (size_t i = 0; ways[i]; i++) {
		snprintf(line, sizeof line, "%s%s", ways[i], secret);
		world.core.secret = false;
		unit_like(proving_type(alice, line), "refused TOKEN_SAID ...\n");
		ck_assert(world.core.secret); /* the door wipes the line */
	}
	peer_expect(bob, "");
	snprintf(line, sizeof line, "/msg bob %s", secret); /* to whom one likes */
	proving_type(alice, line);
	ck_assert_ptr_nonnull(strstr(peer_text(bob), secret));
	proving_type(alice, "/room drop");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {one_logs_in_as_the_password_does, the_day_of_its_use_is_noted,
		it_does_not_suffice_to_change_the_account, who_came_by_a_revoked_one_is_logged_out,
		it_may_revoke_tokens_and_itself, several_end_together, only_wrong_ones_make_wait,
		it_is_of_one_account, a_new_password_ends_them, an_account_has_some,
		others_on_the_way_get_none, none_is_said_in_a_room, NULL};
	return unit_cases_with("login_token", set_up, world_end, cases);
}
