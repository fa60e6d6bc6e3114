/* Messages of IRC: taken apart, put together, and their tags. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "irc_message.h"
#include "unit.h"

#define SHOWN_SIZE 4096

/* As "{tags} <source> command (param) (param)". */
static void show(char out[SHOWN_SIZE], const struct irc_message *message)
{
	char *to = out;
	if (message->tags)
		to += sprintf(to, "{%s} ", message->tags);
	if (message->source)
		to += sprintf(to, "<%s> ", message->source);
	to += sprintf(to, "%s", message->command);
	for (unsigned i = 0; i < message->count; i++)
		to += sprintf(to, " (%s)", message->params[i]);
	for (unsigned i = message->count; i < IRC_PARAMS_MAX; i++)
		ck_assert_ptr_null(message->params[i]);
}

static void expect_parsed(const char *text, const char *wanted)
{
	struct irc_message message;
	char shown[SHOWN_SIZE];
	char *line = strdup(text); /* exact, so that a sanitizer sees one byte too many */
	ck_assert_msg(irc_parse(&message, line), "no command in '%s'", text);
	show(shown, &message);
	unit_same(shown, wanted);
	free(line);
}

static void expect_no_command(const char *text)
{
	struct irc_message message;
	char *line = strdup(text);
	ck_assert_msg(!irc_parse(&message, line), "a command in '%s'", text);
	free(line);
}

/* Parses and formats again. */
static void expect_again(const char *text, const char *wanted)
{
	struct irc_message message;
	char out[IRC_TAGS_BYTES + IRC_LINE_BYTES];
	char *line = strdup(text);
	ck_assert(irc_parse(&message, line));
	ck_assert_uint_eq(irc_format(out, sizeof out, &message), strlen(wanted));
	unit_same(out, wanted);
	free(line);
}

START_TEST(command_and_params)
{
	expect_parsed("PING", "PING");
	expect_parsed("ping tower", "ping (tower)");
	expect_parsed("001 ada hello there", "001 (ada) (hello) (there)");
	expect_parsed("KICK #sea bob :", "KICK (#sea) (bob) ()");
	expect_parsed("KICK #sea bob :too loud", "KICK (#sea) (bob) (too loud)");
	expect_parsed("KICK #sea bob ::-( ", "KICK (#sea) (bob) (:-( )");
	expect_parsed("KICK #sea bob :  ", "KICK (#sea) (bob) (  )");
	expect_parsed("MODE #sea +oo ada :bob", "MODE (#sea) (+oo) (ada) (bob)");
	expect_parsed("JOIN :#sea", "JOIN (#sea)");
	expect_parsed("PRIVMSG a:b c:d:", "PRIVMSG (a:b) (c:d:)"); /* ':' counts in front alone */
	expect_parsed("TOPIC #sea :a :b", "TOPIC (#sea) (a :b)");
	expect_parsed("x@y z", "x@y (z)");
}
END_TEST

START_TEST(source)
{
	expect_parsed(":ada NICK eve", "<ada> NICK (eve)");
	expect_parsed(":ada!~a@sea.example NICK :eve", "<ada!~a@sea.example> NICK (eve)");
	expect_parsed(":ada QUIT", "<ada> QUIT");
	expect_parsed(":ada QUIT ", "<ada> QUIT");
	expect_parsed("::ada QUIT", "<:ada> QUIT");
	expect_parsed(":@ada QUIT", "<@ada> QUIT");
	expect_parsed(": QUIT", "QUIT");
}
END_TEST

START_TEST(blanks_are_spaces_and_many_are_one)
{
	expect_parsed("   PING    a   b  ", "PING (a) (b)");
	expect_parsed("  @x   :ada   PING   :  a  ", "{x} <ada> PING (  a  )");
	expect_parsed(":irc.example 433   bob :taken", "<irc.example> 433 (bob) (taken)");
	expect_parsed(":a\tda PI\tNG \tx y\t", "<a\tda> PI\tNG (\tx) (y\t)");
	expect_parsed(":a!b@c\0035d\002\017 PRIVMSG b :\002hi", /* other controls are text */
		"<a!b@c\0035d\002\017> PRIVMSG (b) (\002hi)");
	expect_parsed("PING \xC3\xA9\xFF\xA0", "PING (\xC3\xA9\xFF\xA0)");
}
END_TEST

START_TEST(tags_stay_raw)
{
	expect_parsed("@a=1;b;+c.example/d=e\\s :ada TAGMSG bob",
		"{a=1;b;+c.example/d=e\\s} <ada> TAGMSG (bob)");
	expect_parsed("@a PING", "{a} PING");
	expect_parsed("@ PING", "PING");
	expect_parsed("@ : PING", "PING");
	expect_parsed("@:a PING", "{:a} PING");
	expect_parsed("@@a PING", "{@a} PING");
	expect_parsed("@;;= PING", "{;;=} PING");
}
END_TEST

