/* A server that does not let us into a room and sends us on to another one (numeric 470). */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client_scene.h"

#define FORWARDED(room) ":irc.test 470 ada " room " #new :Forwarding to another channel"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct process process;
static char address[32];
static int listener;

/* The client between programs, which asks for #old and is sent on to #new. */
static void forward(struct peer *to, const char *const *words)
{
	int port = 0;
	listener = peer_listen(AF_INET, &port);
	snprintf(address, sizeof address, "127.0.0.1:%d", port);
	process_start_client(&process, -1, words);
	peer_accept(to, listener);
	peer_let_in(to, ECHO);
	peer_expect(to, "JOIN #old\r\n");
	peer_line(to, FORWARDED("#old"));
	peer_line(to, ":ada!ada@host.test JOIN #new");
	peer_line(to, ":irc.test 353 ada = #new :@bob ada");
	peer_line(to, ":irc.test 366 ada #new :End of NAMES");
}

START_TEST(follow_follows)
{
	struct peer to;
	forward(&to, WORDS(address, "-n", "ada", "#old", "--follow", "--json"));
	process_end_input(&process);
	peer_line(&to, ":bob!b@host.test PRIVMSG #new :over here");
	peer_line(&to, ":bob!b@host.test KICK #new ada :enough");
	ck_assert_int_eq(process_wait(&process), 1);
	ck_assert_ptr_nonnull(strstr(process.said.bytes,
		"\"type\":\"forwarded\",\"room\":\"#old\",\"other\":\"#new\"}\n"));
	ck_assert_ptr_nonnull(strstr(process.said.bytes, "\"text\":\"over here\""));
	ck_assert_str_eq(process.complained.bytes,
		"chat-client: #old does not take us in; the server sends us on to #new, which is "
		"followed\n"
		"chat-client: nothing is said in #new, since that is not the room that was named\n"
		"chat-client: there is no room left to follow\n");
	ck_assert_ptr_null(strstr(to.got.bytes, "PRIVMSG"));
	peer_close(&to);
	close(listener);
}
END_TEST

START_TEST(what_is_piped_is_not_said_elsewhere)
{
	struct peer to;
	forward(&to, WORDS(address, "-n", "ada", "#old", "-m", "for the old ones"));
	peer_expect(&to, "QUIT\r\n");
	ck_assert_ptr_null(strstr(to.got.bytes, "PRIVMSG"));
	peer_close(&to);
	ck_assert_int_eq(process_wait(&process), 1);
	ck_assert_str_eq(process.complained.bytes,
		"chat-client: cannot join #old: the server sends us on to #new, where nothing is "
		"said unless that room is named\n" NOTHING_SAID);
	close(listener);
}
END_TEST

START_TEST(a_person_is_taken_there)
{
	scene_open(ECHO);
	type_line("/join #old");
	peer_expect(&peer, "JOIN #old\r\n");
	peer_line(&peer, FORWARDED("#old"));
	terminal_expect("-- #old does not take you in; the server\n   sends you on to #new.");
	peer_line(&peer, ":ada!ada@host.test JOIN #new");
	peer_line(&peer, ":irc.test 353 ada = #new :@bob ada");
	peer_line(&peer, ":irc.test 366 ada #new :End of NAMES");
	terminal_expect("-- You are in #new now, with bob.\n#new>");
	type_line("hello");
	hear_and_echo("#new", "hello");
	terminal_expect("<ada> hello\n#new>");
}
END_TEST

START_TEST(the_other_room_may_be_closed_too)
{
	scene_open(ECHO);
	type_line("/join #old");
	peer_expect(&peer, "JOIN #old\r\n");
	peer_line(&peer, FORWARDED("#old"));
	peer_line(&peer, ":irc.test 473 ada #new :Cannot join channel (+i)");
	terminal_expect("!! #new is for those who have been");
	terminal_expect("\n#room>");
}
END_TEST

/* Who was in it types on for those who were there. */
START_TEST(a_room_that_was_lost_is_closed)
{
	scene_open(ECHO);
	terminal_type("for the old ones");
	scene_lose();
	scene_connect_again();
	peer_let_in(&peer, ECHO);
	peer_expect(&peer, "JOIN #room\r\n");
	peer_line(&peer, FORWARDED("#room"));
	peer_line(&peer, ":ada!ada@host.test JOIN #new");
	peer_line(&peer, ":irc.test 353 ada = #new :@bob ada");
	peer_line(&peer, ":irc.test 366 ada #new :End of NAMES");
	terminal_expect("-- You are not in #room any more");
	terminal_expect("-- You are in #new now");
	terminal_key("Enter");
	terminal_expect("!! nobody is here to hear that");
	ck_assert_ptr_null(strstr(peer.got.bytes, "PRIVMSG"));
}
END_TEST

static void add_tests(TCase *any, TCase *readline)
{
	tcase_add_test(any, follow_follows);
	tcase_add_test(any, what_is_piped_is_not_said_elsewhere);
	tcase_add_test(any, a_person_is_taken_there);
	tcase_add_test(any, the_other_room_may_be_closed_too);
	tcase_add_test(readline, a_room_that_was_lost_is_closed);
}

int main(void)
{
	return scenes_run("client forward", add_tests);
}
