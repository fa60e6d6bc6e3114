/* IRCv3 multiline: messages of several lines, from clients and to clients. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"
#include "temporary.h"

#define TAGS "message-tags server-time batch echo-message labeled-response"
#define MULTILINE TAGS " draft/multiline"
#define START "@label=xyz;+a=b BATCH +123 draft/multiline #room"

static struct irc_scene scene;
static struct irc carol; /* has tags, but not the capability */

static void start(void)
{
	irc_server_start(&scene.server, ARGUMENTS("--history", "memory", "--rate", "0"));
	irc_join(&scene.alice, &scene.server, "alice", MULTILINE);
	irc_join(&scene.bob, &scene.server, "bob", MULTILINE " draft/chathistory");
	irc_join(&carol, &scene.server, "carol", TAGS);
	irc_enter(&scene.alice, "#room");
	irc_enter(&scene.bob, "#room");
	irc_enter(&carol, "#room");
	irc_sync(&scene.alice);
	irc_sync(&scene.bob);
}

static void finish(void)
{
	irc_sync(&scene.alice);
	irc_expect_nothing(&scene.bob);
	irc_expect_nothing(&carol);
	irc_close(&carol);
	irc_close(&scene.alice);
	irc_close(&scene.bob);
	server_stop(&scene.server);
}

static void send_all(const char *const *lines)
{
	for (; *lines; lines++)
		irc_say(&scene.alice, "%s", *lines);
}

/* A batch whose first line has these tags, and the id of its message. */
static void expect_batch(struct irc *irc, const char *tags, char id[96])
{
	char name[32], value[32];
	const char *line = irc_expect(irc, "%s:alice!* BATCH +* draft/multiline #room", tags);
	must(irc_tag(line, "msgid", id, 96), "%s", line);
	snprintf(name, sizeof name, "%.*s", (int)strcspn(strstr(line, "BATCH +") + 7, " "),
		strstr(line, "BATCH +") + 7);
	static const char *const texts[] = {"hello", "", "#how is ", "everyone?"};
	for (int i = 0; i < 4; i++) {
		line = irc_expect(irc, "@batch=* :alice!* PRIVMSG #room :%s", texts[i]);
		must(irc_tag(line, "batch", value, sizeof value) && strcmp(value, name) == 0, "%s",
			line);
		must(irc_tag(line, "draft/multiline-concat", value, sizeof value) == (i == 3), "%s",
			line);
		must(!strstr(line, "msgid") && !strstr(line, "label"), "%s", line);
	}
	irc_expect(irc, "*:" IRC_SERVER " BATCH -%s", name);
}

START_TEST(a_message_of_lines_is_one_message)
{
	char id[96], same[96];
	start();
	send_all(ARGUMENTS(START, "@batch=123 PRIVMSG #room hello",
		"@batch=123 PRIVMSG #ROOM :", "@batch=123 PRIVMSG #room :#how is ",
		"@batch=123;draft/multiline-concat PRIVMSG #room :everyone?", "BATCH -123"));
	expect_batch(&scene.alice, "@label=xyz;time=*;msgid=*;+a=b ", id);
	expect_batch(&scene.bob, "@time=*;msgid=*;+a=b ", same);
	ck_assert_str_eq(id, same);
	irc_expect(&carol, "@time=*;msgid=%s;+a=b :alice!* PRIVMSG #room :hello", id);
	irc_expect(&carol, "@time=*Z;+a=b :alice!* PRIVMSG #room :#how is ");
	irc_expect(&carol, "@time=*Z;+a=b :alice!* PRIVMSG #room :everyone?");
	irc_say(&scene.bob, "CHATHISTORY LATEST #room * 10");
	irc_expect(&scene.bob, ":* BATCH +* chathistory #room");
	expect_batch(&scene.bob, "@batch=*;time=*;msgid=*;+a=b ", same);
	ck_assert_str_eq(id, same);
	irc_expect(&scene.bob, ":* BATCH -*");
	finish();
}
END_TEST

