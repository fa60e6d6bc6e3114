/* What was said, at the IRC door: CHATHISTORY, SEARCH, the last lines on JOIN, and ids. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"
#include "temporary.h"

#define TAGS "message-tags server-time batch echo-message labeled-response"
#define ASKING TAGS " draft/chathistory soju.im/search"
#define LINES 10

static char state[TEMPORARY_PATH_SIZE];
static char ids[LINES][96], times[LINES][64]; /* of what alice has said in #room */

static void start(struct server *server, const char *mode)
{
	if (!*state)
		temporary_subfolder(state, "irc-history");
	irc_server_start(server,
		ARGUMENTS("--history", mode, "--state", state, "--rate", "0", "--keep", "forever"));
}

static void say(struct irc *irc, int number)
{
	irc_say(irc, "PRIVMSG #room :this is %d", number);
	const char *line = irc_expect(irc, "@* PRIVMSG #room :this is %d", number);
	must(irc_tag(line, "msgid", ids[number], sizeof ids[number]), "%s", line);
	must(irc_tag(line, "time", times[number], sizeof times[number]), "%s", line);
}

/* The lines `from` to `to`, in a batch of the type. */
static void expect_lines(struct irc *irc, const char *batch, int from, int to)
{
	char id[96];
	irc_expect(irc, ":" IRC_SERVER " BATCH +* %s", batch);
	for (int i = from; i <= to; i++) {
		const char *line =
			irc_expect(irc, "@batch=* :alice!* PRIVMSG #room :this is %d", i);
		must(irc_tag(line, "msgid", id, sizeof id) && strcmp(id, ids[i]) == 0, "%s", line);
		must(irc_tag(line, "time", id, sizeof id) && strcmp(id, times[i]) == 0, "%s", line);
	}
	irc_expect(irc, ":" IRC_SERVER " BATCH -*");
}

