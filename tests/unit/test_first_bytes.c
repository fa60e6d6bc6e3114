/* What speaks on a new connection, by its first bytes. */
#include <stdlib.h>
#include <string.h>

#include "first_bytes.h"
#include "unit.h"

/* Asks with exactly these bytes, so that a sanitizer sees what reads over them. */
static enum first_bytes first_bytes(const char *bytes, size_t length)
{
	char *exact = calloc(1, length + !length);
	memcpy(exact, bytes, length);
	enum first_bytes answer = first_bytes_of_new(exact, length, false);
	free(exact);
	return answer;
}

/* More for each beginning up to `length` bytes, and then `wanted`. */
static void expect(const char *bytes, size_t length, enum first_bytes wanted)
{
	for (size_t i = 0; i < length; i++)
		ck_assert_msg(first_bytes(bytes, i) == FIRST_BYTES_MORE, "'%.*s' gives %d", (int)i,
			bytes, (int)first_bytes(bytes, i));
	ck_assert_msg(first_bytes(bytes, length) == wanted, "'%s' gives %d", bytes,
		(int)first_bytes(bytes, length));
}

static const char *const requests[] = {"GET / HTTP/1.1\r\n", "GET / HTTP/1.0\n",
	"HEAD / HTTP/1.1\r\n", "POST /x?y=z HTTP/1.1\r\n", "PUT /x HTTP/1.1\r\n",
	"DELETE /x HTTP/1.1\r\n", "CONNECT host:443 HTTP/1.1\r\n", "OPTIONS * HTTP/1.1\r\n",
	"TRACE / HTTP/1.1\r\n", "PATCH /x HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n", NULL};

START_TEST(a_request_line_is_http_at_its_newline)
{
	for (const char *const *request = requests; *request; request++)
		ck_assert_msg(first_bytes(*request, strlen(*request)) == FIRST_BYTES_HTTP, "%s",
			*request);
	ck_assert_int_eq(first_bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 27), FIRST_BYTES_HTTP);
}
END_TEST

START_TEST(no_beginning_of_a_request_line_is_text)
{
	for (const char *const *request = requests; *request; request++)
		expect(*request, strlen(*request), FIRST_BYTES_HTTP);
}
END_TEST

START_TEST(a_client_hello_is_tls)
{
	ck_assert_int_eq(first_bytes("\x16\x03", 2), FIRST_BYTES_TLS);
	ck_assert_int_eq(first_bytes("\x16\x03\x01\x02\x00\x01", 6), FIRST_BYTES_TLS);
	ck_assert_int_eq(first_bytes("\x16", 1), FIRST_BYTES_MORE);
	ck_assert_int_eq(first_bytes("\x16\x04", 2), FIRST_BYTES_TEXT);
	ck_assert_int_eq(first_bytes("\x16\n", 2), FIRST_BYTES_TEXT);
}
END_TEST

START_TEST(a_command_of_irc_is_irc_at_its_space)
{
	static const char *const commands[] = {"CAP ", "NICK ", "USER ", "PASS ", "cap ", "nick ",
		"user ", "pass ", "Cap ", "niCK ", "uSER ", "PasS ", NULL};
	for (const char *const *command = commands; *command; command++)
		expect(*command, strlen(*command), FIRST_BYTES_IRC);
	ck_assert_int_eq(first_bytes("CAP LS 302\r\nNICK ann\r\n", 22), FIRST_BYTES_IRC);
	ck_assert_int_eq(first_bytes("PASS x HTTP/1.1\r\n", 17), FIRST_BYTES_IRC);
}
END_TEST

