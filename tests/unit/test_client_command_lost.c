/* The words that begin with '/' without a connection. */
#include "entered.h"

START_TEST(without_a_connection_it_is_said)
{
	static const char none[] = "!! there is no connection now; /reconnect tries to get one";
	chat_lost(world.chat, NOW);
	const struct row rows[] = {
		{"hello", "?? hello"},
		{"one\ntwo", "?? one\n?? two"},
		{"/kick bob", none},
		{"/list", none},
		{"/topic new", none},
		{"/who #else", none},
		{"/raw VERSION", none},
		{"/who", "-- 3 people ... #dev:\n--   ada, +Bob, @me"},
		{"/join more", "-- You will be in #more when there is a connection."},
		{"/nick you", "-- You will be you."},
		{"/nick 9x", "!! a name has at most 32 letters, digits and -_[]{}|^`\\ and begins "
			     "with neither a digit nor '-'"},
		{"/away out", "-- You will be marked as away when there is a connection."},
		{"/away", "-- You will be marked as back when there is a connection."},
		{"/send", "!! there is no connection yet; what is kept stays so. /reconnect tries "
			  "to get one"},
		{"/kept", "--   to #dev: hello\n--   to #dev: one\n--   to #dev: two\n"
			  "-- /send says them, /drop drops them."},
		{"/reconnect", ""},
		{"/quit", "leaves: -"},
		{0},
	};
	check_rows(rows);
	ck_assert_uint_eq(world.reconnects, 1);
}
END_TEST

START_TEST(kept_lines_are_sent)
{
	chat_lost(world.chat, NOW);
	entered("hello");
	entered("again");
	notes_forget(&world.sent);
	come_back();
	ck_assert_ptr_null(strstr(world.sent.text, "PRIVMSG"));
	unit_same(entered("/send"), "PRIVMSG #dev hello\nPRIVMSG #dev again");
}
END_TEST

START_TEST(kept_lines_are_dropped)
{
	entered("unsure");
	chat_lost(world.chat, NOW);
	entered("hello");
	unit_like(entered("/kept"), "--   to #dev: unsure (it may have been said)\n"
				    "--   to #dev: hello\n"
				    "-- /send ...");
	unit_same(entered("/forget"), "!! /forget erases what you have said; /drop drops the kept "
				      "lines, /send says them");
	unit_same(entered("/drop"), "-- 2 lines are dropped.");
	unit_like(entered("/forget"), "!! there is no connection now; ...");
	unit_like(entered("/kept"), "-- No lines ...");
}
END_TEST

START_TEST(parting_without_a_connection_is_safe)
{
	chat_lost(world.chat, NOW);
	entered("/part");
	ck_assert_ptr_null(view_front(world.view));
}
END_TEST

START_TEST(what_cannot_be_sent_is_said)
{
	char entry[1000] = "/topic ";
	memset(entry + 7, 'x', sizeof entry - 8);
	unit_same(entered(entry), "!! that is too long, or cannot be said to a server");
	unit_like(entered("/kick :bob why"), "!! ... cannot be said to a server");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {without_a_connection_it_is_said, kept_lines_are_sent,
		kept_lines_are_dropped, parting_without_a_connection_is_safe,
		what_cannot_be_sent_is_said, NULL};
	return unit_cases_with("client_command_lost", entered_set_up, entered_tear_down, cases);
}
