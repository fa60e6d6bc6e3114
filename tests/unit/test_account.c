/* Accounts: how they are found, what they have, and how they are stored and come back. */
#include "account.h"

#include <stdio.h>
#include <string.h>

#include "record.h"
#include "unit.h"
#include "world.h"

static struct scram_keys keys;
static char print[ACCOUNT_CERTIFICATE_BYTES + 1];

static const char *fingerprint(unsigned i)
{
	snprintf(print, sizeof print, "%064x", i + 1);
	return print;
}

static void wanted(void *data, bool durable)
{
}

static void set_up(void)
{
	world_start(1);
	history_init(&world.core, HISTORY_RELAXED, 1, &(struct history_store){.wanted = wanted});
	core_enter(&world.core.loops[0], world.now);
	core_set_clock(&world.core, INT64_C(1700000000000));
}

static void tear_down(void)
{
	core_leave(&world.core.loops[0]);
	world_end();
}

static struct account *make(const char *name)
{
	return account_make(&world.core, name, "hash", &keys);
}

START_TEST(an_account_is_found)
{
	struct account *alice = make("Alice"), *bob = make("bob");
	ck_assert_ptr_eq(account_find(&world.core, "ALICE"), alice);
	ck_assert_ptr_eq(account_find(&world.core, "\xEF\xBD\x81lice"), alice); /* a wide a */
	ck_assert_ptr_null(account_find(&world.core, "alicia"));
	ck_assert_ptr_null(account_find(&world.core, ""));
	ck_assert_ptr_eq(account_by_id(&world.core, bob->id), bob);
	ck_assert_ptr_null(account_by_id(&world.core, 0));
	ck_assert_uint_eq(account_count(&world.core), 2);
	uint32_t id = alice->id;
	account_free(&world.core, alice, true);
	ck_assert_ptr_null(account_find(&world.core, "alice"));
	ck_assert_ptr_null(account_by_id(&world.core, id));
	ck_assert_uint_gt(make("alice")->id, id); /* a number is never given again */
}
END_TEST

START_TEST(certificates_belong_to_one_account)
{
	struct account *alice = make("alice"), *bob = make("bob");
	ck_assert_int_eq(
		account_add_certificate(&world.core, alice, fingerprint(0), false), OUTCOME_DONE);
	ck_assert_ptr_eq(account_by_certificate(&world.core, fingerprint(0)), alice);
	ck_assert_int_eq(account_add_certificate(&world.core, alice, fingerprint(0), false),
		OUTCOME_UNCHANGED);
	ck_assert_int_eq(account_add_certificate(&world.core, bob, fingerprint(0), false),
		OUTCOME_CERTIFICATE_OTHER);
	ck_assert_int_eq(
		account_add_certificate(&world.core, bob, fingerprint(0), true), OUTCOME_DONE);
	ck_assert_ptr_eq(account_by_certificate(&world.core, fingerprint(0)), bob);
	ck_assert_uint_eq(alice->certificate_count, 0);
	ck_assert_int_eq(
		account_add_certificate(&world.core, alice, fingerprint(0), true), OUTCOME_DONE);
	ck_assert(!account_remove_certificate(&world.core, bob, fingerprint(0)));
	ck_assert(account_remove_certificate(&world.core, alice, fingerprint(0)));
	ck_assert_ptr_null(account_by_certificate(&world.core, fingerprint(0)));
	for (unsigned i = 0; i < ACCOUNT_CERTIFICATES_MAX; i++)
		ck_assert_int_eq(account_add_certificate(&world.core, bob, fingerprint(i), false),
			OUTCOME_DONE);
	ck_assert_int_eq(account_add_certificate(&world.core, bob, fingerprint(99), false),
		OUTCOME_CERTIFICATES_FULL);
	account_free(&world.core, bob, true);
	ck_assert_ptr_null(account_by_certificate(&world.core, fingerprint(1)));
}
END_TEST

START_TEST(homes_are_remembered)
{
	struct account *alice = make("alice");
	struct origin origin = {.host = 7, .net = 7}, here = {0, 0};
	ck_assert(!account_is_home(alice, &origin));
	account_add_home(alice, &origin);
	account_add_home(alice, &here);
	ck_assert(account_is_home(alice, &origin));
	ck_assert(!account_is_home(alice, &here));
	for (uint32_t host = 100; host < 100 + ACCOUNT_HOMES_MAX - 1; host++)
		account_add_home(alice, &(struct origin){.host = host, .net = 1});
	ck_assert(account_is_home(alice, &origin));
	account_add_home(alice, &origin); /* once more makes it the newest */
	account_add_home(alice, &(struct origin){.host = 200, .net = 1});
	ck_assert(account_is_home(alice, &origin));
	ck_assert(!account_is_home(alice, &(struct origin){.host = 100, .net = 1}));
	ck_assert(account_is_home(alice, &(struct origin){.host = 101, .net = 1}));
}
END_TEST

