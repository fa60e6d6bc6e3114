#include "sniff.h"

#include <stdbool.h>
#include <string.h>

#include "ascii.h"

#define TLS_HANDSHAKE 0x16
#define TLS_MAJOR 3

/* Whether the bytes begin with a method and a blank, or with as much of that as there is. */
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

/* The same for a command of IRC, in any case. `whole` is set to whether the blank is there. */
static bool has_command(const char *bytes, size_t length, bool *whole)
{
	static const char *const commands[] = {"CAP ", "NICK ", "USER ", "PASS ", NULL};
	for (const char *const *command = commands; *command; command++) {
		size_t size = strlen(*command);
		*whole = length >= size;
		if (ascii_equal_n(bytes, *command, *whole ? size : length))
			return true;
	}
	return false;
}

/* Whether the line's last word begins with "HTTP/". */
static bool has_version(const char *line, size_t length)
{
	static const char version[] = "HTTP/";
	size_t start = length;
	while (start > 0 && line[start - 1] != ' ')
		start--;
	return length - start > sizeof version - 1 &&
	       memcmp(line + start, version, sizeof version - 1) == 0;
}

enum sniff sniff_first(const char *bytes, size_t length, bool last)
{
	if (length == 0)
		return last ? SNIFF_TEXT : SNIFF_MORE;
	if (bytes[0] == TLS_HANDSHAKE && (length == 1 || bytes[1] == TLS_MAJOR))
		return length > 1 ? SNIFF_TLS : last ? SNIFF_TEXT : SNIFF_MORE;
	bool whole;
	bool command = has_command(bytes, length, &whole);
	if (command && whole)
		return SNIFF_IRC;
	if (!has_method(bytes, length))
		return command && !last ? SNIFF_MORE : SNIFF_TEXT;
	const char *newline = memchr(bytes, '\n', length);
	if (!newline && !last)
		return SNIFF_MORE;
	size_t line = newline ? (size_t)(newline - bytes) : length;
	if (line > 0 && bytes[line - 1] == '\r')
		line--;
	return has_version(bytes, line) ? SNIFF_HTTP : SNIFF_TEXT;
}
