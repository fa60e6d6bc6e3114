/* Erasing lines (IRCv3 message-redaction), read markers, and watching what people change. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"
#include "temporary.h"

#define TAGS "message-tags server-time batch echo-message labeled-response"
#define ERASING TAGS " draft/message-redaction draft/chathistory"

static struct irc_scene scene;
static char state[TEMPORARY_PATH_SIZE];

static void start_again(const char *mode)
{
	irc_server_start(&scene.server,
		ARGUMENTS("--history", mode, "--state", state, "--rate", "0", "--keep", "forever"));
}

static void start(const char *caps)
{
	temporary_subfolder(state, "redact");
	start_again("strict");
	irc_join(&scene.alice, &scene.server, "alice", caps);
	irc_join(&scene.bob, &scene.server, "bob", caps);
	irc_enter(&scene.alice, "#room");
	irc_enter(&scene.bob, "#room");
	irc_sync(&scene.alice);
}

static void finish(void)
{
	irc_close(&scene.alice);
	irc_close(&scene.bob);
	server_stop(&scene.server);
}

/* Says it; the id is that of the line. */
static void say(struct irc *from, struct irc *to, const char *text, char id[96])
{
	irc_say(from, "PRIVMSG #room :%s", text);
	const char *line = irc_expect(from, "@* PRIVMSG #room :%s", text);
	must(irc_tag(line, "msgid", id, 96), "%s", line);
	irc_expect(to, "@*;msgid=%s :* PRIVMSG #room :%s", id, text);
}

/* What bob said, erased by this person. */
static void expect_erased(struct irc *irc, const char *id, const char *by, const char *why)
{
	irc_expect(irc, "@batch=*;msgid=%s :bob!* PRIVMSG #room :(erased)", id);
	irc_expect(irc, "@batch=*;time=*;draft/chathistory-context :%s REDACT #room %s%s", by, id,
		why);
}

/* Who does not know the command reads nothing of it, or of what was said between the lines "zero"
 * and "third". */
static void expect_nothing_erased(const char *third)
{
	struct irc carol;
	irc_join(&carol, &scene.server, "carol", TAGS " draft/chathistory");
	irc_enter(&carol, "#room");
	irc_say(&carol, "CHATHISTORY LATEST #room * 10");
	irc_expect(&carol, ":* BATCH +* chathistory #room");
	irc_expect(&carol, "@batch=* :alice!* PRIVMSG #room :zero");
	irc_expect(&carol, "@batch=* :alice!* PRIVMSG #room :third");
	irc_expect(&carol, ":* BATCH -*");
	/* It does not count, either: a page is never empty because of it. */
	irc_say(&carol, "CHATHISTORY BEFORE #room msgid=%s 1", third);
	irc_expect(&carol, ":* BATCH +* chathistory #room");
	irc_expect(&carol, "@batch=* :alice!* PRIVMSG #room :zero");
	irc_expect(&carol, ":* BATCH -*");
	irc_close(&carol);
}

START_TEST(lines_are_erased_by_their_speakers_and_by_operators)
{
	char zero[96], first[96], second[96], third[96], other[96];
	struct irc dave;
	start(ERASING);
	say(&scene.alice, &scene.bob, "zero", zero);
	say(&scene.bob, &scene.alice, "first", first);
	say(&scene.bob, &scene.alice, "second", second);
	say(&scene.alice, &scene.bob, "third", third);
	irc_say(&scene.bob, "REDACT #room %s", third);
	irc_expect(&scene.bob, ":* FAIL REDACT REDACT_FORBIDDEN #room %s :*", third);
	irc_say(&scene.bob, "@label=l REDACT #room %s", first);
	irc_expect(&scene.bob, "@label=l;time=*;msgid=* :bob!* REDACT #room %s", first);
	const char *line =
		irc_expect(&scene.alice, "@time=*;msgid=* :bob!* REDACT #room %s", first);
	must(irc_tag(line, "msgid", other, sizeof other) && strcmp(other, first) != 0, "%s", line);
	irc_say(&scene.alice, "REDACT #room %s :no need for that", second);
	irc_expect(&scene.alice, "@* :alice!* REDACT #room %s :no need for that", second);
	irc_expect(&scene.bob, "@* :alice!* REDACT #room %s :no need for that", second);
	irc_say(&scene.alice, "REDACT #room %s", second);
	irc_expect(&scene.alice, ":* FAIL REDACT UNKNOWN_MSGID #room %s :*", second);
	for (int round = 0; round < 2; round++) {
		irc_say(&scene.bob, "CHATHISTORY AFTER #room msgid=%s 10", zero);
		irc_expect(&scene.bob, ":* BATCH +* chathistory #room");
		expect_erased(&scene.bob, first, "bob", "");
		expect_erased(&scene.bob, second, "alice", " :no need for that");
		irc_expect(&scene.bob, "@batch=*;msgid=%s :alice!* PRIVMSG #room :third", third);
		irc_expect(&scene.bob, ":* BATCH -*");
		expect_nothing_erased(third);
		irc_join(&dave, &scene.server, "dave", NULL);
		irc_say(&dave, "JOIN #room");
		irc_await_numeric(&dave, 366);
		irc_expect(&dave, ":alice!* PRIVMSG #room :[*:*] zero");
		irc_expect(&dave, ":" IRC_SERVER " NOTICE #room :[*:*] 2 lines of bob, erased");
		irc_expect(&dave, ":alice!* PRIVMSG #room :[*:*] third");
		irc_close(&dave);
		finish();
		start_again("strict");
		irc_join(&scene.alice, &scene.server, "alice", ERASING);
		irc_join(&scene.bob, &scene.server, "bob", ERASING);
		irc_enter(&scene.bob, "#room");
	}
	/* The connection is another one, and its own lines of before are not its own. */
	irc_enter(&scene.alice, "#room");
	irc_say(&scene.alice, "REDACT #room %s", third);
	irc_expect(&scene.alice, ":* FAIL REDACT REDACT_FORBIDDEN #room %s :*", third);
	finish();
}
END_TEST

