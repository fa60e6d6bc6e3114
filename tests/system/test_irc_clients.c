/* irssi and weechat on a terminal, beside a person with the real nc: what each of them shows of
 * what the other says and does. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "nc.h"
#include "recipe.h"
#include "temporary.h"
#include "terminal.h"

#define TEXT "Grüße — 日本語 👋"

#define LONG_CHARS 600

/* What a client shows. */
enum shown {
	SAID,	   /* who, text */
	DID,	   /* who, text */
	CAME,	   /* who, user, where */
	WENT,	   /* who, user, where */
	IS_CALLED, /* who, new name */
	AM_CALLED, /* new name */
	TOPIC,	   /* text */
	MODE,	   /* room, mode, who did it */
	KICKED,	   /* whom, by whom, why */
	IS_AWAY,   /* who, why */
	IS_HERE,   /* a name in the list of names */
	IS_OPERATOR,
	IS_TAKEN,  /* a name that is another's */
	IS_LISTED, /* a room, how many are in it, its topic */
	IS_KNOWN,  /* of whom, where from, room */
	HAS_NEWS,  /* a third window, in another one */
	HAS_ENDED, /* the server, as it says itself */
	SHOWN_COUNT
};

struct program {
	const char *name;
	const char *nick, *new_nick;
	void (*start)(const struct program *program);
	const char *window; /* the command that goes to one */
	const char *names;  /* the command that shows who is there; NULL where it is always shown */
	const char *list;   /* what stands behind the one that lists the rooms; NULL: see below */
	const char *plus_o;
	const char *whois_window; /* where its answer is shown, NULL for the one of the person */
	const char *shows[SHOWN_COUNT]; /* %a, %b and %c stand for what differs */
};

static struct server server;
static struct nc penny;

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

/* A home directory that nobody has used. */
static void new_home(char home[TEMPORARY_PATH_SIZE])
{
	temporary_subfolder(home, "home");
}

/* Both as they come, but that they do not wait between the lines that they send, and do not take
   lines that are typed fast for a paste, which they would ask about or join. */
static void start_irssi(const struct program *program)
{
	char home[TEMPORARY_PATH_SIZE], environment[512], command[512];
	new_home(home);
	write_file(home, "startup",
		"/set cmd_queue_speed 10msec\n/set cmds_max_at_once 1000\n"
		"/set paste_detect_time 0\n");
	snprintf(environment, sizeof environment,
		"LC_ALL=C.UTF-8 HOME=%s IRCUSER=%s IRCNAME='Iris I.'", home, program->nick);
	snprintf(command, sizeof command, "irssi --home=%s -c 127.0.0.1 -p %d -n %s", home,
		server.port, program->nick);
	terminal_run(120, 60, environment, command);
}

static void start_weechat(const struct program *program)
{
	char home[TEMPORARY_PATH_SIZE], environment[512], command[1024];
	new_home(home);
	snprintf(environment, sizeof environment, "LC_ALL=C.UTF-8 HOME=%s", home);
	snprintf(command, sizeof command,
		"weechat -a -d %s -r '/bar hide buflist' "
		"-r '/set irc.server_default.anti_flood 0' " /* from 4.3; the next two before */
		"-r '/set irc.server_default.anti_flood_prio_high 0' "
		"-r '/set irc.server_default.anti_flood_prio_low 0' "
		"-r '/set irc.server_default.tls off' -r '/set weechat.look.prefix_align none' "
		"-r '/set weechat.look.paste_max_lines -1' "
		"-r '/server add here 127.0.0.1/%d -nicks=%s -username=%s -realname=Wendy' "
		"-r '/connect here'",
		home, server.port, program->nick, program->nick);
	terminal_run(120, 60, environment, command);
}

