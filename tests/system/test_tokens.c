/* Login tokens over real sockets: they log in by every way that takes a password, outlive the
 * server, end with all that came by them, and are written nowhere. */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "temporary.h"
#include "token_text.h"

#define PASSWORD ACCOUNT_PASSWORD
#define FROM ":NickServ!NickServ@" IRC_SERVER " NOTICE "

static char folder[TEMPORARY_PATH_SIZE];
static struct server server;
static char token[TOKEN_TEXT_BYTES + 1];

static void start(const char *more, const char *value)
{
	server_start_at(&server, "127.0.0.1",
		ARGUMENTS("--history", "strict", "--state", folder, "--rate", "0", more, value));
}

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	start(NULL, NULL);
	account_make(&server, "alice");
}

static void take(const char *line)
{
	const char *at = strstr(line, TOKEN_TEXT_PREFIX);
	must(at && strlen(at) >= TOKEN_TEXT_BYTES, "%s", line);
	memcpy(token, at, TOKEN_TEXT_BYTES);
	token[TOKEN_TEXT_BYTES] = '\0';
	must(token_text_is(token), "%s", line);
}

/* alice, who has given her password. She has another name, so that no connection takes it. */
static void owner_comes(struct irc *irc)
{
	account_connect(irc, &server, "sasl");
	account_login(irc, "alice", PASSWORD);
	account_welcome(irc, "owner");
}

static void owner_makes(struct irc *irc, const char *label)
{
	irc_say(irc, "NS TOKEN ADD %s", label);
	take(irc_expect(irc, FROM "%s :Token * for %s, which is shown only now *: chatd_*",
		irc->nick, label));
}

/* A token of alice, who has left again. */
static void make(const char *label)
{
	struct irc irc;
	owner_comes(&irc);
	owner_makes(&irc, label);
	irc_close(&irc);
}