/* What was gathered for the store last. */
static void last_record(struct record_account *record)
{
	const struct buffer *gathered = &world.core.history.gathered;
	size_t at = 0, last = 0;
	for (; at < gathered->length; at += record_length(gathered->bytes + at))
		last = at;
	ck_assert_int_eq(record_type(gathered->bytes + last), RECORD_ACCOUNT);
	record_read_account(gathered->bytes + last, record);
}

START_TEST(it_comes_back_as_it_was_stored)
{
	struct record_account record;
	keys = (struct scram_keys){.iterations = 4096};
	memset(keys.salt, 0xA5, sizeof keys.salt);
	memset(keys.stored_key, 0x5A, sizeof keys.stored_key);
	memset(keys.server_key, 0xFF, sizeof keys.server_key);
	struct account *alice = make("Alice");
	account_add_certificate(&world.core, alice, fingerprint(3), false);
	account_add_certificate(&world.core, alice, fingerprint(4), false);
	last_record(&record);
	ck_assert_str_eq(record.name, "Alice");
	ck_assert_str_eq(record.key, "alice");
	ck_assert(strncmp(record.scram, "SCRAM-SHA-256$4096:paWlpaWlpaWlpaWlpaWlpQ==$", 44) == 0);
	struct record_account copy = record;
	char many[300];
	char *scram = strdup(record.scram), *certificates = strdup(record.certificates);
	copy.name = "Alice";
	copy.hash = "hash";
	copy.scram = scram;
	copy.certificates = certificates;
	account_free(&world.core, alice, false);
	account_restore(&world.core, &copy);
	alice = account_find(&world.core, "alice");
	ck_assert_str_eq(alice->name, "Alice");
	ck_assert_str_eq(alice->hash, "hash");
	ck_assert_uint_eq(alice->id, copy.id);
	ck_assert_int_eq(alice->made_at, INT64_C(1700000000000));
	ck_assert(memcmp(&alice->scram, &keys, sizeof keys) == 0);
	ck_assert_ptr_eq(account_by_certificate(&world.core, fingerprint(3)), alice);
	ck_assert_ptr_eq(account_by_certificate(&world.core, fingerprint(4)), alice);
	ck_assert_str_eq(alice->certificates->fingerprint, fingerprint(3)); /* in their order */
	ck_assert_str_eq(alice->certificates->next->fingerprint, fingerprint(4));
	copy.id = 70;
	copy.name = "bob";
	copy.certificates = "";
	copy.scram = "SCRAM-SHA-256$x";
	account_restore(&world.core, &copy);
	ck_assert_uint_eq(account_find(&world.core, "bob")->scram.iterations, 0);
	snprintf(many, sizeof many, "SCRAM-SHA-256$99999999%s", strchr(scram, ':'));
	copy.id = 71;
	copy.name = "erin";
	copy.scram = many; /* a client would work on them for long */
	account_restore(&world.core, &copy);
	ck_assert_uint_eq(account_find(&world.core, "erin")->scram.iterations, 0);
	ck_assert_uint_eq(make("carol")->id, 72);
	copy.id = 0;
	copy.name = "nobodys";
	account_restore(&world.core, &copy);
	ck_assert_ptr_null(account_find(&world.core, "nobodys"));
	world.core.account_ids = UINT32_MAX; /* of a damaged file */
	ck_assert_uint_eq(make("dave")->id, 2);
	free(scram);
	free(certificates);
}
END_TEST

/* A login is not worth a line on the disk each time. */
START_TEST(it_is_stored_when_it_changes)
{
	struct record_account record;
	struct account *alice = make("alice");
	size_t length = world.core.history.gathered.length;
	account_seen(&world.core, alice);
	ck_assert_uint_eq(world.core.history.gathered.length, length);
	world.core.now += 3600000;
	account_seen(&world.core, alice);
	last_record(&record);
	ck_assert_int_eq(record.seen_at, INT64_C(1700003600000));
	account_set_password(&world.core, alice, "other", &keys);
	last_record(&record);
	ck_assert_str_eq(record.hash, "other");
	ck_assert(!record.dropped);
	account_free(&world.core, alice, true);
	last_record(&record);
	ck_assert(record.dropped);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {an_account_is_found, certificates_belong_to_one_account,
		homes_are_remembered, it_comes_back_as_it_was_stored, it_is_stored_when_it_changes,
		NULL};
	return unit_cases_with("account", set_up, tear_down, cases);
}
