/* IRCv3: capabilities, tags, labels, batches. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc.h"

#define TAGGED "message-tags server-time"
#define LABELED "batch labeled-response"

START_TEST(cap_req_is_all_or_nothing)
{
	struct server server;
	struct irc alice;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", NULL);
	irc_ask(&alice, "CAP LIST", ":* CAP alice LIST :");
	irc_ask(&alice, "CAP REQ :batch no-such-thing", ":* CAP alice NAK :batch no-such-thing");
	irc_ask(&alice, "CAP LIST", ":* CAP alice LIST :");
	irc_ask(&alice, "CAP REQ :  batch   setname ", ":* CAP alice ACK :*batch*setname*");
	irc_ask(&alice, "cap list", ":* CAP alice LIST :batch setname");
	irc_ask(&alice, "CAP REQ :-batch Setname", ":* CAP alice NAK :-batch Setname");
	irc_ask(&alice, "CAP REQ :-batch setname -away-notify",
		":* CAP alice ACK :-batch setname -away-notify");
	irc_ask(&alice, "CAP LIST", ":* CAP alice LIST :setname");
	irc_ask(&alice, "CAP REQ cap-notify", ":* CAP alice ACK :cap-notify");
	irc_ask(&alice, "CAP REQ -cap-notify", ":* CAP alice ACK :-cap-notify");
	irc_ask(&alice, "CAP LS 307", ":* CAP alice LS * :*cap-notify*");
	irc_expect(&alice, ":* CAP alice LS :*userhost-in-names");
	irc_ask(&alice, "CAP LIST", ":* CAP alice LIST :cap-notify setname");
	irc_ask(&alice, "CAP REQ -cap-notify", ":* CAP alice NAK :-cap-notify");
	irc_ask_numeric(&alice, "CAP", 461, "CAP :*");
	irc_ask_numeric(&alice, "CAP NONSENSE", 410, "NONSENSE :*");
	irc_ask_numeric(&alice, "CAP ACK :batch", 410, "ACK :*");
	irc_ask_numeric(&alice, "CAP :", 410, "\x2A :*");
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

/* YYYY-MM-DDThh:mm:ss.sssZ (IRCv3 server-time). */
static bool is_time(const char *text)
{
	static const char form[] = "0000-00-00T00:00:00.000Z";
	size_t i = 0;
	for (; form[i] && text[i]; i++)
		if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : form[i] != text[i])
			return false;
	return form[i] == text[i];
}

