/* The SQLite store on a disk that fails at each of its operations, and one that loses power. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "faulty.h"
#include "stored.h"

#define ROUNDS 25
#define STEP 31 /* between two operations that are tried */

static struct stored s;

/* A round of two rooms: lines, and from time to time a room, an erased line, a missed one. */
static void make_round(struct buffer *records, uint32_t number)
{
	static char text[3000];
	memset(text, 'a' + (int)(number % 26), sizeof text - 1);
	records->length = 0;
	if (number == 1) {
		record_write_room(
			records, &(struct record_room){.id = 1, .name = "#a", .key = "#a"}, NULL);
		record_write_room(
			records, &(struct record_room){.id = 2, .name = "#b", .key = "#b"}, NULL);
	}
	for (uint32_t room = 1; room <= 2; room++)
		record_write_line(records, &(struct record_line){.room = room,
						   .number = number,
						   .time = number * INT64_C(1000),
						   .connection = number % 3 + 1,
						   .name = number % 2 ? "al" : "bo",
						   .text = text + (number % 5 ? 2900 : 0)});
	if (number % 6 == 5)
		record_write_erase(
			records, &(struct record_erase){.room = 1, .number = number - 3});
	if (number % 10 == 9)
		record_write_erase(records, &(struct record_erase){.connection = 2});
}

static enum store_result write_round(uint32_t number)
{
	struct buffer records = {0};
	make_round(&records, number);
	enum store_result result =
		s.ops->write(s.store, records.bytes, records.length, true, s.error);
	buffer_finish(&records);
	return result;
}

/* What the threads do beside. */
static void do_the_rest(uint32_t number)
{
	struct buffer out = {0};
	bool complete;
	const struct store_search search = {
		.room = 1, .before = UINT32_MAX, .limit = 9, .words = "", .name = "al"};
	s.ops->search(s.store, &search, &out, &complete, s.error);
	s.ops->index(s.store);
	s.ops->expire(s.store, number * INT64_C(1000));
	buffer_finish(&out);
}

static void expect_all(uint32_t last)
{
	stored_lines(&s, 1, 1, UINT32_MAX);
	uint32_t expected = s.out.length == 0 ? last + 1 : 0;
	const char *end = s.out.bytes + s.out.length;
	for (const char *at = s.out.bytes; at < end; at += record_length(at)) {
		struct record_line line;
		record_read_line(at, &line);
		ck_assert(expected == 0 || line.number == expected);
		expected = line.number + 1;
	}
	ck_assert_msg(expected == last + 1, "the last line is %u, not %u", expected - 1, last);
	unit_same(stored_faults(&s), "");
}

static void tidy_up(void)
{
	stored_end(&s);
	temporary_remove_tree(s.folder);
}

/* Returns how many operations there were. */
static unsigned try_failure(unsigned after, int code)
{
	unsigned failures = 0;
	stored_start(&s, stored_kinds);
	s.options.keep_ms = 15000;
	stored_close(&s);
	stored_open(&s);
	faulty_fail(after, code);
	for (uint32_t i = 1; i <= ROUNDS; i++) {
		while (write_round(i) != STORE_DONE) {
			ck_assert_uint_lt(failures++, 3);
			ck_assert_msg(strstr(s.error, "/history.db cannot be written") != NULL,
				"%s", s.error);
			do_the_rest(i);
			faulty_repair();
		}
		do_the_rest(i);
	}
	unsigned operations = faulty_operations();
	faulty_repair();
	expect_all(ROUNDS);
	stored_close(&s);
	stored_open(&s);
	unit_same(s.info.aside, "");
	expect_all(ROUNDS);
	stored_index(&s);
	stored_expire(&s, ROUNDS * INT64_C(1000));
	unit_same(stored_faults(&s), "");
	tidy_up();
	return operations;
}

static void try_failures(int code)
{
	faulty_start();
	unsigned all = try_failure(UINT32_MAX, code);
	ck_assert_uint_gt(all, 100);
	for (unsigned after = 1; after < all; after += STEP)
		try_failure(after, code);
}

