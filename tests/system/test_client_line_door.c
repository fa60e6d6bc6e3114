/* What people type with nc does the same in the client, on chatd: each word that the line door's
 * /help lists, with each form of its arguments. */
#include <stdio.h>
#include <string.h>

#include "client_scene.h"
#include "harness.h"

static struct server server;
static struct client bob, carol;

/* What ada types, founder of #room, where bob is, and what she sees then. Before it bob may do
 * something, and her client has seen it then: /reply answers whoever has written to it. */
static const struct step {
	const char *typed, *shown, *bob, *bob_shown;
} steps[] = {
	{"/help", "/devoice NAME", NULL, NULL},
	{"/help ban", "/ban NAME [10m] [WHY]", NULL, NULL},
	{"/? invites", "/invites", NULL, NULL},
	{"/who", "2 people are in #room", NULL, NULL},
	{"/who lobby", "carol", NULL, NULL},
	{"/list", "2 rooms.", NULL, NULL},
	{"/join other", "You are in #other now", NULL, NULL},
	{"/part enough", "You left #other", NULL, NULL},
	{"/j vault hush", "You are in #vault now", NULL, NULL},
	{"/leave", "You left #vault", NULL, NULL},
	{"/topic tea", "You have set the topic of #room: tea", NULL, NULL},
	{"/topic", "The topic of #room is: tea", NULL, NULL},
	{"/me waves", "* ada waves", NULL, NULL},
	{"/say /me", "<ada> /me", NULL, NULL},
	{"/msg bob psst", "[to bob] psst", NULL, NULL},
	{"/reply pardon?", "[to bob] pardon?", "/msg ada what?", "[bob] what?"},
	{"/ignore bob", "no longer see what bob says", NULL, NULL},
	{"/ignore", "You ignore these:", NULL, NULL},
	{"/unignore bob", "You see what bob says again", NULL, NULL},
	{"/away out", "You are away: out", NULL, NULL},
	{"/away", "You are back.", NULL, NULL},
	{"/whois bob", "bob is in #room", NULL, NULL},
	{"/invite carol", "carol", NULL, NULL},
	{"/invites", "--   carol", NULL, NULL},
	{"/uninvite carol", "took back the invitation of carol", NULL, NULL},
	{"/mode secret", "#room secret", NULL, NULL},
	{"/mode key hush", "You have given #room the key hush", NULL, NULL},
	{"/mode -key", "You have taken the key", NULL, NULL},
	{"/mode limit 9", "to 9 people", NULL, NULL},
	{"/mode", "#room is", NULL, NULL},
	{"/op bob", "bob an operator", NULL, NULL},
	{"/deop bob", "no operator of #room any more", NULL, NULL},
	{"/voice bob", "bob a voice", NULL, NULL},
	{"/devoice bob", "bob's voice", NULL, NULL},
	{"/banlist", "Nobody is banned from #room.", NULL, NULL},
	{"/kick bob too loud", "bob out of #room (too loud)", NULL, NULL},
	{"/ban bob 10m a rest", "bob out of #room (a rest)", "/join room", "bob joined"},
	{"/bans", "1 ban.", NULL, NULL},
	{"/unban bob", "lifted the ban", NULL, NULL},
	{"/ban bob again", "bob out of #room (again)", "/join room", "bob joined"},
	{"/ban eve 2h", "banned eve!*@*", NULL, NULL},
	{"/motd", "message of the day", NULL, NULL},
	{"/nick lovelace", "You are lovelace now.", NULL, NULL},
	{"/quit good night", "[left with 0]", NULL, NULL},
};

#define STEPS (sizeof steps / sizeof *steps)

static bool is_tried(const char *word, size_t length)
{
	for (size_t i = 0; i < STEPS; i++)
		if (strlen(steps[i].typed) >= length &&
			strncmp(steps[i].typed, word, length) == 0 &&
			strcspn(steps[i].typed, " ") == length)
			return true;
	return false;
}