/* Nobody is sent tags who did not ask for them, from the very line on. */
START_TEST(tags_come_and_go_with_the_capability)
{
	struct server server;
	struct irc alice, bob;
	char id[64], time[64];
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", NULL);
	irc_join(&bob, &server, "bob", TAGGED);
	irc_enter(&alice, "#room");
	irc_enter(&bob, "#room");
	irc_sync(&alice);
	irc_say(&bob, "@+a=b;c=d PRIVMSG #room,alice :hello");
	irc_expect(&alice, ":bob!bob@localhost PRIVMSG #room :hello");
	irc_expect(&alice, ":bob!bob@localhost PRIVMSG alice :hello");
	irc_say(&bob, "@+a=b TAGMSG #room,alice");
	irc_sync(&bob);
	irc_expect_nothing(&alice);
	irc_say(&alice, "CAP REQ :message-tags");
	irc_expect(&alice, ":* CAP alice ACK :message-tags");
	irc_say(&bob, "@+a=b;c=d;msgid=mine;+ex.org/e=\\:\\s PRIVMSG #room :tagged");
	const char *line = irc_expect(&alice, "@* :bob!bob@localhost PRIVMSG #room :tagged");
	must(irc_like(line, "@*;+a=b;+ex.org/e=\\:\\s :*"), "%s", line);
	must(irc_tag(line, "msgid", id, sizeof id) && *id && strcmp(id, "mine") != 0, "%s", line);
	must(!irc_tag(line, "c", id, sizeof id), "%s", line);
	must(!irc_tag(line, "time", time, sizeof time), "%s", line);
	irc_say(&alice, "CAP REQ :server-time -message-tags");
	irc_expect(&alice, ":* CAP alice ACK :*");
	irc_say(&bob, "@+a=b PRIVMSG #room :timed");
	line = irc_expect(&alice, "@time=* :bob!bob@localhost PRIVMSG #room :timed");
	must(irc_tag(line, "time", time, sizeof time), "%s", line);
	must(is_time(time), "%s", time);
	must(!strchr(line, ';'), "%s", line);
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(client_tags_of_one_key_are_passed_on_once)
{
	struct server server;
	struct irc alice, bob;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", "message-tags");
	irc_join(&bob, &server, "bob", "message-tags");
	irc_say(&bob, "MODE bob +B");
	irc_say(&bob, "@+a=1;+b;+a=2;+bad_key=3;+=4;+a/b=5 PRIVMSG alice :x");
	irc_expect(&alice, "@msgid=*;bot;+b;+a=2;+a/b=5 :bob!bob@localhost PRIVMSG alice :x");
	irc_say(&bob, "@c=d TAGMSG alice");
	irc_expect(&alice, "@msgid=*;bot :bob!bob@localhost TAGMSG alice");
	irc_sync(&bob);
	irc_ask_numeric(&bob, "TAGMSG", 411, ":*");
	irc_ask_numeric(&bob, "@+a TAGMSG nobody", 401, "nobody :*");
	irc_ask_numeric(&bob, "@+a TAGMSG #nowhere", 403, "#nowhere :*");
	irc_say(&alice, "CAP REQ :-message-tags");
	irc_sync(&alice);
	irc_ask_numeric(&alice, "@+a TAGMSG bob", 421, "TAGMSG :*");
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

/* A message with so many bytes of tags, '@' and blank apart, and of the rest, without CR LF. */
static void send_sized(struct irc *irc, size_t tags, size_t rest)
{
	static const char head[] = "@label=7;+a=", command[] = " PRIVMSG alice :";
	char *line = malloc(tags + rest + 8), *to = line;
	to = stpcpy(to, tags ? head : command + 1);
	if (tags) {
		memset(to, 't', tags + 1 - strlen(head));
		to = stpcpy(to + tags + 1 - strlen(head), command);
	}
	size_t body = rest + 1 - strlen(command);
	memset(to, 'x', body);
	memcpy(to + body, "\r\n", 2);
	irc_send(irc, line, (size_t)(to + body + 2 - line));
	free(line);
}

START_TEST(both_limits_of_a_line)
{
	struct server server;
	struct irc alice, bob;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", "message-tags");
	irc_join(&bob, &server, "bob", "message-tags " LABELED);
	send_sized(&bob, 4094, 400);
	irc_expect(&bob, "@label=7 :* ACK");
	irc_expect(&alice, "@*;+a=t* :bob!bob@localhost PRIVMSG alice :xx*");
	send_sized(&bob, 4095, 400);
	irc_expect(&bob, "@label=7 :" IRC_SERVER " 417 bob :*");
	send_sized(&bob, 4094, 510); /* is a line, but not with its source in front */
	irc_expect(&bob, "@label=7 :" IRC_SERVER " 417 bob :*with your name in front*");
	send_sized(&bob, 4094, 511);
	irc_expect(&bob, "@label=7 :" IRC_SERVER " 417 bob :Input line was too long");
	send_sized(&bob, 0, 511);
	irc_expect(&bob, ":" IRC_SERVER " 417 bob :*");
	send_sized(&bob, 20, 20000);
	irc_expect(&bob, "*:" IRC_SERVER " 417 bob :*");
	irc_expect_nothing(&bob);
	irc_expect_nothing(&alice);
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(answers_bear_their_label)
{
	struct server server;
	struct irc alice, bob;
	char batch[64], tag[80];
	irc_server_start(&server, NULL);
	irc_join(&bob, &server, "bob", NULL);
	irc_join(&alice, &server, "alice", LABELED " echo-message");
	irc_ask(&alice, "@label=one PING x", "@label=one :* PONG * :x");
	irc_ask(&alice, "@label=two PONG x", "@label=two :" IRC_SERVER " ACK");
	irc_ask(&alice, "@label=3 PRIVMSG nobody :x", "@label=3 :* 401 alice nobody :*");
	irc_ask(&alice, "@label=4 NOTICE nobody :x", "@label=4 :* ACK");
	irc_ask(&alice, "@label=5 NONSENSE", "@label=5 :* 421 alice NONSENSE :*");
	irc_ask(&alice, "@label=6 PRIVMSG bob :hi", "@label=6* :alice!* PRIVMSG bob :hi");
	irc_expect(&bob, ":alice!alice@localhost PRIVMSG bob :hi");
	irc_ask(&alice, "@label=\\s\\:;x=y PING x", "@label=\\s\\: :* PONG * :x");
	irc_ask(&alice, "@label PING x", ":* PONG * :x");
	irc_ask(&alice, "@label= PING x", ":* PONG * :x");
	irc_say(&alice, "@label=%064d PING x", 7);
	irc_expect(&alice, "@label=%064d :* PONG * :x", 7);
	irc_say(&alice, "@label=%065d PING x", 7);
	irc_expect(&alice, ":* PONG * :x");
	irc_say(&alice, "@label=8 WHOIS bob");
	const char *line = irc_expect(&alice, "@label=8 :* BATCH +* labeled-response");
	snprintf(batch, sizeof batch, "%s", strchr(line, '+') + 1);
	*strchr(batch, ' ') = '\0';
	snprintf(tag, sizeof tag, "@batch=%s :*", batch);
	while (irc_like(line = irc_line(&alice), tag))
		must(!strstr(line, "label=8"), "%s", line);
	must(irc_like(line, ":* BATCH -*") && strcmp(strchr(line, '-') + 1, batch) == 0, "%s",
		line);
	irc_say(&alice, "CAP REQ :-batch"); /* without which labels are not used */
	irc_expect(&alice, ":* CAP alice ACK :-batch");
	irc_ask(&alice, "@label=9 PING x", ":* PONG * :x");
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

/* What one says to oneself: the label is on the echo alone. */
START_TEST(the_delivery_to_oneself_bears_no_label)
{
	struct server server;
	struct irc alice;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", LABELED " echo-message");
	irc_say(&alice, "@label=1 PRIVMSG alice :me");
	irc_expect(&alice, ":alice!alice@localhost PRIVMSG alice :me");
	irc_expect(&alice, "@label=1 :alice!alice@localhost PRIVMSG alice :me");
	irc_say(&alice, "@label=2 PRIVMSG alice,nobody :me");
	irc_expect(&alice, ":alice!alice@localhost PRIVMSG alice :me");
	irc_expect(&alice, "@label=2 :* BATCH +* labeled-response");
	irc_expect(&alice, "@batch=* :alice!alice@localhost PRIVMSG alice :me");
	irc_expect(&alice, "@batch=* :* 401 alice nobody :*");
	irc_expect(&alice, ":* BATCH -*");
	irc_ask(&alice, "CAP REQ :-echo-message", ":* ACK :-echo-message");
	irc_say(&alice, "@label=3 NOTICE alice :me");
	irc_expect(&alice, ":alice!alice@localhost NOTICE alice :me");
	irc_expect(&alice, "@label=3 :" IRC_SERVER " ACK");
	irc_expect_nothing(&alice);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(labels_before_registration)
{
	struct server server;
	struct irc alice;
	irc_server_start(&server, NULL);
	irc_connect(&alice, &server);
	irc_ask(&alice, "@label=0 CAP REQ :" LABELED, ":* CAP * ACK :" LABELED);
	irc_ask(&alice, "@label=1 CAP LIST", "@label=1 :* CAP * LIST :" LABELED);
	irc_ask(&alice, "@label=2 NICK alice", "@label=2 :* ACK");
	irc_ask(&alice, "@label=3 JOIN #x", "@label=3 :* 451 alice :*");
	irc_ask(&alice, "@label=4 USER a", "@label=4 :* 461 alice USER :*");
	irc_ask(&alice, "@label=5 QUIT", "@label=5 ERROR :*");
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(text_that_is_not_utf8_is_refused)
{
	struct server server;
	struct irc alice, bob;
	irc_server_start(&server, NULL);
	irc_join(&alice, &server, "alice", LABELED);
	irc_join(&bob, &server, "bob", NULL);
	irc_ask(&alice, "PRIVMSG bob :\xff", ":" IRC_SERVER " FAIL PRIVMSG INVALID_UTF8 :*");
	irc_ask(&alice, "@label=1 PRIVMSG bob :\xc3", "@label=1 :* FAIL PRIVMSG INVALID_UTF8 :*");
	irc_ask(&alice, "\xc3\x28 bob", ":* FAIL * INVALID_UTF8 :*");
	irc_ask(&alice, "TOPIC #x :\xed\xa0\x80", ":* FAIL TOPIC INVALID_UTF8 :*");
	irc_say(&alice, "PRIVMSG bob :gr\xc3\xbc\xc3\x9f");
	irc_expect(&bob, ":alice!alice@localhost PRIVMSG bob :gr\xc3\xbc\xc3\x9f");
	irc_expect_nothing(&bob);
	irc_close(&alice);
	irc_close(&bob);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {cap_req_is_all_or_nothing,
		tags_come_and_go_with_the_capability, client_tags_of_one_key_are_passed_on_once,
		both_limits_of_a_line, answers_bear_their_label,
		the_delivery_to_oneself_bears_no_label, labels_before_registration,
		text_that_is_not_utf8_is_refused, NULL};
	return run_tests("irc_caps", each, NULL);
}
