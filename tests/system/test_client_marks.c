/* What stands between the lines, and what calls: times, days, news, comings and goings, the bell.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client_scene.h"

#define DAY_SECONDS (24 * 60 * 60)

/* A line of bob's that was said some time ago. */
static void said_ago(long seconds, const char *text, struct tm *utc)
{
	char when[64];
	time_t then = time(NULL) - seconds;
	gmtime_r(&then, utc);
	strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S.000Z", utc);
	peer_line(&peer, "@time=%s :bob!user@host.test PRIVMSG #room :%s", when, text);
}

static void day(char out[64], const struct tm *utc)
{
	char weekday[16], month[32];
	strftime(weekday, sizeof weekday, "%A", utc);
	strftime(month, sizeof month, "%B %Y", utc);
	snprintf(out, 64, "%s, %d %s", weekday, utc->tm_mday, month);
}

START_TEST(lines_have_the_time_of_the_users_zone)
{
	char shown[64];
	struct tm utc;
	wishes.clock = "%H:%M:%S";
	wishes.environment = "TZ=XXX-2:30";
	scene_open(ECHO);
	said_ago(60, "a minute ago", &utc);
	time_t there = timegm(&utc) + 2 * 3600 + 1800;
	gmtime_r(&there, &utc);
	strftime(shown, sizeof shown, "\n%H:%M:%S <bob> a minute ago\n", &utc);
	terminal_expect(shown);
}
END_TEST

START_TEST(a_new_day_is_marked)
{
	char yesterday[64], today[64], shown[256];
	struct tm utc;
	scene_open(ECHO);
	said_ago(DAY_SECONDS, "yesterday", &utc);
	day(yesterday, &utc);
	said_ago(DAY_SECONDS, "yesterday too", &utc);
	said_ago(0, "today", &utc);
	day(today, &utc);
	snprintf(shown, sizeof shown,
		"bob.\n---- %s ----\n<bob> yesterday\n<bob> yesterday too\n---- %s "
		"----\n<bob> today\n#room>\n",
		yesterday, today);
	terminal_expect(shown);
}
END_TEST

START_TEST(what_came_while_one_was_away_is_marked)
{
	scene_open(ECHO);
	type_line("/away lunch");
	hear("AWAY lunch");
	peer_line(&peer, ":irc.test 306 ada :You have been marked as being away");
	terminal_expect("-- You are away: lunch\n#room>\n");
	says("bob", "#room", "one");
	says("bob", "#room", "two");
	terminal_expect("<bob> one\n<bob> two\n#room>\n");
	terminal_expect("away: lunch\n---- new since ");
	ck_assert_int_eq(times_shown("new since"), 1);
	type_line("/away");
	hear("AWAY");
	peer_line(&peer, ":irc.test 305 ada :You are no longer marked as being away");
	says("bob", "#room", "three");
	terminal_expect("<bob> two\n-- You are back.\n<bob> three\n#room>\n");
}
END_TEST

START_TEST(comings_and_goings_are_folded_into_one_line)
{
	scene_open("");
	terminal_type("typed");
	terminal_expect("> typed");
	peer_line(&peer, ":carol!c@host.test JOIN #room");
	terminal_expect("bob.\n-- carol joined\n#room> typed\n");
	peer_line(&peer, ":dan!d@host.test JOIN #room");
	terminal_expect("bob.\n-- carol and dan joined\n#room> typed\n");
	peer_line(&peer, ":carol!c@host.test PART #room");
	peer_line(&peer, ":bob!b@host.test NICK bert");
	peer_line(&peer, ":dan!d@host.test QUIT :bye");
	peer_line(&peer, ":eve!d@host.test JOIN #room");
	terminal_expect("bob.\n-- eve joined; bob is bert now; carol a\n#room> typed\n");
	says("eve", "#room", "hello");
	terminal_expect("bob.\n-- eve joined; bob is bert now; carol\n   and dan came and went\n"
			"<eve> hello\n#room> typed\n");
	peer_line(&peer, ":eve!d@host.test PART #room :see you");
	terminal_expect("<eve> hello\n-- eve left (see you)\n#room> typed\n");
}
END_TEST

START_TEST(others_words_do_not_ring)
{
	scene_open("");
	says("bob", "#room", "just words, adam");
	peer_line(&peer, ":carol!c@host.test JOIN #room");
	peer_line(&peer, ":bob!b@host.test NOTICE #room :words");
	says("bob", "#room", "end");
	terminal_expect("<bob> end\n#room>\n");
	ck_assert(terminal_is("#{window_bell_flag}", "0"));
}
END_TEST

static const char *const loud[][3] = {
	{"#room", "hello, Ada!", "*<bob> hello, Ada!\n#room>\n"},
	{"ada", "psst", "[bob] psst\n#room [bob 1!]>\n"},
};

START_TEST(mentions_and_private_lines_ring_and_stand_out)
{
	scene_open("");
	says("bob", loud[_i][0], loud[_i][1]);
	terminal_expect(loud[_i][2]);
	ck_assert(terminal_is("#{window_bell_flag}", "1"));
}
END_TEST

START_TEST(the_bell_can_be_switched_off)
{
	wishes.settings = "bell = false";
	scene_open("");
	says("bob", loud[_i][0], loud[_i][1]);
	terminal_expect(loud[_i][2]);
	ck_assert(terminal_is("#{window_bell_flag}", "0"));
}
END_TEST

START_TEST(an_invitation_rings)
{
	scene_open("");
	peer_line(&peer, ":bob!b@host.test INVITE ada #dev");
	terminal_expect("-- bob asks you to come to #dev.");
	ck_assert(terminal_is("#{window_bell_flag}", "1"));
}
END_TEST

static void add_tests(TCase *any, TCase *readline)
{
	tcase_add_test(any, lines_have_the_time_of_the_users_zone);
	tcase_add_test(any, others_words_do_not_ring);
	tcase_add_loop_test(any, mentions_and_private_lines_ring_and_stand_out, 0, 2);
	tcase_add_loop_test(any, the_bell_can_be_switched_off, 0, 2);
	tcase_add_test(any, an_invitation_rings);
	tcase_add_test(readline, a_new_day_is_marked);
	tcase_add_test(readline, what_came_while_one_was_away_is_marked);
	tcase_add_test(readline, comings_and_goings_are_folded_into_one_line);
}

int main(void)
{
	return scenes_run("client marks", add_tests);
}