static void ask(struct irc *irc, int from, int to, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void ask(struct irc *irc, int from, int to, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	char *text = text_format(format, list);
	va_end(list);
	irc_say(irc, "%s", text);
	expect_lines(irc, "chathistory #room", from, to);
	free(text);
}

/* Each line has a time of its own. */
static void fill(struct irc *irc)
{
	irc_enter(irc, "#room");
	for (int i = 0; i < LINES; i++) {
		say(irc, i);
		for (long now = now_ms(); now_ms() < now + 2;)
			continue;
	}
}

/* All of it again, by a client that was not there, and by another process. */
START_TEST(each_direction_has_its_lines)
{
	struct server server;
	struct irc alice, bob;
	start(&server, "strict");
	irc_join(&alice, &server, "alice", ASKING);
	fill(&alice);
	for (int round = 0; round < 2; round++) {
		irc_join(&bob, &server, "bob", ASKING);
		irc_enter(&bob, "#room");
		ask(&bob, 0, 9, "CHATHISTORY LATEST #room * 20");
		ask(&bob, 5, 9, "CHATHISTORY LATEST #ROOM * 5");
		ask(&bob, 9, 9, "chathistory latest #room * 1");
		ask(&bob, 5, 9, "CHATHISTORY LATEST #room msgid=%s 20", ids[4]);
		ask(&bob, 8, 9, "CHATHISTORY LATEST #room msgid=%s 2", ids[4]);
		ask(&bob, 0, 5, "CHATHISTORY BEFORE #room msgid=%s 20", ids[6]);
		ask(&bob, 4, 5, "CHATHISTORY BEFORE #room msgid=%s 2", ids[6]);
		ask(&bob, 4, 9, "CHATHISTORY AFTER #room msgid=%s 20", ids[3]);
		ask(&bob, 4, 6, "CHATHISTORY AFTER #room msgid=%s-1 3", ids[3]);
		ask(&bob, 7, 7, "CHATHISTORY AROUND #room msgid=%s 1", ids[7]);
		ask(&bob, 6, 8, "CHATHISTORY AROUND #room msgid=%s 3", ids[7]);
		ask(&bob, 0, 1, "CHATHISTORY AROUND #room msgid=%s 3", ids[0]);
		ask(&bob, 1, 8, "CHATHISTORY BETWEEN #room msgid=%s msgid=%s 20", ids[0], ids[9]);
		ask(&bob, 1, 8, "CHATHISTORY BETWEEN #room msgid=%s msgid=%s 20", ids[9], ids[0]);
		ask(&bob, 1, 3, "CHATHISTORY BETWEEN #room msgid=%s msgid=%s 3", ids[0], ids[9]);
		ask(&bob, 6, 8, "CHATHISTORY BETWEEN #room msgid=%s msgid=%s 3", ids[9], ids[0]);
		ask(&bob, 1, 0, "CHATHISTORY BEFORE #room msgid=%s 20", ids[0]);
		ask(&bob, 1, 0, "CHATHISTORY AFTER #room msgid=%s 20", ids[9]);
		irc_close(&bob);
		irc_close(&alice);
		server_stop(&server);
		start(&server, "relaxed");
		irc_join(&alice, &server, "alice", ASKING);
		irc_enter(&alice, "#room");
	}
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(times_bound_as_ids_do)
{
	struct server server;
	struct irc alice;
	start(&server, "memory");
	irc_join(&alice, &server, "alice", ASKING);
	fill(&alice);
	ask(&alice, 5, 9, "CHATHISTORY LATEST #room timestamp=%s 20", times[4]);
	ask(&alice, 8, 9, "CHATHISTORY LATEST #room timestamp=%s 2", times[4]);
	ask(&alice, 4, 9, "CHATHISTORY AFTER #room timestamp=%s 20", times[3]);
	ask(&alice, 4, 6, "CHATHISTORY AFTER #room timestamp=%s 3", times[3]);
	ask(&alice, 0, 5, "CHATHISTORY BEFORE #room timestamp=%s 20", times[6]);
	ask(&alice, 4, 5, "CHATHISTORY BEFORE #room timestamp=%s 2", times[6]);
	ask(&alice, 6, 8, "CHATHISTORY AROUND #room timestamp=%s 3", times[7]);
	ask(&alice, 7, 7, "CHATHISTORY AROUND #room timestamp=%s 1", times[7]);
	ask(&alice, 1, 8, "CHATHISTORY BETWEEN #room timestamp=%s timestamp=%s 20", times[0],
		times[9]);
	ask(&alice, 1, 8, "CHATHISTORY BETWEEN #room timestamp=%s timestamp=%s 20", times[9],
		times[0]);
	ask(&alice, 1, 3, "CHATHISTORY BETWEEN #room timestamp=%s timestamp=%s 3", times[0],
		times[9]);
	ask(&alice, 6, 8, "CHATHISTORY BETWEEN #room timestamp=%s timestamp=%s 3", times[9],
		times[0]);
	ask(&alice, 1, 8, "CHATHISTORY BETWEEN #room msgid=%s timestamp=%s 20", ids[0], times[9]);
	ask(&alice, 1, 3, "CHATHISTORY BETWEEN #room msgid=%s timestamp=%s 3", ids[0], times[9]);
	ask(&alice, 6, 8, "CHATHISTORY BETWEEN #room timestamp=%s msgid=%s 3", times[9], ids[0]);
	ask(&alice, 6, 8, "CHATHISTORY BETWEEN #room msgid=%s timestamp=%s 3", ids[9], times[0]);
	ask(&alice, 1, 3, "CHATHISTORY BETWEEN #room timestamp=%s msgid=%s 3", times[0], ids[9]);
	ask(&alice, 1, 0, "CHATHISTORY BETWEEN #room timestamp=%s msgid=%s 3", times[5], ids[5]);
	ask(&alice, 0, 9,
		"CHATHISTORY BETWEEN #room timestamp=1970-01-01T00:00:00.000Z "
		"timestamp=9999-12-31T23:59:59.999Z 0");
	ask(&alice, 1, 0, "CHATHISTORY BEFORE #room timestamp=1970-01-01T00:00:00.000Z 20");
	ask(&alice, 0, 9, "CHATHISTORY AFTER #room timestamp=1970-01-01T00:00:00Z 1000");
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(what_cannot_be_answered_fails)
{
	static const char *const rows[][2] = {
		{"CHATHISTORY FOO #room * 1", "INVALID_PARAMS FOO :*"},
		{"CHATHISTORY LATEST #room *", "INVALID_PARAMS LATEST :*"},
		{"CHATHISTORY LATEST #room * 1 1", "INVALID_PARAMS LATEST :*"},
		{"CHATHISTORY LATEST #room * x", "INVALID_PARAMS LATEST x :*"},
		{"CHATHISTORY LATEST #room * -1", "INVALID_PARAMS LATEST -1 :*"},
		{"CHATHISTORY BEFORE #room * 1", "INVALID_PARAMS BEFORE \x2A :*"},
		{"CHATHISTORY BEFORE #room timestamp=now 1",
			"INVALID_PARAMS BEFORE timestamp=now :*"},
		{"CHATHISTORY BEFORE #room timestamp=2026-02-31T00:00:00.0000Z 1",
			"INVALID_PARAMS BEFORE timestamp=* :*"},
		{"CHATHISTORY BEFORE #room msgid=0000000000000000-1-1 1",
			"INVALID_PARAMS BEFORE msgid=* :*"},
		{"CHATHISTORY BEFORE #room color=red 1", "INVALID_MSGREFTYPE BEFORE #room :*"},
		{"CHATHISTORY LATEST #other * 1", "INVALID_TARGET LATEST #other :*"},
		{"CHATHISTORY LATEST #secret * 1", "INVALID_TARGET LATEST #secret :*"},
		{"CHATHISTORY LATEST bob * 1", "INVALID_TARGET LATEST bob :*"},
	};
	struct server server;
	struct irc alice, bob;
	start(&server, "memory");
	irc_join(&alice, &server, "alice", ASKING);
	irc_join(&bob, &server, "bob", TAGS);
	irc_enter(&alice, "#room");
	irc_enter(&bob, "#secret");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		irc_say(&alice, "%s", rows[i][0]);
		irc_expect(&alice, ":" IRC_SERVER " FAIL CHATHISTORY %s", rows[i][1]);
	}
	irc_ask_numeric(&alice, "CHATHISTORY", 461, "CHATHISTORY :*");
	irc_ask_numeric(&bob, "CHATHISTORY LATEST #secret * 1", 421, "CHATHISTORY :*chathistory*");
	irc_ask_numeric(&bob, "SEARCH in=#secret", 421, "SEARCH :*");
	irc_say(&alice, "@label=l CHATHISTORY LATEST #room * 1");
	irc_expect(&alice, "@label=l :* BATCH +* labeled-response");
	irc_expect(&alice, "@batch=* :* BATCH +* chathistory #room");
	irc_expect(&alice, "@batch=* :* BATCH -*");
	irc_expect(&alice, ":* BATCH -*");
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

static void expect_refused(struct irc *irc)
{
	irc_ask(irc, "CHATHISTORY LATEST #room * 1",
		":* FAIL CHATHISTORY INVALID_TARGET LATEST #room :*");
	irc_ask(irc, "SEARCH in=#room;text=this", ":* FAIL SEARCH INVALID_PARAMS in :*");
	irc_ask(irc,
		"CHATHISTORY TARGETS timestamp=1970-01-01T00:00:00.000Z "
		"timestamp=9999-01-01T00:00:00.000Z 10",
		":* BATCH +* draft/chathistory-targets");
	irc_expect(irc, ":* BATCH -*");
}

/* Being banned or without a voice is about speaking, and does not matter. */
START_TEST(who_is_out_reads_no_more)
{
	struct server server;
	struct irc alice, bob;
	start(&server, "memory");
	irc_join(&alice, &server, "alice", ASKING);
	irc_join(&bob, &server, "bob", ASKING);
	fill(&alice);
	expect_refused(&bob);
	irc_enter(&bob, "#room");
	irc_say(&alice, "MODE #room +imsb bob");
	irc_await(&bob, "* MODE #room +imsb *");
	ask(&bob, 9, 9, "CHATHISTORY LATEST #room * 1");
	irc_ask(&bob, "PART #room", "*PART #room");
	expect_refused(&bob);
	irc_say(&alice, "MODE #room -imsb bob");
	irc_await(&alice, "* MODE #room -imsb *");
	irc_enter(&bob, "#room");
	ask(&bob, 9, 9, "CHATHISTORY LATEST #room * 1");
	irc_say(&alice, "KICK #room bob");
	irc_expect(&bob, "*KICK #room bob *");
	expect_refused(&bob);
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

/* Who knows events of the past as such gets them, and nobody else. */
START_TEST(events_are_for_who_asks_for_them)
{
	struct server server;
	struct irc alice, bob, eve;
	start(&server, "memory");
	irc_join(&alice, &server, "alice", NULL);
	irc_enter(&alice, "#room");
	irc_join(&bob, &server, "bob", ASKING);
	irc_enter(&bob, "#room");
	irc_ask(&alice, "MODE #room +kv key bob", "*JOIN #room");
	irc_expect(&alice, "*MODE #room +kv key bob");
	irc_ask(&alice, "TOPIC #room :what it is about", "*TOPIC #room :*");
	irc_say(&alice, "PRIVMSG #room :\x01"
			"ACTION waves\x01");
	irc_say(&alice, "NOTICE #room :notice");
	irc_say(&alice, "PRIVMSG #room :\x01"
			"PING 1\x01");
	irc_say(&alice, "KICK #room bob :out");
	irc_expect(&alice, "*KICK #room bob :out");
	irc_sync(&bob);
	irc_say(&bob, "JOIN #room key");
	irc_await_numeric(&bob, 366);
	irc_say(&bob, "CHATHISTORY LATEST #room * 9");
	irc_expect(&bob, "*BATCH +*");
	irc_expect(&bob, "@*:alice!alice@localhost PRIVMSG #room :\x01"
			 "ACTION waves\x01");
	irc_expect(&bob, "@*:alice!alice@localhost NOTICE #room :notice");
	irc_expect(&bob, "*BATCH -*");
	irc_join(&eve, &server, "eve", ASKING " draft/event-playback");
	irc_say(&eve, "JOIN #room key");
	irc_await_numeric(&eve, 366);
	irc_say(&eve, "CHATHISTORY LATEST #room * 9");
	irc_expect(&eve, "*BATCH +*");
	irc_expect(&eve, "@*msgid=*:alice!alice@localhost MODE #room +kv \x2A bob");
	irc_expect(&eve, "@*msgid=*:alice!alice@localhost TOPIC #room :what it is about");
	irc_expect(&eve, "@*PRIVMSG*");
	irc_expect(&eve, "@*NOTICE*");
	irc_expect(&eve, "@*msgid=*:alice!alice@localhost KICK #room bob :out");
	irc_expect(&eve, "*BATCH -*");
	irc_close(&alice);
	irc_close(&bob);
	irc_close(&eve);
	server_stop(&server);
}
END_TEST

/* As it was when it happened, it takes as many lines as it needs. */
START_TEST(many_changes_at_once_are_told_whole)
{
	struct server server;
	struct irc alice, eve;
	char masks[6][100], modes[600] = "";
	start(&server, "memory");
	irc_join(&alice, &server, "alice", ASKING);
	irc_enter(&alice, "#room");
	for (int i = 0; i < 6; i++) {
		snprintf(masks[i], sizeof masks[i], "*!*@%d.%065d.example", i, 0);
		snprintf(modes + strlen(modes), sizeof modes - strlen(modes), " %s", masks[i]);
	}
	irc_say(&alice, "MODE #room +bbbbbb%s", modes);
	irc_sync(&alice);
	irc_join(&eve, &server, "eve", ASKING " draft/event-playback");
	irc_say(&eve, "JOIN #room");
	irc_await_numeric(&eve, 366);
	irc_say(&eve, "CHATHISTORY LATEST #room * 9");
	irc_expect(&eve, "*BATCH +*");
	irc_expect(&eve, "@*msgid=*:alice!alice@localhost MODE #room +bbbbb %s %s %s %s %s",
		masks[0], masks[1], masks[2], masks[3], masks[4]);
	irc_expect(&eve, "@*msgid=*:alice!alice@localhost MODE #room +b %s", masks[5]);
	irc_expect(&eve, "*BATCH -*");
	irc_close(&alice);
	irc_close(&eve);
	server_stop(&server);
}
END_TEST

START_TEST(targets_are_ones_own_rooms)
{
	struct server server;
	struct irc alice, bob;
	start(&server, "memory");
	irc_join(&alice, &server, "alice", ASKING);
	irc_join(&bob, &server, "bob", ASKING);
	fill(&alice);
	irc_enter(&alice, "#silent");
	irc_enter(&bob, "#bobs");
	irc_ask(&bob, "PRIVMSG #bobs :mine", "@*:mine");
	irc_say(&alice, "CHATHISTORY TARGETS timestamp=1970-01-01T00:00:00.000Z "
			"timestamp=9999-01-01T00:00:00.000Z 10");
	irc_expect(&alice, ":* BATCH +* draft/chathistory-targets");
	irc_expect(&alice, "@batch=* :* CHATHISTORY TARGETS #room %s", times[9]);
	irc_expect(&alice, ":* BATCH -*");
	irc_say(&alice, "CHATHISTORY TARGETS timestamp=1970-01-01T00:00:00.000Z timestamp=%s 10",
		times[9]);
	irc_expect(&alice, ":* BATCH +* draft/chathistory-targets");
	irc_expect(&alice, ":* BATCH -*");
	irc_say(&alice, "CHATHISTORY TARGETS msgid=%s timestamp=%s 10", ids[0], times[9]);
	irc_expect(&alice, ":* FAIL CHATHISTORY INVALID_PARAMS TARGETS msgid=*");
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(search_finds_words)
{
	struct server server;
	struct irc alice;
	start(&server, "memory");
	irc_join(&alice, &server, "alice", ASKING " standard-replies");
	fill(&alice);
	irc_say(&alice, "SEARCH in=#room;text=this\\s7");
	expect_lines(&alice, "soju.im/search", 7, 7);
	irc_say(&alice, "SEARCH text=THIS;limit=3;in=#room");
	expect_lines(&alice, "soju.im/search", 7, 9);
	irc_say(&alice, "SEARCH from=ALICE;in=#room;limit=2");
	expect_lines(&alice, "soju.im/search", 8, 9);
	irc_say(&alice, "SEARCH from=bob;in=#room");
	expect_lines(&alice, "soju.im/search", 1, 0);
	irc_say(&alice, "SEARCH in=#room;limit=4");
	expect_lines(&alice, "soju.im/search", 6, 9);
	irc_say(&alice, "SEARCH in=#room;text=this;before=2010-01-01T00:00:00.000Z");
	expect_lines(&alice, "soju.im/search", 1, 0);
	irc_say(&alice, "SEARCH in=#room;text=this;before=%s;after=%s", times[6], times[4]);
	expect_lines(&alice, "soju.im/search", 4, 6);
	irc_say(&alice, "SEARCH in=#room;text=this;limit=3;before-msgid=%s", ids[6]);
	expect_lines(&alice, "soju.im/search", 3, 5);
	irc_say(&alice, "SEARCH in=#room;limit=3;before-msgid=%s", ids[6]);
	expect_lines(&alice, "soju.im/search", 3, 5);
	irc_ask(&alice, "SEARCH in=#room;text=this;before-msgid=x",
		":* FAIL SEARCH INVALID_PARAMS before-msgid :*");
	irc_say(&alice, "SEARCH in=#room;text=this;after=%s;limit=2", times[4]);
	expect_lines(&alice, "soju.im/search", 4, 5);
	irc_say(&alice, "SEARCH in=#room;after=%s;limit=2", times[4]);
	expect_lines(&alice, "soju.im/search", 4, 5);
	irc_ask(&alice, "SEARCH text=this", ":* FAIL SEARCH INVALID_PARAMS in :*");
	irc_ask(&alice, "SEARCH in=#other", ":* FAIL SEARCH INVALID_PARAMS in :*");
	irc_ask(&alice, "SEARCH in=#room;before=x", ":* FAIL SEARCH INVALID_PARAMS before :*");
	irc_ask(&alice, "SEARCH in=#room;limit=x", ":* FAIL SEARCH INVALID_PARAMS limit :*");
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

/* As bouncers do it: with the times in front, where nothing else tells them. */
START_TEST(who_cannot_ask_is_shown_the_last_lines)
{
	struct server server;
	struct irc alice, bob, eve;
	start(&server, "strict");
	irc_join(&alice, &server, "alice", TAGS);
	fill(&alice);
	irc_say(&alice, "TOPIC #room :topic");
	irc_say(&alice, "PRIVMSG #room :\x01"
			"ACTION waves\x01");
	irc_await(&alice, "*ACTION waves*");
	irc_close(&alice);
	server_stop(&server);
	start(&server, "strict");
	irc_join(&bob, &server, "bob", NULL);
	irc_say(&bob, "JOIN #new,#room,#lobby");
	irc_expect(&bob, ":bob!* JOIN #new");
	irc_await_numeric(&bob, 366);
	irc_expect(&bob, ":bob!* JOIN #room");
	irc_await_numeric(&bob, 366);
	for (int i = 2; i < LINES; i++)
		irc_expect(&bob, ":alice!alice@localhost PRIVMSG #room :[*:*] this is %d", i);
	irc_expect(&bob, ":alice!alice@localhost PRIVMSG #room :\x01"
			 "ACTION [*:*] waves\x01");
	irc_expect(&bob, ":bob!* JOIN #lobby");
	irc_await_numeric(&bob, 366);
	irc_join(&eve, &server, "eve", TAGS);
	irc_say(&eve, "@label=l JOIN #room");
	irc_expect(&eve, "@label=l :* BATCH +* labeled-response");
	irc_await(&eve, "@batch=*:* BATCH +* chathistory #room");
	for (int i = 2; i < LINES; i++)
		irc_expect(&eve, "@batch=*;time=%s;msgid=%s :alice!* PRIVMSG #room :this is %d",
			times[i], ids[i], i);
	irc_expect(&eve, "@batch=*:alice!* PRIVMSG #room :\x01"
			 "ACTION waves\x01");
	irc_expect(&eve, "@batch=* :* BATCH -*");
	irc_expect(&eve, ":* BATCH -*");
	irc_expect_nothing(&eve);
	irc_close(&bob);
	irc_close(&eve);
	server_stop(&server);
}
END_TEST

/* After a hundred lines there is one a second: a page costs two of them, a search five. */
START_TEST(answers_cost_more_than_other_commands)
{
	static const struct {
		const char *command;
		int least, most; /* such commands before one is too fast */
	} rows[] = {{"MARKREAD #room", 80, 1000}, {"CHATHISTORY LATEST #room * 1", 40, 75},
		{"SEARCH in=#room;text=x", 15, 45}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct server server;
		struct irc alice;
		int count = 0;
		irc_server_start(
			&server, ARGUMENTS("--history", "memory", "--rate", "1", "--burst", "100"));
		irc_join(&alice, &server, "alice", ASKING " draft/read-marker");
		irc_enter(&alice, "#room");
		for (bool told = false; !told; count++) {
			irc_say(&alice, "%s", rows[i].command);
			for (bool done = false; !done && !told;) {
				const char *line = irc_line(&alice);
				told = strstr(line, "sending faster") != NULL;
				done = irc_like(line, "*MARKREAD #room *") ||
				       irc_like(line, ":*BATCH -*");
			}
		}
		must(count >= rows[i].least && count <= rows[i].most, "%s: %d", rows[i].command,
			count);
		irc_close(&alice);
		server_stop(&server);
	}
}
END_TEST

/* A server without history is as it was. */
START_TEST(nothing_is_offered_where_nothing_is_kept)
{
	struct server server;
	struct irc alice;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", NULL);
	irc_say(&alice, "CAP LS 302");
	const char *line;
	do {
		line = irc_expect(&alice, ":* CAP alice LS *");
		must(!strstr(line, "history") && !strstr(line, "search"), "%s", line);
	} while (strstr(line, " LS * :")); /* and more of them in the next line */
	irc_ask(&alice, "CAP REQ draft/chathistory", ":* CAP alice NAK :draft/chathistory");
	irc_ask_numeric(&alice, "CHATHISTORY LATEST #room * 1", 421, "CHATHISTORY :Unknown *");
	irc_say(&alice, "VERSION");
	irc_sync(&alice);
	irc_close(&alice);
	server_stop(&server);
	start(&server, "memory");
	irc_join(&alice, &server, "alice", NULL);
	irc_say(&alice, "VERSION");
	irc_await(&alice, "*CHATHISTORY=100 MSGREFTYPES=msgid,timestamp*");
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *each[] = {each_direction_has_its_lines, times_bound_as_ids_do,
		what_cannot_be_answered_fails, who_is_out_reads_no_more,
		events_are_for_who_asks_for_them, many_changes_at_once_are_told_whole,
		targets_are_ones_own_rooms, search_finds_words,
		who_cannot_ask_is_shown_the_last_lines, answers_cost_more_than_other_commands,
		nothing_is_offered_where_nothing_is_kept, NULL};
	return run_tests("irc_history", each, NULL);
}