START_TEST(what_is_no_line_cannot_be_erased)
{
	static const char *const rows[][2] = {
		{"REDACT #room nonsense", "UNKNOWN_MSGID #room nonsense :*"},
		{"REDACT #room 0000000000000000-1-1", "UNKNOWN_MSGID #room 0*-1-1 :*"},
		{"REDACT #other x", "INVALID_TARGET #other :*"},
		{"REDACT bob x", "INVALID_TARGET bob :*"},
	};
	char id[96];
	start(ERASING);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		irc_say(&scene.alice, "%s", rows[i][0]);
		irc_expect(&scene.alice, "*:" IRC_SERVER " FAIL REDACT %s", rows[i][1]);
	}
	/* The id is one of another room, which has a line of this number, too. */
	say(&scene.alice, &scene.bob, "hers", id);
	irc_enter(&scene.bob, "#bobs");
	irc_ask(&scene.bob, "PRIVMSG #bobs :mine", "@* PRIVMSG #bobs :mine");
	irc_say(&scene.bob, "REDACT #bobs %s", id);
	irc_expect(&scene.bob, ":* FAIL REDACT UNKNOWN_MSGID #bobs %s :*", id);
	irc_say(&scene.bob, "CHATHISTORY AFTER #bobs msgid=%s 10", id);
	irc_expect(&scene.bob, ":* FAIL CHATHISTORY INVALID_PARAMS AFTER msgid=%s :*", id);
	say(&scene.bob, &scene.alice, "mine", id);
	id[strlen(id) - 1] = '9';
	irc_say(&scene.alice, "REDACT #room %s", id);
	irc_expect(&scene.alice, ":* FAIL REDACT UNKNOWN_MSGID #room %s :*", id);
	irc_say(&scene.alice, "TAGMSG #room");
	const char *line = irc_await(&scene.alice, "@* TAGMSG #room");
	must(irc_tag(line, "msgid", id, sizeof id), "%s", line);
	irc_say(&scene.alice, "REDACT #room %s", id);
	irc_expect(&scene.alice, ":* FAIL REDACT UNKNOWN_MSGID #room %s :*", id);
	irc_ask_numeric(&scene.alice, "REDACT #room", 461, "REDACT :*");
	irc_say(&scene.alice, "CAP REQ -draft/message-redaction");
	irc_await(&scene.alice, "*ACK*");
	irc_ask_numeric(&scene.alice, "REDACT #room x", 421, "REDACT :*");
	finish();
}
END_TEST

