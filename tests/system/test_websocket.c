/* IRC over WebSocket: who is let in, what is read and sent, and with which code a conn ends. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "irc.h"
#include "temporary.h"
#include "websocket.h"

#define WHOLE(opcode) (WEBSOCKET_FIN | (opcode))
#define SMALL_WINDOW 4096
#define BODY_BYTES 400

static struct server server;

static void start(const char *const *arguments)
{
	server_start_at(&server, "127.0.0.1", arguments);
}

static void join(struct client *client, const char *nick)
{
	websocket_connect(client, &server, "Sec-WebSocket-Protocol: text.ircv3.net\r\n");
	websocket_register(client, nick);
}

static const struct {
	const char *fields;
	const char *answer;
} refusals[] = {
	{"Host: x\r\nSec-WebSocket-Version: 13\r\n", "HTTP/1.1 403 "},
	{"Host: 127.0.0.1\r\nSec-WebSocket-Version: 8\r\n", "HTTP/1.1 426 "},
	{"Host: 127.0.0.1\r\n", "HTTP/1.1 426 "},
	{"Host: 127.0.0.1\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: abc\r\n",
		"HTTP/1.1 400 "},
	{"Host: 127.0.0.1\r\nSec-WebSocket-Version: 13\r\n", "HTTP/1.1 400 "},
	{"Host: 127.0.0.1:5\r\nSec-WebSocket-Version: 13\r\nOrigin: http://evil.example\r\n",
		"HTTP/1.1 403 "},
	{"Host: 127.0.0.1:5\r\nSec-WebSocket-Version: 13\r\nOrigin: http://127.0.0.1:6\r\n",
		"HTTP/1.1 403 "},
	{"Host: 127.0.0.1:5\r\nSec-WebSocket-Version: 13\r\nOrigin: null\r\n", "HTTP/1.1 403 "},
};

START_TEST(who_is_not_let_in_is_told_why)
{
	start(NULL);
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		struct client client;
		char request[512];
		size_t at = 0;
		client_connect(&client, &server);
		int length = snprintf(request, sizeof request,
			"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n%s\r\n",
			refusals[i].fields);
		client_send(&client, request, (size_t)length);
		text_await(&client.got, &at, client.fd, "\r\n\r\n");
		must(strncmp(client.got.bytes, refusals[i].answer, 13) == 0, "%s: %s", request,
			client.got.bytes);
		bool version = strstr(client.got.bytes, "\r\nSec-WebSocket-Version: 13\r\n");
		ck_assert_int_eq(version, atoi(client.got.bytes + 9) == 426);
		client_close(&client);
	}
	server_stop(&server);
}
END_TEST

/* The fields and a part of the answer, NULL for one that it does not have. */
static void expect_let_in(const char *fields, const char *part, const char *not_there)
{
	struct client client;
	client_connect(&client, &server);
	websocket_ask(&client, fields);
	const char *head = client.got.bytes;
	must(!part || strstr(head, part), "no '%s' in %s", part, head);
	must(!not_there || !strstr(head, not_there), "'%s' in %s", not_there, head);
	client_close(&client);
}

START_TEST(who_is_let_in)
{
	start(ARGUMENTS("--web-origin", "https://here.example"));
	expect_let_in("", NULL, "WebSocket-Protocol");
	expect_let_in("Origin: http://127.0.0.1\r\n", NULL, NULL);
	expect_let_in("Origin: http://127.0.0.1:80\r\n", NULL, NULL);
	expect_let_in("Origin: https://127.0.0.1:443\r\n", NULL, NULL);
	expect_let_in("Origin: https://here.example\r\n", NULL, NULL);
	expect_let_in("Origin: https://HERE.example:443\r\n", NULL, NULL);
	expect_let_in("Sec-WebSocket-Extensions: permessage-deflate\r\n", NULL, "Extensions");
	expect_let_in("Sec-WebSocket-Protocol: chat, binary.ircv3.net, text.ircv3.net\r\n",
		"\r\nSec-WebSocket-Protocol: binary.ircv3.net\r\n", "text.");
	expect_let_in("Sec-WebSocket-Protocol: text.ircv3.net\r\n",
		"\r\nSec-WebSocket-Protocol: text.ircv3.net\r\n", "binary.");
	expect_let_in("Sec-WebSocket-Protocol: chat\r\n", NULL, "WebSocket-Protocol");
	server_stop(&server);
}
END_TEST

