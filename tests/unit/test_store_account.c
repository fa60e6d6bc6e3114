/* The contract with a store (store.h): accounts, what they have read, founders and operators of
 * rooms, and bans from the server. */
#include "stored.h"

static const struct record_account alice = {.id = 7,
	.name = "Ålice",
	.key = "ålice",
	.hash = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$first",
	.scram = "SCRAM-SHA-256$4096:c2FsdA==$Zmlyc3Q=:c2Vjb25k",
	.certificates = "aa11 bb22",
	.tokens = "1 1796008004631 0 cc33 låptop\n",
	.made_at = INT64_C(1796008004631),
	.seen_at = INT64_C(1796008004632)};

static void small_account(struct stored *s, uint32_t id, const char *name)
{
	stored_account(s, &(struct record_account){.id = id, .name = name, .key = name});
}

static void mark(struct stored *s, uint32_t account, uint32_t room, int64_t time)
{
	struct buffer records = {0};
	record_write_marker(&records, &(struct record_marker){account, room, time});
	stored_write(s, &records);
	buffer_finish(&records);
}

/* "7/1=1000;": account, room, time. */
static const char *marks(struct stored *s, uint32_t after, unsigned limit)
{
	s->out.length = s->text.length = 0;
	ck_assert(s->ops->markers(s->store, after, limit, &s->out, s->error));
	for (size_t at = 0; at < s->out.length; at += record_length(s->out.bytes + at)) {
		struct record_marker one;
		ck_assert_int_eq(record_type(s->out.bytes + at), RECORD_MARKER);
		record_read_marker(s->out.bytes + at, &one);
		buffer_format(&s->text, "%u/%u=%lld;", one.account, one.room, (long long)one.time);
	}
	return buffer_text(&s->text);
}

static void check_whole(struct stored *s)
{
	struct buffer records = {0};
	struct record_account changed = alice;
	stored_account(s, &alice);
	unit_same(stored_accounts(s, 0, 9), "7 Ålice;");
	record_write_account(&records, &alice);
	ck_assert_uint_eq(s->out.length, records.length);
	ck_assert_mem_eq(s->out.bytes, records.bytes, records.length);
	changed.name = "Alyce";
	changed.key = "alyce";
	changed.hash = "other";
	changed.scram = changed.certificates = changed.tokens = "";
	changed.seen_at++;
	stored_account(s, &changed);
	unit_same(stored_accounts(s, 0, 9), "7 Alyce;");
	records.length = 0;
	record_write_account(&records, &changed);
	ck_assert_uint_eq(s->out.length, records.length);
	ck_assert_mem_eq(s->out.bytes, records.bytes, records.length);
	buffer_finish(&records);
}

START_TEST(an_account_comes_back_as_it_was_last)
{
	stored_each(check_whole);
}
END_TEST

static void check_some(struct stored *s)
{
	for (uint32_t id = 1; id <= 5; id++)
		small_account(s, id, (const char *[]){"a", "b", "c", "d", "e"}[id - 1]);
	small_account(s, UINT32_MAX, "z");
	unit_same(stored_accounts(s, 0, 2), "1 a;2 b;");
	unit_same(stored_accounts(s, 2, 2), "3 c;4 d;");
	unit_same(stored_accounts(s, 4, 9), "5 e;4294967295 z;");
	unit_same(stored_accounts(s, UINT32_MAX, 9), "");
	unit_same(stored_faults(s), "");
}

START_TEST(accounts_are_read_by_id_some_at_a_time)
{
	stored_each(check_some);
}
END_TEST

static void check_dropped(struct stored *s)
{
	stored_room(s, 1, "#a");
	stored_account(s, &alice);
	small_account(s, 8, "bob");
	mark(s, 7, 1, 1000);
	mark(s, 8, 1, 2000);
	stored_drop(s, 7);
	unit_same(stored_accounts(s, 0, 9), "8 bob;");
	unit_same(marks(s, 0, 9), "8/1=2000;");
	stored_drop(s, 7);
	stored_drop(s, 9); /* was never there */
	small_account(s, 10, alice.key);
	unit_same(stored_accounts(s, 0, 9), "8 bob;10 ålice;");
	unit_same(stored_faults(s), "");
}

START_TEST(what_is_dropped_is_gone_and_its_name_free)
{
	stored_each(check_dropped);
}
END_TEST

START_TEST(no_id_is_given_twice)
{
	struct stored s;
	stored_start(&s, stored_kinds);
	ck_assert_uint_eq(s.info.account_ids, 0);
	small_account(&s, 5, "a");
	small_account(&s, 9, "b");
	stored_close(&s);
	stored_open(&s);
	ck_assert_uint_eq(s.info.account_ids, 9);
	stored_drop(&s, 9);
	stored_close(&s);
	stored_open(&s);
	ck_assert_uint_eq(s.info.account_ids, 9);
	unit_same(stored_accounts(&s, 0, 9), "5 a;");
	stored_end(&s);
}
END_TEST

static void check_name_twice(struct stored *s)
{
	struct buffer records = {0};
	small_account(s, 1, "a");
	record_write_account(&records, &(struct record_account){.id = 2, .name = "b", .key = "b"});
	record_write_account(&records, &(struct record_account){.id = 3, .name = "A", .key = "a"});
	ck_assert_int_eq(s->ops->write(s->store, records.bytes, records.length, true, s->error),
		STORE_DAMAGED);
	ck_assert_ptr_nonnull(strstr(s->error, "an account with this name is there already"));
	unit_same(stored_accounts(s, 0, 9), "1 a;");
	buffer_finish(&records);
}

