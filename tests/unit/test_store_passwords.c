/* What the files of the SQLite store have of passwords that were changed or dropped and of lines
 * that were erased, and what damage leaves of accounts. */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db.h"
#include "stored.h"

/* One that could be checked, and no other account or change has. */
static void hash_of(char hash[128], unsigned account, unsigned change)
{
	snprintf(hash, 128,
		"$argon2id$v=19$m=8192,t=4,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
		"secret%08uA%08uAAAAAAAAAAAAAAAAAAAY",
		account, change);
}

/* What the keys and certificates of an account have with this change of them, and no others. */
static void marks_of(char scram[64], char certificate[64], unsigned account, unsigned change)
{
	snprintf(scram, 64, "key+%u+%u+key", account, change);
	snprintf(certificate, 64, "a%018ub%019uc", account, change);
}

/* An account with a hash, keys and certificates, of which each has its own number. */
static void keep(struct stored *s, unsigned id, unsigned hashes, unsigned keys, unsigned certified)
{
	char name[16], hash[128], key[64], certificate[64], scram[256];
	struct buffer certificates = {0};
	snprintf(name, sizeof name, "a%u", id);
	hash_of(hash, id, hashes);
	marks_of(key, certificate, id, keys);
	snprintf(scram, sizeof scram, "SCRAM-SHA-256$4096:%s$%s:%s", key, key, key);
	marks_of(key, certificate, id, certified);
	for (unsigned i = 0; i < certified * 2; i++)
		buffer_format(&certificates, "%s%s%024u", i > 0 ? " " : "", certificate, i);
	stored_account(s, &(struct record_account){.id = id,
				  .name = name,
				  .key = name,
				  .hash = hash,
				  .scram = scram,
				  .certificates = buffer_text(&certificates)});
	buffer_finish(&certificates);
}

/* All bytes of the folder's files. */
static void read_files(const struct stored *s, struct buffer *all)
{
	char path[TEMPORARY_PATH_SIZE + 300], some[65536];
	DIR *folder = opendir(s->folder);
	for (struct dirent *entry; (entry = readdir(folder));) {
		size_t length;
		snprintf(path, sizeof path, "%s/%s", s->folder, entry->d_name);
		FILE *file = fopen(path, "r");
		while (file && (length = fread(some, 1, sizeof some, file)) > 0)
			buffer_add(all, some, length);
		if (file)
			fclose(file);
	}
	closedir(folder);
}

static void expect_in(const struct buffer *all, const char *wanted, bool there)
{
	ck_assert_msg((memmem(all->bytes, all->length, wanted, strlen(wanted)) != NULL) == there,
		"%s", wanted);
}

#define ACCOUNTS 300
#define CHANGES 6

/* Changes passwords and drops accounts, in a random order; some are left as they were last. */
static void change_passwords(struct stored *s, unsigned last[ACCOUNTS])
{
	srand(1);
	memset(last, 0, ACCOUNTS * sizeof *last);
	for (unsigned i = 0; i < ACCOUNTS * CHANGES; i++) {
		unsigned id = 1 + (unsigned)rand() % ACCOUNTS;
		if (++last[id - 1] > CHANGES)
			stored_drop(s, id);
		else
			keep(s, id, last[id - 1], last[id - 1], last[id - 1]);
	}
}