static const struct program programs[] = {
	{.name = "irssi",
		.nick = "iris",
		.new_nick = "Irène",
		.start = start_irssi,
		.window = "/window goto",
		.names = "/names",
		.list = " -yes",
		.plus_o = "+o iris",
		.shows = {[SAID] = "%a> %b\n",
			[DID] = "* %a %b\n",
			[CAME] = "%a [%b@localhost] has joined %c\n",
			[WENT] = "%a [%b@localhost] has left %c [see you]\n",
			[IS_CALLED] = "%a is now known as %b\n",
			[AM_CALLED] = "You're now known as %a\n",
			[TOPIC] = " changed the topic of #tea to: %a\n",
			[MODE] = "mode/%a [%b] by %c\n",
			[KICKED] = "%a was kicked from #own by %b [%c]\n",
			[IS_AWAY] = "%a is away: %b\n",
			[IS_HERE] = "[ %a]",
			[IS_OPERATOR] = "[@%a]",
			[IS_TAKEN] = "Nick %a is already in use\n",
			[IS_LISTED] = "%a %b %c\n",
			[IS_KNOWN] = "%a [%b]\n",
			[HAS_NEWS] = "3]\n"}},
	{.name = "weechat",
		.nick = "wendy",
		.new_nick = "Wéndy",
		.start = start_weechat,
		.window = "/buffer",
		.plus_o = "+o wendy",
		.whois_window = "1",
		.shows = {[SAID] = "%a %b",
			[DID] = "* %a %b",
			[CAME] = " (%b@localhost) has joined %c ",
			[WENT] = "%a (%b@localhost) has left %c (see you) ",
			[IS_CALLED] = "%a is now known as %b ",
			[AM_CALLED] = "You are now known as %a ",
			[TOPIC] = "\"%a\" ",
			[MODE] = "Mode %a [%b] by %c ",
			[KICKED] = "%b has kicked %a (%c) ",
			[IS_AWAY] = "[%a] is away: %b",
			[IS_HERE] = "│ %a",
			[IS_OPERATOR] = "│@%a",
			[IS_TAKEN] = "%a: Nickname is already in use",
			[IS_LISTED] = "%a(%b): %c",
			[IS_KNOWN] = "[%a] (%b): ",
			[HAS_NEWS] = "[H: 3:%a"}},
};

#define PROGRAMS ((int)(sizeof programs / sizeof programs[0]))

static void expect_shown(
	const struct program *program, enum shown what, const char *a, const char *b, const char *c)
{
	char text[1024];
	size_t length = 0;
	for (const char *from = program->shows[what]; *from; from++) {
		const char *word = *from != '%'	    ? NULL
				   : from[1] == 'a' ? a
				   : from[1] == 'b' ? b
						    : c;
		if (word)
			length += (size_t)snprintf(text + length, sizeof text - length, "%s", word);
		else
			text[length++] = *from;
		from += word != NULL;
		ck_assert_uint_lt(length, sizeof text - 1);
	}
	text[length] = '\0';
	terminal_expect(text);
}

/* Types a line of two parts into the client. */
static void type(const char *first, const char *second)
{
	char line[2048];
	snprintf(line, sizeof line, "%s%s", first, second);
	terminal_type(line);
	terminal_key("Enter");
}

static void go_to(const struct program *program, const char *window)
{
	char line[64];
	snprintf(line, sizeof line, "%s %s", program->window, window);
	type(line, "");
}

static void show_names(const struct program *program)
{
	if (program->names)
		type(program->names, "");
}

/* The client joins #lobby, where penny is. */
static void come(const struct program *program)
{
	server_start_at(&server, "127.0.0.1", NULL);
	nc_start(&penny, &server, "-4");
	nc_type(&penny, "/nick penny\n");
	client_await(&penny.screen, "-- You are penny");
	program->start(program);
	terminal_expect("Welcome to chatd, ");
	type("/join #lobby", "");
	client_expect(&penny.screen, "-- %s joined", program->nick);
	expect_shown(program, CAME, program->nick, program->nick, "#lobby");
}

static void leave(void)
{
	type("/quit", "");
	terminal_expect_left(0);
	server_stop(&server);
}

START_TEST(they_talk)
{
	const struct program *program = &programs[_i];
	come(program);
	nc_type(&penny, TEXT "\n");
	expect_shown(program, SAID, "penny", TEXT, NULL);
	type(TEXT, " 1");
	client_expect(&penny.screen, "<%s> " TEXT " 1", program->nick);
	expect_shown(program, SAID, program->nick, TEXT " 1", NULL);
	nc_type(&penny, "/me waves " TEXT "\n");
	expect_shown(program, DID, "penny", "waves " TEXT, NULL);
	type("/me", " nods " TEXT);
	client_expect(&penny.screen, "* %s nods " TEXT, program->nick);
	expect_shown(program, DID, program->nick, "nods " TEXT, NULL);
	type("/quit", " see you");
	client_expect(&penny.screen, "-- %s left (see you)", program->nick);
	terminal_expect_left(0);
	server_stop(&server);
}
END_TEST

/* What was said before they came, and then what is said. */
START_TEST(they_see_what_was_said)
{
	const struct program *program = &programs[_i];
	server_start_at(&server, "127.0.0.1", NULL);
	nc_start(&penny, &server, "-4");
	nc_type(&penny, "/nick penny\n");
	client_await(&penny.screen, "-- You are penny");
	nc_type(&penny, "said before\n");
	nc_type(&penny, "/me waves before\n");
	program->start(program);
	terminal_expect("Welcome to chatd, ");
	type("/join #lobby", "");
	client_expect(&penny.screen, "-- %s joined", program->nick);
	expect_shown(program, CAME, program->nick, program->nick, "#lobby");
	terminal_expect("said before");
	terminal_expect("waves before");
	nc_type(&penny, TEXT "\n");
	expect_shown(program, SAID, "penny", TEXT, NULL);
	leave();
}
END_TEST

