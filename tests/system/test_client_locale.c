/* chatd and the client in tr_TR.UTF-8, where the lower case of 'I' is no 'i': the words of the
 * protocols and the commands are known in any case all the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client_scene.h"
#include "harness.h"

static char environment[256];

/* A failed localedef may leave an empty folder, so that the locale is asked what it does. */
static bool make_turkish(void)
{
	char command[768];
	snprintf(command, sizeof command,
		"cd %s && localedef -c -i tr_TR -f UTF-8 ./tr_TR.utf8 >log 2>&1; "
		"test \"$(LOCPATH=%s LC_ALL=tr_TR.UTF-8 locale charmap 2>&1)\" = UTF-8",
		terminal_folder(), terminal_folder());
	if (system(command) != 0)
		return false;
	snprintf(environment, sizeof environment, "LOCPATH=%s LC_ALL=tr_TR.UTF-8",
		terminal_folder());
	setenv("LOCPATH", terminal_folder(), 1);
	setenv("LC_ALL", "tr_TR.UTF-8", 1);
	wishes.environment = environment;
	wishes.columns = 78;
	wishes.rows = 30;
	return true;
}

/* What is typed, and what is on the screen then. */
static const struct {
	const char *typed, *shown;
} words[] = {
	{"/LIST", "#room                       2"},
	{"/WHOIS bob", "bob is line@localhost"},
	{"/IGNORE bob", "no longer see what bob says"},
	{"/UNIGNORE bob", "You see what bob says"},
	{"/INVITE bob", "bob is in #room already"},
	{"/mode INVITE-ONLY", "a room for the invited"},
	{"/LIXT", "no command /LIXT; did you mean /list"},
	{"/JOIN #INI", "You are in #INI now"},
	{"/raw join #ini2", "You are in #ini2 now"},
};

START_TEST(commands_and_words_in_capitals)
{
	struct server server;
	struct client bob;
	if (!make_turkish()) {
		note("tr_TR.UTF-8 could not be made here");
		return;
	}
	server_start_at(&server, "127.0.0.1:0", NULL);
	scene_start(server.port);
	terminal_expect("You are in #room now");
	client_join(&bob, &server, "bob");
	client_ask(&bob, "/JOIN room", "-- You are in #room now, with ada.");
	terminal_expect("bob joined");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		type_line(words[i].typed);
		terminal_expect(words[i].shown);
	}
	client_say(&bob, "/WHOIS bob");
	client_await(&bob, "bob");
	terminal_key("C-d");
	client_close(&bob);
	server_stop(&server);
}
END_TEST

static void add_tests(TCase *any, TCase *readline)
{
	tcase_add_test(any, commands_and_words_in_capitals);
}

int main(void)
{
	return scenes_run("client locale", add_tests);
}