START_TEST(people_with_nc_read_and_write_them)
{
	struct client nan;
	server_spawn(&scene.server,
		ARGUMENTS("--bind", "127.0.0.1:0", "--history", "memory", "--rate", "0"), NULL);
	server_expect_listening(&scene.server);
	irc_join(&scene.alice, &scene.server, "alice", MULTILINE);
	irc_enter(&scene.alice, "#lobby");
	client_join(&nan, &scene.server, "nan");
	client_sync(&nan);
	irc_sync(&scene.alice);
	send_all(ARGUMENTS("BATCH +1 draft/multiline #lobby", "@batch=1 PRIVMSG #lobby :one",
		"@batch=1 PRIVMSG #lobby :", "@batch=1 PRIVMSG #lobby :tw",
		"@batch=1;draft/multiline-concat PRIVMSG #lobby :o", "BATCH -1"));
	client_expect(&nan, "<alice> one");
	client_expect(&nan, "<alice> two");
	irc_await(&scene.alice, "*BATCH -*");
	char text[900];
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	client_say(&nan, "%s", text);
	irc_expect(&scene.alice, "@*msgid=* :nan!* BATCH +* draft/multiline #lobby");
	irc_expect(&scene.alice, "@batch=* :nan!* PRIVMSG #lobby :xxx*");
	irc_expect(&scene.alice, "@batch=*;draft/multiline-concat :nan!* PRIVMSG #lobby :xxx*");
	irc_await(&scene.alice, "*BATCH -*");
	client_close(&nan);
	irc_close(&scene.alice);
	server_stop(&scene.server);
}
END_TEST

/* To a person, and to oneself, as one line would be. */
START_TEST(people_get_them_alone)
{
	start();
	send_all(ARGUMENTS("@label=l BATCH +1 draft/multiline carol", "@batch=1 NOTICE carol :one",
		"@batch=1 NOTICE carol :two", "BATCH -1"));
	irc_expect(&carol, "@time=*;msgid=* :alice!* NOTICE carol :one");
	irc_expect(&carol, "@time=* :alice!* NOTICE carol :two");
	irc_expect(&scene.alice, "@label=l;time=* :alice!* BATCH +* draft/multiline carol");
	irc_await(&scene.alice, ":* BATCH -*");
	send_all(ARGUMENTS("@label=l BATCH +1 draft/multiline alice", "@batch=1 PRIVMSG alice :one",
		"@batch=1 PRIVMSG alice :two", "BATCH -1"));
	irc_expect(&scene.alice, "@time=* :alice!* BATCH +* draft/multiline alice");
	irc_await(&scene.alice, ":* BATCH -*");
	irc_expect(&scene.alice, "@label=l;time=* :alice!* BATCH +* draft/multiline alice");
	irc_await(&scene.alice, ":* BATCH -*");
	/* Refusals are those of one line. */
	send_all(ARGUMENTS("@label=l BATCH +1 draft/multiline #nowhere",
		"@batch=1 PRIVMSG #nowhere :one", "BATCH -1"));
	irc_expect(&scene.alice, "@label=l :* 403 alice #nowhere :*");
	/* No line of one becomes a request to a program. */
	send_all(ARGUMENTS("BATCH +1 draft/multiline carol", "@batch=1 PRIVMSG carol :one",
		"@batch=1 PRIVMSG carol :\x01"
		"PING 1\x01",
		"BATCH -1"));
	irc_expect(&carol, "@* :alice!* PRIVMSG carol :one");
	irc_expect(&carol, "@* :alice!* PRIVMSG carol :PING 1\x01");
	irc_await(&scene.alice, ":* BATCH -*");
	finish();
}
END_TEST