/* weechat 4 has a window of its own for the list, and a word for the old way. */
static const char *list_option(const struct program *program)
{
	if (program->list)
		return program->list;
	return system("case $(weechat --version) in [0-3].*) false ;; esac") == 0 ? " -raw *" : "";
}

START_TEST(they_set_topics)
{
	const struct program *program = &programs[_i];
	come(program);
	nc_type(&penny, "/join tea\n");
	client_await(&penny.screen, "-- You are in #tea");
	type("/join #tea", "");
	client_expect(&penny.screen, "-- %s joined", program->nick);
	expect_shown(program, CAME, program->nick, program->nick, "#tea");
	nc_type(&penny, "/topic tea " TEXT "\n");
	client_expect(&penny.screen, "-- You have set the topic ... #tea: tea " TEXT);
	expect_shown(program, TOPIC, "tea " TEXT, NULL, NULL);
	type("/topic", " cake " TEXT);
	client_expect(&penny.screen, "-- %s set the topic ... #tea: cake " TEXT, program->nick);
	expect_shown(program, TOPIC, "cake " TEXT, NULL, NULL);
	type("/list", list_option(program));
	go_to(program, "1");
	expect_shown(program, IS_LISTED, "#tea", "2", "cake " TEXT);
	leave();
}
END_TEST

START_TEST(they_change_names)
{
	const struct program *program = &programs[_i];
	come(program);
	type("/nick ", program->new_nick);
	client_expect(&penny.screen, "-- %s is %s now", program->nick, program->new_nick);
	expect_shown(program, AM_CALLED, program->new_nick, NULL, NULL);
	nc_type(&penny, "/nick Pénélope\n");
	expect_shown(program, IS_CALLED, "penny", "Pénélope", NULL);
	show_names(program);
	expect_shown(program, IS_HERE, "Pénélope", NULL, NULL);
	expect_shown(program, IS_HERE, program->new_nick, NULL, NULL);
	nc_type(&penny, "hello\n");
	expect_shown(program, SAID, "Pénélope", "hello", NULL);
	type("/nick", " PÉNÉLOPE");
	go_to(program, "1");
	expect_shown(program, IS_TAKEN, "PÉNÉLOPE", NULL, NULL);
	leave();
}
END_TEST

START_TEST(they_talk_alone)
{
	const struct program *program = &programs[_i];
	come(program);
	dprintf(penny.in, "/msg %s psst " TEXT "\n", program->nick);
	client_expect(&penny.screen, "[to %s] psst " TEXT, program->nick);
	expect_shown(program, HAS_NEWS, "penny", NULL, NULL);
	go_to(program, "penny");
	expect_shown(program, SAID, "penny", "psst " TEXT, NULL);
	type("what? ", TEXT);
	client_expect(&penny.screen, "[%s] what? " TEXT, program->nick);
	expect_shown(program, SAID, program->nick, "what? " TEXT, NULL);
	type("/me", " listens");
	client_expect(&penny.screen, "[%s] * %s listens", program->nick, program->nick);
	expect_shown(program, DID, program->nick, "listens", NULL);
	nc_type(&penny, "/away lunch\n");
	client_expect(&penny.screen, "-- You ... away: lunch");
	type("still there?", "");
	client_expect(&penny.screen, "[%s] still there?", program->nick);
	expect_shown(program, IS_AWAY, "penny", "lunch", NULL);
	type("/away ", "supper");
	nc_type(&penny, "/reply no\n");
	expect_shown(program, SAID, "penny", "no", NULL);
	client_expect(&penny.screen, "[to %s] no", program->nick);
	type("/whois penny", "");
	if (program->whois_window)
		go_to(program, program->whois_window);
	expect_shown(program, IS_KNOWN, "penny", "line@localhost", "#lobby");
	leave();
}
END_TEST