START_TEST(markers_are_kept_while_one_is_connected)
{
	start("draft/read-marker");
	struct irc *alice = &scene.alice;
	irc_ask(alice, "MARKREAD #nowhere", ":* MARKREAD #nowhere \x2A");
	irc_ask(alice, "MARKREAD #room timestamp=2019-01-04T14:33:26.123Z",
		":* MARKREAD #room timestamp=2019-01-04T14:33:26.123Z");
	irc_ask(alice, "MARKREAD #ROOM timestamp=2018-01-04T14:33:26.123Z",
		":* MARKREAD #ROOM timestamp=2019-01-04T14:33:26.123Z");
	irc_ask(alice, "MARKREAD bob timestamp=2019-02-01T00:00:00.000Z",
		":* MARKREAD bob timestamp=2019-02-01T00:00:00.000Z");
	irc_ask(alice, "MARKREAD #room", ":* MARKREAD #room timestamp=2019-01-04T14:33:26.123Z");
	irc_ask(alice, "MARKREAD", ":* FAIL MARKREAD NEED_MORE_PARAMS :*");
	irc_ask(alice, "MARKREAD #room *", ":* FAIL MARKREAD INVALID_PARAMS \x2A :*");
	irc_ask(alice, "MARKREAD #room timestamp=now",
		":* FAIL MARKREAD INVALID_PARAMS timestamp=now :*");
	irc_say(alice, "PART #room");
	irc_await(alice, ":alice!* PART #room");
	irc_say(alice, "JOIN #room");
	irc_expect(alice, ":alice!* JOIN #room");
	irc_expect(alice, ":* MARKREAD #room timestamp=2019-01-04T14:33:26.123Z");
	irc_await_numeric(alice, 366);
	/* The one that was set first goes. */
	irc_ask(alice, "MARKREAD future timestamp=9999-01-01T00:00:00.000Z",
		":* MARKREAD future timestamp=20*");
	for (int i = 0; i < 198; i++) {
		irc_say(alice, "MARKREAD p%d timestamp=2020-01-01T00:00:00.000Z", i);
		irc_expect(alice, ":* MARKREAD p%d timestamp=2020-01-01T00:00:00.000Z", i);
	}
	irc_ask(alice, "MARKREAD #room", ":* MARKREAD #room \x2A");
	irc_ask(alice, "MARKREAD bob", ":* MARKREAD bob timestamp=2019-02-01T00:00:00.000Z");
	irc_say(&scene.bob, "CAP REQ -draft/read-marker");
	irc_await(&scene.bob, "*ACK*");
	irc_ask_numeric(&scene.bob, "MARKREAD #room", 421, "MARKREAD :*");
	finish();
}
END_TEST

/* Once, by a room or by the name; and only what the client has asked for. */
START_TEST(changes_of_watched_people_are_told)
{
	struct irc *alice = &scene.alice, *bob = &scene.bob;
	start("extended-monitor away-notify setname chghost");
	irc_ask(alice, "MONITOR + bob,carol", ":* 730 alice :bob!*");
	irc_expect(alice, ":* 731 alice :carol");
	irc_say(bob, "AWAY :in");
	irc_expect(alice, ":bob!* AWAY :in");
	irc_say(bob, "PART #room");
	irc_expect(alice, ":bob!* PART #room");
	irc_await(bob, ":bob!* PART #room");
	irc_say(bob, "AWAY :out");
	irc_expect(alice, ":bob!* AWAY :out");
	irc_say(bob, "SETNAME :Bob B.");
	irc_expect(alice, ":bob!* SETNAME :Bob B.");
	irc_say(bob, "AWAY");
	irc_expect(alice, ":bob!* AWAY");
	irc_say(alice, "CAP REQ :-extended-monitor");
	irc_expect(alice, ":* CAP alice ACK *");
	irc_say(bob, "AWAY :again");
	irc_sync(bob);
	irc_say(alice, "CAP REQ :extended-monitor -away-notify");
	irc_expect(alice, ":* CAP alice ACK *");
	irc_say(bob, "AWAY");
	irc_sync(bob);
	irc_say(bob, "SETNAME :Bob C.");
	irc_expect(alice, ":bob!* SETNAME :Bob C.");
	irc_say(bob, "NICK carol");
	irc_expect(alice, ":* 731 alice :bob");
	irc_expect(alice, ":* 730 alice :carol!*");
	irc_say(bob, "SETNAME :Carol");
	irc_expect(alice, ":carol!* SETNAME :Carol");
	finish();
}
END_TEST

START_TEST(all_that_one_has_said_is_erased)
{
	char first[96], second[96], third[96];
	struct irc carol;
	start(ERASING);
	say(&scene.bob, &scene.alice, "first", first);
	say(&scene.alice, &scene.bob, "second", second);
	say(&scene.bob, &scene.alice, "third", third);
	irc_ask(&scene.bob, "FORGET", "@time=* :* NOTE FORGET FORGOTTEN :What you have said *");
	irc_ask(&scene.bob, "FORGET", "@time=* :* NOTE FORGET NOTHING_SAID :There is nothing *");
	irc_say(&scene.alice, "CHATHISTORY LATEST #room * 10");
	irc_expect(&scene.alice, ":* BATCH +* chathistory #room");
	expect_erased(&scene.alice, first, "bob", "");
	irc_expect(&scene.alice, "@batch=*;msgid=%s :alice!* PRIVMSG #room :second", second);
	expect_erased(&scene.alice, third, "bob", "");
	irc_expect(&scene.alice, ":* BATCH -*");
	irc_join(&carol, &scene.server, "carol", TAGS);
	irc_ask_numeric(&carol, "FORGET", 421, "FORGET :Ask for draft/message-redaction first");
	irc_close(&carol);
	finish();
}
END_TEST

int main(void)
{
	const TTest *each[] = {lines_are_erased_by_their_speakers_and_by_operators,
		what_is_no_line_cannot_be_erased, all_that_one_has_said_is_erased,
		markers_are_kept_while_one_is_connected, changes_of_watched_people_are_told, NULL};
	return run_tests("irc_redact", each, NULL);
}
