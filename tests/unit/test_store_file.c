/* The files of the SQLite store: who may open them, what damage does, and what a full disk does. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "db.h"
#include "stored.h"

#define PATH_SIZE (TEMPORARY_PATH_SIZE + 300)

static struct stored s;

static void start(void)
{
	stored_start(&s, stored_kinds);
	stored_room(&s, 1, "#a");
	stored_say_many(&s, 1, 1, 3, "al");
}

static const char *path(const char *name)
{
	static char text[PATH_SIZE];
	snprintf(text, sizeof text, "%s/%s", s.folder, name);
	return text;
}

/* Opens once more and must be refused. */
static void refused(const char *why)
{
	struct store_info info;
	char error[STORE_ERROR_SIZE] = "";
	ck_assert_ptr_null(s.ops->open(&s.options, &info, error));
	ck_assert_msg(strstr(error, why) != NULL, "'%s' is not in '%s'", why, error);
	ck_assert_ptr_null(strchr(error, '\n'));
}

static void sql(const char *name, const char *statements)
{
	sqlite3 *db;
	char *message = NULL;
	ck_assert_int_eq(sqlite3_open(path(name), &db), SQLITE_OK);
	ck_assert_msg(
		sqlite3_exec(db, statements, NULL, NULL, &message) == SQLITE_OK, "%s", message);
	sqlite3_close(db);
}