/* Frames for which a conn ends, and how. */
static const struct {
	const char *bytes;
	size_t length;
	int code;
	const char *reason;
} faults[] = {
#define BYTES(text) text, sizeof text - 1
	{BYTES("\x81\x02hi"), 1002, "Broken WebSocket frame"},	 /* no mask */
	{BYTES("\xC1\x80mask"), 1002, "Broken WebSocket frame"}, /* a reserved bit */
	{BYTES("\x83\x80mask"), 1002, "Broken WebSocket frame"}, /* an opcode that there is not */
	{BYTES("\x80\x80mask"), 1002, "Broken WebSocket frame"}, /* goes on with nothing */
	{BYTES("\x09\x80mask"), 1002, "Broken WebSocket frame"}, /* a ping in pieces */
	{BYTES("\x89\xFE\x01\x00mask"), 1002, "Broken WebSocket frame"},     /* a long ping */
	{BYTES("\x88\x81\0\0\0\0x"), 1002, "Broken WebSocket frame"},	     /* half a code */
	{BYTES("\x88\x82\0\0\0\0\x03\xED"), 1002, "Broken WebSocket frame"}, /* 1005 */
	{BYTES("\x81\x81\0\0\0\0\xFF"), 1007, "Text that is not UTF-8"},
	{BYTES("\x81\xFE\x40\x00mask"), 1009, "A message is too long"},
	{BYTES("\x88\x80mask"), 0, ""},
	{BYTES("\x88\x82\0\0\0\0\x03\xE8"), 1000, ""},
	{BYTES("\x88\x85\0\0\0\0\x0F\xA1"
	       "bye"),
		4001, ""},
};

static void expect_faults(bool registered)
{
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct client client;
		websocket_connect(&client, &server, "");
		if (registered)
			websocket_register(&client, "ann");
		client_send(&client, faults[i].bytes, faults[i].length);
		ck_assert_str_eq(websocket_await_close(&client, faults[i].code), faults[i].reason);
		client_close(&client);
	}
}