START_TEST(nc_makes_and_uses_one)
{
	struct client alice, other;
	client_join(&alice, &server, "ally");
	alice.check = client_any_line;
	client_say(&alice, "/login alice " PASSWORD);
	client_await(&alice, "-- You are alice now.");
	client_ask(&alice, "/token new laptop",
		"-- Token 1 for laptop. It is shown only now; a program gives it as your "
		"password:");
	take(client_line(&alice));
	client_say(&alice, "/part");
	client_await(&alice, "-- You left #lobby");
	client_join(&other, &server, "other");
	other.check = client_any_line;
	client_say(&other, "/login alice %s", token); /* ends the connection with the name */
	client_await(&other, "-- You are logged in as alice.");
	client_expect_named(&other, "alice");
	client_ask(&other, "/password another-12",
		"!! you have logged in by a token, which cannot do that; give your password "
		"first: /login alice PASSWORD");
	client_ask(&other, "/token", "--   1  laptop, made ..., used today; you have come by it");
	client_expect(&other, "-- Your account has 1 token.");
	client_ask(&other, "/login alice " PASSWORD, "-- You are logged in as alice.");
	client_ask(&other, "/password another-12",
		"-- Your password is changed. 1 login token of yours has ended.");
	client_close(&other);
	client_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(irc_takes_it_for_the_password)
{
	struct irc irc;
	make("client");
	account_connect(&irc, &server, "sasl");
	account_login(&irc, "alice", token);
	account_welcome(&irc, "phone");
	account_expect(&irc, "alice");
	irc_close(&irc);
	irc_connect(&irc, &server);
	irc_say(&irc, "PASS alice/phone:%s", token);
	irc_expect_numeric(&irc, 900, "*");
	irc_register(&irc, "ally", NULL);
	account_expect(&irc, "alice");
	irc_say(&irc, "TOKEN ADD another");
	irc_expect(&irc, FROM "ally :You have logged in by a token, which cannot do that: *");
	irc_close(&irc);
	irc_join(&irc, &server, "cora", NULL);
	irc_say(&irc, "NS IDENTIFY alice %s", token);
	irc_expect_numeric(&irc, 900, "*");
	irc_await(&irc, FROM "alice :You are logged in as alice.");
	irc_say(&irc, "NS DROP alice %s", token);
	irc_expect(&irc, FROM "alice :You have logged in by a token, which cannot do that: *");
	irc_close(&irc);
	server_stop(&server);
}
END_TEST

/* The server has no keys of SCRAM for it. */
START_TEST(scram_does_not_take_it)
{
	struct buffer proof = {0};
	struct irc irc;
	if (!scram_exists()) {
		server_stop(&server);
		return;
	}
	make("client");
	account_connect(&irc, &server, "sasl");
	struct scram *client = account_scram(&irc, "alice", token, &proof, NULL);
	account_send(&irc, proof.bytes, proof.length);
	irc_expect_numeric(&irc, 904, ":*");
	account_login(&irc, "alice", token);
	scram_free(client);
	buffer_finish(&proof);
	irc_close(&irc);
	server_stop(&server);
}
END_TEST

START_TEST(programs_are_answered_in_words_for_programs)
{
	struct irc irc;
	account_connect(&irc, &server, "batch labeled-response sasl standard-replies");
	account_login(&irc, "alice", PASSWORD);
	account_welcome(&irc, "alice");
	irc_say(&irc, "@label=7 TOKEN ADD :browser on laptop");
	take(irc_expect(&irc, "@label=7 :" IRC_SERVER " NOTE TOKEN CREATED 1 chatd_* :*"));
	irc_say(&irc, "TOKEN LIST");
	irc_expect(&irc, ":" IRC_SERVER " NOTE TOKEN ENTRY 1 20* * other :browser on laptop");
	irc_expect(&irc, ":" IRC_SERVER " NOTE TOKEN END 1 :*");
	irc_say(&irc, "TOKEN DEL this");
	irc_expect(&irc, ":" IRC_SERVER " FAIL TOKEN NO_SUCH_TOKEN :*");
	irc_close(&irc);
	account_connect(&irc, &server, "batch labeled-response sasl standard-replies");
	account_login(&irc, "alice", token);
	account_welcome(&irc, "alice");
	irc_say(&irc, "TOKEN ADD more");
	irc_expect(&irc, ":" IRC_SERVER " FAIL TOKEN PASSWORD_REQUIRED :*");
	irc_say(&irc, "TOKEN LIST");
	irc_expect(&irc, ":" IRC_SERVER " NOTE TOKEN ENTRY 1 20* 20* this :browser on laptop");
	irc_expect(&irc, ":" IRC_SERVER " NOTE TOKEN END 1 :*");
	account_login(&irc, "alice", PASSWORD); /* SASL again, on this connection */
	irc_say(&irc, "TOKEN ADD more");
	irc_expect(&irc, ":" IRC_SERVER " NOTE TOKEN CREATED 2 chatd_* :*");
	irc_close(&irc);
	server_stop(&server);
}
END_TEST

/* On whichever loop they are, and also one that has logged in and has not come in yet. */
START_TEST(revoking_ends_all_that_came_by_it)
{
	struct irc owner, page, newcomer;
	struct client nc;
	owner_comes(&owner);
	owner_makes(&owner, "page");
	account_connect(&page, &server, "sasl");
	account_login(&page, "alice", token);
	account_welcome(&page, "page");
	account_connect(&newcomer, &server, "sasl");
	account_login(&newcomer, "alice", token);
	client_join(&nc, &server, "ncat");
	nc.check = client_any_line;
	client_say(&nc, "/login alice %s", token);
	client_await(&nc, "-- You are alice now.");
	irc_ask(&owner, "NS TOKEN DEL page", FROM "owner :1 token has ended.");
	irc_expect_numeric(&page, 901, "page!page@localhost :*");
	client_expect(&nc, "-- You are not logged in any more.");
	client_await(&nc, "-- You are guest-");
	account_welcome(&newcomer, "newcomer");
	account_expect(&newcomer, "0");
	account_expect(&page, "0");
	account_expect(&owner, "alice");
	irc_say(&page, "NS IDENTIFY alice %s", token);
	irc_expect(&page, FROM "page :There is no account with that name and password.");
	irc_close(&owner);
	irc_close(&page);
	irc_close(&newcomer);
	client_close(&nc);
	server_stop(&server);
}
END_TEST

static void expect_login(const char *secret, bool good)
{
	struct irc irc;
	account_connect(&irc, &server, "sasl");
	account_plain(&irc, "alice", secret);
	if (good)
		account_expect_login(&irc, "alice");
	else
		irc_expect_numeric(&irc, 904, ":*");
	irc_close(&irc);
}

static void restart(bool killed)
{
	if (killed)
		server_kill(&server);
	else
		server_stop(&server);
	start(NULL, NULL);
}

/* What was answered is so when the server comes back, however it went. */
START_TEST(they_outlive_the_server)
{
	char kept[TOKEN_TEXT_BYTES + 1];
	struct irc irc;
	make("page");
	restart(true);
	expect_login(token, true);
	strcpy(kept, token);
	make("bot");
	restart(false);
	expect_login(kept, true);
	expect_login(token, true);
	owner_comes(&irc);
	irc_say(&irc, "TOKEN LIST");
	irc_expect(&irc, FROM "owner :1 page: made 20*, last used 20*");
	irc_expect(&irc, FROM "owner :2 bot: made 20*, last used 20*");
	irc_ask(&irc, "TOKEN DEL 1", FROM "owner :1 token has ended.");
	restart(true);
	irc_close(&irc);
	expect_login(kept, false);
	expect_login(token, true);
	server_stop(&server);
}
END_TEST

/* Whether any file of the state folder has the text. */
static bool is_on_disk(const char *text)
{
	char path[TEMPORARY_PATH_SIZE + 300];
	static char bytes[4 << 20];
	bool found = false;
	DIR *files = opendir(folder);
	ck_assert_ptr_nonnull(files);
	for (struct dirent *entry; (entry = readdir(files));) {
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		FILE *file = fopen(path, "r");
		size_t length = file ? fread(bytes, 1, sizeof bytes, file) : 0;
		found = found || memmem(bytes, length, text, strlen(text));
		if (file)
			fclose(file);
	}
	closedir(files);
	return found;
}

START_TEST(they_are_written_nowhere)
{
	struct irc alice, bob;
	owner_comes(&alice);
	owner_makes(&alice, "browser on laptop");
	irc_join(&bob, &server, "bob", "batch message-tags draft/multiline");
	irc_enter(&alice, "#room");
	irc_enter(&bob, "#room");
	irc_await(&alice, ":bob!*");
	irc_say(&bob, "PRIVMSG #room :look: %s!", token);
	irc_expect_numeric(&bob, 404, "#room :Not said, for a login token is in it");
	irc_say(&bob, "PRIVMSG #room :\1ACTION has %s\1", token);
	irc_expect_numeric(&bob, 404, "#room :*");
	irc_say(&bob, "NOTICE #room :%s", token); /* which must not be answered */
	irc_say(&bob, "BATCH +1 draft/multiline #room");
	irc_say(&bob, "@batch=1 PRIVMSG #room :this is it");
	irc_say(&bob, "@batch=1 PRIVMSG #room :%s", token);
	irc_say(&bob, "BATCH -1");
	irc_expect_numeric(&bob, 404, "#room :*");
	irc_say(&bob, "TOPIC #room :%s", token);
	irc_expect_numeric(&bob, 404, "#room :*");
	irc_sync(&bob);
	irc_expect_nothing(&alice);
	irc_say(&bob, "TOKEN DEL %s", token);
	irc_expect(&bob, FROM "bob :You are not logged in.");
	irc_say(&alice, "TOKEN DEL %s", token);
	const char *line = irc_expect(&alice, FROM "owner :Your account has no such token: *");
	must(!strstr(line, token), "%s", line);
	irc_close(&alice);
	irc_close(&bob);
	server_signal(&server, SIGTERM);
	ck_assert_int_eq(server_wait(&server), 0);
	ck_assert_uint_eq(server_log_count(&server, token), 0);
	ck_assert_uint_eq(server_log_count(&server, token + TOKEN_TEXT_BYTES - 20), 0);
	ck_assert_uint_eq(server_log_count(&server, "event=token_made"), 1);
	ck_assert(is_on_disk("browser on laptop")); /* the search finds what is there */
	ck_assert(!is_on_disk(token));
	ck_assert(!is_on_disk(token + TOKEN_TEXT_BYTES - 20));
	server_free(&server);
}
END_TEST

/* Who has to log in to come in may do that by a token, and leaves when it is revoked. */
START_TEST(it_opens_a_closed_door)
{
	struct client nc;
	struct irc owner;
	make("nc");
	server_stop(&server);
	start("--accounts-only", NULL);
	client_connect(&nc, &server);
	client_say(&nc, "/login alice %s", token);
	client_await(&nc, "-- Welcome to ");
	nc.check = client_any_line;
	client_say(&nc, "/token new another");
	client_await(&nc, "!! you have logged in by a token, which cannot do that; ");
	owner_comes(&owner);
	irc_ask(&owner, "TOKEN DEL *", FROM "owner :1 token has ended.");
	client_await_end(&nc);
	client_close(&nc);
	irc_close(&owner);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {nc_makes_and_uses_one, irc_takes_it_for_the_password,
		scram_does_not_take_it, programs_are_answered_in_words_for_programs,
		revoking_ends_all_that_came_by_it, they_outlive_the_server,
		they_are_written_nowhere, it_opens_a_closed_door, NULL};
	return run_scenes("tokens", each, set_up, NULL);
}
