/* Somebody who wants to be taken for another person: every spelling that comes to mind, at both
 * doors, for names that are in use, registered, kept, or the server's own. */
#include <stdio.h>
#include <string.h>

#include "confusables.h"
#include "irc.h"

#define PASSWORD "correct horse battery"
#define AFAR "127.0.0.9" /* not of this machine, as far as the server knows */

/* alice is registered and away, tom and scope are there. */
static struct server server;
static struct client tom, scope;

static void set_up(void)
{
	struct client alice;
	server_start_at(&server, "127.0.0.1:0", ARGUMENTS("--rate", "0"));
	client_join(&alice, &server, "alice");
	client_say(&alice, "/register " PASSWORD);
	client_await(&alice, "-- You are logged in as alice.");
	client_close(&alice);
	client_join(&tom, &server, "tom");
	client_join(&scope, &server, "scope");
	tom.check = scope.check = client_any_line;
}

static void tear_down(void)
{
	client_close(&tom);
	client_close(&scope);
	server_stop(&server);
}

#define LIKE(whom) "looks like " whom ", which is not free; choose another"

/* `why` is what nc is told behind the name; `plain`: also by a build without tables of letters. */
static const struct {
	const char *name, *why;
	bool plain;
} tries[] = {
	{"ALICE", "belongs to somebody who has registered it;...", true},
	{"\uFF41lice", "belongs to somebody who has registered it;...", true},	/* full-width */
	{"al\u200Dice", "belongs to somebody who has registered it;...", true}, /* a joiner */
	{"Tom", "is taken;...", true},
	{"\U0001D42D\U0001D428\U0001D426", "is taken;...", true},	  /* bold letters */
	{"a1ice", LIKE("alice"), false}, {"AIice", LIKE("alice"), false}, /* a capital i */
	{"al\u0131ce", LIKE("alice"), false},				  /* without its dot */
	{"\u0455\u0441\u043E\u0440\u0435", LIKE("scope"), false},	  /* all of it Cyrillic */
	{"t0m", LIKE("tom"), false}, {"torn", LIKE("tom"), false}, {"TORN", LIKE("tom"), false},
	{"\u0261uest-7", LIKE("guest-1"), false}, /* a script g */
};

/* Names that no table has to refuse. */
static const char *const never[] = {"\u0430dmin", /* a Cyrillic letter among Latin ones */
	"\u0391lice",				  /* a Greek one */
	"alice\u202E",				  /* writes from right to left */
	"al\u00ADice",				  /* a soft hyphen */
	"\u200Balice",				  /* a blank of no width */
	"\u0301alice",				  /* a mark in front */
	"NickServ", "nickserv", "NlckServ", "N1ckServ", "Nick5erv", "N\u00EDckServ", "NickServ_",
	"y0u", "nob0dy", "he1pserv", "N\u0131ckServ\u0441", "server", "guest-7", NULL};

START_TEST(nobody_takes_a_name_by_another_spelling)
{
	struct client mallory;
	client_join(&mallory, &server, "mallory");
	mallory.check = client_any_line;
	client_sync(&mallory);
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		if (!tries[i].plain && !confusables_exist())
			continue;
		client_say(&mallory, "/nick %s", tries[i].name);
		client_expect(&mallory, "!! the name ... %s", tries[i].why);
	}
	for (size_t i = 0; never[i]; i++) {
		client_say(&mallory, "/nick %s", never[i]);
		client_expect(&mallory, "!! ...");
	}
	client_rename(&mallory, "alice2"); /* numbers are told apart */
	client_rename(&mallory, "tommy");
	client_close(&mallory);
}
END_TEST

START_TEST(nor_at_the_irc_door)
{
	struct irc mallory, newcomer;
	irc_join(&mallory, &server, "mallory", NULL);
	irc_connect(&newcomer, &server);
	irc_say(&newcomer, "USER m 0 * :M");
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		if (!tries[i].plain && !confusables_exist())
			continue;
		irc_say(&newcomer, "NICK %s", tries[i].name);
		irc_await(&newcomer, ":* 433 * :Nickname *");
		irc_say(&mallory, "NICK %s", tries[i].name);
		irc_await(&mallory, ":* 433 mallory *");
		irc_say(&mallory, "REGISTER %s * " PASSWORD, tries[i].name);
		irc_await(&mallory, ":* FAIL REGISTER *");
	}
	for (size_t i = 0; never[i]; i++) {
		irc_say(&newcomer, "NICK %s", never[i]);
		irc_await(&newcomer, ":* 432 *");
	}
	irc_sync(&mallory);
	irc_close(&newcomer);
	irc_close(&mallory);
}
END_TEST

/* bernard loses the connection as the only operator of a room. */
START_TEST(nor_one_that_is_kept)
{
	struct client bernard, mallory;
	if (!confusables_exist())
		return;
	client_connect_from(&bernard, &server, AFAR, "127.0.0.1", 0);
	client_greet(&bernard);
	client_rename(&bernard, "bernard");
	client_say(&bernard, "/join tea");
	client_await(&bernard, "-- You are in #tea now, ...");
	client_say(&tom, "/join tea");
	client_await(&tom, "-- You are in #tea now, ...");
	client_reset(&bernard);
	client_await(&tom, "-- bernard left");
	client_join(&mallory, &server, "mallory");
	mallory.check = client_any_line;
	client_ask(&mallory, "/nick bemard", "!! the name bemard " LIKE("bernard"));
	client_close(&mallory);
}
END_TEST

/* With an account one may have several spellings; without it, not any more. */
START_TEST(nor_by_logging_out)
{
	struct client mallory;
	if (!confusables_exist())
		return;
	client_join(&mallory, &server, "mallory");
	mallory.check = client_any_line;
	client_say(&mallory, "/register " PASSWORD);
	client_await(&mallory, "-- You are logged in as mallory.");
	client_rename(&mallory, "ma11ory");
	client_say(&mallory, "/logout");
	client_await(&mallory, "-- You are guest-...");
	client_ask(&mallory, "/nick ma11ory", "!! the name ma11ory " LIKE("mallory"));
	client_close(&mallory);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {nobody_takes_a_name_by_another_spelling, nor_at_the_irc_door,
		nor_one_that_is_kept, nor_by_logging_out, NULL};
	return run_scenes("alike", each, set_up, tear_down);
}