START_TEST(what_only_begins_like_irc_is_text)
{
	static const char *const lines[] = {"NICKY hello", "nick\n", "NICK\r\n", "cap\t", "CAPS",
		"USERS", "pass: 12", "PASSE", "u\n", "Ni ", "@a=b NICK x", ":a NICK x", " NICK x",
		"PING x", "JOIN #a", "\nNICK x", "N\u00CFCK ", NULL};
	for (const char *const *line = lines; *line; line++)
		ck_assert_msg(first_bytes(*line, strlen(*line)) == FIRST_BYTES_TEXT, "%s", *line);
	ck_assert_int_eq(first_bytes("NI\0CK ", 6), FIRST_BYTES_TEXT);
	ck_assert_int_eq(first_bytes("NICK\0", 5), FIRST_BYTES_TEXT);
}
END_TEST

START_TEST(a_proxy_s_signature_may_come_in_pieces)
{
	expect("\r\n\r\n\0\r\nQUIT\n", 12, FIRST_BYTES_PROXY);
	expect("PROXY TCP4 ", 11, FIRST_BYTES_PROXY);
	ck_assert_int_eq(first_bytes("\r\n\r\n\0\r\nQUIT\n\x21\x11", 14), FIRST_BYTES_PROXY);
	ck_assert_int_eq(first_bytes("\r\nhello", 7), FIRST_BYTES_TEXT);
	ck_assert_int_eq(first_bytes_of_new("\r\n", 2, true), FIRST_BYTES_TEXT);
	ck_assert_int_eq(first_bytes_of_greeted("\r\n\r\n", 4, false), FIRST_BYTES_MORE);
	ck_assert_int_eq(first_bytes_of_greeted("\r\n\r\n", 4, true), FIRST_BYTES_TEXT);
}
END_TEST

static enum first_bytes greeted(const char *text)
{
	char *exact = strdup(text);
	enum first_bytes answer = first_bytes_of_greeted(exact, strlen(text), false);
	free(exact);
	return answer;
}

START_TEST(behind_a_greeting_irc_is_a_whole_line)
{
	static const char *const lines[] = {"NICK ann\r\n", "PASS hunter2\n", "PASS :a b c\n",
		"CAP LS 302\r\n", "CAP REQ :a b\n", "cap ls\n", "USER ann 0 * :Ann\r\n",
		"USER a b c d\n", "user ann 0 * :Ann\n", "nick ann\r\nuser ann 0 * :Ann\r\n",
		"pass x\nnick ann\n", NULL};
	for (const char *const *line = lines; *line; line++) {
		size_t length = strcspn(*line, "\n");
		for (size_t i = 0; i < length; i++)
			ck_assert_int_eq(first_bytes_of_greeted(*line, i, false), FIRST_BYTES_MORE);
		ck_assert_msg(greeted(*line) == FIRST_BYTES_IRC, "%s", *line);
	}
}
END_TEST

START_TEST(behind_a_greeting_people_write_the_same_words)
{
	static const char *const lines[] = {"nick ann\n", "nick ann\nhello\n", "pass hunter2\n",
		"NICK of time\n", "PASS me the salt\n", "USER guide\n", "user a b c d\n",
		"CAP on head\n", "NICK\n", "CAP\n", "nick \xFF\xF4 x\n", "hello", "/nick x", NULL};
	for (const char *const *line = lines; *line; line++)
		ck_assert_msg(greeted(*line) == FIRST_BYTES_TEXT, "%s", *line);
	ck_assert_int_eq(first_bytes_of_greeted("NICK ann", 8, true), FIRST_BYTES_IRC);
	ck_assert_int_eq(first_bytes_of_greeted("nick ann", 8, true), FIRST_BYTES_TEXT);
	ck_assert_int_eq(first_bytes_of_greeted("", 0, true), FIRST_BYTES_TEXT);
}
END_TEST

