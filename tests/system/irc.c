#include "irc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "websocket.h"

#define TEXT_BYTES 510	/* RFC 1459, 2.3, without CR LF */
#define TAGS_BYTES 8191 /* IRCv3 message-tags, with '@' and the blank */

bool irc_over_websocket(void)
{
	const char *over = getenv("IRC_OVER");
	return over && strcmp(over, "websocket") == 0;
}

void irc_server_start(struct server *server, const char *const *arguments)
{
	server_start_at(
		server, irc_over_websocket() ? "127.0.0.1" : "127.0.0.1,door=irc", arguments);
}

static void check_irc(const char *line, size_t length)
{
	size_t tags = 0;
	must(length > 0 && line[length - 1] == '\r', "no CR LF behind: %s", line);
	must(strlen(line) == length, "a NUL in: %s", line);
	must(strcspn(line, "\r") == length - 1, "a CR in: %s", line);
	if (*line == '@')
		tags = strcspn(line, " ") + 1;
	must(tags <= TAGS_BYTES, "%zu bytes of tags in: %s", tags, line);
	must(length - 1 - tags <= TEXT_BYTES, "%zu bytes in: %s", length - 1 - tags, line + tags);
	must(line[tags] == ':' || strncmp(line + tags, "PING ", 5) == 0 ||
			strncmp(line + tags, "ERROR ", 6) == 0,
		"what line is this: %s", line);
}

void irc_connect(struct irc *irc, const struct server *server)
{
	irc_connect_from(irc, server, NULL);
}

void irc_connect_from(struct irc *irc, const struct server *server, const char *source)
{
	*irc = (struct irc){.nick = "*"};
	client_connect_from(&irc->client, server, source, "127.0.0.1", 0);
	irc->client.check = check_irc;
	if (irc_over_websocket())
		websocket_start(&irc->client, false);
}

void irc_join(struct irc *irc, const struct server *server, const char *nick, const char *caps)
{
	irc_connect(irc, server);
	irc_register(irc, nick, caps);
}

void irc_register(struct irc *irc, const char *nick, const char *caps)
{
	if (caps)
		irc_say(irc, "CAP REQ :%s", caps);
	irc_say(irc, "NICK %s", nick);
	irc_say(irc, "USER %s 0 * :%s", nick, nick);
	if (caps) {
		irc_await(irc, ":" IRC_SERVER " CAP * ACK :%s", caps);
		irc_say(irc, "CAP END");
	}
	snprintf(irc->nick, sizeof irc->nick, "%s", nick);
	irc_await_numeric(irc, 1);
	irc_sync(irc);
}

void irc_enter(struct irc *irc, const char *room)
{
	irc_say(irc, "JOIN %s", room);
	irc_await_numeric(irc, 366);
}

void irc_close(struct irc *irc)
{
	client_close(&irc->client);
}

void irc_send(struct irc *irc, const char *bytes, size_t length)
{
	client_send(&irc->client, bytes, length);
}

void irc_say(struct irc *irc, const char *format, ...)
{
	char *line;
	va_list list;
	va_start(list, format);
	line = text_format(format, list);
	va_end(list);
	client_say(&irc->client, "%s\r", line);
	free(line);
}

const char *irc_line(struct irc *irc)
{
	char *line = (char *)(uintptr_t)client_line(&irc->client);
	if (line)
		line[strcspn(line, "\r")] = '\0';
	return line;
}

bool irc_like(const char *line, const char *pattern)
{
	const char *star = NULL, *from = NULL;
	while (*line) {
		if (*pattern == '*') {
			star = ++pattern;
			from = line;
		} else if (*pattern == *line) {
			pattern++;
			line++;
		} else if (star) {
			pattern = star;
			line = ++from;
		} else {
			return false;
		}
	}
	pattern += strspn(pattern, "*");
	return !*pattern;
}

static const char *expect(struct irc *irc, const char *pattern)
{
	const char *line = irc_line(irc);
	must(line && irc_like(line, pattern), "expected: %s; came: %s", pattern,
		line ? line : "the end");
	return line;
}

const char *irc_expect(struct irc *irc, const char *format, ...)
{
	char *pattern;
	va_list list;
	va_start(list, format);
	pattern = text_format(format, list);
	va_end(list);
	const char *line = expect(irc, pattern);
	free(pattern);
	return line;
}

