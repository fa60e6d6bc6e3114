/* What verify() finds in the files of the SQLite store when somebody has changed them. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "stored.h"

static struct stored s;

/* Two rooms with 40 lines; all are in the index. */
static void start(void)
{
	stored_start(&s, stored_kinds);
	stored_room(&s, 1, "#a");
	stored_room(&s, 2, "#b");
	stored_say_many(&s, 1, 1, 40, "al");
	stored_say_many(&s, 2, 1, 40, "bo");
	stored_erase(&s, 1, 30);
	stored_index(&s);
	stored_search(&s, 1, "text", "");
	stored_search(&s, 2, "text", "");
	stored_index(&s);
	stored_expire(&s, 0);
	unit_same(stored_faults(&s), "");
}

static void sql(const char *name, const char *statements)
{
	char path[TEMPORARY_PATH_SIZE + 32];
	sqlite3 *db;
	char *message = NULL;
	snprintf(path, sizeof path, "%s/%s", s.folder, name);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_msg(
		sqlite3_exec(db, statements, NULL, NULL, &message) == SQLITE_OK, "%s", message);
	sqlite3_close(db);
}

/* What is found after a change, before the index of words: that of such a room is wrong too. */
static void expect(const char *name, const char *change, const char *fault)
{
	start();
	sql(name, change);
	char *words = strstr(stored_faults(&s), s.folder);
	if (words)
		*words = '\0';
	unit_same(s.text.bytes, fault);
	stored_end(&s);
}

#define ID(room, number) "((" #room " << 32) + " #number ")"
#define NOT_WHAT(room, line) \
	room ": line " line " is not what was stored, or the one before is not\n"

START_TEST(a_changed_line_is_found)
{
	const char *wrong = NOT_WHAT("#a", "7");
	expect("history.db", "UPDATE line SET other = 'x' WHERE id = " ID(1, 7), wrong);
	expect("history.db", "UPDATE line SET tags = 'x' WHERE id = " ID(1, 7), wrong);
	expect("history.db", "UPDATE line SET kind = 1 WHERE id = " ID(1, 7), wrong);
	expect("history.db", "UPDATE line SET at = at + 1 WHERE id = " ID(1, 7), wrong);
	expect("history.db",
		"UPDATE line SET sender = (SELECT sender FROM line WHERE id = " ID(
			2, 1) ") WHERE id = " ID(1, 7),
		NOT_WHAT("#a", "7"));
	expect("history.db", "UPDATE line SET hash = hash + 1 WHERE id = " ID(1, 7),
		NOT_WHAT("#a", "7") NOT_WHAT("#a", "8"));
	expect("history.db",
		"UPDATE sender SET host = 'x' WHERE name = 'al';"
		"DELETE FROM line WHERE id > " ID(1, 3) " AND id < " ID(2, 0),
		NOT_WHAT("#a", "1") NOT_WHAT("#a", "2") NOT_WHAT("#a", "3"));
}
END_TEST

START_TEST(a_missing_line_is_found)
{
	expect("history.db", "DELETE FROM line WHERE id BETWEEN " ID(2, 7) " AND " ID(2, 9),
		"#b: lines 7 to 9 are missing\n");
}
END_TEST

START_TEST(a_wrong_time_is_found)
{
	expect("history.db", "UPDATE line SET at = 1 WHERE id = " ID(1, 30),
		"#a: line 30 is earlier than the one before\n");
}
END_TEST

START_TEST(a_missing_sender_or_room_is_found)
{
	expect("history.db",
		"DELETE FROM line WHERE id > " ID(2, 1) "; DELETE FROM sender WHERE name = 'bo'",
		"#b: line 1 has no sender\n");
	expect("history.db", "DELETE FROM room WHERE id = 2",
		"there are lines of room 2, which is not there\n");
}
END_TEST

#define ACCOUNT(id, key, name, hash, scram, certificates)                                 \
	"INSERT INTO account VALUES (" #id ", '" key "', '" name "', '" hash "', '" scram \
	"', '" certificates "', 1, 2, '');"
#define CERTIFICATE "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"
#define HASH(memory)                                                  \
	"$argon2id$v=19$m=" memory ",t=4,p=1$MDEyMzQ1Njc4OWFiY2RlZg$" \
	"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"
#define ALICE                                                                  \
	ACCOUNT(1, "ålice", "Ålice", HASH("8192"), "SCRAM-SHA-256$4096:a$b:c", \
		CERTIFICATE "1 " CERTIFICATE "2")