START_TEST(all_is_there_when_it_is_opened_again)
{
	start();
	uint64_t origin = s.info.origin;
	unsigned char secret[STORE_SECRET_BYTES], none[STORE_SECRET_BYTES] = {0};
	memcpy(secret, s.info.secret, sizeof secret);
	ck_assert_mem_ne(secret, none, sizeof secret);
	ck_assert_uint_ne(origin, 0);
	ck_assert_uint_eq(s.info.room_ids, 0);
	stored_room(&s, 9, "#i");
	stored_close(&s);
	stored_open(&s);
	ck_assert_uint_eq(s.info.origin, origin);
	ck_assert_mem_eq(s.info.secret, secret, sizeof secret);
	ck_assert_uint_eq(s.info.room_ids, 9);
	unit_same(s.info.aside, "");
	unit_same(stored_lines(&s, 1, 1, 9), "1 al text 1|2 al text 2|3 al text 3|");
	stored_say(&s, 1, 4, "al", "more");
	unit_same(stored_search(&s, 1, "text", ""), "3 al text 3|2 al text 2|1 al text 1|");
	stored_end_room(&s, 9, "#i");
	stored_expire(&s, 0);
	stored_close(&s);
	stored_open(&s);
	ck_assert_uint_eq(s.info.room_ids, 9); /* no id is given twice */
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

START_TEST(only_the_owner_can_read_the_files)
{
	umask(0);
	start();
	stored_search(&s, 1, "text", "");
	DIR *folder = opendir(s.folder);
	unsigned files = 0;
	for (struct dirent *entry; (entry = readdir(folder));) {
		struct stat status;
		ck_assert_int_eq(stat(path(entry->d_name), &status), 0);
		if (!S_ISREG(status.st_mode))
			continue;
		ck_assert_msg((status.st_mode & 0777) == 0600, "%s: %o", entry->d_name,
			status.st_mode & 0777);
		files++;
	}
	closedir(folder);
	ck_assert_uint_eq(files, 7); /* lock, and two of three files each */
	stored_end(&s);
	umask(0777);
	start();
	stored_end(&s);
}
END_TEST

START_TEST(one_process_alone_has_a_store)
{
	char pid[32];
	start();
	snprintf(pid, sizeof pid, "(process %ld)", (long)getpid());
	refused(pid);
	refused("is in use by another chatd");
	pid_t child = fork();
	if (child == 0) {
		refused(pid);
		_exit(0);
	}
	int status = -1;
	waitpid(child, &status, 0);
	ck_assert_int_eq(status, 0);
	stored_close(&s);
	stored_open(&s);
	stored_end(&s);
}
END_TEST

START_TEST(a_tool_reads_beside)
{
	struct stored tool;
	start();
	tool = (struct stored){.ops = s.ops, .options = s.options};
	tool.options.read_only = true;
	stored_open(&tool);
	ck_assert_uint_eq(tool.info.origin, s.info.origin);
	unit_same(stored_lines(&tool, 1, 2, 2), "2 al text 2|");
	stored_say(&s, 1, 4, "al", "new");
	unit_same(stored_lines(&tool, 1, 4, 4), "4 al new|");
	unit_same(stored_faults(&tool), "");
	stored_search(&s, 1, "text", "");
	unit_same(stored_search(&tool, 1, "text", ""), "3 al text 3|2 al text 2|1 al text 1|");
	stored_index(&tool);
	stored_expire(&tool, INT64_MAX);
	ck_assert_int_eq(tool.ops->write(tool.store, "", 0, true, tool.error), STORE_FAILED);
	ck_assert_ptr_nonnull(strstr(tool.error, "only to be read"));
	stored_end(&tool);
	stored_close(&s);
	stored_open(&tool); /* alone */
	unit_same(stored_lines(&tool, 1, 4, 4), "4 al new|");
	stored_end(&tool);
	ck_assert_int_eq(unlink(path("history.db")), 0);
	s.options.read_only = true;
	refused("history.db cannot be opened");
	stored_end(&s);
}
END_TEST

START_TEST(a_newer_file_is_refused)
{
	start();
	stored_close(&s);
	sql("history.db", "PRAGMA user_version=5");
	refused("was written by a newer chatd");
	refused("start that chatd, or move the file away");
	sql("history.db", "PRAGMA user_version=4");
	stored_open(&s);
	unit_same(stored_lines(&s, 1, 1, 1), "1 al text 1|");
	stored_end(&s);
}
END_TEST

/* As the last chatd without accounts has written it: alice has said and erased something, set a
 * topic and a ban, and bob has said something in another room. */
static const char old_file[] =
	"PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;"
	"CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
	"INSERT INTO meta VALUES('clean',1);"
	"INSERT INTO meta VALUES('cloak',-8796010130132480130);"
	"INSERT INTO meta VALUES('cloak_more',-493921254466012449);"
	"INSERT INTO meta VALUES('origin',2939202432566930738);"
	"INSERT INTO meta VALUES('room_ids',0);"
	"INSERT INTO meta VALUES('unworded',0);"
	"CREATE TABLE room (id INTEGER PRIMARY KEY, key TEXT NOT NULL, name TEXT NOT NULL, made_at "
	"INTEGER NOT NULL, ended INTEGER NOT NULL, first INTEGER NOT NULL DEFAULT 1, base INTEGER "
	"NOT NULL DEFAULT 0, base_at INTEGER NOT NULL DEFAULT 0, first_at INTEGER NOT NULL DEFAULT "
	"0, topic TEXT NOT NULL, topic_by TEXT NOT NULL, topic_at INTEGER NOT NULL, flags INTEGER "
	"NOT NULL, password TEXT NOT NULL, most INTEGER NOT NULL, keep_ms INTEGER NOT NULL) STRICT;"
	"INSERT INTO room VALUES(2,'#tea','#tea',1796033711367,0,1,0,0,1796033711367,'Green "
	"tea','alice',1796033711367,4,'',0,604800000);"
	"INSERT INTO room "
	"VALUES(4,'#cups','#cups',1796033712497,0,1,0,0,1796033712497,'','',0,4,'',0,0);"
	"CREATE TABLE mask (room INTEGER NOT NULL, place INTEGER NOT NULL, mode INTEGER NOT NULL, "
	"text TEXT NOT NULL, by TEXT NOT NULL, why TEXT NOT NULL, meant TEXT NOT NULL, at INTEGER "
	"NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (room, place)) STRICT, WITHOUT ROWID;"
	"INSERT INTO mask VALUES(2,0,8,'mallory!*@*','alice','','',1796033711367,0);"
	"CREATE TABLE line (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, sender INTEGER NOT NULL, "
	"kind INTEGER NOT NULL, erased INTEGER NOT NULL, other TEXT NOT NULL, text TEXT NOT NULL, "
	"tags TEXT NOT NULL, salt INTEGER NOT NULL, hash INTEGER NOT NULL) STRICT;"
	"INSERT INTO line "
	"VALUES(8589934593,1796033711367,1,0,0,'','hello','',-102585938592019075,"
	"2521647616526790704);"
	"INSERT INTO line VALUES(8589934594,1796033711367,1,3,0,'','Green "
	"tea','',-1780103342982738154,-6990869681265001290);"
	"INSERT INTO line VALUES(8589934595,1796033711367,1,5,0,'','+b "
	"mallory!*@*','',8071616554019664846,-6608957793153762952);"
	"INSERT INTO line VALUES(8589934596,1796033711367,1,0,1,'','','',0,-8986882193048730795);"
	"INSERT INTO line "
	"VALUES(8589934597,1796033711367,1,0,0,'','third','',453062339718489675,-"
	"1553303475188882608);"
	"INSERT INTO line VALUES(8589934598,1796033711367,1,5,0,'','+H "
	"7d','',6482836670196705413,8397382195686555208);"
	"INSERT INTO line "
	"VALUES(17179869185,1796033712497,2,0,0,'','clean?','',7626345142094281776,"
	"8776940964424638085);"
	"CREATE TABLE erasure (line INTEGER PRIMARY KEY, by TEXT NOT NULL, why TEXT NOT NULL) "
	"STRICT;"
	"INSERT INTO erasure VALUES(8589934596,'alice','');"
	"CREATE TABLE gap (room INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, "
	"PRIMARY KEY (room, first)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS \"sender\" (id INTEGER PRIMARY KEY, connection INTEGER NOT "
	"NULL, room INTEGER NOT NULL, first INTEGER NOT NULL, name TEXT NOT NULL, user TEXT NOT "
	"NULL, host TEXT NOT NULL, UNIQUE (connection, room, name, user, host)) STRICT;"
	"INSERT INTO sender VALUES(1,-5098504137474047999,2,1,'alice','line','localhost');"
	"INSERT INTO sender VALUES(2,-5098504137474047998,4,1,'bob','line','localhost');"
	"CREATE UNIQUE INDEX room_open ON room (key) WHERE ended = 0;"
	"PRAGMA application_id=1667789928; PRAGMA user_version=2;";

START_TEST(a_file_of_an_older_chatd_is_brought_up_to_date)
{
	start();
	stored_close(&s);
	unlink(path("history.db"));
	unlink(path("words.db"));
	sql("history.db", old_file);
	s.options.read_only = true;
	refused("was written by an older chatd; start a server with it once");
	s.options.read_only = false;
	stored_open(&s);
	unit_same(s.info.aside, "");
	ck_assert_uint_eq(s.info.origin, UINT64_C(2939202432566930738));
	ck_assert_uint_eq(s.info.room_ids, 4);
	ck_assert_uint_eq(s.info.account_ids, 0);
	unit_same(stored_lines(&s, 2, 1, 5),
		"1 alice hello|2 alice Green tea|3 alice +b mallory!*@*|4 alice (erased)|5 alice "
		"third|");
	ck_assert_ptr_nonnull(strstr(stored_card(&s, "#tea"), " founder=0 operators= "));
	ck_assert_ptr_nonnull(strstr(s.text.bytes, "masks=1 [8 mallory!*@* alice "));
	struct buffer records = {0};
	record_write_account(
		&records, &(struct record_account){.id = 1, .name = "alice", .key = "alice"});
	record_write_room(&records,
		&(struct record_room){.id = 2, .name = "#tea", .key = "#tea", .founder = 1}, NULL);
	stored_write(&s, &records);
	buffer_finish(&records);
	ck_assert_ptr_nonnull(strstr(stored_card(&s, "#tea"), " founder=1 operators= "));
	unit_same(stored_search(&s, 4, "clean", ""), "1 bob clean?|");
	unit_same(stored_faults(&s), "");
	stored_close(&s);
	stored_open(&s);
	ck_assert_uint_eq(s.info.account_ids, 1);
	stored_end(&s);
}
END_TEST

/* The last form without login tokens. */
START_TEST(accounts_of_an_older_chatd_get_no_tokens)
{
	start();
	stored_account(&s, &(struct record_account){.id = 7,
				   .name = "Al",
				   .key = "al",
				   .hash = "hash",
				   .scram = "keys",
				   .certificates = "aa",
				   .made_at = 5,
				   .seen_at = 6});
	stored_close(&s);
	sql("history.db", "ALTER TABLE account DROP COLUMN tokens; PRAGMA user_version=3");
	stored_open(&s);
	unit_same(stored_accounts(&s, 0, 9), "7 Al;");
	struct record_account account;
	record_read_account(s.out.bytes, &account);
	unit_same(account.hash, "hash");
	unit_same(account.certificates, "aa");
	unit_same(account.tokens, "");
	ck_assert(account.made_at == 5 && account.seen_at == 6);
	stored_account(
		&s, &(struct record_account){.id = 7, .name = "Al", .key = "al", .tokens = "new"});
	stored_accounts(&s, 0, 9);
	record_read_account(s.out.bytes, &account);
	unit_same(account.tokens, "new");
	stored_end(&s);
}
END_TEST

START_TEST(a_file_of_another_program_is_refused)
{
	start();
	stored_close(&s);
	unlink(path("history.db"));
	sql("history.db", "CREATE TABLE a (b)");
	refused("is a database of another program");
	stored_end(&s);
}
END_TEST

static void expect_aside(const char *why)
{
	stored_open(&s);
	ck_assert_msg(s.info.aside[0] != '\0', "not seen: %s", why);
	ck_assert_ptr_nonnull(strstr(s.info.aside, "/history.db.damaged-20"));
	ck_assert_int_eq(access(s.info.aside, F_OK), 0);
	unit_same(stored_lines(&s, 1, 1, 9), "");
	stored_room(&s, 1, "#a");
	stored_say_many(&s, 1, 1, 3, "al");
	unit_same(stored_search(&s, 1, "2", ""), "2 al text 2|");
	unit_same(stored_faults(&s), "");
	stored_close(&s);
}

static void overwrite(const char *name, off_t at, size_t length)
{
	static char junk[65536];
	memset(junk, 0xA5, sizeof junk);
	int fd = open(path(name), O_WRONLY);
	ck_assert_int_eq(pwrite(fd, junk, length, at), (ssize_t)length);
	close(fd);
}

START_TEST(a_damaged_file_is_moved_aside)
{
	start();
	stored_close(&s);
	overwrite("history.db", 0, 100);
	expect_aside("not a database");
	overwrite("history.db", 100, 4000);
	expect_aside("no schema");
	ck_assert_int_eq(truncate(path("history.db"), 5000), 0);
	expect_aside("cut off");
	stored_end(&s);
}
END_TEST

START_TEST(a_crash_makes_it_look_closer)
{
	start();
	stored_close(&s);
	overwrite("history.db", 4096 * 3, 4096);
	sql("history.db", "UPDATE meta SET value = 0 WHERE key = 'clean'");
	expect_aside("a page of a table");
	stored_end(&s);
}
END_TEST

START_TEST(a_damaged_index_is_made_anew)
{
	const char *found = "2 al text 2|";
	start();
	unit_same(stored_search(&s, 1, "2", ""), found);
	stored_close(&s);
	overwrite("words.db", 0, 100);
	stored_open(&s);
	unit_same(stored_search(&s, 1, "2", ""), found);
	stored_close(&s);
	overwrite("words.db", 4096 * 2, 65536);
	stored_open(&s);
	unit_same(stored_search(&s, 1, "2", ""), found);
	stored_close(&s);
	unlink(path("words.db"));
	stored_open(&s);
	unit_same(stored_search(&s, 1, "2", ""), found);
	stored_close(&s);
	sql("words.db", "UPDATE state SET value = 'another machine''s start' WHERE name = 'open'");
	stored_open(&s);
	unit_same(stored_search(&s, 1, "2", ""), found);
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

/* In a process that is killed. */
static void erase_and_die(void)
{
	pid_t child = fork();
	if (child == 0) {
		stored_open(&s);
		stored_search(&s, 1, "text", "");
		stored_say(&s, 1, 4, "al", "more");
		stored_erase(&s, 1, 2);
		raise(SIGKILL);
	}
	waitpid(child, NULL, 0);
}

START_TEST(a_killed_process_loses_nothing_and_keeps_no_erased_words)
{
	start();
	stored_close(&s);
	erase_and_die();
	stored_open(&s);
	unit_same(s.info.aside, "");
	unit_same(stored_lines(&s, 1, 1, 9), "1 al text 1|2 al (erased)|3 al text 3|4 al more|");
	unit_same(stored_search(&s, 1, "text", ""), "3 al text 3|1 al text 1|");
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

START_TEST(a_round_that_fails_leaves_nothing)
{
	struct buffer records = {0};
	static char text[20000];
	memset(text, 'x', sizeof text - 1);
	signal(SIGXFSZ, SIG_IGN);
	start();
	for (uint32_t i = 4; i < 104; i++)
		record_write_line(&records, &(struct record_line){.room = 1,
						    .number = i,
						    .time = i * INT64_C(1000),
						    .name = i == 4 ? "new" : "al",
						    .text = text});
	stored_limit_files(100000);
	for (unsigned i = 0; i < 2; i++) {
		ck_assert_int_eq(
			s.ops->write(s.store, records.bytes, records.length, true, s.error),
			STORE_FAILED);
		ck_assert_msg(
			strstr(s.error, "/history.db cannot be written: File too large") != NULL,
			"%s", s.error);
	}
	unit_same(stored_lines(&s, 1, 1, 9), "1 al text 1|2 al text 2|3 al text 3|");
	stored_limit_files(RLIM_INFINITY);
	stored_write(&s, &records);
	stored_say(&s, 1, 104, "new", "at the end");
	unit_same(stored_lines(&s, 1, 104, 104), "104 new at the end|");
	unit_same(stored_faults(&s), "");
	buffer_finish(&records);
	stored_end(&s);
}
END_TEST

START_TEST(a_folder_that_cannot_be_used_is_refused)
{
	start();
	stored_close(&s);
	strcat(s.folder, "/absent");
	refused("/absent/lock cannot be opened: No such file or directory");
	stored_end(&s);
}
END_TEST

START_TEST(another_programs_lock_is_told)
{
	sqlite3 *db;
	start();
	ck_assert_int_eq(sqlite3_open(path("history.db"), &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(s.ops->write(s.store, "", 0, true, s.error), STORE_FAILED);
	ck_assert_ptr_nonnull(strstr(s.error, "another program has locked it"));
	sqlite3_close(db);
	stored_say(&s, 1, 4, "al", "more");
	unit_same(stored_lines(&s, 1, 4, 4), "4 al more|");
	stored_end(&s);
}
END_TEST

/* Some file systems fail with numbers that the C library does not know. */
START_TEST(a_failure_that_has_no_name_is_said)
{
	char path[] = "history.db", error[STORE_ERROR_SIZE];
	const struct db db = {.path = path, .code = SQLITE_IOERR_WRITE, .reason = 524};
	db_sentence(&db, error);
	unit_same(error, "history.db cannot be written: disk I/O error");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {all_is_there_when_it_is_opened_again,
		only_the_owner_can_read_the_files, one_process_alone_has_a_store,
		a_tool_reads_beside, a_newer_file_is_refused,
		a_file_of_an_older_chatd_is_brought_up_to_date,
		accounts_of_an_older_chatd_get_no_tokens, a_file_of_another_program_is_refused,
		a_damaged_file_is_moved_aside, a_crash_makes_it_look_closer,
		a_damaged_index_is_made_anew,
		a_killed_process_loses_nothing_and_keeps_no_erased_words,
		a_round_that_fails_leaves_nothing, a_folder_that_cannot_be_used_is_refused,
		another_programs_lock_is_told, a_failure_that_has_no_name_is_said, NULL};
	return unit_cases("store_file", cases);
}