START_TEST(no_command)
{
	static const char *const lines[] = {"", " ", ":", ":ada", ":ada ", ": :", ":ada :PING", "@",
		"@a", "@a ", "@a :ada", "@a :ada  ", "@a @b PING", ":ada @b PING", ":a :b PING"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		expect_no_command(lines[i]);
}
END_TEST

#define FOURTEEN "1 2 3 4 5 6 7 8 9 10 11 12 13 14"
#define FOURTEEN_SHOWN "(1) (2) (3) (4) (5) (6) (7) (8) (9) (10) (11) (12) (13) (14)"

START_TEST(fifteenth_takes_the_rest)
{
	expect_parsed("C " FOURTEEN, "C " FOURTEEN_SHOWN);
	expect_parsed("C " FOURTEEN "  ", "C " FOURTEEN_SHOWN);
	expect_parsed("C " FOURTEEN " 15", "C " FOURTEEN_SHOWN " (15)");
	expect_parsed("C " FOURTEEN " 15  16 :17 ", "C " FOURTEEN_SHOWN " (15  16 :17 )");
	expect_parsed("C " FOURTEEN " :15 16", "C " FOURTEEN_SHOWN " (15 16)");
	expect_parsed("C " FOURTEEN " :", "C " FOURTEEN_SHOWN " ()");
}
END_TEST

START_TEST(format_is_the_shortest)
{
	expect_again("PING", "PING");
	expect_again("  PING   a  :b  ", "PING a :b  ");
	expect_again(":ada JOIN :#sea", ":ada JOIN #sea");
	expect_again(":ada AWAY :", ":ada AWAY :");
	expect_again("x y ::z", "x y ::z");
	expect_again("x y :  ", "x y :  ");
	expect_again("x a\tb :c\td", "x a\tb c\td");
	expect_again("x :a :b", "x :a :b");
	expect_again("@a=;b;c=\\s   :ada   x y", "@a=;b;c=\\s :ada x y");
	expect_again("@ : x", "x");
	expect_again("C " FOURTEEN " 15 16", "C " FOURTEEN " :15 16");
}
END_TEST

START_TEST(format_refuses_what_cannot_be_said)
{
	char out[64] = "as it was";
#define REFUSED(...)                                                          \
	do {                                                                  \
		struct irc_message message_ = {__VA_ARGS__};                  \
		ck_assert_uint_eq(irc_format(out, sizeof out, &message_), 0); \
		unit_same(out, "as it was");                                  \
	} while (0)
	char good[] = "x", blank[] = "a b", cr[] = "a\rb", lf[] = "a\n", colon[] = ":a",
	     none[] = "";
	char at[] = "@a";
	REFUSED(.command = none);
	REFUSED(.command = blank);
	REFUSED(.command = colon);
	REFUSED(.command = at);
	REFUSED(.command = cr);
	REFUSED(.command = lf);
	REFUSED(.command = good, .tags = blank);
	REFUSED(.command = good, .tags = cr);
	REFUSED(.command = good, .tags = lf);
	REFUSED(.command = good, .source = blank);
	REFUSED(.command = good, .source = cr);
	REFUSED(.command = good, .source = lf);
	REFUSED(.command = good, .count = 1, .params = {cr});
	REFUSED(.command = good, .count = 1, .params = {lf});
	REFUSED(.command = good, .count = 2, .params = {lf, good});
	REFUSED(.command = good, .count = 2, .params = {none, good});
	REFUSED(.command = good, .count = 2, .params = {blank, good});
	REFUSED(.command = good, .count = 2, .params = {colon, good});
	REFUSED(.command = good, .count = 16,
		.params = {good, good, good, good, good, good, good, good, good, good, good, good,
			good, good, good});
	struct irc_message message = {
		.command = good, .source = none, .tags = none, .count = 2, .params = {at, colon}};
	ck_assert_uint_eq(irc_format(out, sizeof out, &message), 8);
	unit_same(out, "x @a ::a");
}
END_TEST

START_TEST(format_keeps_its_limits)
{
	static char text[IRC_TAGS_BYTES + 1], out[IRC_TAGS_BYTES + IRC_LINE_BYTES];
	char command[] = "C";
	struct irc_message message = {.command = command, .count = 1, .params = {text}};
	memset(text, 'x', IRC_LINE_BYTES - 2 - 2);
	ck_assert_uint_eq(irc_format(out, sizeof out, &message), IRC_LINE_BYTES - 2);
	ck_assert_uint_eq(irc_format(out, IRC_LINE_BYTES - 1, &message), IRC_LINE_BYTES - 2);
	ck_assert_uint_eq(irc_format(out, IRC_LINE_BYTES - 2, &message), 0);
	ck_assert_uint_eq(irc_format(out, 0, &message), 0);
	text[IRC_LINE_BYTES - 4] = 'x';
	ck_assert_uint_eq(irc_format(out, sizeof out, &message), 0);
	memset(text, 'x', IRC_TAGS_BYTES - 2);
	message.tags = text;
	message.count = 0;
	ck_assert_uint_eq(irc_format(out, sizeof out, &message), IRC_TAGS_BYTES + 1);
	text[IRC_TAGS_BYTES - 2] = 'x';
	ck_assert_uint_eq(irc_format(out, sizeof out, &message), 0);
}
END_TEST

START_TEST(format_of_constants)
{
	char out[32];
	ck_assert_uint_eq(irc_format_command(out, sizeof out, "QUIT", NULL, 0), 4);
	unit_same(out, "QUIT");
	const char *const params[] = {"#sea", "hello all"};
	ck_assert_uint_eq(irc_format_command(out, sizeof out, "PRIVMSG", params, 2), 23);
	unit_same(out, "PRIVMSG #sea :hello all");
	ck_assert_uint_eq(irc_format_command(out, 23, "PRIVMSG", params, 2), 0);
}
END_TEST

START_TEST(needs_colon)
{
	ck_assert(irc_param_needs_colon(""));
	ck_assert(irc_param_needs_colon(":"));
	ck_assert(irc_param_needs_colon(":a"));
	ck_assert(irc_param_needs_colon("a b"));
	ck_assert(irc_param_needs_colon("a "));
	ck_assert(!irc_param_needs_colon("a:"));
	ck_assert(!irc_param_needs_colon("a\tb"));
}
END_TEST

/* As "key=value|key|", where '=' is shown only with a value. */
static void expect_tags(const char *tags, const char *wanted)
{
	char shown[256] = "";
	char *to = shown;
	struct irc_tag tag;
	for (const char *rest = tags; irc_tag_next(&rest, &tag);) {
		to += sprintf(to, "%.*s", (int)tag.key_length, tag.key);
		if (tag.value)
			to += sprintf(to, "=%.*s", (int)tag.value_length, tag.value);
		else
			ck_assert_uint_eq(tag.value_length, 0);
		to += sprintf(to, "|");
	}
	unit_same(shown, wanted);
}

START_TEST(tags_one_by_one)
{
	expect_tags("a", "a|");
	expect_tags("a=", "a=|");
	expect_tags("a=b=c=", "a=b=c=|");
	expect_tags("time=12:00;+ex.org/k=\\:\\s;k2", "time=12:00|+ex.org/k=\\:\\s|k2|");
	expect_tags("a=1;a=2;a", "a=1|a=2|a|");
	expect_tags(";;a;;b=;", "a|b=|");
	expect_tags("=x;a;=", "a|");
	expect_tags("", "");
	expect_tags(";", "");
	expect_tags(NULL, "");
}
END_TEST

START_TEST(tag_by_its_key)
{
	const char *tags = "a=1;b=2;ex.org/b=3;+b=4;a=5;c=6;c";
	struct irc_tag tag;
	ck_assert(irc_tag_find(tags, "a", &tag)); /* the last one wins */
	ck_assert(tag.value_length == 1 && *tag.value == '5');
	ck_assert(irc_tag_find(tags, "b", &tag));
	ck_assert(tag.value_length == 1 && *tag.value == '2');
	ck_assert(irc_tag_find(tags, "ex.org/b", &tag));
	ck_assert(tag.value_length == 1 && *tag.value == '3');
	ck_assert(irc_tag_find(tags, "+b", &tag));
	ck_assert(tag.value_length == 1 && *tag.value == '4');
	ck_assert(irc_tag_find(tags, "c", &tag));
	ck_assert_ptr_null(tag.value);
	ck_assert(!irc_tag_find(tags, "A", &tag));
	ck_assert(!irc_tag_find(tags, "a=", &tag));
	ck_assert(!irc_tag_find(tags, "", &tag));
	ck_assert(!irc_tag_find("ab", "a", &tag));
	ck_assert(!irc_tag_find("a", "ab", &tag));
	ck_assert(!irc_tag_find(NULL, "a", &tag));
}
END_TEST

START_TEST(tag_that_is_copied)
{
	char out[5];
	ck_assert(irc_tag_copy(out, sizeof out, "a=1;a=\\sbc", "a"));
	ck_assert_str_eq(out, " bc");
	ck_assert(!irc_tag_copy(out, sizeof out, "a=12345", "a"));
	ck_assert_str_eq(out, "");
	ck_assert(!irc_tag_copy(out, sizeof out, "a=1;a=", "a"));
	ck_assert(!irc_tag_copy(out, sizeof out, "a=1;a", "a"));
	ck_assert(!irc_tag_copy(out, sizeof out, "a=\\", "a"));
	ck_assert(!irc_tag_copy(out, sizeof out, "a=1", "b"));
	ck_assert(!irc_tag_copy(out, sizeof out, NULL, "a"));
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(valid_keys)
{
	static const char *const good[] = {"a", "Z9", "-", "+a", "draft/x-1", "+ex-1.Org/k", "9"};
	static const char *const bad[] = {"", "+", "/", "a/", "/a", "+/a", "++a", "a+", "a/b/c",
		"a.b", "a_b", "a b", "ex_1.org/k", "ex.org/k.l", "a=", "\xC3\xA9", "a\xC3\xA9/b"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		ck_assert_msg(irc_tag_key_valid(good[i], strlen(good[i])), "'%s'", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!irc_tag_key_valid(bad[i], strlen(bad[i])), "'%s'", bad[i]);
	ck_assert(!irc_tag_key_valid("a\0b", 3));
	ck_assert(irc_tag_key_valid("ab;", 2));
}
END_TEST

static void expect_unescaped(const char *raw, const char *wanted)
{
	size_t length = strlen(raw);
	char *out = malloc(length + 1); /* exact */
	ck_assert_uint_eq(irc_tag_unescape(out, raw, length), strlen(wanted));
	unit_same(out, wanted);
	memcpy(out, raw, length);
	ck_assert_uint_eq(irc_tag_unescape(out, out, length), strlen(wanted)); /* in place */
	unit_same(out, wanted);
	free(out);
}

START_TEST(unescape)
{
	expect_unescaped("", "");
	expect_unescaped("plain", "plain");
	expect_unescaped("\\:\\s\\\\\\r\\n", "; \\\r\n");
	expect_unescaped("a\\\\nb", "a\\nb"); /* one at a time */
	expect_unescaped("\\\\\\\\s\\\\:", "\\\\s\\:");
	expect_unescaped("a\\bc\\0", "abc0");
	expect_unescaped("a\\", "a");
	expect_unescaped("a\\\\\\", "a\\");
	expect_unescaped("\\", "");
	expect_unescaped("\\\xC3\xA9", "\xC3\xA9");
	char out[1] = "x";
	ck_assert_uint_eq(irc_tag_unescape(out, NULL, 0), 0); /* a tag without '=' */
	ck_assert_int_eq(*out, '\0');
}
END_TEST

static void expect_escaped(const char *value, const char *wanted)
{
	size_t length = strlen(value);
	char *out = malloc(IRC_TAG_ESCAPED_SIZE(length)); /* exact */
	ck_assert_uint_eq(irc_tag_escape(out, value, length), strlen(wanted));
	unit_same(out, wanted);
	free(out);
}

START_TEST(escape)
{
	expect_escaped("", "");
	expect_escaped("a=b:c", "a=b:c");
	expect_escaped("; \\\r\n", "\\:\\s\\\\\\r\\n");
	expect_escaped("b\\and\nk srn", "b\\\\and\\nk\\ssrn");
	expect_escaped("\xC3\xA9\t", "\xC3\xA9\t");
}
END_TEST

static void expect_source(const char *text, const char *wanted)
{
	char shown[128];
	struct irc_source parts;
	irc_source_split(&parts, text);
	snprintf(shown, sizeof shown, "%.*s|%.*s|%.*s", (int)parts.nick_length, parts.nick,
		(int)parts.user_length, parts.user, (int)parts.host_length, parts.host);
	unit_same(shown, wanted);
}

START_TEST(parts_of_a_source)
{
	expect_source("ada!~a@sea.example", "ada|~a|sea.example");
	expect_source("ada!a", "ada|a|");
	expect_source("ada@2001:db8::1", "ada||2001:db8::1");
	expect_source("irc.example", "irc.example||");
	expect_source("ada!a@\002h\00305", "ada|a|\002h\00305");
	expect_source("ada@b!c", "ada||b!c");
	expect_source("ada!a!b@c@d", "ada|a!b|c@d");
	expect_source("!@", "||");
	expect_source("", "||");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {command_and_params, source,
		blanks_are_spaces_and_many_are_one, tags_stay_raw, no_command,
		fifteenth_takes_the_rest, format_is_the_shortest,
		format_refuses_what_cannot_be_said, format_keeps_its_limits, format_of_constants,
		needs_colon, tags_one_by_one, tag_by_its_key, tag_that_is_copied, valid_keys,
		unescape, escape, parts_of_a_source, NULL};
	return unit_cases("irc_message", cases);
}
