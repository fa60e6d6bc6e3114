#include "first_bytes.h"

#include <stdbool.h>
#include <string.h>

#include "ascii.h"

#define TLS_MAJOR 3
#define TELNET_IAC 0xFF
#define IRC_LINE_BYTES 512 /* a longer line is judged before it ends */
#define USER_PARAMETERS 4

static const char proxy_2[] = "\r\n\r\n\0\r\nQUIT\n"; /* signature of PROXY 2, 12 bytes */

static const struct word {
	const char *text;
	enum first_bytes what;
	bool any_case;
} words[] = {
	{"CAP ", FIRST_BYTES_IRC, true},
	{"NICK ", FIRST_BYTES_IRC, true},
	{"USER ", FIRST_BYTES_IRC, true},
	{"PASS ", FIRST_BYTES_IRC, true},
	{"WEBIRC ", FIRST_BYTES_WEBIRC, true},
	{"PROXY TCP4 ", FIRST_BYTES_PROXY, false},
	{"PROXY TCP6 ", FIRST_BYTES_PROXY, false},
	{"PROXY UNKNOWN", FIRST_BYTES_PROXY, false},
	{"SSH-1.", FIRST_BYTES_SSH, false},
	{"SSH-2.", FIRST_BYTES_SSH, false},
	{"EHLO ", FIRST_BYTES_SMTP, true},
	{"LHLO ", FIRST_BYTES_SMTP, true},
	{"HELO ", FIRST_BYTES_SMTP, false}, /* in small letters it is a greeting */
	{0},
};

/* The protocol of the word at the beginning: FIRST_BYTES_MORE for a part of a word,
 * FIRST_BYTES_TEXT for none of them. */
static enum first_bytes first_word(const char *bytes, size_t length)
{
	enum first_bytes answer = FIRST_BYTES_TEXT;
	for (const struct word *word = words; word->text; word++) {
		size_t size = strlen(word->text), seen = length < size ? length : size;
		bool same = word->any_case ? ascii_equal_n(bytes, word->text, seen)
					   : memcmp(bytes, word->text, seen) == 0;
		if (same && seen == size)
			return word->what;
		if (same)
			answer = FIRST_BYTES_MORE;
	}
	return answer;
}

/* Whether the bytes are the beginning of an HTTP method and a blank, or begin with both. */
static bool has_method(const char *bytes, size_t length)
{
	static const char *const methods[] = {"GET ", "HEAD ", "POST ", "PUT ", "DELETE ",
		"CONNECT ", "OPTIONS ", "TRACE ", "PATCH ", "PRI ", NULL};
	for (const char *const *method = methods; *method; method++) {
		size_t size = strlen(*method);
		if (memcmp(bytes, *method, length < size ? length : size) == 0)
			return true;
	}
	return false;
}

/* Whether the line's last word is a version of HTTP, or of a protocol with its syntax. */
static bool has_version(const char *line, size_t length)
{
	static const char *const versions[] = {"HTTP/", "RTSP/", "SIP/", NULL};
	size_t start = length;
	while (start > 0 && line[start - 1] != ' ')
		start--;
	for (const char *const *version = versions; *version; version++) {
		size_t size = strlen(*version);
		if (length - start > size && memcmp(line + start, *version, size) == 0)
			return true;
	}
	return false;
}

/* The length of the first line without its ending. `*next` becomes the start of the next line, or
 * NULL. */
static size_t first_line(const char *bytes, size_t length, const char **next)
{
	const char *newline = memchr(bytes, '\n', length);
	size_t line = newline ? (size_t)(newline - bytes) : length;
	*next = newline ? newline + 1 : NULL;
	return line > 0 && bytes[line - 1] == '\r' ? line - 1 : line;
}