START_TEST(faults_end_a_conn_with_their_code)
{
	struct client alice;
	start(ARGUMENTS("--max-per-address", "0"));
	client_join(&alice, &server, "alice");
	expect_faults(false);
	expect_faults(true);
	client_sync(&alice);
	client_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(the_server_ends_with_its_own_codes)
{
	struct client ann, bob, carol;
	start(ARGUMENTS("--oper", server_operator("secret")));
	join(&ann, "ann");
	join(&bob, "bob");
	join(&carol, "carol");
	websocket_say(&ann, "QUIT :bye");
	websocket_await(&ann, "ERROR :Closing link: bye");
	ck_assert_str_eq(websocket_await_close(&ann, 1000), "");
	websocket_say(&bob, "OPER root secret");
	websocket_await(&bob, ":* 381 *");
	websocket_say(&bob, "KILL carol :enough");
	websocket_await(&carol, "ERROR :*Killed (bob (enough))*");
	websocket_await_close(&carol, 1008);
	server_signal(&server, SIGTERM);
	websocket_await(&bob, "ERROR :*shutting down*");
	websocket_await_close(&bob, 1001);
	client_close(&ann);
	client_close(&bob);
	client_close(&carol);
	server_expect_stopped(&server);
	server_free(&server);
}
END_TEST

/* A message may come in pieces, with a ping between them, and with the CR LF of other places. */
START_TEST(messages_and_pings)
{
	struct client ann;
	char *payload;
	size_t length;
	start(NULL);
	join(&ann, "ann");
	websocket_send(&ann, FRAME_TEXT, "PING :o", 7);
	websocket_send(&ann, WHOLE(FRAME_PING), "are you there", 13);
	websocket_send(&ann, FRAME_PIECE, "ne\xC3", 3);
	websocket_send(&ann, WHOLE(FRAME_PONG), "", 0);
	websocket_send(&ann, WHOLE(FRAME_PIECE), "\xA9\r\n", 3);
	ck_assert_int_eq(websocket_next(&ann, &payload, &length), FRAME_PONG);
	ck_assert_str_eq(payload, "are you there");
	ck_assert_int_eq(websocket_next(&ann, &payload, &length), FRAME_TEXT);
	ck_assert_str_eq(payload, ":chatd.chat PONG chatd.chat :one\xC3\xA9");
	websocket_send(&ann, WHOLE(FRAME_BINARY), "PING two\n", 9);
	websocket_await(&ann, "* PONG * :two");
	websocket_send(&ann, WHOLE(FRAME_TEXT), "", 0);
	websocket_say(&ann, "PING a\r\nQUIT :injected");
	websocket_await(&ann, "*FAIL * INVALID_MESSAGE :Message rejected, it has a line break");
	websocket_say(&ann, "PING a\rb");
	websocket_await(&ann, "*FAIL * INVALID_MESSAGE *");
	websocket_send(&ann, WHOLE(FRAME_BINARY), "PING \xFF", 6);
	websocket_await(&ann, "*FAIL * INVALID_UTF8 *");
	websocket_say(&ann, "PING three");
	websocket_await(&ann, "* PONG * :three");
	client_close(&ann);
	server_stop(&server);
}
END_TEST

START_TEST(a_client_may_want_binary_frames)
{
	struct client ann, bob;
	char *payload;
	size_t length;
	start(NULL);
	websocket_connect(&ann, &server, "Sec-WebSocket-Protocol: binary.ircv3.net\r\n");
	join(&bob, "bob");
	websocket_say(&bob, "JOIN #tea");
	websocket_await(&bob, "* 366 *");
	websocket_say(&ann, "CAP REQ :echo-message");
	websocket_say(&ann, "NICK ann");
	websocket_say(&ann, "USER ann 0 * :Ann");
	websocket_say(&ann, "CAP END");
	websocket_say(&ann, "JOIN #tea");
	websocket_say(&ann, "PRIVMSG #tea :hello");
	do {
		ck_assert_int_eq(websocket_next(&ann, &payload, &length), FRAME_BINARY);
	} while (!irc_like(payload, ":ann!* PRIVMSG #tea :hello"));
	websocket_await(&bob, ":ann!* PRIVMSG #tea :hello");
	websocket_say(&bob, "PRIVMSG #tea :hi");
	ck_assert_int_eq(websocket_next(&ann, &payload, &length), FRAME_BINARY);
	ck_assert(irc_like(payload, ":bob!* PRIVMSG #tea :hi"));
	client_close(&ann);
	client_close(&bob);
	server_stop(&server);
}
END_TEST

/* nc, an IRC client and two of these read the same in the same order. */
START_TEST(all_doors_have_one_order)
{
	struct client nc, ann, bob;
	struct irc irc;
	start(ARGUMENTS("--rate", "0"));
	client_join(&nc, &server, "nora");
	client_say(&nc, "/join #tea");
	irc_join(&irc, &server, "ira", NULL);
	irc_enter(&irc, "#tea");
	join(&ann, "ann");
	join(&bob, "bob");
	websocket_say(&ann, "JOIN #tea");
	websocket_await(&ann, "* 366 *");
	websocket_say(&bob, "JOIN #tea");
	websocket_await(&bob, "* 366 *");
	for (int i = 0; i < 20; i++) {
		websocket_say(&ann, "PRIVMSG #tea :%d from ann", i);
		irc_say(&irc, "PRIVMSG #tea :%d from ira", i);
		client_say(&nc, "%d from nora", i);
	}
	websocket_say(&ann, "PING said");
	websocket_await(&ann, "* PONG * :said");
	irc_sync(&irc);
	client_sync(&nc);
	websocket_say(&bob, "PING read");
	char *payload;
	size_t length;
	int next[3] = {0, 0, 0};
	for (;;) {
		int number;
		char who[8];
		ck_assert_int_eq(websocket_next(&bob, &payload, &length), FRAME_TEXT);
		if (irc_like(payload, "* PONG * :read"))
			break;
		const char *text = strstr(payload, " PRIVMSG #tea :");
		if (!text)
			continue;
		ck_assert_int_eq(sscanf(text, " PRIVMSG #tea :%d from %7s", &number, who), 2);
		int *of = &next[*who == 'a' ? 0 : *who == 'i' ? 1 : 2];
		ck_assert_int_eq(number, (*of)++);
	}
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(next[i], 20);
	client_close(&nc);
	irc_close(&irc);
	client_close(&ann);
	client_close(&bob);
	server_stop(&server);
}
END_TEST

START_TEST(answers_have_labels_and_batches)
{
	char state[TEMPORARY_PATH_SIZE];
	struct client ann;
	temporary_subfolder(state, "websocket");
	start(ARGUMENTS("--rate", "0", "--history", "strict", "--state", state));
	websocket_connect(&ann, &server, "");
	websocket_say(&ann, "CAP REQ :batch labeled-response message-tags server-time "
			    "draft/chathistory echo-message");
	websocket_register(&ann, "ann");
	websocket_say(&ann, "CAP END");
	websocket_say(&ann, "JOIN #tea");
	websocket_await(&ann, "* 366 *");
	for (int i = 0; i < 90; i++)
		websocket_say(&ann, "@label=l%d PRIVMSG #tea :line %d", i, i);
	websocket_await(&ann, "@label=l89;* PRIVMSG #tea :line 89");
	websocket_say(&ann, "@label=who WHO #tea");
	websocket_await(&ann, "@label=who :* BATCH +* labeled-response");
	websocket_await(&ann, "@batch=* 352 ann #tea ann *");
	websocket_await(&ann, "* BATCH -*");
	websocket_say(&ann, "@label=past CHATHISTORY LATEST #tea * 80");
	websocket_await(&ann, "@label=past* BATCH +* labeled-response");
	for (int i = 10; i < 90; i++) {
		char wanted[64];
		snprintf(wanted, sizeof wanted, "@batch=* PRIVMSG #tea :line %d", i);
		websocket_await(&ann, wanted);
	}
	client_close(&ann);
	server_stop(&server);
}
END_TEST

/* A flood of pings, of pieces and of pongs costs its sender, and nobody else. */
START_TEST(a_flood_of_frames_delays_its_sender)
{
	enum { FLOOD = 3000 };
	struct client ann, bob;
	char *payload;
	size_t length;
	start(ARGUMENTS("--rate", "1", "--burst", "50"));
	join(&ann, "ann");
	client_join(&bob, &server, "bob");
	for (int i = 0; i < FLOOD; i++)
		websocket_send(&ann, WHOLE(i % 2 ? FRAME_PING : FRAME_PONG), "x", 1);
	websocket_say(&ann, "PRIVMSG #lobby :behind the flood");
	for (int i = 0; i < 15; i++) {
		ck_assert_int_eq(websocket_next(&ann, &payload, &length), FRAME_PONG);
		client_sync(&bob); /* is answered, and has not been told that line */
	}
	client_expect_nothing(&bob);
	client_close(&bob);
	client_close(&ann);
	server_stop(&server);
}
END_TEST

START_TEST(a_flood_before_registration_ends)
{
	struct client ann;
	start(NULL);
	websocket_connect(&ann, &server, "");
	for (int i = 0; i < 101; i++)
		websocket_send(&ann, WHOLE(FRAME_PING), "x", 1);
	ck_assert_str_eq(websocket_await_close(&ann, 1008), "Too many frames before registration");
	client_close(&ann);
	server_stop(&server);
}
END_TEST

/* Lines are skipped for who reads too slowly; each frame is whole, and none comes twice. */
START_TEST(a_slow_reader_is_sent_whole_frames)
{
	enum { ROUNDS = 150, AT_ONCE = 100 };
	struct client slow;
	struct irc alice;
	char body[BODY_BYTES + 1] = "", *payload;
	size_t length;
	unsigned skipped = 0, holes = 0;
	int next = 0, large = 1 << 20;
	memset(body, 'x', BODY_BYTES);
	start(ARGUMENTS("--rate", "0", "--send-queue", "64K", "--slow-queue", "64K"));
	irc_join(&alice, &server, "alice", NULL);
	irc_enter(&alice, "#lobby");
	client_connect_from(&slow, &server, NULL, "127.0.0.1", SMALL_WINDOW);
	websocket_ask(&slow, "");
	websocket_register(&slow, "sam");
	websocket_say(&slow, "JOIN #lobby");
	websocket_await(&slow, "* 366 *");
	for (int i = 0; i < ROUNDS; i++) {
		for (int j = 0; j < AT_ONCE; j++)
			irc_say(&alice, "PRIVMSG #lobby :%d %s", i * AT_ONCE + j, body);
		irc_sync(&alice);
	}
	setsockopt(slow.fd, SOL_SOCKET, SO_RCVBUF, &large, sizeof large);
	while (next < ROUNDS * AT_ONCE) {
		int number;
		ck_assert_int_eq(websocket_next(&slow, &payload, &length), FRAME_TEXT);
		const char *text = strstr(payload, "#lobby :");
		if (!text)
			continue;
		if (sscanf(text, "#lobby :%d xxx", &number) == 1 && strstr(text, " xxx")) {
			ck_assert_int_eq(number, next);
			ck_assert_uint_eq(strlen(strchr(text, 'x')), BODY_BYTES);
			next++;
		} else if (sscanf(text, "#lobby :%u lines were skipped", &skipped) == 1) {
			holes++;
			next += (int)skipped;
		}
	}
	ck_assert_uint_gt(holes, 0);
	websocket_say(&slow, "PING end");
	websocket_await(&slow, "* PONG * :end");
	client_close(&slow);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

/* One that reads nothing at all is closed; what it has been sent ends with a whole frame. */
START_TEST(who_reads_nothing_is_closed_with_1008)
{
	struct client slow;
	struct irc alice;
	char body[BODY_BYTES + 1] = "";
	memset(body, 'x', BODY_BYTES);
	start(ARGUMENTS("--rate", "0", "--send-queue", "64K", "--slow-queue", "64K",
		"--slow-seconds", "1"));
	irc_join(&alice, &server, "alice", NULL);
	irc_enter(&alice, "#lobby");
	client_connect_from(&slow, &server, NULL, "127.0.0.1", SMALL_WINDOW);
	websocket_ask(&slow, "");
	websocket_register(&slow, "sam");
	websocket_say(&slow, "JOIN #lobby");
	websocket_await(&slow, "* 366 *");
	irc_sync(&alice);
	bool left = false;
	long until = now_ms() + WAIT_MS;
	for (int i = 0; !left; i++) {
		must(now_ms() < until, "it stays");
		irc_say(&alice, "PRIVMSG #lobby :%d %s", i, body);
		if (i % 100 > 0)
			continue;
		irc_say(&alice, "PING %d", i);
		const char *line;
		do {
			line = irc_line(&alice);
			left |= irc_like(line, ":sam!* QUIT *");
		} while (!irc_like(line, "* PONG *"));
	}
	websocket_await_close(&slow, 1008);
	client_close(&slow);
	irc_close(&alice);
	server_stop(&server);
}
END_TEST

/* It has asked for its end, and reads nothing, when the server is told to stop. */
START_TEST(the_server_stops_while_one_closes)
{
	enum { PINGS = 6000 };
	struct client slow;
	char body[120];
	memset(body, 'x', sizeof body);
	start(ARGUMENTS("--rate", "0", "--drain", "200"));
	client_connect_from(&slow, &server, NULL, "127.0.0.1", SMALL_WINDOW);
	websocket_ask(&slow, "");
	websocket_register(&slow, "sam");
	for (int i = 0; i < PINGS; i++)
		websocket_send(&slow, WHOLE(FRAME_PING), body, sizeof body);
	websocket_send(&slow, WHOLE(FRAME_CLOSE), "\x03\xE8", 2);
	server_end(&server);
	client_close(&slow);
	server_free(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {who_is_not_let_in_is_told_why, who_is_let_in,
		faults_end_a_conn_with_their_code, the_server_ends_with_its_own_codes,
		messages_and_pings, a_client_may_want_binary_frames, all_doors_have_one_order,
		answers_have_labels_and_batches, a_flood_of_frames_delays_its_sender,
		a_flood_before_registration_ends, a_slow_reader_is_sent_whole_frames,
		who_reads_nothing_is_closed_with_1008, the_server_stops_while_one_closes, NULL};
	return run_tests("websocket", each, NULL);
}
