/* The doors' conn_ops as protocol detection hands them out, and what callers are told who are not
 * let in. */
#include <string.h>

#include "detect.h"
#include "irc.h"
#include "line.h"
#include "unit.h"
#include "web_page.h"

START_TEST(each_door_is_watched_first)
{
	static const struct conn_ops *const own[] = {[DETECT_LINE] = &line_conn_ops,
		[DETECT_IRC] = &irc_conn_ops,
		[DETECT_WEB] = &web_conn_ops};
	for (int i = DETECT_LINE; i < DETECT_DOORS; i++) {
		const struct conn_ops *ops = detect_ops((enum detect_door)i, BIND_PLAIN);
		ck_assert(ops->data != own[i]->data);
		ck_assert(ops->drained == own[i]->drained && ops->closed == own[i]->closed);
		ck_assert(ops->farewell == own[i]->farewell);
	}
}
END_TEST

/* conn.c calls these without a check. */
START_TEST(no_door_leaves_out_what_is_called)
{
	for (int i = DETECT_AUTO; i < DETECT_DOORS; i++)
		for (int tls = 0; tls < BIND_KINDS; tls++) {
			const struct conn_ops *ops =
				detect_ops((enum detect_door)i, (enum bind_tls)tls);
			ck_assert(ops->open && ops->data && ops->drained);
			ck_assert(ops->farewell && ops->closed);
			bool at_once = tls == BIND_PLAIN && (i == DETECT_LINE || i == DETECT_IRC);
			ck_assert(!ops->silent == at_once);
		}
}
END_TEST

/* Which listener a conn came to is told by its ops. */
START_TEST(each_kind_of_listener_has_its_own)
{
	const struct conn_ops *seen[DETECT_DOORS * BIND_KINDS];
	size_t count = 0;
	for (int i = DETECT_AUTO; i < DETECT_DOORS; i++)
		for (int tls = 0; tls < BIND_KINDS; tls++) {
			seen[count] = detect_ops((enum detect_door)i, (enum bind_tls)tls);
			for (size_t j = 0; j < count; j++)
				ck_assert_ptr_ne(seen[j], seen[count]);
			count++;
		}
}
END_TEST

static void expect(enum detect_door door, const char *bytes, bool irc)
{
	static const char *const about[] = {
		" full; ", " your address; ", "our address connects too ", " let your address in"};
	for (int why = 0; why < DETECT_REFUSALS; why++) {
		size_t length;
		const char *words = detect_refusal(
			door, BIND_ANY, (enum detect_refusal)why, bytes, strlen(bytes), &length);
		const char *end = words + length;
		ck_assert_uint_eq(length, strlen(words));
		ck_assert_int_eq(strncmp(words, irc ? "ERROR :" : "!! ", irc ? 7 : 3), 0);
		ck_assert_int_eq(strcmp(end - 2, "\r\n") == 0, irc);
		ck_assert_ptr_nonnull(strstr(words, about[why]));
		ck_assert_ptr_eq(strchr(words, '\n'), end - 1);
	}
}

START_TEST(refusals_are_in_the_language_of_the_door)
{
	expect(DETECT_LINE, "", false);
	expect(DETECT_LINE, "NICK x", false);
	expect(DETECT_IRC, "", true);
	expect(DETECT_IRC, "hello", true);
	expect(DETECT_AUTO, "", false);
	expect(DETECT_AUTO, "hello", false);
	expect(DETECT_AUTO, "NICK", false);
	expect(DETECT_AUTO, "NICK x", true);
	expect(DETECT_AUTO, "cap LS", true);
}
END_TEST

static void expect_page(enum detect_door door, const char *bytes)
{
	static const char *const starts[] = {"HTTP/1.1 503 Service Unavailable\r\n",
		"HTTP/1.1 429 Too Many Requests\r\n", "HTTP/1.1 429 Too Many Requests\r\n",
		"HTTP/1.1 403 Forbidden\r\n"};
	for (int why = 0; why < DETECT_REFUSALS; why++) {
		size_t length;
		const char *words = detect_refusal(
			door, BIND_PLAIN, (enum detect_refusal)why, bytes, strlen(bytes), &length);
		ck_assert_int_eq(strncmp(words, starts[why], strlen(starts[why])), 0);
		ck_assert(memmem(words, length, "\r\n\r\n", 4) && words[length - 1] == '\n');
	}
}

START_TEST(browsers_are_refused_in_http)
{
	expect_page(DETECT_AUTO, "GET / HTTP/1.1\r\n");
	expect_page(DETECT_WEB, "");
	expect_page(DETECT_WEB, "hello\n");
}
END_TEST

/* The description of the alert; 0 for words. */
static int alert_of(enum bind_tls tls, const char *bytes, enum detect_refusal why)
{
	size_t length;
	const char *words = detect_refusal(DETECT_AUTO, tls, why, bytes, strlen(bytes), &length);
	return length == 7 && words[0] == 0x15 ? words[6] : 0; /* RFC 8446, 5.1 */
}

static bool is_alert(enum bind_tls tls, const char *bytes)
{
	return alert_of(tls, bytes, DETECT_FULL) != 0;
}

START_TEST(refusals_of_tls_are_alerts)
{
	ck_assert(is_alert(BIND_ANY, "\x16\x03\x01") && !is_alert(BIND_PLAIN, "\x16\x03\x01"));
	ck_assert(is_alert(BIND_TLS, "") && !is_alert(BIND_ANY, ""));
	ck_assert(!is_alert(BIND_TLS, "hello\n"));
	ck_assert_int_eq(alert_of(BIND_ANY, "\x16\x03\x01", DETECT_DENIED), 49); /* access_denied */
}
END_TEST

START_TEST(doors_have_names)
{
	ck_assert_str_eq(detect_names[DETECT_AUTO], "auto");
	ck_assert_str_eq(detect_names[DETECT_LINE], "line");
	ck_assert_str_eq(detect_names[DETECT_IRC], "irc");
	ck_assert_str_eq(detect_names[DETECT_WEB], "web");
	ck_assert_ptr_null(detect_names[DETECT_DOORS]);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_door_is_watched_first, no_door_leaves_out_what_is_called,
		each_kind_of_listener_has_its_own, refusals_of_tls_are_alerts,
		refusals_are_in_the_language_of_the_door, browsers_are_refused_in_http,
		doors_have_names, NULL};
	return unit_cases("detect", cases);
}
