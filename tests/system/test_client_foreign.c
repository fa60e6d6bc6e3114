/* chat-client, unchanged, at IRC servers of other makes: on a terminal and in a pipe. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "foreign.h"
#include "process.h"
#include "terminal.h"

static struct foreign foreign;
static struct client bob;

/* Where no settings and no history are. */
static void home(char out[TEMPORARY_PATH_SIZE])
{
	temporary_subfolder(out, "home");
}

static void open_terminal(const char *nick)
{
	char folder[TEMPORARY_PATH_SIZE], environment[512], command[512];
	home(folder);
	snprintf(environment, sizeof environment,
		"INPUTRC=/dev/null LC_ALL=C.UTF-8 NO_COLOR=1 HOME=%s XDG_CONFIG_HOME= "
		"XDG_STATE_HOME= SSL_CERT_FILE=%s",
		folder, foreign.authority);
	snprintf(command, sizeof command, "'%s' --nick %s %s '#room'", process_client(), nick,
		foreign.address);
	terminal_run(72, 20, environment, command);
}

/* bob is in #room and runs it, and then ada comes. */
static void start_scene(int kind)
{
	foreign_start(&foreign, (enum foreign_kind)kind);
	foreign_join(&bob, &foreign, "bob", "#room");
	open_terminal("ada");
	client_await(&bob, ":ada!");
	terminal_expect("#room>");
}

static void end_scene(void)
{
	terminal_key("C-u");
	terminal_key("C-d");
	terminal_expect_left(0);
	client_close(&bob);
	foreign_stop(&foreign);
}

static void bob_says(const char *text)
{
	client_say(&bob, "PRIVMSG #room :%s\r", text);
}

static void type_line(const char *text)
{
	terminal_type(text);
	terminal_key("Enter");
}

static int count(const char *text, const char *part)
{
	int found = 0;
	for (text = strstr(text, part); text; text = strstr(text + 1, part))
		found++;
	return found;
}

START_TEST(people_talk)
{
	start_scene(_i);
	bob_says("hello");
	terminal_expect("<bob> hello\n");
	type_line("hi bob");
	client_await(&bob, "PRIVMSG #room :hi bob");
	terminal_expect("<ada> hi bob\n");
	type_line("/me waves");
	client_await(&bob, "PRIVMSG #room :\001ACTION waves\001");
	terminal_expect("* ada waves\n");
	bob_says("\001ACTION nods\001");
	terminal_expect("* bob nods\n");
	type_line("/msg bob psst");
	client_await(&bob, "PRIVMSG bob :psst");
	terminal_expect("[to bob] psst\n");
	client_say(&bob, "PRIVMSG ada :what?\r");
	terminal_expect("[bob] what?\n");
	type_line("/reply later");
	client_await(&bob, "PRIVMSG bob :later");
	terminal_expect("[to bob] later\n");
	ck_assert_int_eq(count(terminal_text(), "<ada> hi bob\n"), 1);
	ck_assert_int_eq(count(terminal_text(), "* ada waves\n"), 1);
	ck_assert_int_eq(count(terminal_text(), "[to bob] psst\n"), 1);
	end_scene();
}
END_TEST

START_TEST(names_change)
{
	start_scene(_i);
	type_line("/nick adele");
	client_await(&bob, "NICK :adele");
	terminal_expect("You are adele now.\n");
	type_line("/nick bob");
	terminal_expect("!! ");
	client_say(&bob, "NICK bert\r");
	terminal_expect("bob is bert now");
	type_line("still me");
	client_await(&bob, "PRIVMSG #room :still me");
	terminal_expect("<adele> still me\n");
	end_scene();
}
END_TEST

START_TEST(a_name_that_is_taken_is_varied)
{
	foreign_start(&foreign, (enum foreign_kind)_i);
	foreign_join(&bob, &foreign, "bob", "#room");
	open_terminal("bob");
	client_await(&bob, "JOIN");
	terminal_expect("'bob' is taken");
	type_line("who am I?");
	client_await(&bob, "PRIVMSG #room :who am I?");
	end_scene();
}
END_TEST

START_TEST(topics_are_shown_and_set)
{
	start_scene(_i);
	client_say(&bob, "MODE #room -t\r");
	client_say(&bob, "MODE #room +t\r");
	client_await(&bob, "+t");
	type_line("/topic the news");
	terminal_expect("!! #room: ");
	client_say(&bob, "MODE #room +o ada\r");
	terminal_expect("bob made ada an operator of #room");
	type_line("/topic the news");
	client_await(&bob, "TOPIC #room :the news");
	terminal_expect("the topic of #room: the news\n");
	type_line("/topic");
	terminal_expect("The topic of #room is: the news");
	end_scene();
}
END_TEST

START_TEST(a_server_that_comes_back_is_joined_again)
{
	start_scene(_i);
	terminal_type("half a li");
	terminal_expect("#room> half a li");
	foreign_kill(&foreign);
	client_close(&bob);
	terminal_expect("trying again");
	terminal_expect("#room> half a li\n");
	foreign_restart(&foreign);
	foreign_join(&bob, &foreign, "bob", "#room");
	terminal_expect("Back in #room");
	bob_says("where were we?");
	terminal_expect("<bob> where were we?\n#room> half a li\n");
	type_line("ne");
	client_await(&bob, "PRIVMSG #room :half a line");
	terminal_expect("<ada> half a line\n");
	end_scene();
}
END_TEST