/* The client is the operator, then penny, who then puts it out. */
START_TEST(they_put_each_other_out)
{
	const struct program *program = &programs[_i];
	come(program);
	type("/join #own", "");
	expect_shown(program, CAME, program->nick, program->nick, "#own");
	nc_type(&penny, "/join own\n");
	expect_shown(program, CAME, "penny", "line", "#own");
	show_names(program);
	expect_shown(program, IS_OPERATOR, program->nick, NULL, NULL);
	expect_shown(program, IS_HERE, "penny", NULL, NULL);
	type("/kick penny", " be off");
	client_await(&penny.screen, "#own (be off). You are in no room; ");
	expect_shown(program, KICKED, "penny", program->nick, "be off");
	nc_type(&penny, "/join own\n");
	penny.screen.check = client_any_line; /* the past has times in front */
	client_await(&penny.screen, "-- You are in #own now, with");
	nc_type(&penny, "back again\n");
	expect_shown(program, SAID, "penny", "back again", NULL); /* it knows of penny */
	type("/op penny", "");
	client_expect(&penny.screen, "-- %s made penny an operator ... #own", program->nick);
	expect_shown(program, MODE, "#own", "+o penny", program->nick);
	dprintf(penny.in, "/kick %s out\n", program->nick);
	client_expect(&penny.screen, "-- You have put %s out ... #own (out)", program->nick);
	expect_shown(program, KICKED, program->nick, "penny", "out");
	type("/join #own", "");
	client_expect(&penny.screen, "-- %s joined", program->nick);
	dprintf(penny.in, "/op %s\n", program->nick);
	expect_shown(program, MODE, "#own", program->plus_o, "penny");
	nc_type(&penny, "/part see you\n");
	expect_shown(program, WENT, "penny", "line", "#own");
	leave();
}
END_TEST

/* As much as fits into no message of IRC: the client sends it in parts, and so does the server. */
START_TEST(they_talk_at_length)
{
	const struct program *program = &programs[_i];
	char line[1 + LONG_CHARS * 3 + 2] = "", start[32];
	come(program);
	for (int i = 0; i < LONG_CHARS; i++)
		strcat(line, i % 2 ? "ü" : "語");
	type("", line);
	size_t start_length = (size_t)snprintf(start, sizeof start, "<%s> ", program->nick);
	for (size_t at = 0; at < strlen(line);) {
		const char *part = client_line(&penny.screen);
		must(strncmp(part, start, start_length) == 0, "instead of what was said: %s", part);
		part += start_length;
		must(strncmp(line + at, part, strlen(part)) == 0, "at %zu: %s", at, part);
		at += strlen(part);
	}
	strcat(line, "!\n");
	nc_type(&penny, line);
	terminal_expect("ü!");
	ck_assert_ptr_null(strstr(terminal_text(), "\uFFFD"));
	leave();
}
END_TEST

START_TEST(they_are_told_of_the_end)
{
	const struct program *program = &programs[_i];
	come(program);
	server_signal(&server, SIGTERM);
	client_await(&penny.screen, GOODBYE);
	go_to(program, "1");
	terminal_expect("Closing link: chatd is shutting down");
	type("/quit", "");
	terminal_expect_left(0);
	server_expect_stopped(&server);
}
END_TEST

/* As somebody who has just installed one of them does. */
START_TEST(the_readme_shows_how_they_join)
{
	static const char *const starts[] = {"irssi --connect", "weechat "};
	char home[TEMPORARY_PATH_SIZE], environment[256], recipe[RECIPE_SIZE];
	server_start_at(&server, "127.0.0.1", NULL);
	nc_start(&penny, &server, "-4");
	client_greet(&penny.screen);
	new_home(home);
	snprintf(environment, sizeof environment,
		"LC_ALL=C.UTF-8 HOME=%s XDG_CONFIG_HOME= XDG_DATA_HOME= XDG_CACHE_HOME=", home);
	recipe_find(recipe, starts[_i], 0);
	recipe_point_at(recipe, server.port);
	terminal_run(120, 60, environment, recipe);
	if (_i == 0) {
		terminal_expect("Welcome to chatd");
		type("/join #lobby", "");
	}
	client_expect(&penny.screen, "-- carol joined");
	terminal_expect("has joined #lobby"); /* and is in front now */
	type("hello", "");
	client_expect(&penny.screen, "<carol> hello");
	leave();
}
END_TEST

int main(void)
{
	if (!terminal_available() ||
		system("command -v irssi >/dev/null && command -v weechat >/dev/null") != 0) {
		return run_nothing("there is no tmux, irssi or weechat");
	}
	server_threads = 2;
	server_history = "memory"; /* as people have it */
	Suite *suite = suite_create("irc clients");
	TCase *all = tcase_create("terminal");
	tcase_add_unchecked_fixture(all, terminal_set_up, terminal_tear_down);
	tcase_set_timeout(all, 100);
	tcase_add_loop_test(all, they_talk, 0, PROGRAMS);
	tcase_add_loop_test(all, they_see_what_was_said, 0, PROGRAMS);
	tcase_add_loop_test(all, they_set_topics, 0, PROGRAMS);
	tcase_add_loop_test(all, they_change_names, 0, PROGRAMS);
	tcase_add_loop_test(all, they_talk_alone, 0, PROGRAMS);
	tcase_add_loop_test(all, they_put_each_other_out, 0, PROGRAMS);
	tcase_add_loop_test(all, they_talk_at_length, 0, PROGRAMS);
	tcase_add_loop_test(all, they_are_told_of_the_end, 0, PROGRAMS);
	tcase_add_loop_test(all, the_readme_shows_how_they_join, 0, 2);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
