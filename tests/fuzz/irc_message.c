/* Messages of IRC: whatever was parsed can be said again, unless it has CR, LF or too many bytes,
 * and is then the same; tags and a source have no byte that the text had not. */
#include "irc_message.h"

#include <stdbool.h>
#include <string.h>

#include "fuzz.h"

#define OUT_SIZE (IRC_TAGS_BYTES + IRC_LINE_BYTES - 1)

static bool same(const char *one, const char *other)
{
	return one == other || (one && other && strcmp(one, other) == 0);
}

static void check_same(const struct irc_message *one, const struct irc_message *other)
{
	FUZZ_CHECK(same(one->tags, other->tags));
	FUZZ_CHECK(same(one->source, other->source));
	FUZZ_CHECK(same(one->command, other->command));
	FUZZ_CHECK(one->count == other->count);
	for (unsigned i = 0; i < IRC_PARAMS_MAX; i++)
		FUZZ_CHECK(same(one->params[i], other->params[i]));
}

/* The parts are in their order, and none reaches the next. */
static void check_order(const struct irc_message *message, const char *line, size_t length)
{
	const char *const end = line + length, *at = line;
	const char *parts[3 + IRC_PARAMS_MAX] = {message->tags, message->source, message->command};
	memcpy(parts + 3, message->params, sizeof message->params);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (!parts[i])
			continue;
		FUZZ_CHECK(parts[i] >= at && parts[i] <= end);
		at = parts[i] + strlen(parts[i]);
		FUZZ_CHECK(at <= end);
	}
	FUZZ_CHECK(message->command && *message->command != '\0');
	FUZZ_CHECK(message->count <= IRC_PARAMS_MAX);
	for (unsigned i = 0; i < IRC_PARAMS_MAX; i++)
		FUZZ_CHECK((i < message->count) == (message->params[i] != NULL));
}

static void check_tag(const char *tags, const struct irc_tag *tag)
{
	size_t length = tag->value_length;
	FUZZ_CHECK(tag->key_length > 0);
	FUZZ_CHECK(!memchr(tag->key, ';', tag->key_length));
	FUZZ_CHECK(!memchr(tag->key, '=', tag->key_length));
	char *plain = malloc(length + 1);
	size_t plain_length = irc_tag_unescape(plain, tag->value, length);
	FUZZ_CHECK(plain_length <= length && plain[plain_length] == '\0');
	char *raw = malloc(IRC_TAG_ESCAPED_SIZE(plain_length));
	size_t raw_length = irc_tag_escape(raw, plain, plain_length);
	FUZZ_CHECK(raw_length < IRC_TAG_ESCAPED_SIZE(plain_length) && strlen(raw) == raw_length);
	FUZZ_CHECK(!strpbrk(raw, "; \r\n"));
	FUZZ_CHECK(irc_tag_unescape(raw, raw, raw_length) == plain_length);
	FUZZ_CHECK(memcmp(raw, plain, plain_length) == 0);
	free(raw);
	free(plain);
	char *key = strndup(tag->key, tag->key_length);
	struct irc_tag found;
	FUZZ_CHECK(irc_tag_find(tags, key, &found)); /* this one, or one behind it */
	FUZZ_CHECK(found.key >= tag->key && found.key_length == tag->key_length);
	FUZZ_CHECK(!irc_tag_key_valid(key, tag->key_length) || !strpbrk(key, " \t\r\n;=\\"));
	free(key);
}

static void check_tags(const char *tags)
{
	size_t bytes = 0;
	struct irc_tag tag;
	for (const char *rest = tags; irc_tag_next(&rest, &tag);) {
		FUZZ_CHECK(rest > tag.key);
		check_tag(tags, &tag);
		bytes += tag.key_length + (tag.value != NULL) + tag.value_length;
	}
	FUZZ_CHECK(!tags || bytes <= strlen(tags));
}

static void check_source(const char *source)
{
	struct irc_source parts;
	irc_source_split(&parts, source);
	const char *end = source + strlen(source);
	size_t marks =
		(size_t)(end - source) - parts.nick_length - parts.user_length - parts.host_length;
	FUZZ_CHECK(marks <= 2);
	FUZZ_CHECK(parts.nick == source && parts.host + parts.host_length == end);
	FUZZ_CHECK(parts.user >= parts.nick + parts.nick_length);
	FUZZ_CHECK(parts.host >= parts.user + parts.user_length);
	FUZZ_CHECK(!memchr(parts.nick, '!', parts.nick_length));
	FUZZ_CHECK(!memchr(parts.user, '@', parts.user_length));
}

/* The bytes that a message takes without its tags. */
static size_t line_bytes(const struct irc_message *message)
{
	size_t bytes = strlen(message->command) + 2;
	if (message->source)
		bytes += strlen(message->source) + 2;
	for (unsigned i = 0; i < message->count; i++)
		bytes +=
			strlen(message->params[i]) + 1U + irc_param_needs_colon(message->params[i]);
	return bytes;
}

static void check_again(const struct irc_message *message, bool sayable)
{
	char *out = malloc(OUT_SIZE);
	size_t length = irc_format(out, OUT_SIZE, message);
	bool fits = line_bytes(message) <= IRC_LINE_BYTES &&
		    (!message->tags || strlen(message->tags) + 2 <= IRC_TAGS_BYTES);
	FUZZ_CHECK((length > 0) == (sayable && fits));
	if (length > 0) {
		FUZZ_CHECK(strlen(out) == length && !strpbrk(out, "\r\n"));
		char *exact = malloc(length + 1);
		FUZZ_CHECK(irc_format(exact, length, message) == 0);
		FUZZ_CHECK(irc_format(exact, length + 1, message) == length);
		struct irc_message again;
		FUZZ_CHECK(irc_parse(&again, exact));
		check_same(message, &again);
		free(exact);
	}
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = strndup((const char *)data, size);
	size_t length = strlen(line);
	bool sayable = !strpbrk(line, "\r\n");
	check_tags(line); /* also of what no parser let through */
	check_source(line);
	irc_tag_key_valid((const char *)data, size);
	struct irc_message message;
	if (irc_parse(&message, line)) {
		check_order(&message, line, length);
		check_tags(message.tags);
		check_again(&message, sayable);
	}
	free(line);
	return 0;
}