/* What was kept last of the accounts that are there, and nothing else. */
static void check_left(const struct stored *s, const unsigned last[ACCOUNTS])
{
	char hash[128], scram[64], certificate[64];
	struct buffer all = {0};
	unsigned left = 0;
	read_files(s, &all);
	for (unsigned id = 1; id <= ACCOUNTS; id++)
		for (unsigned change = 1; change <= last[id - 1]; change++) {
			bool stays = change == last[id - 1] && change <= CHANGES;
			hash_of(hash, id, change);
			marks_of(scram, certificate, id, change);
			expect_in(&all, hash, stays);
			expect_in(&all, scram, stays);
			expect_in(&all, certificate, stays);
			left += stays;
		}
	ck_assert_uint_gt(left, ACCOUNTS / 2);
	ck_assert_uint_lt(left, ACCOUNTS);
	buffer_finish(&all);
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

#define ROOMS 30
#define LINES 60 /* of each */

/* Rooms in turns, so that lines move from page to page as others are put between them. */
START_TEST(no_file_has_an_erased_line)
{
	struct stored s;
	struct buffer all = {0};
	char text[700], name[16];
	srand(1);
	stored_start(&s, stored_kinds);
	for (unsigned room = 1; room <= ROOMS; room++) {
		snprintf(name, sizeof name, "#r%u", room);
		stored_room(&s, room, name);
	}
	for (unsigned line = 1; line <= LINES; line++)
		for (unsigned room = 1; room <= ROOMS; room++) {
			int length = snprintf(text, sizeof text, "mark %03u %03u mark", room, line);
			memset(text + length, 'x', sizeof text - (size_t)length);
			text[length + rand() % 600] = '\0';
			stored_say(&s, room, line, "al", text);
		}
	stored_expire(&s, 0);
	for (unsigned room = 1; room <= ROOMS; room++)
		for (unsigned line = 1; line <= LINES; line++)
			if ((room + line) % 3 > 0)
				stored_erase(&s, room, line);
	stored_expire(&s, 0);
	read_files(&s, &all);
	for (unsigned room = 1; room <= ROOMS; room++)
		for (unsigned line = 1; line <= LINES; line++) {
			snprintf(text, sizeof text, "mark %03u %03u mark", room, line);
			expect_in(&all, text, (room + line) % 3 == 0);
		}
	unit_same(stored_faults(&s), "");
	buffer_finish(&all);
	stored_end(&s);
}
END_TEST

static void keep_tokens(struct stored *s, const char *tokens)
{
	stored_account(
		s, &(struct record_account){.id = 1, .name = "a", .key = "a", .tokens = tokens});
	stored_expire(s, 0);
}

START_TEST(a_revoked_token_goes)
{
	static const char hash[] =
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
	struct stored s;
	struct buffer all = {0}, tokens = {0};
	buffer_format(&tokens, "1 2 3 %s laptop\n", hash);
	stored_start(&s, stored_kinds);
	keep_tokens(&s, "");
	keep_tokens(&s, buffer_text(&tokens));
	read_files(&s, &all);
	expect_in(&all, hash, true);
	keep_tokens(&s, "");
	buffer_clear(&all);
	read_files(&s, &all);
	expect_in(&all, hash, false);
	buffer_finish(&all);
	buffer_finish(&tokens);
	stored_end(&s);
}
END_TEST

/* Whatever is changed alone. */
START_TEST(each_secret_goes_with_its_change)
{
	struct stored s;
	stored_start(&s, stored_kinds);
	for (int i = 0; i < 4; i++) {
		struct buffer all = {0};
		char hash[128], scram[64], certificate[64];
		keep(&s, 1, 1, 1, 1);
		stored_expire(&s, 0);
		if (i < 3)
			keep(&s, 1, 1 + (i == 0), 1 + (i == 1), 1 + (i == 2));
		else
			stored_drop(&s, 1);
		stored_expire(&s, 0);
		read_files(&s, &all);
		hash_of(hash, 1, 1);
		marks_of(scram, certificate, 1, 1);
		expect_in(&all, hash, i != 0 && i != 3);
		expect_in(&all, scram, i != 1 && i != 3);
		expect_in(&all, certificate, i != 2 && i != 3);
		buffer_finish(&all);
	}
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

/* In history.db, with the server's own settings. */
static void sql(const struct stored *s, const char *statement)
{
	struct db db = {0};
	char path[TEMPORARY_PATH_SIZE + 16];
	snprintf(path, sizeof path, "%s/history.db", s->folder);
	ck_assert(db_open(&db, path, SQLITE_OPEN_READWRITE));
	ck_assert(db_exec(&db, statement));
	db_close(&db);
}

#define CRASHED "UPDATE meta SET value = 0 WHERE key = 'clean'" /* the next start looks closely */

static void open_after_crash(struct stored *s)
{
	sql(s, CRASHED);
	stored_open(s);
	ck_assert_ptr_nonnull(strstr(s->info.aside, "/history.db.damaged-20"));
}

static void expect_all(struct stored *s)
{
	ck_assert_uint_eq(s->info.salvaged, 999);
	unit_same(stored_accounts(s, 997, 9), "998 a998;999 a999;");
	unit_same(stored_bans(s), "0 ::1/128 op '' 0 0 0;");
	unit_same(stored_faults(s), "");
}

static void write_damaged(struct stored *s)
{
	char name[16], hash[128];
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
	unit_same(stored_lines(&s, 1, 1, 9), "");
	expect_all(&s);
	stored_end(&s);
}
END_TEST

/* Whether a file has this in its name. */
static bool is_there(const struct stored *s, const char *part)
{
	bool found = false;
	DIR *folder = opendir(s->folder);
	for (struct dirent *entry; (entry = readdir(folder)) && !found;)
		found = strstr(entry->d_name, part) != NULL;
	closedir(folder);
	return found;
}

START_TEST(accounts_outlive_damage_on_a_full_disk)
{
	struct stored s;
	signal(SIGXFSZ, SIG_IGN);
	write_damaged(&s);
	break_page_with(&s, "a line of the room");
	sql(&s, CRASHED);
	for (rlim_t most = 40000; most <= 160000; most += 40000) {
		stored_limit_files(most);
		ck_assert_ptr_null(s.ops->open(&s.options, &s.info, s.error));
		ck_assert_ptr_nonnull(
			strstr(s.error, "/history.db is damaged, and no new one can be made: "));
		ck_assert_ptr_nonnull(strstr(s.error, "File too large"));
		ck_assert(!is_there(&s, ".damaged-"));
	}
	stored_limit_files(RLIM_INFINITY);
	stored_open(&s);
	expect_all(&s);
	stored_end(&s);
}
END_TEST

/* The signal for a file that grows too large ends the process wherever it is. */
START_TEST(accounts_outlive_damage_and_the_end_of_the_process)
{
	struct stored s;
	unsigned killed = 0;
	write_damaged(&s);
	break_page_with(&s, "a line of the room");
	for (rlim_t most = 4096; most <= 124096; most += 30000) {
		sql(&s, CRASHED);
		pid_t child = fork();
		if (child == 0) {
			signal(SIGXFSZ, SIG_DFL);
			stored_limit_files(most);
			s.store = s.ops->open(&s.options, &s.info, s.error);
			raise(SIGKILL);
		}
		int status = 0;
		waitpid(child, &status, 0);
		killed += WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ;
	}
	ck_assert_uint_ge(killed, 3);
	ck_assert(!is_there(&s, ".damaged-"));
	ck_assert(is_there(&s, "history.db.new"));
	stored_open(&s);
	expect_all(&s);
	stored_end(&s);
}
END_TEST

/* By such an end, where somebody has put a backup in the place of the damaged file. */
START_TEST(a_new_file_that_was_left_goes)
{
	struct stored s;
	char path[TEMPORARY_PATH_SIZE + 32];
	stored_start(&s, stored_kinds);
	stored_close(&s);
	snprintf(path, sizeof path, "%s/history.db.new", s.folder);
	temporary_write(path, "$argon2id$", 10);
	stored_open(&s);
	ck_assert(!is_there(&s, "history.db.new"));
	stored_end(&s);
}
END_TEST

/* In a file that opens well. */
START_TEST(rows_that_none_can_have_are_passed_over)
{
	struct stored s;
	stored_start(&s, stored_kinds);
	stored_room(&s, 1, "#a");
	stored_room(&s, 2, "#b");
	keep(&s, 1, 1, 1, 1);
	keep(&s, 2, 2, 2, 2);
	stored_close(&s);
	sql(&s, "UPDATE account SET id = 8589934593 WHERE id = 1;"
		"UPDATE room SET id = 8589934593 WHERE id = 1;"
		"UPDATE room SET founder = -1 WHERE id = 2;"
		"INSERT INTO operator VALUES (2, 0, 4294967298), (2, 1, 2);"
		"INSERT INTO marker VALUES (8589934593, 1, 5)");
	stored_open(&s);
	unit_same(stored_accounts(&s, 0, 9), "2 a2;");
	ck_assert(s.ops->markers(s.store, 0, 9, &s.out, s.error));
	s.out.length = 0;
	ck_assert(s.ops->rooms(s.store, 0, 9, &s.out, s.error));
	ck_assert_uint_eq(record_length(s.out.bytes), s.out.length); /* one */
	ck_assert_ptr_nonnull(strstr(stored_card(&s, "#b"), " founder=0 operators=2, "));
	stored_end(&s);
}
END_TEST

START_TEST(an_id_that_none_can_have_is_not_taken)
{
	struct stored s;
	write_damaged(&s);
	sql(&s, "UPDATE account SET id = 4294967296 WHERE id = 1;"
		"UPDATE account SET id = -7 WHERE id = 2; UPDATE account SET id = 0 WHERE id = 3");
	break_page_with(&s, "a line of the room");
	open_after_crash(&s);
	ck_assert_uint_eq(s.info.salvaged, 996);
	unit_same(stored_accounts(&s, 0, 1), "4 a4;");
	stored_end(&s);
}
END_TEST

START_TEST(accounts_outlive_the_damage_of_some_of_them)
{
	struct stored s;
	write_damaged(&s);
	break_page_with(&s, "secret00000500A00000000");
	open_after_crash(&s);
	ck_assert_uint_gt(s.info.salvaged, 900);
	ck_assert_uint_lt(s.info.salvaged, 999);
	unit_same(stored_accounts(&s, 0, 1), "1 a1;");
	unit_same(stored_accounts(&s, 998, 9), "999 a999;");
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

/* Of a chatd that knew no login tokens, and which cannot be brought up to date. */
START_TEST(accounts_outlive_damage_in_an_older_file)
{
	struct stored s;
	write_damaged(&s);
	sql(&s, "ALTER TABLE account DROP COLUMN tokens; PRAGMA user_version=3");
	break_page_with(&s, "secret00000500A00000000");
	open_after_crash(&s);
	ck_assert_uint_gt(s.info.salvaged, 900);
	ck_assert_uint_lt(s.info.salvaged, 999);
	unit_same(stored_accounts(&s, 998, 9), "999 a999;");
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {no_file_has_an_old_password, no_file_has_an_erased_line,
		a_revoked_token_goes, each_secret_goes_with_its_change,
		a_killed_process_leaves_old_passwords_until_the_next_start, accounts_outlive_damage,
		accounts_outlive_damage_in_an_older_file, accounts_outlive_damage_on_a_full_disk,
		accounts_outlive_damage_and_the_end_of_the_process, a_new_file_that_was_left_goes,
		rows_that_none_can_have_are_passed_over, an_id_that_none_can_have_is_not_taken,
		accounts_outlive_the_damage_of_some_of_them, NULL};
	return unit_cases("store_passwords", cases);
}