/* The words about accounts, which ask for passwords on a terminal, are tried by client_login. Of a
 * room's owner the client has none: its /room goes to another room. */
static bool is_of_accounts(const char *word, size_t length)
{
	static const char *const words[] = {"/register", "/login", "/logout", "/password", "/drop",
		"/account", "/cert", "/regain", "/room", NULL};
	for (const char *const *each = words; *each; each++)
		if (strlen(*each) == length && strncmp(*each, word, length) == 0)
			return true;
	return false;
}

/* The other words of /help, as an operator of a room reads it, are tried above, and the client has
 * them with the same arguments. */
static void check_help(void)
{
	static const char row[] = "--   /";
	unsigned count = 0;
	client_say(&carol, "/join keep");
	client_await(&carol, "You are in #keep now");
	client_say(&carol, "/help");
	client_say(&carol, "/who"); /* ends it */
	for (const char *line; !strstr(line = client_line(&carol), "in #keep:");) {
		if (strncmp(line, row, sizeof row - 1) != 0)
			continue;
		char usage[128], *end;
		snprintf(usage, sizeof usage, "%s", line + sizeof row - 2);
		if ((end = strstr(usage, "  ")))
			*end = '\0';
		size_t word = strcspn(usage, " ");
		if (is_of_accounts(usage, word))
			continue;
		must(is_tried(usage, word), "%s is not tried", usage);
		char typed[160];
		snprintf(typed, sizeof typed, "/help %.*s", (int)word, usage);
		type_line(typed);
		terminal_expect(usage);
		count++;
	}
	ck_assert_uint_gt(count, 25);
	client_sync(&carol);
	client_say(&carol, "/join lobby");
	client_sync(&carol);
}

START_TEST(each_word_of_the_line_door_works)
{
	wishes.columns = 100;
	wishes.rows = 40;
	server_start_at(&server, "127.0.0.1:0", NULL);
	scene_start(server.port);
	terminal_expect("You are in #room now");
	client_join(&carol, &server, "carol");
	client_join(&bob, &server, "bob");
	client_enter(&bob, "room", "ada");
	check_help();
	for (size_t i = 0; i < STEPS; i++) {
		if (steps[i].bob) {
			client_say(&bob, "%s", steps[i].bob);
			terminal_expect(steps[i].bob_shown);
		}
		type_line(steps[i].typed);
		terminal_expect(steps[i].shown);
	}
	ck_assert_int_eq(times_shown("!! "), 0);
	client_close(&bob);
	client_close(&carol);
	server_stop(&server);
}
END_TEST

/* A ban with a time, set in the client, is one for the line door. */
START_TEST(a_ban_with_a_time_ends)
{
	wishes.columns = 100;
	server_start_at(&server, "127.0.0.1:0", NULL);
	scene_start(server.port);
	terminal_expect("You are in #room now");
	client_join(&bob, &server, "bob");
	client_enter(&bob, "room", "ada");
	client_join(&carol, &server, "carol");
	client_enter(&carol, "room", "bob and ada");
	type_line("/ban bob 2h too loud");
	terminal_expect("The ban on bob!*@* is for 2 hours");
	client_await(&bob, "ada put you out of #room (too loud)");
	client_await(&carol, "bob");
	client_say(&carol, "/banlist");
	const char *line = client_await(&carol, "bob!*@*");
	must(strstr(line, "2 hours") && strstr(line, "too loud"), "it says '%s'", line);
	type_line("/unban bob");
	terminal_expect("lifted the ban");
	client_await(&carol, "lifted the ban");
	client_say(&bob, "/join room");
	client_await(&bob, "You are in #room now");
	terminal_key("C-d");
	client_close(&bob);
	client_close(&carol);
	server_stop(&server);
}
END_TEST

static void add_tests(TCase *any, TCase *readline)
{
	tcase_add_test(readline, each_word_of_the_line_door_works);
	tcase_add_test(readline, a_ban_with_a_time_ends);
}

int main(void)
{
	return scenes_run("client line door", add_tests);
}
