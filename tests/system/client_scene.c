#include "client_scene.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pattern.h"

static const struct scene_wishes usual = {.environment = "",
	.settings = "",
	.options = "'#room'",
	.clock = "",
	.columns = 40,
	.rows = 12};

struct peer peer = {.fd = -1};
struct scene_wishes wishes;
int scene_port;
char scene_home[TEMPORARY_PATH_SIZE];
static int listener = -1;

/* Makes the folder of the settings; the client makes the others. */
static void make_home(void)
{
	char path[TEMPORARY_PATH_SIZE + 64];
	if (!wishes.same_home) {
		temporary_subfolder(scene_home, "home");
		snprintf(path, sizeof path, "%s/.config", scene_home);
		ck_assert_int_eq(mkdir(path, 0700), 0);
		snprintf(path, sizeof path, "%s/.config/chat-client", scene_home);
		ck_assert_int_eq(mkdir(path, 0700), 0);
	}
	snprintf(path, sizeof path, "%s/.config/chat-client/chat-client.conf", scene_home);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fprintf(file, "clock = \"%s\"\n%s\n", wishes.clock, wishes.settings);
	fclose(file);
}

void scene_start(int port)
{
	char environment[512], command[512];
	make_home();
	snprintf(environment, sizeof environment,
		"INPUTRC=/dev/null LC_ALL=C.UTF-8 TZ=UTC NO_COLOR= HOME=%s XDG_CONFIG_HOME= "
		"XDG_STATE_HOME= %s",
		scene_home, wishes.environment);
	snprintf(command, sizeof command, "'%s' --nick ada 127.0.0.1:%d %s", process_client(), port,
		wishes.options);
	terminal_run(wishes.columns, wishes.rows, environment,
		wishes.shell ? "bash --norc --noprofile -i" : command);
	if (wishes.shell)
		type_line(command);
}

void scene_connect(void)
{
	listener = peer_listen(AF_INET, &scene_port);
	ck_assert_int_ge(listener, 0);
	scene_start(scene_port);
	peer_accept(&peer, listener);
}

static void let_in(const char *capabilities)
{
	peer_let_in(&peer, capabilities);
	peer_let_join(&peer, "#room");
}

void scene_open(const char *capabilities)
{
	scene_connect();
	let_in(capabilities);
	terminal_expect("You are in");
	terminal_expect("#room>");
}

void scene_connect_again(void)
{
	peer_accept(&peer, listener);
}

void scene_accept_again(const char *capabilities)
{
	scene_connect_again();
	let_in(capabilities);
}

void scene_lose(void)
{
	peer_reset(&peer);
	terminal_expect("you will be");
}

void scene_close(void)
{
	if (peer.fd >= 0)
		peer_close(&peer);
	if (listener >= 0)
		close(listener);
	listener = -1;
	scene_port = 0;
	wishes = usual;
}

void type_line(const char *text)
{
	terminal_type(text);
	terminal_key("Enter");
}

void says(const char *who, const char *target, const char *text)
{
	const char *host = strchr(who, '!') ? "" : "!user@host.test";
	peer_line(&peer, ":%s%s PRIVMSG %s :%s", who, host, target, text);
}

/* Answers the fences that the client sent before `end`. */
static void answer_fences(const char *end)
{
	static const char fence[] = "PING :chat-client-";
	for (const char *at = peer.got.bytes; (at = strstr(at, fence)) && at < end; at++)
		peer_line(
			&peer, ":irc.test PONG irc.test :%.*s", (int)strcspn(at + 6, "\r"), at + 6);
}

const char *hear(const char *text)
{
	static char label[64];
	static const char tag[] = "@label=";
	char whole[512];
	snprintf(whole, sizeof whole, "%s\r\n", text);
	peer_expect(&peer, whole);
	char *found = strstr(peer.got.bytes, whole), *line = found;
	while (line > peer.got.bytes && line[-1] != '\n')
		line--;
	bool labeled = strncmp(line, tag, sizeof tag - 1) == 0;
	line += labeled ? sizeof tag - 1 : 0;
	snprintf(label, sizeof label, "%.*s", labeled ? (int)strcspn(line, "; ") : 0, line);
	answer_fences(found);
	found += strlen(whole);
	peer.got.length -= (size_t)(found - peer.got.bytes);
	memmove(peer.got.bytes, found, peer.got.length + 1);
	return label;
}

void echo(const char *label, const char *target, const char *text)
{
	peer_line(&peer, "%s%s%s:%s!user@host.test PRIVMSG %s :%s", *label ? "@label=" : "", label,
		*label ? " " : "", peer.nick, target, text);
}

const char *hear_said(const char *target, const char *text)
{
	char said[512];
	bool trailing = *text == ':' || strchr(text, ' ');
	snprintf(said, sizeof said, "PRIVMSG %s %s%s", target, trailing ? ":" : "", text);
	return hear(said);
}

void hear_and_echo(const char *target, const char *text)
{
	echo(hear_said(target, text), target, text);
}

int times_shown(const char *text)
{
	return (int)pattern_count(terminal_text(), text);
}

void expect_not_shown(const char *text)
{
	ck_assert_msg(times_shown(text) == 0, "'%s' is on the screen: %s", text, terminal_text());
}

static TCase *add_case(Suite *suite, const char *name)
{
	TCase *tests = tcase_create(name);
	tcase_add_unchecked_fixture(tests, terminal_set_up, terminal_tear_down);
	tcase_add_checked_fixture(tests, scene_close, scene_close);
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	return tests;
}

int scenes_run(const char *name, void (*add_tests)(TCase *any, TCase *readline))
{
	if (!terminal_available()) {
		return run_nothing("there is no tmux");
	}
	Suite *suite = suite_create(name), *left_out = suite_create("left out");
	bool whole = terminal_has_readline();
	TCase *any = add_case(suite, "any"), *readline = add_case(whole ? suite : left_out, "all");
	add_tests(any, readline);
	srunner_free(srunner_create(left_out));
	return run_suite(suite);
}
