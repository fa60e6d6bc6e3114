/* Users of this machine, and the names that they have in the chat. */
#include "local_user.h"

#include <string.h>

#include "unit.h"

static struct local_user user;

static void expect(const char *login, const char *shown, const char *name)
{
	local_user_init(&user, 1234, login);
	ck_assert_uint_eq(user.uid, 1234);
	ck_assert_str_eq(user.user, shown);
	ck_assert_str_eq(user.name, name);
	ck_assert(name_possible(user.name));
}

START_TEST(a_login_name_is_a_name_where_it_can_be)
{
	expect("alice", "alice", "alice");
	expect("Alice_2", "Alice_2", "Alice_2");
	expect("zoë", "zoë", "zoë");
	expect("маша", "маша", "маша");
	expect("日本", "日本", "日本");
	expect("a-[b]", "a-[b]", "a-[b]");
	ck_assert_str_eq(user.host, "unix:a-[b]");
	ck_assert_str_eq(user.word, "a-[b]");
}
END_TEST

START_TEST(what_a_name_cannot_have_is_replaced)
{
	expect("john.doe", "john.doe", "john-doe");
	expect("CORP\\alice", "CORP\\alice", "CORP\\alice");
	expect("alice@example.org", "alice@example.org", "alice-example-org");
	ck_assert_str_eq(user.host, "unix:alice-example.org");
	ck_assert_str_eq(user.word, "alice-example.or");
	expect("computer$", "computer$", "computer-");
	expect("John Doe", "John Doe", "John-Doe");
	ck_assert_str_eq(user.host, "unix:John-Doe");
	expect("a,b!c*d?e", "a,b!c*d?e", "a-b-c-d-e");
	ck_assert_str_eq(user.host, "unix:a-b-c-d-e");
	expect("a\nb\x1b\xff", "a\uFFFDb\uFFFD\uFFFD", "a-b--");
}
END_TEST

START_TEST(a_name_that_nobody_can_have_gets_a_line_in_front)
{
	expect("1234", "1234", "_1234");
	expect("-x", "-x", "_-x");
	expect("nobody", "nobody", "_nobody");
	expect("Server", "Server", "_Server");
	expect("guest-7", "guest-7", "_guest-7");
	expect("\u0301", "\u0301", "_\u0301");
	expect(".", ".", "_-");
}
END_TEST

START_TEST(who_has_no_name_has_a_number)
{
	expect(NULL, "uid-1234", "uid-1234");
	expect("", "uid-1234", "uid-1234");
	ck_assert_str_eq(user.host, "unix:uid-1234");
	expect("p\u0430ypal", "p\u0430ypal", "uid-1234"); /* of two scripts */
	local_user_init(&user, (uid_t)-1, NULL);
	ck_assert_str_eq(user.name, "uid-4294967295");
}
END_TEST

START_TEST(long_names_are_cut_so_that_a_number_fits)
{
	char long_name[300], shown[LOCAL_USER_BYTES + 1] = "";
	memset(long_name, 'n', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	memset(shown, 'n', LOCAL_USER_BYTES);
	expect(long_name, shown, "nnnnnnnnnnnnnnnnnnnnnnnnnnn");
	ck_assert_uint_eq(strlen(user.name), NAME_CHARS - 5);
	for (size_t i = 0; i + 3 < sizeof long_name; i += 3)
		memcpy(long_name + i, "日", 3);
	local_user_init(&user, 1, long_name);
	ck_assert_uint_eq(strlen(user.user), 48);
	ck_assert_uint_le(strlen(user.name), NAME_BYTES - 4);
	ck_assert(name_possible(user.name));
	strcat(user.name, "-999");
	ck_assert(name_possible(user.name));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_login_name_is_a_name_where_it_can_be,
		what_a_name_cannot_have_is_replaced,
		a_name_that_nobody_can_have_gets_a_line_in_front, who_has_no_name_has_a_number,
		long_names_are_cut_so_that_a_number_fits, NULL};
	return unit_cases("local_user", cases);
}