/* Writes ":server NNN nick " and returns its length. */
static size_t numeric_start(const struct irc *irc, int number, char out[160])
{
	return (size_t)snprintf(out, 160, ":" IRC_SERVER " %03d %s ", number, irc->nick);
}

/* The rest of a numeric, behind its nick. */
static const char *behind(const char *line, size_t start)
{
	return irc_untagged(line) + start;
}

const char *irc_expect_numeric(struct irc *irc, int number, const char *format, ...)
{
	char *rest, start[160];
	va_list list;
	va_start(list, format);
	rest = text_format(format, list);
	va_end(list);
	size_t used = numeric_start(irc, number, start);
	const char *line = irc_line(irc);
	must(line && strncmp(irc_untagged(line), start, used) == 0 &&
			irc_like(behind(line, used), rest),
		"expected: %s%s; came: %s", start, rest, line ? line : "the end");
	free(rest);
	return behind(line, used);
}

void irc_ask(struct irc *irc, const char *question, const char *answer)
{
	irc_say(irc, "%s", question);
	expect(irc, answer);
}

void irc_ask_numeric(struct irc *irc, const char *question, int number, const char *answer)
{
	irc_say(irc, "%s", question);
	irc_expect_numeric(irc, number, "%s", answer);
}

const char *irc_await(struct irc *irc, const char *format, ...)
{
	char *pattern;
	const char *line;
	va_list list;
	va_start(list, format);
	pattern = text_format(format, list);
	va_end(list);
	do {
		line = irc_line(irc);
		must(line != NULL, "the end came before: %s", pattern);
	} while (!irc_like(line, pattern));
	free(pattern);
	return line;
}

const char *irc_await_numeric(struct irc *irc, int number)
{
	char start[160];
	const char *line;
	size_t used = numeric_start(irc, number, start);
	do {
		line = irc_line(irc);
		must(line != NULL, "the end came before %s", start);
	} while (strncmp(irc_untagged(line), start, used) != 0);
	return behind(line, used);
}

void irc_expect_error(struct irc *irc)
{
	irc_expect(irc, "ERROR :*");
	client_expect_end(&irc->client);
}

/* Sends a PING with a unique token. */
static void ask_fence(struct irc *irc, char answer[96])
{
	static unsigned number;
	number++;
	irc_say(irc, "PING barrier-%u", number);
	snprintf(answer, 96, ":" IRC_SERVER " PONG " IRC_SERVER " :barrier-%u", number);
}

void irc_sync(struct irc *irc)
{
	char answer[96];
	const char *line;
	ask_fence(irc, answer);
	do {
		line = irc_line(irc);
		must(line != NULL, "the end came before: %s", answer);
	} while (strcmp(irc_untagged(line), answer) != 0);
}

void irc_expect_nothing(struct irc *irc)
{
	char answer[96];
	ask_fence(irc, answer);
	const char *line = irc_line(irc);
	must(line && strcmp(irc_untagged(line), answer) == 0, "expected nothing; came: %s",
		line ? line : "the end");
}

const char *irc_untagged(const char *line)
{
	if (*line != '@')
		return line;
	line += strcspn(line, " ");
	return line + strspn(line, " ");
}

bool irc_tag(const char *line, const char *key, char *out, size_t size)
{
	size_t length = strlen(key);
	if (*line != '@')
		return false;
	for (line++; *line && *line != ' '; line += *line == ';') {
		size_t whole = strcspn(line, "; "), front = strcspn(line, "=; ");
		if (front == length && strncmp(line, key, length) == 0) {
			const char *value = line + front + (front < whole);
			snprintf(out, size, "%.*s", (int)(line + whole - value), value);
			return true;
		}
		line += whole;
	}
	return false;
}

void irc_scene_start(struct irc_scene *scene, const char *caps, bool both)
{
	irc_server_start(&scene->server, ARGUMENTS("--rate", "0"));
	irc_join(&scene->alice, &scene->server, "alice", caps);
	irc_join(&scene->bob, &scene->server, "bob", caps);
	irc_enter(&scene->alice, "#room");
	if (!both)
		return;
	irc_enter(&scene->bob, "#room");
	irc_sync(&scene->alice);
}

void irc_stop(struct server *server, struct irc *one, struct irc *other)
{
	irc_expect_nothing(one);
	irc_expect_nothing(other);
	irc_close(one);
	irc_close(other);
	server_stop(server);
}

void irc_scene_end(struct irc_scene *scene)
{
	irc_stop(&scene->server, &scene->alice, &scene->bob);
}
