/* Values of --bind. */
#include "config_bind.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

static struct config_bind bind_of(const char *text)
{
	struct config_bind bind;
	const char *wrong = config_bind(&bind, text);
	ck_assert_msg(!wrong, "%s: %s", text, wrong ? wrong : "");
	return bind;
}

static void expect_bind(const char *text, const char *host, int port, enum detect_door door)
{
	struct config_bind bind = bind_of(text);
	ck_assert_str_eq(bind.address.host, host);
	ck_assert_int_eq(bind.address.port, port);
	ck_assert_int_eq(bind.door, door);
	ck_assert_int_eq(bind.tls, BIND_ANY);
	ck_assert_str_eq(bind.path, "");
	ck_assert_int_eq(bind.mode, -1);
}

START_TEST(an_address_may_have_a_door)
{
	char longest[400] = "";
	expect_bind("host", "host", -1, DETECT_AUTO);
	expect_bind("host,door=auto", "host", -1, DETECT_AUTO);
	expect_bind("host,door=line", "host", -1, DETECT_LINE);
	expect_bind("chat.example.org:6667,door=irc", "chat.example.org", 6667, DETECT_IRC);
	expect_bind("192.0.2.1:0,door=irc", "192.0.2.1", 0, DETECT_IRC);
	expect_bind("[::1]:7,door=line", "::1", 7, DETECT_LINE);
	expect_bind("[::1],door=line", "::1", -1, DETECT_LINE);
	expect_bind("fe80::1%eth0,door=irc", "fe80::1%eth0", -1, DETECT_IRC);
	expect_bind(":7", "", 7, DETECT_AUTO); /* all addresses */
	expect_bind(":0,door=irc", "", 0, DETECT_IRC);
	expect_bind("::1", "::1", -1, DETECT_AUTO);
	memset(longest, 'x', 255);
	strcpy(longest + 255, ":65535,door=irc");
	char *host = strndup(longest, 255);
	expect_bind(longest, host, 65535, DETECT_IRC);
	free(host);
}
END_TEST

static void expect_words(
	const char *text, const char *path, int mode, enum detect_door door, enum bind_tls tls)
{
	struct config_bind bind = bind_of(text);
	ck_assert_str_eq(bind.path, path);
	ck_assert_int_eq(bind.mode, mode);
	ck_assert_int_eq(bind.door, door);
	ck_assert_int_eq(bind.tls, tls);
}

START_TEST(words_may_follow_in_any_order)
{
	expect_words("host,tls", "", -1, DETECT_AUTO, BIND_TLS);
	expect_words("host:6697,tls,door=irc", "", -1, DETECT_IRC, BIND_TLS);
	expect_words("[::1]:6697,door=irc,tls", "", -1, DETECT_IRC, BIND_TLS);
	expect_words("host,plain", "", -1, DETECT_AUTO, BIND_PLAIN);
	expect_words("host,plain,door=line", "", -1, DETECT_LINE, BIND_PLAIN);
	expect_words("unix:/run/chatd", "/run/chatd", -1, DETECT_AUTO, BIND_ANY);
	expect_words("unix:here", "here", -1, DETECT_AUTO, BIND_ANY);
	expect_words("unix:/a b/[c]:7", "/a b/[c]:7", -1, DETECT_AUTO, BIND_ANY);
	expect_words("unix:s,mode=0660", "s", 0660, DETECT_AUTO, BIND_ANY);
	expect_words("unix:s,mode=0", "s", 0, DETECT_AUTO, BIND_ANY);
	expect_words("unix:s,mode=777", "s", 0777, DETECT_AUTO, BIND_ANY);
	expect_words("unix:s,plain,mode=600,door=line", "s", 0600, DETECT_LINE, BIND_PLAIN);
	expect_words("unix:s,door=irc,tls,mode=0666", "s", 0666, DETECT_IRC, BIND_TLS);
}
END_TEST

START_TEST(a_path_has_a_largest_length)
{
	char text[200] = "unix:";
	memset(text + 5, 'p', 107);
	ck_assert_uint_eq(strlen(bind_of(text).path), 107);
	strcpy(text + 5 + 107, ",tls");
	ck_assert_uint_eq(strlen(bind_of(text).path), 107);
	strcpy(text + 5 + 107, "p,tls");
	struct config_bind bind;
	ck_assert_str_eq(
		config_bind(&bind, text), "the path of a unix socket has at most 107 bytes");
}
END_TEST

static void expect_wrong(const char *text, const char *sentence)
{
	struct config_bind bind;
	const char *wrong = config_bind(&bind, text);
	ck_assert_msg(wrong, "%s was taken", text);
	ck_assert_msg(strcmp(wrong, sentence) == 0, "%s: %s", text, wrong);
}