START_TEST(an_account_of_a_name_that_is_there_is_refused)
{
	stored_each(check_name_twice);
}
END_TEST

static void check_marks(struct stored *s)
{
	stored_room(s, 1, "#a");
	stored_room(s, 2, "#b");
	stored_say(s, 2, 1, "al", "x");
	for (uint32_t id = 1; id <= 3; id++)
		small_account(s, id, (const char *[]){"a", "b", "c"}[id - 1]);
	mark(s, 2, 2, INT64_C(1796008004631));
	mark(s, 1, 1, 1000);
	mark(s, 1, 2, 2000);
	mark(s, 3, 1, 3000);
	mark(s, 1, 1, 4000);
	unit_same(marks(s, 0, 9), "1/1=4000;1/2=2000;2/2=1796008004631;3/1=3000;");
	unit_same(marks(s, 0, 1), "1/1=4000;1/2=2000;"); /* an account's are together */
	unit_same(marks(s, 1, 1), "2/2=1796008004631;");
	unit_same(marks(s, 3, 9), "");
	mark(s, 1, 1, 0);
	unit_same(marks(s, 0, 3), "1/2=2000;2/2=1796008004631;3/1=3000;");
	stored_end_room(s, 2, "#b");
	stored_expire(s, 0);
	unit_same(marks(s, 0, 9), "3/1=3000;");
	unit_same(stored_faults(s), "");
}

START_TEST(what_was_read_is_kept_by_account_and_room)
{
	stored_each(check_marks);
}
END_TEST

static void check_owned(struct stored *s)
{
	struct buffer records = {0};
	uint32_t operators[] = {5, 3, 9};
	struct record_room room = {.id = 1,
		.name = "#a",
		.key = "#a",
		.founder = 5,
		.operator_count = 3,
		.operators = operators};
	for (uint32_t id = 3; id <= 9; id += 2)
		small_account(s, id, (const char *[]){"a", "b", "c", "d"}[id / 2 - 1]);
	record_write_room(&records, &room, NULL);
	stored_write(s, &records);
	ck_assert_ptr_nonnull(strstr(stored_card(s, "#a"), " founder=5 operators=5,3,9, "));
	records.length = 0;
	room.founder = 9;
	room.operator_count = 1;
	record_write_room(&records, &room, NULL);
	stored_write(s, &records);
	ck_assert_ptr_nonnull(strstr(stored_card(s, "#a"), " founder=9 operators=5, "));
	unit_same(stored_faults(s), "");
	buffer_finish(&records);
	stored_room(s, 1, "#a");
	ck_assert_ptr_nonnull(strstr(stored_card(s, "#a"), " founder=0 operators= "));
}

START_TEST(a_room_has_its_founder_and_operators)
{
	stored_each(check_owned);
}
END_TEST

static void check_bans(struct stored *s)
{
	struct record_server_ban one = {
		.mask = "192.0.2.0/24", .by = "op", .why = "spåm", .at = 2, .until = 9};
	unit_same(stored_bans(s), "");
	stored_ban(s, &one);
	stored_ban(s, &(struct record_server_ban){
			      .of_account = true, .mask = "bob", .by = "op", .at = 1});
	unit_same(stored_bans(s), "1 bob op '' 1 0 0;0 192.0.2.0/24 op 'spåm' 2 9 0;");
	one.why = "more";
	one.until = 0;
	stored_ban(s, &one);
	unit_same(stored_bans(s), "1 bob op '' 1 0 0;0 192.0.2.0/24 op 'more' 2 0 0;");
	stored_ban(s,
		&(struct record_server_ban){.mask = "bob", .lifted = true}); /* no such address */
	stored_ban(
		s, &(struct record_server_ban){.of_account = true, .mask = "bob", .lifted = true});
	unit_same(stored_bans(s), "0 192.0.2.0/24 op 'more' 2 0 0;");
}

START_TEST(bans_from_the_server_are_set_changed_and_lifted)
{
	stored_each(check_bans);
}
END_TEST

START_TEST(all_is_there_when_it_is_opened_again)
{
	struct stored s;
	stored_start(&s, stored_kinds);
	stored_room(&s, 1, "#a");
	stored_account(&s, &alice);
	mark(&s, 7, 1, 1000);
	stored_ban(&s, &(struct record_server_ban){.mask = "::1/128", .by = "op"});
	stored_close(&s);
	stored_open(&s);
	unit_same(stored_accounts(&s, 0, 9), "7 Ålice;");
	unit_same(marks(&s, 0, 9), "7/1=1000;");
	unit_same(stored_bans(&s), "0 ::1/128 op '' 0 0 0;");
	stored_end(&s);
}
END_TEST

START_TEST(none_keeps_no_accounts)
{
	struct stored s = {.ops = &store_none};
	stored_open(&s);
	stored_account(&s, &alice);
	mark(&s, 7, 1, 1000);
	unit_same(stored_accounts(&s, 0, 9), "");
	unit_same(marks(&s, 0, 9), "");
	unit_same(stored_bans(&s), "");
	stored_end(&s);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {an_account_comes_back_as_it_was_last,
		accounts_are_read_by_id_some_at_a_time, what_is_dropped_is_gone_and_its_name_free,
		no_id_is_given_twice, an_account_of_a_name_that_is_there_is_refused,
		what_was_read_is_kept_by_account_and_room, a_room_has_its_founder_and_operators,
		bans_from_the_server_are_set_changed_and_lifted,
		all_is_there_when_it_is_opened_again, none_keeps_no_accounts, NULL};
	return unit_cases("store_account", cases);
}
