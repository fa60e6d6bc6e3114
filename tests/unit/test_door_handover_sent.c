/* Conns that go on in other loops, with frames of a WebSocket in pieces, and with much unsent. */
#include "carried.h"

#include <stdio.h>

#include "unit.h"

#define MUCH 3000000 /* bytes that a peer does not read */

/* A masked frame, whose mask is 0 for a text that can be read. */
static size_t frame(char *out, int first, const char *text)
{
	static const char mask[] = {1, 2, 3, 4};
	size_t length = strlen(text);
	ck_assert_uint_lt(length, 126);
	out[0] = (char)first;
	out[1] = (char)(0x80 | length);
	memcpy(out + 2, mask, 4);
	for (size_t i = 0; i < length; i++)
		out[6 + i] = (char)(text[i] ^ mask[i % 4]);
	return 6 + length;
}

#define TEXT 0x81
#define BEGIN 0x01
#define END 0x80
#define PING 0x89

static unsigned browser(void)
{
	char bytes[1024];
	unsigned peer = carried_come(detect_ops(DETECT_WEB, BIND_PLAIN));
	carried_say(peer,
		"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
	carried_hears(peer, " 101 ");
	size_t length = frame(bytes, TEXT, "NICK web");
	length += frame(bytes + length, TEXT, "USER u 0 * :r");
	carried_say_bytes(peer, bytes, length);
	carried_hears(peer, " 422 ");
	carried_forget(peer);
	return peer;
}

/* Wherever the bytes are cut, the frames are the same: whole ones, pieces, a control frame between
 * them. */
START_TEST(frames_go_on_at_any_byte)
{
	char bytes[512];
	unsigned ann = carried_irc_client("ann"), web_peer = browser();
	size_t length = frame(bytes, TEXT, "JOIN #x");
	length += frame(bytes + length, BEGIN, "PRIVMSG #x :caf\xC3");
	length += frame(bytes + length, PING, "beat");
	length += frame(bytes + length, END, "\xA9 au lait");
	length += frame(bytes + length, TEXT, "PRIVMSG #x :and more");
	carried_say(ann, "JOIN #x\r\n");
	size_t cut = (size_t)_i < length ? (size_t)_i : length;
	carried_say_bytes(web_peer, bytes, cut);
	carried_upgrade();
	carried_say_bytes(web_peer, bytes + cut, length - cut);
	carried_hears(ann, "PRIVMSG #x :caf\xC3\xA9 au lait\r\n");
	carried_hears(ann, "PRIVMSG #x :and more\r\n");
	carried_hears(web_peer, "\x8A\x04"
				"beat");
}
END_TEST

/* The frame of the server in front of `at`; its payload in `*length` bytes. */
static const char *next_frame(const char *at, const char *end, size_t *length)
{
	size_t header = 2, size;
	if (end - at < 4)
		return NULL;
	size = (unsigned char)at[1];
	if (size == 126) {
		size = (size_t)(unsigned char)at[2] << 8 | (unsigned char)at[3];
		header = 4;
	}
	*length = size;
	return (size_t)(end - at) >= header + size ? at + header : NULL;
}

/* Has the person say lines until `peer`, who reads nothing, has megabytes before it. */
static unsigned say_much(unsigned person)
{
	char line[400]; /* one message of IRC */
	unsigned lines = 0;
	for (size_t bytes = 0; bytes < MUCH; bytes += sizeof line, lines++) {
		int size = snprintf(line, sizeof line, "line %u ", lines);
		memset(line + size, 'x', sizeof line - (size_t)size);
		line[sizeof line - 1] = '\n';
		carried_say_bytes(person, line, sizeof line);
	}
	return lines;
}

START_TEST(what_a_slow_browser_has_not_read_comes_whole)
{
	unsigned person = carried_guest(), web_peer = browser(), seen = 0;
	char bytes[64], wanted[32];
	carried_say_bytes(web_peer, bytes, frame(bytes, TEXT, "JOIN #lobby"));
	carried_hears(web_peer, " 366 ");
	carried_forget(web_peer);
	unsigned lines = say_much(person);
	carried_upgrade();
	while (seen < lines) {
		const char *at = carried.got[web_peer].bytes,
			   *end = at + carried.got[web_peer].length, *payload;
		size_t length;
		carried_turn();
		carried_take(web_peer);
		seen = 0;
		at = carried.got[web_peer].bytes;
		end = at + carried.got[web_peer].length;
		for (; at && (payload = next_frame(at, end, &length)); at = payload + length) {
			ck_assert_int_eq(at[0], (char)TEXT);
			snprintf(wanted, sizeof wanted, "PRIVMSG #lobby :line %u ", seen);
			ck_assert_msg(memmem(payload, length, wanted, strlen(wanted)),
				"%d got %.60s, not %s", (int)length, payload, wanted);
			seen++;
		}
	}
}
END_TEST

START_TEST(what_a_slow_person_has_not_read_comes_whole)
{
	unsigned person = carried_guest(), slow = carried_guest(), seen = 0;
	char wanted[32];
	unsigned lines = say_much(person);
	carried_upgrade();
	const char *at = NULL;
	for (size_t offset = 0; seen < lines;) {
		carried_turn();
		carried_take(slow);
		at = buffer_text(&carried.got[slow]) + offset;
		for (const char *end; (end = strchr(at, '\n')); at = end + 1, seen++) {
			snprintf(wanted, sizeof wanted, "> line %u ", seen);
			ck_assert_msg(memmem(at, (size_t)(end - at), wanted, strlen(wanted)),
				"got %.60s, not %s", at, wanted);
		}
		offset = (size_t)(at - carried.got[slow].bytes);
	}
}
END_TEST

Suite *unit_suite(void)
{
	const struct unit_loop cases[] = {{frames_go_on_at_any_byte, 110},
		{what_a_slow_browser_has_not_read_comes_whole, 1},
		{what_a_slow_person_has_not_read_comes_whole, 1}, {0}};
	return unit_loops_with("door_handover_sent", carried_set_up, carried_tear_down, cases);
}
