/* The keyed hash of the tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "table.h"
#include "unit.h"

#define WORDS 1000

struct entry {
	UT_hash_handle hh;
	char key[16];
};

START_TEST(the_same_bytes_have_the_same_hash)
{
	table_init();
	ck_assert_uint_eq(table_hash("alice", 5), table_hash("alice and bob", 5));
	ck_assert_uint_ne(table_hash("alice", 5), table_hash("alice", 4));
	ck_assert_uint_ne(table_hash("alice", 5), table_hash("alicf", 5));
	ck_assert_uint_eq(table_hash("", 0), table_hash("x", 0));
}
END_TEST

START_TEST(a_secret_hashes_the_same_after_another_start)
{
	static const unsigned char one[TABLE_SECRET_BYTES] = {1}, two[TABLE_SECRET_BYTES] = {2};
	table_init();
	unsigned before = table_hash_with(one, "alice", 5);
	ck_assert_uint_ne(table_hash_with(two, "alice", 5), before);
	table_init();
	ck_assert_uint_eq(table_hash_with(one, "alice", 5), before);
}
END_TEST

START_TEST(another_process_can_hash_as_this_one_does)
{
	unsigned char secret[TABLE_SECRET_BYTES];
	table_init();
	unsigned before = table_hash("alice", 5);
	table_secret(secret);
	table_init();
	ck_assert_uint_ne(table_hash("alice", 5), before);
	ck_assert_uint_eq(table_hash_with(secret, "alice", 5), before);
}
END_TEST

START_TEST(each_start_hashes_differently)
{
	unsigned same = 0, before[64];
	char key[16];
	table_init();
	for (unsigned i = 0; i < 64; i++)
		before[i] = table_hash(key, (size_t)snprintf(key, sizeof key, "%u", i));
	table_init();
	for (unsigned i = 0; i < 64; i++)
		same += before[i] == table_hash(key, (size_t)snprintf(key, sizeof key, "%u", i));
	ck_assert_uint_lt(same, 3);
}
END_TEST

static struct entry *find(struct entry *table, const char *key)
{
	struct entry *found;
	HASH_FIND_STR(table, key, found);
	return found;
}

START_TEST(a_table_finds_what_is_in_it)
{
	struct entry *table = NULL, *entry, *next;
	char key[16];
	table_init();
	for (int i = 0; i < WORDS; i++) {
		entry = memory_zero(sizeof *entry);
		snprintf(entry->key, sizeof entry->key, "word %d", i);
		HASH_ADD_STR(table, key, entry);
	}
	ck_assert_uint_eq(HASH_COUNT(table), WORDS);
	for (int i = 0; i < WORDS; i++) {
		snprintf(key, sizeof key, "word %d", i);
		entry = find(table, key);
		ck_assert_ptr_nonnull(entry);
		ck_assert_str_eq(entry->key, key);
	}
	ck_assert_ptr_null(find(table, "word"));
	HASH_ITER (hh, table, entry, next) {
		HASH_DEL(table, entry);
		free(entry);
	}
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_same_bytes_have_the_same_hash,
		a_secret_hashes_the_same_after_another_start,
		another_process_can_hash_as_this_one_does, each_start_hashes_differently,
		a_table_finds_what_is_in_it, NULL};
	return unit_cases("table", cases);
}