enum first_bytes first_bytes_of_new(const char *bytes, size_t length, bool last)
{
	const char *next;
	if (length == 0)
		return last ? FIRST_BYTES_TEXT : FIRST_BYTES_MORE;
	if (bytes[0] == FIRST_BYTES_HANDSHAKE && (length == 1 || bytes[1] == TLS_MAJOR))
		return length > 1 ? FIRST_BYTES_TLS : last ? FIRST_BYTES_TEXT : FIRST_BYTES_MORE;
	size_t signature = sizeof proxy_2 - 1;
	if (memcmp(bytes, proxy_2, length < signature ? length : signature) == 0)
		return length >= signature ? FIRST_BYTES_PROXY
		       : last		   ? FIRST_BYTES_TEXT
					   : FIRST_BYTES_MORE;
	enum first_bytes word = first_word(bytes, length);
	if (word != FIRST_BYTES_MORE && word != FIRST_BYTES_TEXT)
		return word;
	if (!has_method(bytes, length))
		return last ? FIRST_BYTES_TEXT : word;
	size_t line = first_line(bytes, length, &next);
	if (!next && !last)
		return FIRST_BYTES_MORE;
	return has_version(bytes, line) ? FIRST_BYTES_HTTP : FIRST_BYTES_TEXT;
}

bool first_bytes_begin_request(const char *bytes, size_t length)
{
	bool begins = (length >= 5 && memcmp(bytes, "GET /", 5) == 0) ||
		      (length >= 6 && memcmp(bytes, "HEAD /", 6) == 0);
	return begins && !memchr(bytes, '\n', length);
}

/* The words of a line. A parameter that begins with ':' goes to the end of the line. */
struct message {
	const char *command, *second, *fourth; /* parameters; NULL for none */
	size_t command_length, second_length;
	unsigned parameters;
};

static void split(struct message *message, const char *line, size_t length)
{
	const char *end = line + length, *at = line;
	*message = (struct message){.command = line};
	while (at < end && *at != ' ')
		at++;
	message->command_length = (size_t)(at - line);
	for (;;) {
		while (at < end && *at == ' ')
			at++;
		if (at == end)
			return;
		const char *word = at;
		while (at < end && (*at != ' ' || *word == ':'))
			at++;
		if (++message->parameters == 1) {
			message->second = word;
			message->second_length = (size_t)(at - word);
		} else if (message->parameters == USER_PARAMETERS) {
			message->fourth = word;
		}
	}
}

static bool in_capitals(const struct message *message)
{
	for (size_t i = 0; i < message->command_length; i++)
		if (message->command[i] < 'A' || message->command[i] > 'Z')
			return false;
	return true;
}

static bool is_command(const struct message *message, const char *name)
{
	return ascii_is_word(message->command, message->command_length, name);
}

/* Whether the line is one of the four commands as IRC clients write it; `surely`: and as no person
 * does. */
static bool is_registration(const char *line, size_t length, bool surely)
{
	static const char *const parts[] = {"LS", "LIST", "REQ", "END", "ACK", "NAK", NULL};
	struct message message;
	split(&message, line, length);
	if (is_command(&message, "CAP")) {
		const char *const *part = parts;
		while (*part && !(message.second && ascii_is_word(message.second,
							    message.second_length, *part)))
			part++;
		return *part != NULL;
	}
	if (is_command(&message, "USER"))
		return message.parameters >= USER_PARAMETERS &&
		       (in_capitals(&message) || *message.fourth == ':');
	return (is_command(&message, "NICK") || is_command(&message, "PASS")) &&
	       message.parameters == 1 && (!surely || in_capitals(&message));
}

enum first_bytes first_bytes_of_greeted(const char *bytes, size_t length, bool last)
{
	const char *next, *behind;
	enum first_bytes first = first_bytes_of_new(bytes, length, last);
	if (first != FIRST_BYTES_IRC)
		return first;
	size_t line = first_line(bytes, length, &next);
	if (memchr(bytes, TELNET_IAC, line))
		return FIRST_BYTES_TEXT;
	if (!next && !last && length < IRC_LINE_BYTES)
		return FIRST_BYTES_MORE;
	if (is_registration(bytes, line, true))
		return FIRST_BYTES_IRC;
	if (!next || !is_registration(bytes, line, false))
		return FIRST_BYTES_TEXT;
	size_t second = first_line(next, length - (size_t)(next - bytes), &behind);
	return is_registration(next, second, false) ? FIRST_BYTES_IRC : FIRST_BYTES_TEXT;
}