START_TEST(bad_batches_are_refused_once)
{
	static const struct {
		const char *start, *lines[3], *answer;
	} rows[] = {
		{"BATCH +123 draft/multiline #room", {"@batch=123 PRIVMSG #room :"},
			"MULTILINE_INVALID :*blank*"},
		{"BATCH +123 draft/multiline #room",
			{"@batch=123 PRIVMSG #room :hi",
				"@batch=123;draft/multiline-concat PRIVMSG #room :",
				"@batch=123 PRIVMSG #room :hi"},
			"MULTILINE_INVALID :*"},
		{"BATCH +123 draft/multiline #room", {"@batch=123 PRIVMSG #bar hello"},
			"MULTILINE_INVALID_TARGET #room #bar :*"},
		{"BATCH +123 draft/multiline #room",
			{"@batch=123 PRIVMSG #room hello", "@batch=123 NOTICE #room hello"},
			"MULTILINE_INVALID :*"},
		{"BATCH +123 draft/multiline #room", {"@batch=231 PRIVMSG #room hello"},
			"MULTILINE_INVALID :*"},
		{"BATCH +123 draft/multiline", {"@batch=123 PRIVMSG #room hello"},
			"MULTILINE_INVALID :*"},
		{"BATCH +123 draft/multiline #room,bob", {"@batch=123 PRIVMSG #room hello"},
			"MULTILINE_INVALID :*"},
		{"BATCH +123 other #room", {"@batch=123 PRIVMSG #room hello"},
			"UNKNOWN_TYPE 123 other :*"},
		{"BATCH +123 draft/multiline #room", {"BATCH +5 draft/multiline #room"},
			"MULTILINE_INVALID :*"},
	};
	start();
	for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
		const char *label = i % 2 ? "@label=l " : "";
		irc_say(&scene.alice, "%s%s", label, rows[i / 2].start);
		for (int j = 0; j < 3 && rows[i / 2].lines[j]; j++)
			irc_say(&scene.alice, "%s", rows[i / 2].lines[j]);
		irc_say(&scene.alice, "BATCH -123");
		irc_expect(
			&scene.alice, "%s:" IRC_SERVER " FAIL BATCH %s", label, rows[i / 2].answer);
	}
	irc_ask(&scene.alice, "BATCH -123", ":* FAIL BATCH MULTILINE_INVALID :*");
	irc_ask(&scene.alice, "BATCH 123", ":* FAIL BATCH MULTILINE_INVALID :*");
	irc_ask(&scene.alice, "BATCH + draft/multiline #room", ":* FAIL BATCH INVALID_REFTAG *");
	/* What comes of such a batch is not looked at. */
	irc_ask(&scene.alice, "BATCH +a!b draft/multiline #room",
		":* FAIL BATCH INVALID_REFTAG a!b :*");
	irc_say(&scene.alice, "@batch=a!b PRIVMSG #room :hi");
	irc_say(&scene.alice, "BATCH -a!b");
	irc_expect_nothing(&scene.alice);
	irc_ask(&scene.alice, "@batch=1 PRIVMSG #room :hi", ":* FAIL BATCH MULTILINE_INVALID :*");
	irc_ask_numeric(&carol, "BATCH +1 draft/multiline #room", 421, "BATCH :*");
	finish();
}
END_TEST

START_TEST(their_size_is_limited)
{
	char text[401];
	memset(text, 'x', sizeof text);
	text[400] = '\0';
	start();
	irc_say(&scene.alice, "CAP LS 302");
	irc_say(&scene.alice, "TIME");
	irc_await(&scene.alice, "*draft/multiline=max-bytes=4096,max-lines=32*");
	irc_await_numeric(&scene.alice, 391);
	for (int round = 0; round < 2; round++) {
		irc_say(&scene.alice, "BATCH +1 draft/multiline #room");
		for (int i = 0; i < 32 + round; i++)
			irc_say(&scene.alice, "@batch=1 NOTICE #room hi");
		irc_say(&scene.alice, "BATCH -1");
	}
	irc_await(&scene.alice, ":* BATCH -*");
	irc_expect(&scene.alice, ":* FAIL BATCH MULTILINE_MAX_LINES 32 :*");
	irc_say(&scene.alice, "BATCH +1 draft/multiline #room");
	for (int i = 0; i < 11; i++)
		irc_say(&scene.alice, "@batch=1 PRIVMSG #room %s", text);
	irc_say(&scene.alice, "BATCH -1");
	irc_expect(&scene.alice, ":* FAIL BATCH MULTILINE_MAX_BYTES 4096 :*");
	irc_await(&scene.bob, ":* BATCH -*");
	for (int i = 0; i < 32; i++)
		irc_expect(&carol, "@*:alice!* NOTICE #room :hi");
	finish();
}
END_TEST

int main(void)
{
	const TTest *each[] = {a_message_of_lines_is_one_message,
		people_with_nc_read_and_write_them, people_get_them_alone,
		bad_batches_are_refused_once, their_size_is_limited, NULL};
	return run_tests("irc_multiline", each, NULL);
}