START_TEST(a_round_on_a_failing_disk_is_stored_later)
{
	try_failures(SQLITE_IOERR_WRITE);
}
END_TEST

START_TEST(a_round_on_a_full_disk_is_stored_later)
{
	try_failures(SQLITE_FULL);
}
END_TEST

/* Writes until the power goes. `stored`: what was reported as stored. */
static _Noreturn void write_and_lose_power(unsigned after, volatile uint32_t *stored)
{
	faulty_start();
	faulty_lose_power(after, after);
	struct store_options options = {.folder = s.folder, .keep_ms = 15000};
	s.store = s.ops->open(&options, &s.info, s.error);
	for (uint32_t i = 1; i <= ROUNDS; i++) {
		if (write_round(i) != STORE_DONE)
			_exit(1);
		*stored = i;
		do_the_rest(i);
	}
	_exit(2);
}

/* Whether the index says that it is whole. */
static bool says_whole(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *row = NULL;
	bool whole = false;
	sqlite3_open(path, &db);
	if (sqlite3_prepare_v2(db, "SELECT value FROM state WHERE name = 'open'", -1, &row, NULL) ==
			SQLITE_OK &&
		sqlite3_step(row) == SQLITE_ROW)
		whole = sqlite3_column_bytes(row, 0) == 0;
	sqlite3_finalize(row);
	sqlite3_close(db);
	return whole;
}

/* What was lost is not there in the memory that processes share either. The machine has started
 * once more, so an index that was open is made anew. */
static void start_again(void)
{
	static const char *const names[] = {"history.db-shm", "words.db-shm", NULL};
	char path[TEMPORARY_PATH_SIZE + 32];
	for (unsigned i = 0; names[i]; i++) {
		snprintf(path, sizeof path, "%s/%s", s.folder, names[i]);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/words.db", s.folder);
	if (says_whole(path))
		return;
	static const char *const ends[] = {"", "-wal", "-shm", NULL};
	for (unsigned i = 0; ends[i]; i++) {
		snprintf(path, sizeof path, "%s/words.db%s", s.folder, ends[i]);
		unlink(path);
	}
}

/* False when the power did not go. */
static bool try_power_loss(unsigned after)
{
	static volatile uint32_t *stored;
	if (!stored)
		stored = mmap(NULL, sizeof *stored, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*stored = 0;
	stored_start(&s, stored_kinds);
	stored_close(&s); /* an index that says it is whole */
	pid_t child = fork();
	if (child == 0)
		write_and_lose_power(after, stored);
	int status = -1;
	waitpid(child, &status, 0);
	ck_assert_msg(WIFEXITED(status), "after %u: status %x", after, (unsigned)status);
	ck_assert_int_ne(WEXITSTATUS(status), 1);
	start_again();
	s.options.keep_ms = 15000;
	stored_open(&s);
	unit_same(s.info.aside, "");
	uint32_t last = stored_number_at(&s, 1, INT64_MAX) - 1;
	ck_assert_msg(last >= *stored, "%u were stored, %u are there", *stored, last);
	expect_all(last);
	stored_index(&s);
	if (last == 0)
		stored_room(&s, 1, "#a");
	stored_say(&s, 1, last + 1, "al", "goes on");
	unit_same(stored_faults(&s), "");
	tidy_up();
	return WEXITSTATUS(status) == 0;
}

START_TEST(a_loss_of_power_takes_nothing_that_was_stored)
{
	unsigned after = 1, losses = 0;
	faulty_start();
	for (; try_power_loss(after); after += STEP)
		losses++;
	ck_assert_uint_gt(losses, 20);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_round_on_a_failing_disk_is_stored_later,
		a_round_on_a_full_disk_is_stored_later,
		a_loss_of_power_takes_nothing_that_was_stored, NULL};
	return unit_cases("store_fault", cases);
}
