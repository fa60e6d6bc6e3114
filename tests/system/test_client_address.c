/* Where the client connects to, and what it says when it cannot. */
#include <check.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "peer.h"
#include "process.h"

static struct process client;
static int nothing;

static void set_up(void)
{
	nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void tear_down(void)
{
	close(nothing);
	free(client.said.bytes);
	free(client.complained.bytes);
}

/* Runs it against a listener that hears who comes and closes. */
static void expect_connected(int listener, const char *first, const char *second)
{
	struct peer peer;
	process_start_client(&client, nothing,
		(const char *const[]){"--nick", "ada", first, *second ? second : NULL, NULL});
	peer_accept(&peer, listener);
	peer_expect(&peer, "NICK ada\r\nUSER ");
	peer_close(&peer);
	ck_assert_int_eq(process_wait(&client), 1);
	ck_assert_str_eq(client.said.bytes, "");
	ck_assert_str_eq(client.complained.bytes,
		"chat-client: the server closed the connection "
		"without a word (if the port wants TLS: --tls=always)\n" NOTHING_SAID);
}

static const struct {
	const char *host;
	int family;
	bool two_words;
} forms[] = {
	{"127.0.0.1", AF_INET, false},
	{"127.0.0.1", AF_INET, true},
	{"[::1]", AF_INET6, false},
	{"[::1]", AF_INET6, true},
	{"::1", AF_INET6, true},
	{"localhost", AF_INET, false},
	{"localhost", AF_INET6, false},
	{"localhost", AF_INET6, true},
	{"", AF_INET, false},
};

START_TEST(each_form_of_an_address_and_either_family)
{
	char port_text[16], whole[64];
	int port = 0;
	int listener = peer_listen(forms[_i].family, &port);
	snprintf(port_text, sizeof port_text, "%d", port);
	snprintf(whole, sizeof whole, "%s:%d", forms[_i].host, port);
	if (forms[_i].two_words)
		expect_connected(listener, forms[_i].host, port_text);
	else
		expect_connected(listener, whole, "");
	close(listener);
}
END_TEST

static void expect_failure(int status, const char *first, const char *second, const char *words)
{
	process_start_client(&client, nothing, (const char *const[]){first, second, NULL});
	ck_assert_int_eq(process_wait(&client), status);
	ck_assert_str_eq(client.said.bytes, "");
	ck_assert_msg(strstr(client.complained.bytes, words) != NULL, "it says '%s', not '%s'",
		client.complained.bytes, words);
	ck_assert_msg(strncmp(client.complained.bytes, "chat-client: ", 13) == 0, "it says '%s'",
		client.complained.bytes);
}

START_TEST(each_address_that_refused_is_named)
{
	int four, six, port;
	char whole[64], words[256];
	peer_refuse_both(&four, &six, &port);
	snprintf(whole, sizeof whole, "localhost:%d", port);
	snprintf(words, sizeof words, "cannot connect to localhost port %d: ", port);
	expect_failure(1, whole, NULL, words);
	snprintf(words, sizeof words, "[::1]:%d: Connection refused", port);
	ck_assert_ptr_nonnull(strstr(client.complained.bytes, words));
	snprintf(words, sizeof words, "127.0.0.1:%d: Connection refused", port);
	ck_assert_ptr_nonnull(strstr(client.complained.bytes, words));
	close(four);
	close(six);
}
END_TEST

static const struct {
	const char *first, *second, *words;
} mistakes[] = {
	{"localhost:99999", NULL, "the port must be a whole number"},
	{"localhost:0", NULL, "the port must be a whole number from 1 to 65535"},
	{"localhost", "irc", "the port must be a whole number from 1 to 65535"},
	{"localhost:1", "2", "the port is given twice"},
	{"[::1", NULL, "brackets"},
	{"two words", NULL, "the host must"},
	{"--prot=1", NULL, "there is no option"},
	{"--help=1", NULL, "takes no value"},
};

START_TEST(a_mistake_in_the_command_line_is_said)
{
	expect_failure(2, mistakes[_i].first, mistakes[_i].second, mistakes[_i].words);
}
END_TEST

START_TEST(too_many_words_are_refused)
{
	process_start_client(&client, nothing, (const char *const[]){"localhost", "1", "2", NULL});
	ck_assert_int_eq(process_wait(&client), 2);
	ck_assert_ptr_nonnull(strstr(client.complained.bytes, "one word too many: '2'"));
}
END_TEST

START_TEST(an_unknown_host_is_said)
{
	expect_failure(1, "no..name", NULL, "cannot find the host 'no..name': ");
}
END_TEST

START_TEST(help_and_version_are_answered)
{
	process_start_client(&client, nothing, (const char *const[]){"--help", NULL});
	ck_assert_int_eq(process_wait(&client), 0);
	ck_assert_ptr_nonnull(strstr(client.said.bytes, "usage: chat-client "));
	free(client.said.bytes);
	free(client.complained.bytes);
	process_start_client(&client, nothing, (const char *const[]){"-V", NULL});
	ck_assert_int_eq(process_wait(&client), 0);
	ck_assert_int_eq(strncmp(client.said.bytes, "chat-client ", 12), 0);
}
END_TEST

START_TEST(a_full_disk_is_no_success)
{
	static const char full[] =
		"chat-client: cannot write to standard output: No space left on device\nstatus 1\n";
	shell_expect("\"$CHAT_CLIENT\" --help >/dev/full", full);
	shell_expect("\"$CHAT_CLIENT\" --version >/dev/full", full);
}
END_TEST

START_TEST(settings_have_a_bound)
{
	shell_expect("\"$CHAT_CLIENT\" --config /dev/zero -m hello 127.0.0.1:1",
		"chat-client: the file '/dev/zero' has more than 1048576 bytes (try --help)\n"
		"status 2\n");
}
END_TEST

int main(void)
{
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	Suite *suite = suite_create("client address");
	TCase *all = tcase_create("address");
	tcase_add_checked_fixture(all, set_up, tear_down);
	tcase_set_timeout(all, 60);
	tcase_add_loop_test(all, each_form_of_an_address_and_either_family, 0,
		(int)(sizeof forms / sizeof *forms));
	tcase_add_test(all, each_address_that_refused_is_named);
	tcase_add_loop_test(all, a_mistake_in_the_command_line_is_said, 0,
		(int)(sizeof mistakes / sizeof *mistakes));
	tcase_add_test(all, too_many_words_are_refused);
	tcase_add_test(all, an_unknown_host_is_said);
	tcase_add_test(all, help_and_version_are_answered);
	tcase_add_test(all, a_full_disk_is_no_success);
	tcase_add_test(all, settings_have_a_bound);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