START_TEST(what_is_wrong_with_accounts_is_found)
{
	expect("history.db",
		ALICE "INSERT INTO marker VALUES (1, 1, 5); INSERT INTO operator VALUES (2, 0, 1);"
		      "UPDATE room SET founder = 1 WHERE id = 1",
		"");
	expect("history.db", ACCOUNT(1, "bob", "Alice", "", "", ""),
		"account Alice: it is kept under another name, bob\n");
	expect("history.db", ACCOUNT(1, "al", "al", "secret", "other", ""),
		"account al: the hash of its password cannot be used\n"
		"account al: its SCRAM keys cannot be used\n");
	expect("history.db",
		ACCOUNT(1, "al", "al", HASH("4194303"), "SCRAM-SHA-256$99999999:a$b:c", ""),
		"account al: the hash of its password cannot be used\n"
		"account al: its SCRAM keys cannot be used\n");
	expect("history.db", ACCOUNT(8589934593, "al", "al", "", "", ""),
		"account al: it has a number that none can have\n");
	expect("history.db", ACCOUNT(1, "al", "al", "", "", CERTIFICATE "f " CERTIFICATE),
		"account al: it has a certificate that is none\n");
	expect("history.db",
		ACCOUNT(1, "al", "al", "", "", "") "UPDATE account SET tokens = '1 2 3 ' || hex("
						   "zeroblob(32)) || ' laptop' || char(10)",
		"");
	expect("history.db", ACCOUNT(1, "al", "al", "", "", "") "UPDATE account SET tokens = 'x'",
		"account al: it has a login token that is none\n");
	expect("history.db", ALICE ACCOUNT(2, "bo", "bo", "", "", CERTIFICATE "2"),
		"accounts 1 and 2 have the same certificate\n");
}
END_TEST

START_TEST(what_belongs_to_no_account_is_found)
{
	expect("history.db", "UPDATE room SET founder = 7 WHERE id = 2",
		"#b: its founder, account 7, is not there\n");
	expect("history.db", ALICE "INSERT INTO operator VALUES (1, 0, 4294967297)",
		"#a: its operator, account 1, is not there\n");
	expect("history.db", "INSERT INTO operator VALUES (1, 0, 7), (9, 0, 7)",
		"#a: its operator, account 7, is not there\n"
		"there are operators of room 9, which is not there\n");
	expect("history.db", ALICE "INSERT INTO marker VALUES (1, 9, 5), (7, 1, 5), (7, 2, 5)",
		"there are markers of account 7, which is not there\n"
		"there are markers of room 9, which is not there\n");
}
END_TEST

/* The fault of words, with the path. */
static void expect_words(const char *change, const char *name)
{
	start();
	sql(name, change);
	const char *faults = stored_faults(&s);
	ck_assert_msg(strstr(faults, "does not have the words of #a;") != NULL, "'%s'",
		unit_shown(faults));
	ck_assert_ptr_null(strstr(s.text.bytes, "of #b;"));
	stored_end(&s);
}

START_TEST(a_wrong_index_is_found)
{
	expect_words("INSERT INTO words(words, rowid, text) VALUES"
		     " ('delete', " ID(1, 7) ", '=al text 7')",
		"words.db");
	expect_words("INSERT INTO words(rowid, text) VALUES (" ID(1, 9) ", 'more')", "words.db");
	expect_words("UPDATE indexed SET last = 39 WHERE room = 1", "words.db");
	start();
	sql("words.db", "DELETE FROM indexed WHERE room = 2");
	ck_assert_ptr_nonnull(strstr(stored_faults(&s), "has words of room 2, which is not there"));
	stored_end(&s);
}
END_TEST

START_TEST(a_copy_needs_no_index)
{
	char path[TEMPORARY_PATH_SIZE + 32];
	start();
	stored_close(&s);
	snprintf(path, sizeof path, "%s/words.db", s.folder);
	ck_assert_int_eq(unlink(path), 0);
	s.options.read_only = true;
	stored_open(&s);
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

START_TEST(a_broken_page_is_found)
{
	char path[TEMPORARY_PATH_SIZE + 32];
	start();
	stored_say_many(&s, 2, 41, 2000, "bo");
	stored_erase(&s, 1, 1);
	stored_expire(&s, 0); /* all of it is in the file now */
	snprintf(path, sizeof path, "%s/history.db", s.folder);
	int fd = open(path, O_RDWR);
	for (int page = 30; page < 33; page++)
		ck_assert_int_eq(pwrite(fd, "\xFF\xFF\xFF\xFF\xFF", 5, 4096 * page + 3), 5);
	close(fd);
	stored_close(&s);
	s.options.read_only = true;
	stored_open(&s);
	ck_assert_ptr_nonnull(strstr(stored_faults(&s), "history.db"));
	stored_end(&s);
}
END_TEST

/* FTS5 keeps 32,768 bytes of a word. */
START_TEST(a_very_long_word_is_no_fault)
{
	static char word[40001];
	memset(word, 'x', sizeof word - 1);
	start();
	stored_say(&s, 1, 41, "al", word);
	stored_search(&s, 1, "text", "");
	unit_same(stored_faults(&s), "");
	stored_erase(&s, 1, 41);
	stored_index(&s);
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_changed_line_is_found, a_missing_line_is_found,
		a_wrong_time_is_found, a_missing_sender_or_room_is_found,
		what_is_wrong_with_accounts_is_found, what_belongs_to_no_account_is_found,
		a_wrong_index_is_found, a_copy_needs_no_index, a_broken_page_is_found,
		a_very_long_word_is_no_fault, NULL};
	return unit_cases("store_verify", cases);
}
