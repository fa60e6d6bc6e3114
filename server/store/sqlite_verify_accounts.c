#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "name.h"
#include "password_hash.h"
#include "scram.h"
#include "sqlite_verify.h"
#include "tokens.h"

#define FINGERPRINT_DIGITS 64

struct certificate {
	char digits[FINGERPRINT_DIGITS];
	uint32_t account;
};

struct certificates {
	struct certificate *items;
	size_t count;
};

static void check_certificates(struct verify *verify, struct certificates *found, uint32_t account,
	const char *name, const char *at)
{
	for (; *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		if (length == FINGERPRINT_DIGITS && strspn(at, "0123456789abcdef") == length) {
			found->items = memory_add(found->items, found->count, sizeof *found->items);
			struct certificate *one = &found->items[found->count++];
			memcpy(one->digits, at, length);
			one->account = account;
		} else {
			verify_fault(verify, "account %s: it has a certificate that is none", name);
		}
		at += length;
	}
}

/* "SCRAM-SHA-256$4096:..." */
static bool is_scram(const char *keys)
{
	const char name[] = "SCRAM-SHA-256$";
	size_t length = sizeof name - 1;
	if (strncmp(keys, name, length) != 0)
		return false;
	unsigned long iterations = strtoul(keys + length, NULL, 10);
	return iterations > 0 && iterations <= SCRAM_ITERATIONS_MAX;
}

static void check_account(struct verify *verify, struct certificates *found, sqlite3_stmt *row)
{
	struct name_key key;
	struct tokens tokens = {0};
	const char *name = db_text(row, 1), *hash = db_text(row, 3), *scram = db_text(row, 4);
	name_key(&key, name, strlen(name));
	if (strcmp(key.bytes, db_text(row, 2)) != 0)
		verify_fault(verify, "account %s: it is kept under another name, %s", name,
			db_text(row, 2));
	int64_t id = sqlite3_column_int64(row, 0);
	if (id <= 0 || id > UINT32_MAX)
		verify_fault(verify, "account %s: it has a number that none can have", name);
	if (*hash && !password_hash_good(hash))
		verify_fault(verify, "account %s: the hash of its password cannot be used", name);
	if (*scram && !is_scram(scram))
		verify_fault(verify, "account %s: its SCRAM keys cannot be used", name);
	check_certificates(verify, found, (uint32_t)id, name, db_text(row, 5));
	if (!tokens_read(&tokens, db_text(row, 6)))
		verify_fault(verify, "account %s: it has a login token that is none", name);
	tokens_finish(&tokens);
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, FINGERPRINT_DIGITS);
}

static void check_accounts(struct verify *verify)
{
	struct certificates found = {0};
	sqlite3_stmt *row = db_query(verify->db,
		"SELECT id, name, key, hash, scram, certificates, tokens FROM account ORDER BY id",
		"");
	while (db_row(verify->db, row))
		check_account(verify, &found, row);
	if (found.count > 0)
		qsort(found.items, found.count, sizeof *found.items, compare);
	for (size_t i = 1; i < found.count; i++)
		if (compare(&found.items[i - 1], &found.items[i]) == 0)
			verify_fault(verify, "accounts %u and %u have the same certificate",
				found.items[i - 1].account, found.items[i].account);
	free(found.items);
}

static void check_absent(
	struct verify *verify, const char *things, const char *of, sqlite3_stmt *row)
{
	while (db_row(verify->db, row))
		verify_fault(verify, "there are %s of %s %u, which is not there", things, of,
			(unsigned)sqlite3_column_int64(row, 0));
}

static void check_owned(struct verify *verify)
{
	sqlite3_stmt *row = db_query(verify->db,
		"SELECT name, founder, 'founder' FROM room WHERE ended = 0 AND founder <> 0"
		" AND founder NOT IN (SELECT id FROM account) UNION ALL"
		" SELECT name, account, 'operator' FROM operator JOIN room ON room = id"
		" WHERE ended = 0 AND account NOT IN (SELECT id FROM account)",
		"");
	while (db_row(verify->db, row))
		verify_fault(verify, "%s: its %s, account %u, is not there", db_text(row, 0),
			db_text(row, 2), (unsigned)sqlite3_column_int64(row, 1));
}

void verify_accounts(struct verify *verify)
{
	struct db *db = verify->db;
	db_run(db, "BEGIN", "");
	check_accounts(verify);
	check_owned(verify);
	check_absent(verify, "markers", "account",
		db_query(db,
			"SELECT DISTINCT account FROM marker"
			" WHERE account NOT IN (SELECT id FROM account)",
			""));
	check_absent(verify, "markers", "room",
		db_query(db,
			"SELECT DISTINCT room FROM marker WHERE room NOT IN (SELECT id FROM room)",
			""));
	check_absent(verify, "operators", "room",
		db_query(db,
			"SELECT DISTINCT room FROM operator"
			" WHERE room NOT IN (SELECT id FROM room)",
			""));
	verify_failure(verify, db);
	db_commit(db);
}
