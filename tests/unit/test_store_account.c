/* The contract with a store (store.h): accounts, what they have read, founders and operators of
 * rooms, and bans from the server. */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stored.h"

static const struct record_account alice = {.id = 7,
	.name = "Ålice",
	.key = "ålice",
	.hash = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHQ$first",
	.scram = "SCRAM-SHA-256$4096:c2FsdA==$Zmlyc3Q=:c2Vjb25k",
	.certificates = "aa11 bb22",
	.made_at = INT64_C(1796008004631),
	.seen_at = INT64_C(1796008004632)};

static void account(struct stored *s, const struct record_account *account)
{
	struct buffer records = {0};
	record_write_account(&records, account);
	stored_write(s, &records);
	buffer_finish(&records);
}

static void small_account(struct stored *s, uint32_t id, const char *name)
{
	account(s, &(struct record_account){.id = id, .name = name, .key = name});
}

static void drop(struct stored *s, uint32_t id)
{
	account(s, &(struct record_account){.id = id, .dropped = true});
}

static void mark(struct stored *s, uint32_t account, uint32_t room, int64_t time)
{
	struct buffer records = {0};
	record_write_marker(&records, &(struct record_marker){account, room, time});
	stored_write(s, &records);
	buffer_finish(&records);
}

/* "7 Ålice;". */
static const char *accounts(struct stored *s, uint32_t after, unsigned limit)
{
	s->out.length = s->text.length = 0;
	ck_assert(s->ops->accounts(s->store, after, limit, &s->out, s->error));
	for (size_t at = 0; at < s->out.length; at += record_length(s->out.bytes + at)) {
		struct record_account one;
		ck_assert_int_eq(record_type(s->out.bytes + at), RECORD_ACCOUNT);
		record_read_account(s->out.bytes + at, &one);
		buffer_format(&s->text, "%u %s;", one.id, one.name);
	}
	return buffer_text(&s->text);
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
	account(s, &alice);
	unit_same(accounts(s, 0, 9), "7 Ålice;");
	record_write_account(&records, &alice);
	ck_assert_uint_eq(s->out.length, records.length);
	ck_assert_mem_eq(s->out.bytes, records.bytes, records.length);
	changed.name = "Alyce";
	changed.key = "alyce";
	changed.hash = "other";
	changed.scram = changed.certificates = "";
	changed.seen_at++;
	account(s, &changed);
	unit_same(accounts(s, 0, 9), "7 Alyce;");
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
	unit_same(accounts(s, 0, 2), "1 a;2 b;");
	unit_same(accounts(s, 2, 2), "3 c;4 d;");
	unit_same(accounts(s, 4, 9), "5 e;4294967295 z;");
	unit_same(accounts(s, UINT32_MAX, 9), "");
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
	account(s, &alice);
	small_account(s, 8, "bob");
	mark(s, 7, 1, 1000);
	mark(s, 8, 1, 2000);
	drop(s, 7);
	unit_same(accounts(s, 0, 9), "8 bob;");
	unit_same(marks(s, 0, 9), "8/1=2000;");
	drop(s, 7);
	drop(s, 9); /* was never there */
	small_account(s, 10, alice.key);
	unit_same(accounts(s, 0, 9), "8 bob;10 ålice;");
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
	drop(&s, 9);
	stored_close(&s);
	stored_open(&s);
	ck_assert_uint_eq(s.info.account_ids, 9);
	unit_same(accounts(&s, 0, 9), "5 a;");
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
	unit_same(accounts(s, 0, 9), "1 a;");
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

static void ban(struct stored *s, const struct record_server_ban *ban)
{
	struct buffer records = {0};
	record_write_server_ban(&records, ban);
	stored_write(s, &records);
	buffer_finish(&records);
}

static const char *bans(struct stored *s)
{
	s->out.length = s->text.length = 0;
	ck_assert(s->ops->server_bans(s->store, &s->out, s->error));
	for (size_t at = 0; at < s->out.length; at += record_length(s->out.bytes + at)) {
		struct record_server_ban one;
		ck_assert_int_eq(record_type(s->out.bytes + at), RECORD_SERVER_BAN);
		record_read_server_ban(s->out.bytes + at, &one);
		buffer_format(&s->text, "%d %s %s '%s' %lld %lld %d;", one.of_account, one.mask,
			one.by, one.why, (long long)one.at, (long long)one.until, one.lifted);
	}
	return buffer_text(&s->text);
}

static void check_bans(struct stored *s)
{
	struct record_server_ban one = {
		.mask = "192.0.2.0/24", .by = "op", .why = "spåm", .at = 2, .until = 9};
	unit_same(bans(s), "");
	ban(s, &one);
	ban(s, &(struct record_server_ban){.of_account = true, .mask = "bob", .by = "op", .at = 1});
	unit_same(bans(s), "1 bob op '' 1 0 0;0 192.0.2.0/24 op 'spåm' 2 9 0;");
	one.why = "more";
	one.until = 0;
	ban(s, &one);
	unit_same(bans(s), "1 bob op '' 1 0 0;0 192.0.2.0/24 op 'more' 2 0 0;");
	ban(s, &(struct record_server_ban){.mask = "bob", .lifted = true}); /* no such address */
	ban(s, &(struct record_server_ban){.of_account = true, .mask = "bob", .lifted = true});
	unit_same(bans(s), "0 192.0.2.0/24 op 'more' 2 0 0;");
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
	account(&s, &alice);
	mark(&s, 7, 1, 1000);
	ban(&s, &(struct record_server_ban){.mask = "::1/128", .by = "op"});
	stored_close(&s);
	stored_open(&s);
	unit_same(accounts(&s, 0, 9), "7 Ålice;");
	unit_same(marks(&s, 0, 9), "7/1=1000;");
	unit_same(bans(&s), "0 ::1/128 op '' 0 0 0;");
	stored_end(&s);
}
END_TEST

/* What passwords leave behind. */

static void hash_of(char hash[64], unsigned account, unsigned change)
{
	snprintf(hash, 64, "$argon2id$secret-%u-%u-secret", account, change);
}

/* Whether a file of the folder has these bytes. */
static bool is_in_files(const struct stored *s, const char *wanted)
{
	char path[TEMPORARY_PATH_SIZE + 300];
	bool found = false;
	DIR *folder = opendir(s->folder);
	for (struct dirent *entry; (entry = readdir(folder)) && !found;) {
		struct buffer bytes = {0};
		char some[65536];
		size_t length;
		snprintf(path, sizeof path, "%s/%s", s->folder, entry->d_name);
		FILE *file = fopen(path, "r");
		while (file && (length = fread(some, 1, sizeof some, file)) > 0)
			buffer_add(&bytes, some, length);
		if (file)
			fclose(file);
		found = bytes.length > 0 &&
			memmem(bytes.bytes, bytes.length, wanted, strlen(wanted));
		buffer_finish(&bytes);
	}
	closedir(folder);
	return found;
}

#define ACCOUNTS 300
#define CHANGES 6

/* Changes passwords and drops accounts, in a random order; some are left as they were last. */
static void change_passwords(struct stored *s, unsigned last[ACCOUNTS])
{
	char name[16], hash[64];
	srand(1);
	memset(last, 0, ACCOUNTS * sizeof *last);
	for (unsigned i = 0; i < ACCOUNTS * CHANGES; i++) {
		unsigned id = 1 + (unsigned)rand() % ACCOUNTS;
		snprintf(name, sizeof name, "a%u", id);
		hash_of(hash, id, ++last[id - 1]);
		if (last[id - 1] > CHANGES)
			drop(s, id);
		else
			account(s, &(struct record_account){
					   .id = id, .name = name, .key = name, .hash = hash});
	}
}

/* "secret" in the files: as often as there are accounts. */
static void check_left(const struct stored *s, const unsigned last[ACCOUNTS])
{
	char hash[64];
	unsigned left = 0;
	for (unsigned id = 1; id <= ACCOUNTS; id++)
		for (unsigned change = 1; change <= last[id - 1]; change++) {
			bool stays = change == last[id - 1] && change <= CHANGES;
			hash_of(hash, id, change);
			ck_assert_msg(is_in_files(s, hash) == stays, "%s", hash);
			left += stays;
		}
	ck_assert_uint_gt(left, ACCOUNTS / 2);
	ck_assert_uint_lt(left, ACCOUNTS);
}

START_TEST(no_file_has_an_old_password)
{
	struct stored s;
	unsigned last[ACCOUNTS];
	stored_start(&s, stored_kinds);
	change_passwords(&s, last);
	stored_expire(&s, 0);
	check_left(&s, last);
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

START_TEST(a_killed_process_leaves_old_passwords_until_the_next_start)
{
	struct stored s;
	unsigned last[ACCOUNTS];
	stored_start(&s, stored_kinds);
	stored_close(&s);
	int ends[2];
	ck_assert_int_eq(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		stored_open(&s);
		change_passwords(&s, last);
		if (write(ends[1], last, sizeof last) == (ssize_t)sizeof last)
			raise(SIGKILL);
		_exit(1);
	}
	ck_assert_int_eq(read(ends[0], last, sizeof last), (ssize_t)sizeof last);
	waitpid(child, NULL, 0);
	stored_open(&s);
	check_left(&s, last);
	unit_same(stored_faults(&s), "");
	stored_end(&s);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

START_TEST(none_keeps_no_accounts)
{
	struct stored s = {.ops = &store_none};
	stored_open(&s);
	account(&s, &alice);
	mark(&s, 7, 1, 1000);
	unit_same(accounts(&s, 0, 9), "");
	unit_same(marks(&s, 0, 9), "");
	unit_same(bans(&s), "");
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
		all_is_there_when_it_is_opened_again, no_file_has_an_old_password,
		a_killed_process_leaves_old_passwords_until_the_next_start, none_keeps_no_accounts,
		NULL};
	return unit_cases("store_account", cases);
}