START_TEST(what_is_typed_meanwhile_is_kept)
{
	start_scene(_i);
	foreign_kill(&foreign);
	client_close(&bob);
	terminal_expect("trying again");
	type_line("kept for later");
	terminal_expect("kept for later");
	foreign_restart(&foreign);
	foreign_join(&bob, &foreign, "bob", "#room");
	terminal_expect("Back in #room");
	terminal_expect("/send");
	type_line("/send");
	client_await(&bob, "PRIVMSG #room :kept for later");
	terminal_expect("<ada> kept for later\n");
	type_line("done");
	client_await(&bob, "PRIVMSG #room :done");
	terminal_expect("<ada> done\n");
	ck_assert_int_eq(count(terminal_text(), "<ada> kept for later\n"), 1);
	end_scene();
}
END_TEST

/* Runs the client between programs to its end; its status. What it complained of is in `process`.
 */
static int pipe_run(struct process *process, const char *input, const char *const *options)
{
	char folder[TEMPORARY_PATH_SIZE], environment[160], authority[TEMPORARY_PATH_SIZE + 32];
	const char *words[16] = {"env", environment, authority,
		"XDG_CONFIG_HOME=", process_client(), "--nick", "ci", foreign.address, "#room"};
	int in[2], words_count = 9;
	home(folder);
	snprintf(environment, sizeof environment, "HOME=%s", folder);
	snprintf(authority, sizeof authority, "SSL_CERT_FILE=%s", foreign.authority);
	while (options && *options)
		words[words_count++] = *options++;
	ck_assert_int_eq(pipe2(in, O_CLOEXEC), 0);
	process_start(process, in[0], words);
	close(in[0]);
	ck_assert_int_eq(write(in[1], input, strlen(input)), (ssize_t)strlen(input));
	close(in[1]);
	return process_wait(process);
}

START_TEST(a_pipe_says_all_of_it)
{
	struct process process;
	char input[4096] = "", line[64];
	foreign_start(&foreign, (enum foreign_kind)_i);
	foreign_join(&bob, &foreign, "bob", "#room");
	for (int i = 1; i <= 12; i++) {
		snprintf(line, sizeof line, "line %d of the build\n", i);
		strcat(input, line);
	}
	int status = pipe_run(&process, input, NULL);
	ck_assert_msg(status == 0, "status %d: %s", status, process.complained.bytes);
	ck_assert_uint_eq(process.said.length, 0);
	for (int i = 1; i <= 12; i++) {
		snprintf(line, sizeof line, " :line %d of the build\r", i);
		const char *said = client_await(&bob, "PRIVMSG #room");
		ck_assert_msg(strstr(said, line) != NULL, "not line %d: %s", i, said);
	}
	client_await(&bob, "QUIT");
	client_close(&bob);
	foreign_stop(&foreign);
}
END_TEST

START_TEST(a_pipe_says_why_it_cannot)
{
	struct process process;
	foreign_start(&foreign, (enum foreign_kind)_i);
	foreign_join(&bob, &foreign, "bob", "#room");
	client_say(&bob, "MODE #room +i\r");
	client_await(&bob, "+i");
	int status = pipe_run(&process, "", ARGUMENTS("-m", "build ok"));
	ck_assert_int_eq(status, 1);
	ck_assert_ptr_nonnull(strstr(process.complained.bytes, "#room"));
	client_say(&bob, "MODE #room -i+m\r");
	client_await(&bob, "-i+m");
	status = pipe_run(&process, "", ARGUMENTS("-m", "build ok"));
	ck_assert_int_eq(status, 3);
	client_close(&bob);
	foreign_stop(&foreign);
}
END_TEST

static void add(TCase *all, int kind)
{
	tcase_add_loop_test(all, people_talk, kind, kind + 1);
	tcase_add_loop_test(all, names_change, kind, kind + 1);
	tcase_add_loop_test(all, a_name_that_is_taken_is_varied, kind, kind + 1);
	tcase_add_loop_test(all, topics_are_shown_and_set, kind, kind + 1);
	tcase_add_loop_test(all, a_server_that_comes_back_is_joined_again, kind, kind + 1);
	tcase_add_loop_test(all, what_is_typed_meanwhile_is_kept, kind, kind + 1);
	tcase_add_loop_test(all, a_pipe_says_all_of_it, kind, kind + 1);
	tcase_add_loop_test(all, a_pipe_says_why_it_cannot, kind, kind + 1);
}

/* The argument is the name of the kind of server. */
int main(int count, char **arguments)
{
	int kind = 0;
	while (count == 2 && kind < FOREIGN_COUNT && strcmp(foreign_names[kind], arguments[1]) != 0)
		kind++;
	if (kind == FOREIGN_COUNT) {
		fprintf(stderr, "there is no '%s'\n", arguments[1]);
		return EXIT_FAILURE;
	}
	if (!foreign_available((enum foreign_kind)kind) || !terminal_available() ||
		!terminal_has_readline()) {
		return run_nothing("there is no tmux, no readline, or no server of another make");
	}
	Suite *suite = suite_create(foreign_names[kind]);
	TCase *all = tcase_create(foreign_names[kind]);
	tcase_add_unchecked_fixture(all, terminal_set_up, terminal_tear_down);
	tcase_set_timeout(all, 120);
	add(all, kind);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
