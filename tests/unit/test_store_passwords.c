/* What the files of the SQLite store have of passwords that were changed or dropped, and what
 * damage leaves of accounts. */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db.h"
#include "stored.h"

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
			stored_drop(s, id);
		else
			stored_account(
				s, &(struct record_account){
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

/* Writes over the page of history.db in which the text stands. */
static void break_page_with(const struct stored *s, const char *text)
{
	static char page[4096];
	char path[TEMPORARY_PATH_SIZE + 16];
	snprintf(path, sizeof path, "%s/history.db", s->folder);
	FILE *file = fopen(path, "r+");
	unsigned broken = 0;
	for (long at = 0; fread(page, sizeof page, 1, file) == 1; at += (long)sizeof page) {
		if (!memmem(page, sizeof page, text, strlen(text)))
			continue;
		memset(page, 0xA5, sizeof page);
		fseek(file, at, SEEK_SET);
		ck_assert_uint_eq(fwrite(page, sizeof page, 1, file), 1);
		fseek(file, at + (long)sizeof page, SEEK_SET);
		broken++;
	}
	fclose(file);
	ck_assert_uint_gt(broken, 0);
}

/* The next start looks at all pages. */
static void open_after_crash(struct stored *s)
{
	struct db db = {0};
	char path[TEMPORARY_PATH_SIZE + 16];
	snprintf(path, sizeof path, "%s/history.db", s->folder);
	ck_assert(db_open(&db, path, SQLITE_OPEN_READWRITE));
	ck_assert(db_run(&db, "UPDATE meta SET value = 0 WHERE key = 'clean'", ""));
	db_close(&db);
	stored_open(s);
	ck_assert_ptr_nonnull(strstr(s->info.aside, "/history.db.damaged-20"));
}

static void write_damaged(struct stored *s)
{
	char name[16], hash[64];
	stored_start(s, stored_kinds);
	stored_room(s, 1, "#a");
	stored_say(s, 1, 1, "al", "a line of the room");
	for (unsigned id = 1; id <= 1000; id++) {
		snprintf(name, sizeof name, "a%u", id);
		hash_of(hash, id, 0);
		stored_account(s, &(struct record_account){
					  .id = id, .name = name, .key = name, .hash = hash});
	}
	stored_drop(s, 1000);
	stored_ban(s, &(struct record_server_ban){.mask = "::1/128", .by = "op"});
	stored_close(s);
}

START_TEST(accounts_outlive_damage)
{
	struct stored s;
	write_damaged(&s);
	break_page_with(&s, "a line of the room");
	open_after_crash(&s);
	ck_assert_uint_eq(s.info.salvaged, 999);
	ck_assert_uint_eq(s.info.account_ids, 1000);
	unit_same(stored_lines(&s, 1, 1, 9), "");
	unit_same(stored_accounts(&s, 997, 9), "998 a998;999 a999;");
	unit_same(stored_bans(&s), "0 ::1/128 op '' 0 0 0;");
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

START_TEST(accounts_outlive_the_damage_of_some_of_them)
{
	struct stored s;
	write_damaged(&s);
	break_page_with(&s, "secret-500-0-secret");
	open_after_crash(&s);
	ck_assert_uint_gt(s.info.salvaged, 900);
	ck_assert_uint_lt(s.info.salvaged, 999);
	ck_assert_uint_eq(s.info.account_ids, 1000);
	unit_same(stored_accounts(&s, 0, 1), "1 a1;");
	unit_same(stored_accounts(&s, 998, 9), "999 a999;");
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {no_file_has_an_old_password,
		a_killed_process_leaves_old_passwords_until_the_next_start, accounts_outlive_damage,
		accounts_outlive_the_damage_of_some_of_them, NULL};
	return unit_cases("store_passwords", cases);
}
