#include "irc_message.h"

#include <string.h>

#include "ascii.h"

/* Puts a NUL behind the first part of `text`. Returns the next part. */
static char *end_part(char *text)
{
	text += strcspn(text, " ");
	if (*text != '\0')
		*text++ = '\0';
	return text + strspn(text, " ");
}

static char *not_empty(char *text)
{
	return *text != '\0' ? text : NULL;
}

static bool begins_command(char first)
{
	return first != '\0' && first != ':' && first != '@';
}

static void parse_params(struct irc_message *message, char *at)
{
	while (*at != '\0') {
		bool last = *at == ':' || message->count == IRC_PARAMS_MAX - 1;
		if (*at == ':')
			at++;
		message->params[message->count++] = at;
		if (last)
			return;
		at = end_part(at);
	}
}

bool irc_parse(struct irc_message *message, char *line)
{
	memset(message, 0, sizeof *message);
	char *at = line + strspn(line, " ");
	if (*at == '@') {
		char *tags = at + 1;
		at = end_part(tags);
		message->tags = not_empty(tags);
	}
	if (*at == ':') {
		char *source = at + 1;
		at = end_part(source);
		message->source = not_empty(source);
	}
	if (!begins_command(*at))
		return false;
	message->command = at;
	parse_params(message, end_part(at));
	return true;
}

bool irc_param_needs_colon(const char *param)
{
	return *param == '\0' || *param == ':' || strchr(param, ' ');
}

/* Whether the text has no character that ends a part. */
static bool is_one_part(const char *text)
{
	return text[strcspn(text, " \r\n")] == '\0';
}

static bool can_be_said(const char *command, const char *const *params, unsigned count)
{
	if (!begins_command(*command) || !is_one_part(command) || count > IRC_PARAMS_MAX)
		return false;
	for (unsigned i = 0; i < count; i++) {
		bool last = i + 1 == count;
		if (params[i][strcspn(params[i], "\r\n")] != '\0')
			return false;
		if (!last && irc_param_needs_colon(params[i]))
			return false;
	}
	return true;
}

/* Bytes of an optional part with its mark ('@' or ':') and the space after it. */
static size_t marked_bytes(const char *part)
{
	return *part != '\0' ? strlen(part) + 2 : 0;
}

static char *put_marked(char *to, char mark, const char *part)
{
	if (*part == '\0')
		return to;
	*to++ = mark;
	to = stpcpy(to, part);
	*to++ = ' ';
	return to;
}

static char *put_params(char *to, const char *const *params, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		*to++ = ' ';
		if (irc_param_needs_colon(params[i]))
			*to++ = ':';
		to = stpcpy(to, params[i]);
	}
	return to;
}

/* irc_format() with "" for missing tags or source. */
static size_t format(char *out, size_t size, const char *tags, const char *source,
	const char *command, const char *const *params, unsigned count)
{
	if (!is_one_part(tags) || !is_one_part(source) || !can_be_said(command, params, count))
		return 0;
	size_t line = marked_bytes(source) + strlen(command);
	for (unsigned i = 0; i < count; i++)
		line += 1U + irc_param_needs_colon(params[i]) + strlen(params[i]);
	size_t length = marked_bytes(tags) + line;
	if (marked_bytes(tags) > IRC_TAGS_BYTES || line > IRC_LINE_BYTES - 2 || length >= size)
		return 0;
	char *to = put_marked(out, '@', tags);
	to = put_marked(to, ':', source);
	to = stpcpy(to, command);
	put_params(to, params, count);
	return length;
}

size_t irc_format(char *out, size_t size, const struct irc_message *message)
{
	const char *params[IRC_PARAMS_MAX];
	for (unsigned i = 0; i < message->count && i < IRC_PARAMS_MAX; i++)
		params[i] = message->params[i];
	return format(out, size, message->tags ? message->tags : "",
		message->source ? message->source : "", message->command, params, message->count);
}

size_t irc_format_command(
	char *out, size_t size, const char *command, const char *const *params, unsigned count)
{
	return format(out, size, "", "", command, params, count);
}

bool irc_tag_next(const char **rest, struct irc_tag *tag)
{
	while (*rest && **rest != '\0') {
		const char *end = *rest + strcspn(*rest, ";");
		const char *equals = memchr(*rest, '=', (size_t)(end - *rest));
		tag->key = *rest;
		tag->key_length = (size_t)((equals ? equals : end) - tag->key);
		tag->value = equals ? equals + 1 : NULL;
		tag->value_length = equals ? (size_t)(end - tag->value) : 0;
		*rest = *end != '\0' ? end + 1 : end;
		if (tag->key_length > 0)
			return true;
	}
	return false;
}

bool irc_tag_find(const char *tags, const char *key, struct irc_tag *tag)
{
	size_t length = strlen(key);
	bool found = false;
	for (struct irc_tag each; irc_tag_next(&tags, &each);) {
		if (each.key_length != length || memcmp(each.key, key, length) != 0)
			continue;
		*tag = each;
		found = true;
	}
	return found;
}

bool irc_tag_copy(char *out, size_t size, const char *tags, const char *key)
{
	struct irc_tag tag;
	*out = '\0';
	return irc_tag_find(tags, key, &tag) && tag.value && tag.value_length < size &&
	       irc_tag_unescape(out, tag.value, tag.value_length) > 0;
}

/* Whether there is at least one character, and all are letters, digits, '-' or one of `more`. */
static bool is_word(const char *text, size_t length, const char *more)
{
	for (size_t i = 0; i < length; i++) {
		char c = text[i];
		if (!ascii_is_alnum(c) && c != '-' && (c == '\0' || !strchr(more, c)))
			return false;
	}
	return length > 0;
}

bool irc_tag_key_valid(const char *key, size_t length)
{
	const char *end = key + length;
	if (length > 0 && *key == '+')
		key++;
	const char *slash = memchr(key, '/', (size_t)(end - key));
	if (slash && !is_word(key, (size_t)(slash - key), "."))
		return false;
	const char *name = slash ? slash + 1 : key;
	return is_word(name, (size_t)(end - name), "");
}

/* The character after the backslash, and the character that the pair stands for. */
static const char escapes[] = ":srn\\";
static const char meanings[] = "; \r\n\\";

size_t irc_tag_unescape(char *out, const char *value, size_t length)
{
	char *to = out;
	for (size_t i = 0; i < length; i++) {
		char c = value[i];
		if (c == '\\') {
			if (++i == length)
				break;
			c = value[i];
			const char *known = memchr(escapes, c, sizeof escapes - 1);
			if (known)
				c = meanings[known - escapes];
		}
		*to++ = c;
	}
	*to = '\0';
	return (size_t)(to - out);
}

size_t irc_tag_escape(char *out, const char *value, size_t length)
{
	char *to = out;
	for (size_t i = 0; i < length; i++) {
		const char *known = memchr(meanings, value[i], sizeof meanings - 1);
		if (known)
			*to++ = '\\';
		*to++ = known ? escapes[known - meanings] : value[i];
	}
	*to = '\0';
	return (size_t)(to - out);
}

void irc_source_split(struct irc_source *parts, const char *source)
{
	parts->nick = source;
	parts->nick_length = strcspn(source, "!@");
	const char *at = source + parts->nick_length;
	if (*at == '!')
		at++;
	parts->user = at;
	parts->user_length = strcspn(at, "@");
	at += parts->user_length;
	if (*at == '@')
		at++;
	parts->host = at;
	parts->host_length = strlen(at);
}
