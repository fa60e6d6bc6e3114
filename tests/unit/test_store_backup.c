/* Backups of a store and what is made from them. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "backup.h"
#include "stored.h"

#define PATH_SIZE (TEMPORARY_PATH_SIZE + 300)

static struct stored s;
static char file[PATH_SIZE], other[TEMPORARY_PATH_SIZE];
static char faults[1024], error[STORE_ERROR_SIZE];
static struct backup_contents contents;
static struct backup_aside aside;

static const char *path(const char *folder, const char *name)
{
	static char text[PATH_SIZE];
	snprintf(text, sizeof text, "%s/%s", folder, name);
	return text;
}

static void sql(const char *database, const char *statements)
{
	sqlite3 *db;
	char *message = NULL;
	ck_assert_int_eq(sqlite3_open(database, &db), SQLITE_OK);
	ck_assert_msg(
		sqlite3_exec(db, statements, NULL, NULL, &message) == SQLITE_OK, "%s", message);
	sqlite3_close(db);
}

static void start(void)
{
	stored_start(&s, stored_kinds);
	temporary_subfolder(other, "other");
	snprintf(file, sizeof file, "%s/file", temporary_folder());
	stored_room(&s, 1, "#a");
	stored_say_many(&s, 1, 1, 40, "al");
	stored_account(&s, &(struct record_account){.id = 1, .name = "al", .key = "al"});
}

static void told(const char *fault, double part, void *data)
{
	size_t length = strlen(faults);
	if (fault)
		snprintf(faults + length, sizeof faults - length, "%s\n", fault);
	else
		ck_assert(part >= 0 && part <= 1);
}

static struct backup of(const char *folder, int fd)
{
	faults[0] = '\0';
	return (struct backup){.folder = folder,
		.beside = "beside",
		.path = file,
		.fd = fd,
		.log_max = BACKUP_LOG_MAX,
		.told = told};
}

static bool make_with(int64_t log_max)
{
	int fd = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ck_assert_int_ge(fd, 0);
	struct backup backup = of(s.folder, fd);
	backup.log_max = log_max;
	bool good = backup_make(&backup, &contents, error);
	close(fd);
	return good;
}

static void make(void)
{
	ck_assert_msg(make_with(BACKUP_LOG_MAX), "%s", error);
	unit_same(error, "");
}

static bool restore(void)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	struct backup backup = of(other, fd);
	bool good = backup_restore(&backup, -1, &contents, &aside, error);
	close(fd);
	return good;
}

static void restored(void)
{
	ck_assert_msg(restore(), "%s", error);
}

/* What the other folder has. */
static void expect_restored(const char *lines)
{
	struct stored copy = {.ops = s.ops, .options = {.folder = other}};
	stored_open(&copy);
	unit_same(stored_lines(&copy, 1, 39, 99), lines);
	unit_same(stored_faults(&copy), "");
	stored_end(&copy);
}

START_TEST(a_store_is_the_same_after_a_backup)
{
	start();
	uint64_t origin = s.info.origin;
	make();
	ck_assert_uint_eq(contents.lines, 40);
	ck_assert_uint_eq(contents.rooms, 1);
	ck_assert_uint_eq(contents.accounts, 1);
	ck_assert(!contents.beside);
	stored_say(&s, 1, 41, "al", "later");
	restored();
	ck_assert_uint_eq(contents.lines, 40);
	unit_same(aside.history, "");
	struct stored copy = {.ops = s.ops, .options = {.folder = other}};
	stored_open(&copy);
	ck_assert_uint_eq(copy.info.origin, origin);
	ck_assert_mem_eq(copy.info.secret, s.info.secret, STORE_SECRET_BYTES);
	unit_same(stored_accounts(&copy, 0, 9), stored_accounts(&s, 0, 9));
	unit_same(stored_search(&copy, 1, "40", ""), "40 al text 40|");
	stored_end(&copy);
	expect_restored("39 al text 39|40 al text 40|");
	stored_end(&s);
}
END_TEST

START_TEST(the_file_beside_goes_along)
{
	start();
	temporary_write(path(s.folder, "beside"), "a secret\n", 9);
	make();
	ck_assert(contents.beside);
	temporary_write(path(other, "beside"), "another\n", 8);
	restored();
	ck_assert(contents.beside);
	ck_assert_int_eq(access(aside.beside, F_OK), 0);
	char got[32] = "";
	int fd = open(path(other, "beside"), O_RDONLY | O_CLOEXEC);
	ck_assert_int_eq(read(fd, got, sizeof got), 9);
	unit_same(got, "a secret\n");
	close(fd);
	struct stat status;
	ck_assert_int_eq(stat(path(other, "beside"), &status), 0);
	ck_assert_int_eq(status.st_mode & 0777, 0600);
	restored(); /* the same one is no reason to move it */
	unit_same(aside.beside, "");
	ck_assert(strstr(aside.history, "history.db.before-restore-") != NULL);
	expect_restored("39 al text 39|40 al text 40|");
	/* It is a secret: it does not stay in the database. */
	char command[2 * PATH_SIZE];
	snprintf(command, sizeof command, "! grep -q 'a secret' '%s'", path(other, "history.db"));
	ck_assert_int_eq(system(command), 0);
	snprintf(command, sizeof command, "grep -q 'a secret' '%s'", file);
	ck_assert_int_eq(system(command), 0);
	stored_end(&s);
}
END_TEST

START_TEST(an_older_form_is_brought_up_to_date)
{
	start();
	make();
	sql(file, "ALTER TABLE account DROP COLUMN tokens; PRAGMA user_version=3");
	restored();
	ck_assert_uint_eq(contents.accounts, 1);
	expect_restored("39 al text 39|40 al text 40|");
	sql(file, "PRAGMA user_version=99");
	ck_assert(!restore());
	ck_assert_msg(strstr(error, "/file was written by a newer chatd"), "%s", error);
	stored_end(&s);
}
END_TEST