START_TEST(others_are_known_at_once_or_at_their_newline)
{
	expect("SSH-2.", 6, FIRST_BYTES_SSH);
	expect("SSH-1.", 6, FIRST_BYTES_SSH);
	expect("EHLO ", 5, FIRST_BYTES_SMTP);
	expect("lhlo ", 5, FIRST_BYTES_SMTP);
	expect("HELO ", 5, FIRST_BYTES_SMTP);
	expect("WEBIRC ", 7, FIRST_BYTES_WEBIRC);
	expect("webirc ", 7, FIRST_BYTES_WEBIRC);
	expect("PROXY TCP6 ", 11, FIRST_BYTES_PROXY);
	expect("PROXY UNKNOWN", 13, FIRST_BYTES_PROXY);
	expect("OPTIONS * RTSP/1.0\r\n", 20, FIRST_BYTES_HTTP);
	expect("OPTIONS sip:a SIP/2.0\n", 22, FIRST_BYTES_HTTP);
	ck_assert_int_eq(first_bytes("\r\n\r\n\0\r\nQUIT\n\x21", 13), FIRST_BYTES_PROXY);
	ck_assert_int_eq(first_bytes("\r\n\r\n\0\r\nQUIX", 11), FIRST_BYTES_TEXT);
	static const char *const people[] = {"SSH is fine\n", "SSHx", "helo there\n",
		"PROXY for it\n", "WEB\n", "EH?", "ssh-2.0 is old\n", NULL};
	for (const char *const *line = people; *line; line++)
		ck_assert_msg(first_bytes(*line, strlen(*line)) == FIRST_BYTES_TEXT, "%s", *line);
}
END_TEST

START_TEST(the_last_bytes_always_tell)
{
	static const char *const beginnings[] = {
		"", "N", "NICK", "ca", "pas", "GET", "POST /x", "P", "\x16", NULL};
	for (const char *const *bytes = beginnings; *bytes; bytes++) {
		ck_assert_int_eq(first_bytes(*bytes, strlen(*bytes)), FIRST_BYTES_MORE);
		ck_assert_int_eq(
			first_bytes_of_new(*bytes, strlen(*bytes), true), FIRST_BYTES_TEXT);
	}
	ck_assert_int_eq(first_bytes_of_new("GET / HTTP/1.0", 14, true), FIRST_BYTES_HTTP);
	ck_assert_int_eq(first_bytes_of_new("NICK ", 5, true), FIRST_BYTES_IRC);
}
END_TEST

START_TEST(people_are_text)
{
	static const char *const lines[] = {"hello\n", "\n", " ", "/help\n", "get / HTTP/1.1\n",
		"GET\n", "GET out\n", "GET the HTTP/ thing\n", "GETTING HTTP/1.1\n", "HTTP/1.1\n",
		"Post HTTP/1.1\n", "GET / HTTP/\n", "\xFF\xFF", "GET HTTP/1.1 now\n", NULL};
	for (const char *const *line = lines; *line; line++)
		ck_assert_msg(first_bytes(*line, strlen(*line)) == FIRST_BYTES_TEXT, "%s", *line);
}
END_TEST

START_TEST(only_the_first_line_counts)
{
	ck_assert_int_eq(first_bytes("hello\nGET / HTTP/1.1\n", 21), FIRST_BYTES_TEXT);
	ck_assert_int_eq(first_bytes("GET out\nGET / HTTP/1.1\n", 23), FIRST_BYTES_TEXT);
}
END_TEST

START_TEST(nothing_tells_nothing)
{
	ck_assert_int_eq(first_bytes("", 0), FIRST_BYTES_MORE);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_request_line_is_http_at_its_newline,
		no_beginning_of_a_request_line_is_text, a_client_hello_is_tls, people_are_text,
		a_command_of_irc_is_irc_at_its_space, what_only_begins_like_irc_is_text,
		a_proxy_s_signature_may_come_in_pieces, behind_a_greeting_irc_is_a_whole_line,
		behind_a_greeting_people_write_the_same_words,
		others_are_known_at_once_or_at_their_newline, the_last_bytes_always_tell,
		only_the_first_line_counts, nothing_tells_nothing, NULL};
	return unit_cases("sniff", cases);
}
