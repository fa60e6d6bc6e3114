/* How lines look: colours and none, formatting codes, sentences, other locales. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client_scene.h"

/* Of all that is written to the terminal until `end` is said there. */
static void expect_written(const char *end, const char *part)
{
	static char bytes[65536];
	size_t length = terminal_recorded(end, bytes, sizeof bytes);
	ck_assert_msg(memmem(bytes, length, part, strlen(part)) != NULL, "no '%s' in '%.*s'", part,
		(int)length, bytes);
}

START_TEST(names_have_colours_and_mentions_are_bold)
{
	char colour[16];
	scene_open("");
	terminal_record();
	says("bob", "#room", "hi");
	terminal_expect_coloured("<\033[38;5;");
	const char *at = strstr(terminal_text(), "<\033[38;5;") + 1;
	snprintf(colour, sizeof colour, "%.*s", (int)strcspn(at, "m"), at);
	says("carol", "#room", "well, ada, yes");
	says("bob", "#room", "bye");
	terminal_expect("<bob> bye\n");
	terminal_expect_coloured("bye");
	ck_assert_int_eq(times_shown(colour), 2);
	peer_line(&peer, ":irc.test 404 ada #room :Cannot send to channel");
	expect_written("!!", "well, \033[1mada\033[m, yes");
	expect_written("!!", "\033[1;31m!! ");
}
END_TEST

START_TEST(formatting_codes_are_rendered)
{
	scene_open("");
	terminal_record();
	says("bob", "#room",
		"\002bold\002 \035it\035 \037under\037 \036gone\036 \00304,01red\003.");
	terminal_expect("<bob> bold it under gone red.\n#room>");
	expect_written("red.", "\033[1mbold\033[m \033[3mit\033[m \033[4munder\033[m "
			       "\033[9mgone\033[m red.");
}
END_TEST

static const struct {
	const char *environment, *settings, *options;
} colourless[] = {
	{"NO_COLOR=1", "", "'#room'"},
	{"TERM=dumb", "", "'#room'"},
	{"", "colours = never", "'#room'"},
	{"", "", "'#room' --plain"},
};

static void everything(void)
{
	says("bob", "#room", "\002bold\002 \00304red\003 ada");
	says("bob", "ada", "psst");
	peer_line(&peer, ":irc.test 404 ada #room :Cannot send to channel");
	peer_line(&peer, ":bob!b@host.test TOPIC #room :\00304red\003 topic");
	says("bob", "#room", "end");
}

/* Also where it is done by the terminal's own editing: not one escape sequence but those that
 * erase the prompt. */
START_TEST(colours_can_be_refused)
{
	static char bytes[65536];
	wishes.environment = colourless[_i].environment;
	wishes.settings = colourless[_i].settings;
	wishes.options = colourless[_i].options;
	scene_open("");
	terminal_record();
	everything();
	size_t length = terminal_recorded("end", bytes, sizeof bytes);
	for (size_t i = 0; i + 1 < length; i++) {
		size_t end = i + 2;
		if (bytes[i] != '\033' || bytes[i + 1] != '[')
			continue;
		while (end < length && (bytes[end] < '@' || bytes[end] > '~'))
			end++;
		ck_assert_msg(bytes[end] != 'm', "a colour: %.*s", (int)(end - i), bytes + i + 1);
	}
	ck_assert_ptr_nonnull(memmem(bytes, length, "bold red ada", 12));
}
END_TEST

START_TEST(colours_can_be_wanted_always)
{
	wishes.environment = "NO_COLOR=1";
	wishes.settings = "colours = always";
	scene_open("");
	says("bob", "#room", "hi");
	terminal_expect_coloured("<\033[38;5;");
}
END_TEST

/* Nothing is redrawn, and what was typed stays where it was. */
START_TEST(plain_is_whole_sentences)
{
	wishes.options = "'#room' --plain";
	wishes.columns = 80;
	wishes.rows = 24;
	scene_open(ECHO);
	terminal_expect(
		"You are ada on this server.\nType a line to say it. /nick NAME gives you another "
		"name, /help shows the rest.\nYou are in #room now, with bob.\n#room>");
	says("bob", "#room", "hello, ada");
	terminal_expect("\nbob says: hello, ada\n#room>");
	type_line("hi bob");
	hear_and_echo("#room", "hi bob");
	says("bob", "ada", "psst");
	terminal_expect("#room> hi bob\nbob to you: psst\n#room");
	type_line("/reply what?");
	hear_and_echo("bob", "what?");
	terminal_expect("> /reply what?\nYou to bob: what?\n");
	peer_line(&peer, ":bob!b@host.test PRIVMSG #room :\001ACTION waves\001");
	terminal_expect("\nAction: bob waves\n");
	peer_line(&peer, ":carol!c@host.test JOIN #room");
	peer_line(&peer, ":irc.test 404 ada #room :Cannot send to channel");
	terminal_expect("\ncarol joined\n");
	terminal_expect("\nRefused: #room: Cannot send to");
	ck_assert_int_eq(times_shown("hi bob"), 1);
}
END_TEST