static void refused(const char *why)
{
	ck_assert(!restore());
	ck_assert_msg(strstr(error, why), "%s", error);
	expect_restored("39 al text 39|40 al text 40|");
}

static void overwrite(const char *what, const char *with)
{
	char command[3 * PATH_SIZE];
	snprintf(command, sizeof command, "LC_ALL=C sed -i 's/%s/%s/' '%s'", what, with, file);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(a_damaged_backup_is_refused)
{
	start();
	make();
	restored();
	overwrite("text 17", "teXt 17");
	refused("/file is damaged: #a: line 17 is not what was stored");
	make();
	ck_assert_int_eq(truncate(file, contents.bytes / 2), 0);
	refused("/file");
	ck_assert_int_eq(truncate(file, 0), 0);
	refused("/file is no backup of chatd");
	temporary_write(file, "hello", 5);
	refused("/file is no backup of chatd");
	unlink(file);
	sql(file, "CREATE TABLE x (y); PRAGMA user_version=4");
	refused("/file is no backup of chatd");
	stored_end(&s);
}
END_TEST

/* A fault that is known does not stand in the way of a backup, nor of its return. */
START_TEST(faults_of_the_store_are_told_and_kept)
{
	start();
	sql(path(s.folder, "history.db"),
		"UPDATE line SET text = 'x' WHERE id = (1 << 32) + 3; INSERT INTO marker VALUES "
		"(7, 1, 1)");
	make();
	unit_same(faults, "#a: line 3 is not what was stored, or the one before is not\n"
			  "there are markers of account 7, which is not there\n");
	restored();
	overwrite("text 17", "teXt 17");
	ck_assert(!restore());
	stored_end(&s);
}
END_TEST

START_TEST(a_damaged_store_gives_no_backup)
{
	start();
	stored_close(&s);
	struct stat status;
	ck_assert_int_eq(stat(path(s.folder, "history.db"), &status), 0);
	int fd = open(path(s.folder, "history.db"), O_WRONLY | O_CLOEXEC);
	for (off_t at = 4096; at < status.st_size; at += 4096)
		ck_assert_int_eq(pwrite(fd, "damage!!", 8, at), 8);
	close(fd);
	ck_assert(!make_with(BACKUP_LOG_MAX));
	ck_assert_msg(strstr(error, "/history.db is damaged"), "%s", error);
	stored_end(&s);
}
END_TEST

START_TEST(a_log_that_grows_too_far_ends_it)
{
	start();
	stored_say_many(&s, 1, 41, 100000, "al"); /* more than is copied at once */
	ck_assert(!make_with(-1));
	ck_assert_msg(strstr(error, "history.db-wal has grown by 0 MiB"), "%s", error);
	ck_assert_msg(make_with(0), "%s", error);
	stored_end(&s);
}
END_TEST

START_TEST(a_store_in_use_is_not_replaced)
{
	start();
	make();
	struct stored copy = {.ops = s.ops, .options = {.folder = other}};
	stored_open(&copy);
	ck_assert(!restore());
	char said[PATH_SIZE];
	snprintf(said, sizeof said, "%s is in use by a chatd that runs (process %d): stop it first",
		other, (int)getpid());
	unit_same(error, said);
	stored_end(&copy);
	restored();
	stored_end(&s);
}
END_TEST

static void copy(const char *from, const char *to)
{
	char command[3 * PATH_SIZE];
	snprintf(command, sizeof command, "cp '%s' '%s'", from, to);
	ck_assert_int_eq(system(command), 0);
}

/* Somebody has moved the database away, and not its log. */
START_TEST(a_log_without_its_database_is_no_part_of_what_is_restored)
{
	start();
	make();
	stored_say(&s, 1, 41, "al", "later");
	char log[PATH_SIZE];
	snprintf(log, sizeof log, "%s/history.db-wal", s.folder);
	copy(log, path(other, "history.db-wal"));
	restored();
	expect_restored("39 al text 39|40 al text 40|");
	stored_end(&s);
}
END_TEST

/* The journal of a change, as a process leaves it that is killed. */
static void leave_journal(const char *to)
{
	sqlite3 *db;
	char *journal = sqlite3_mprintf("%s-journal", file);
	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_int_eq(
		sqlite3_exec(db, "PRAGMA cache_size=1; BEGIN; UPDATE line SET text = 'changed'",
			NULL, NULL, NULL),
		SQLITE_OK);
	copy(journal, to);
	ck_assert_int_eq(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	sqlite3_free(journal);
}

START_TEST(what_a_killed_restore_left_is_no_part_of_the_next)
{
	start();
	stored_say_many(&s, 1, 41, 1000, "al");
	make();
	leave_journal(path(other, "history.db.new-journal"));
	stored_say_many(&s, 1, 1001, 5000, "al");
	make();
	restored();
	ck_assert_uint_eq(contents.lines, 5000);
	stored_end(&s);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_store_is_the_same_after_a_backup,
		the_file_beside_goes_along, an_older_form_is_brought_up_to_date,
		a_damaged_backup_is_refused, faults_of_the_store_are_told_and_kept,
		a_damaged_store_gives_no_backup, a_log_that_grows_too_far_ends_it,
		a_store_in_use_is_not_replaced,
		a_log_without_its_database_is_no_part_of_what_is_restored,
		what_a_killed_restore_left_is_no_part_of_the_next, NULL};
	return unit_cases("store_backup", cases);
}
