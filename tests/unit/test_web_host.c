/* Which hosts a browser may name, and pages of which hosts may open a WebSocket. */
#include <string.h>

#include "unit.h"
#include "web_host.h"

static struct http_text text_of(const char *text)
{
	return (struct http_text){text, strlen(text)};
}

static bool knows(const char *host)
{
	static char one[] = "chat.example.org", other[] = "Other";
	static char *names[] = {one, other};
	struct option_list list = {names, 2};
	return web_host_is_known(text_of(host), &list);
}

static bool lets_in(const char *origin, const char *host)
{
	static char one[] = "https://web.example", other[] = "http://192.0.2.1:8000";
	static char *origins[] = {one, other};
	struct option_list list = {origins, 2};
	return web_host_lets_in(text_of(origin), text_of(host), &list);
}

START_TEST(addresses_and_given_names_are_known)
{
	static const char *const hosts[] = {"127.0.0.1", "127.0.0.1:5555", "192.0.2.7", "[::1]",
		"[::1]:5555", "[2001:db8::1]:80", "localhost", "LocalHost:5555",
		"localhost:", "chat.example.org", "CHAT.example.org:443", "other:1", NULL};
	for (const char *const *host = hosts; *host; host++)
		ck_assert_msg(knows(*host), "%s", *host);
}
END_TEST

START_TEST(other_hosts_are_not)
{
	static const char *const hosts[] = {"", ":", ":80", "evil.example",
		"localhost.evil.example", "127.0.0.1.evil.example", "127.1", "2130706433",
		"0x7f000001", "::1", "[::1", "[127.0.0.1]", "[]", "[::1]x", "chat.example.org.",
		"chat.example.org:x", "chat.example.org:99999", "chat.example.org:123456789",
		"chat.example", "localhosts", "[chat.example.org]", NULL};
	for (const char *const *host = hosts; *host; host++)
		ck_assert_msg(!knows(*host), "%s", *host);
}
END_TEST

START_TEST(pages_of_the_host_itself_are_let_in)
{
	ck_assert(lets_in("http://chat.example.org:5555", "chat.example.org:5555"));
	ck_assert(lets_in("https://chat.example.org:5555", "Chat.Example.Org:5555"));
	ck_assert(lets_in("http://chat.example.org", "chat.example.org"));
	ck_assert(lets_in("http://chat.example.org", "chat.example.org:80"));
	ck_assert(lets_in("https://chat.example.org", "chat.example.org"));
	ck_assert(lets_in("https://chat.example.org", "chat.example.org:443"));
	ck_assert(lets_in("http://[::1]:5555", "[::1]:5555"));
	ck_assert(lets_in("HTTP://127.0.0.1:5555", "127.0.0.1:5555"));
}
END_TEST

START_TEST(pages_of_other_hosts_are_not)
{
	static const char *const origins[] = {"http://evil.example", "null", "", "http://",
		"http://127.0.0.1", "http://127.0.0.1:80", "https://127.0.0.1",
		"http://127.0.0.1:55", "http://localhost:5555", "file://127.0.0.1:5555",
		"127.0.0.1:5555", "http://127.0.0.1:5555.evil.example", "http://x@127.0.0.1:5555",
		"http://127.0.0.1:5555/", "http://[127.0.0.1]:5555x", NULL};
	for (const char *const *origin = origins; *origin; origin++)
		ck_assert_msg(!lets_in(*origin, "127.0.0.1:5555"), "%s", *origin);
	ck_assert(!lets_in("http://chat.example.org", "chat.example.org:443"));
	ck_assert(!lets_in("https://chat.example.org", "chat.example.org:80"));
}
END_TEST

START_TEST(given_origins_are_let_in)
{
	ck_assert(lets_in("https://web.example", "127.0.0.1:5555"));
	ck_assert(lets_in("https://WEB.example:443", "127.0.0.1:5555"));
	ck_assert(lets_in("http://192.0.2.1:8000", "127.0.0.1:5555"));
	ck_assert(!lets_in("http://web.example", "127.0.0.1:5555"));
	ck_assert(!lets_in("http://web.example:443", "127.0.0.1:5555"));
	ck_assert(!lets_in("https://192.0.2.1:8000", "127.0.0.1:5555"));
	ck_assert(!lets_in("https://web.example:8443", "127.0.0.1:5555"));
}
END_TEST

START_TEST(what_is_given_is_checked)
{
	ck_assert_ptr_null(web_host_wrong_name("chat.example.org"));
	ck_assert_ptr_null(web_host_wrong_name("my_box-1"));
	ck_assert_ptr_nonnull(web_host_wrong_name(""));
	ck_assert_ptr_nonnull(web_host_wrong_name("chat.example.org:5555"));
	ck_assert_ptr_nonnull(web_host_wrong_name("https://chat.example.org"));
	ck_assert_ptr_null(web_host_wrong_origin("https://chat.example.org"));
	ck_assert_ptr_null(web_host_wrong_origin("http://[::1]:5555"));
	ck_assert_ptr_nonnull(web_host_wrong_origin("chat.example.org"));
	ck_assert_ptr_nonnull(web_host_wrong_origin("*"));
	ck_assert_ptr_nonnull(web_host_wrong_origin("https://"));
	ck_assert_ptr_nonnull(web_host_wrong_origin("https://chat.example.org/"));
	ck_assert_ptr_nonnull(web_host_wrong_origin("https://chat.example.org:99999"));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {addresses_and_given_names_are_known, other_hosts_are_not,
		pages_of_the_host_itself_are_let_in, pages_of_other_hosts_are_not,
		given_origins_are_let_in, what_is_given_is_checked, NULL};
	return unit_cases("web_host", cases);
}