START_TEST(wrong_words_are_refused)
{
	static const char *const doors[] = {"host,door=", "host,door=IRC", "host,door=gopher",
		"host,door=irc ", "host,door=lin", "host,tls,door=0", NULL};
	static const char *const others[] = {"host,", "host,dor=irc", "host,irc", "host, door=irc",
		"host,,door=irc", "host,door=irc,", "host,TLS", "host,tls=1", "host,tlsx",
		"unix:s,", "unix:s,plain ", "host,a-very-long-word-that-is-no-word-of-this-program",
		NULL};
	static const char *const modes[] = {"unix:s,mode=", "unix:s,mode=0o660", "unix:s,mode=1000",
		"unix:s,mode=-1", "unix:s,mode=8", "unix:s,mode= 660", "unix:s,mode=660x",
		"unix:s,mode=99999999999999999999", "unix:s,mode=rw", NULL};
	for (const char *const *text = doors; *text; text++)
		expect_wrong(*text, "the door must be irc, line, web or auto");
	for (const char *const *text = others; *text; text++)
		expect_wrong(*text, "only ',door=...', ',tls', ',plain' and, with unix:PATH, "
				    "',mode=...' may follow it");
	for (const char *const *text = modes; *text; text++)
		expect_wrong(
			*text, "the mode must be an octal number from 0 to 0777, such as 0660");
}
END_TEST

START_TEST(words_that_exclude_each_other_are_refused)
{
	static const char exclude[] = "'tls' and 'plain' exclude each other";
	static const char twice[] = "'tls' or 'plain' is given twice";
	static const char mode[] = "only a unix socket, unix:PATH, can have a mode";
	expect_wrong("host,tls,plain", exclude);
	expect_wrong("host,plain,door=irc,tls", exclude);
	expect_wrong("host,tls,tls", twice);
	expect_wrong("host,plain,plain", twice);
	expect_wrong("host,door=irc,door=line", "the door is given twice");
	expect_wrong("host,door=irc,door=irc", "the door is given twice");
	expect_wrong("unix:s,mode=0,mode=0", "the mode is given twice");
	expect_wrong("host,mode=0660", mode);
	expect_wrong("[::1]:5,mode=9", mode);
	expect_wrong("unix:", "a unix socket needs a path, unix:PATH");
	expect_wrong("unix:,mode=0660", "a unix socket needs a path, unix:PATH");
}
END_TEST

START_TEST(words_may_stand_alone)
{
	struct config_bind bind;
	ck_assert_ptr_null(config_bind_words(&bind, "door=irc,tls"));
	ck_assert_int_eq(bind.door, DETECT_IRC);
	ck_assert_int_eq(bind.tls, BIND_TLS);
	ck_assert_ptr_null(config_bind_words(&bind, "plain"));
	ck_assert_int_eq(bind.door, DETECT_AUTO);
	ck_assert_int_eq(bind.tls, BIND_PLAIN);
	ck_assert_ptr_nonnull(config_bind_words(&bind, ""));
	ck_assert_ptr_nonnull(config_bind_words(&bind, ",tls"));
	ck_assert_ptr_nonnull(config_bind_words(&bind, "tls,"));
	ck_assert_ptr_nonnull(config_bind_words(&bind, "door=irc,mode=0660"));
}
END_TEST

START_TEST(wrong_addresses_are_refused)
{
	char bytes[600];
	struct config_bind bind;
	ck_assert_ptr_nonnull(config_bind(&bind, ",door=irc"));
	ck_assert_ptr_nonnull(config_bind(&bind, ":,door=irc"));
	ck_assert_ptr_nonnull(config_bind(&bind, ":x"));
	ck_assert_ptr_nonnull(config_bind(&bind, ":65536"));
	ck_assert_ptr_nonnull(config_bind(&bind, ""));
	memset(bytes, 'x', sizeof bytes - 1);
	bytes[sizeof bytes - 1] = '\0';
	ck_assert_ptr_nonnull(config_bind(&bind, bytes));
}
END_TEST

static void expect_metrics(const char *text, const char *host, int port)
{
	struct address address;
	const char *wrong = config_metrics(&address, text);
	ck_assert_msg(!wrong, "%s: %s", text, wrong ? wrong : "");
	ck_assert_str_eq(address.host, host);
	ck_assert_int_eq(address.port, port);
}

START_TEST(figures_are_for_this_machine_unless_an_address_is_given)
{
	struct address address;
	static const char *const wrong[] = {"", "localhost", "127.0.0.1", "::1", "70000", "123456",
		":", ":x", "unix:/x", "9555x"};
	expect_metrics("9555", "127.0.0.1", 9555);
	expect_metrics("0", "127.0.0.1", 0);
	expect_metrics(":9555", "", 9555);
	expect_metrics("192.0.2.1:9555", "192.0.2.1", 9555);
	expect_metrics("[::1]:9555", "::1", 9555);
	expect_metrics("localhost:80", "localhost", 80);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		ck_assert_msg(config_metrics(&address, wrong[i]) != NULL, "%s", wrong[i]);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {an_address_may_have_a_door, words_may_follow_in_any_order,
		a_path_has_a_largest_length, wrong_words_are_refused,
		words_that_exclude_each_other_are_refused, words_may_stand_alone,
		wrong_addresses_are_refused,
		figures_are_for_this_machine_unless_an_address_is_given, NULL};
	return unit_cases("config_bind", cases);
}