START_TEST(plain_tells_what_a_status_row_would)
{
	wishes.options = "'#room' --plain";
	wishes.columns = 80;
	wishes.rows = 24;
	scene_open(LABELS);
	type_line("maybe");
	hear_said("#room", "maybe");
	terminal_expect("\nnot confirmed yet: 1 line\n");
	peer_line(&peer, ":carol!c@host.test JOIN #room");
	peer_line(&peer, ":dan!d@host.test JOIN #room");
	terminal_expect("\ncarol and dan joined\n");
	scene_lose();
	terminal_expect("\nNot delivered for certain to #room: maybe\n");
	scene_accept_again(LABELS);
	terminal_expect("\n1 line kept: /send or /drop it\n");
	type_line("/send");
	hear_and_echo("#room", "maybe");
	terminal_expect("\nYou say: maybe\n");
	ck_assert_int_eq(times_shown("You say: maybe"), 1);
}
END_TEST

START_TEST(a_dumb_terminal_will_do)
{
	wishes.environment = "TERM=dumb";
	scene_open(ECHO);
	type_line("hello");
	hear_and_echo("#room", "hello");
	says("bob", "#room", "a line that is longer than the forty columns");
	terminal_expect("#room> hello\n#room>\n<bob> a line that is longer than the\n      forty "
			"columns\n");
	ck_assert_int_eq(times_shown("hello"), 1);
}
END_TEST

/* As after ssh from a machine whose terminal is newer. */
START_TEST(a_terminal_that_is_not_known_will_do)
{
	wishes.environment = "TERM=xterm-of-next-year";
	scene_open(ECHO);
	says("bob", "#room", "first");
	terminal_type("this line is so long that it goes on below");
	terminal_expect("<bob> first\n#room> this line is so long that it goes\n on below");
	says("bob", "#room", "second");
	terminal_expect("<bob> first\n<bob> second\n#room> this line is so long that it goes\n on "
			"below\n");
}
END_TEST

#define LONG_ADDRESS                                                                  \
	"https://www.example.org/a/path/that/goes/on/and/on?with=arguments&and=more&" \
	"session=0123456789abcdef0123456789abcdef#and-a-fragment"

static const int widths[] = {40, 80};

/* The terminal wraps it, so that it can be clicked and copied. */
START_TEST(a_long_address_stays_whole)
{
	wishes.columns = widths[_i];
	wishes.rows = 24;
	scene_open(ECHO);
	terminal_type("typed");
	says("bob", "#room", "see " LONG_ADDRESS " and read");
	says("bob", "#room", "日本語日本語日本語日本語" LONG_ADDRESS "を見て、日本");
	says("bob", "#room", "(" LONG_ADDRESS ")");
	terminal_expect_joined("see " LONG_ADDRESS);
	terminal_expect_joined("日本語" LONG_ADDRESS);
	terminal_expect_joined("(" LONG_ADDRESS ")\n#room> typed\n");
	says("bob", "#room", "the end");
	terminal_expect_joined("end\n#room> typed\n");
	ck_assert_int_eq(times_shown("#room> typed"), 1);
}
END_TEST

START_TEST(a_long_address_stays_whole_in_sentences)
{
	wishes.options = "'#room' --plain";
	scene_open(ECHO);
	says("bob", "#room", "see " LONG_ADDRESS " and read");
	terminal_expect_joined("\nbob says: see " LONG_ADDRESS " and read\n#room>");
}
END_TEST

/* Nobody can make up a line of another's. */
START_TEST(behind_a_long_word_a_line_is_indented)
{
	wishes.columns = 40;
	scene_open(ECHO);
	says("bob", "#room", "0123456789012345678901234567890123456789012345678<eve> hi");
	terminal_expect("<bob> 0123456789012345678901234567890123\n456789012345678<eve>\n"
			"      hi\n#room>");
}
END_TEST

static void add_tests(TCase *any, TCase *readline)
{
	tcase_add_loop_test(any, colours_can_be_refused, 0, 4);
	tcase_add_test(any, colours_can_be_wanted_always);
	tcase_add_test(any, plain_is_whole_sentences);
	tcase_add_test(any, plain_tells_what_a_status_row_would);
	tcase_add_test(any, a_dumb_terminal_will_do);
	tcase_add_loop_test(readline, a_long_address_stays_whole, 0, 2);
	tcase_add_test(any, a_long_address_stays_whole_in_sentences);
	tcase_add_test(any, behind_a_long_word_a_line_is_indented);
	tcase_add_test(any, names_have_colours_and_mentions_are_bold);
	tcase_add_test(any, formatting_codes_are_rendered);
	tcase_add_test(readline, a_terminal_that_is_not_known_will_do);
}

int main(void)
{
	return scenes_run("client look", add_tests);
}
