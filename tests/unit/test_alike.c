/* Names that look like others. */
#include "alike.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "names.h"
#include "scram.h"
#include "unit.h"
#include "world.h"

static struct origin here;

static const char *skeleton_of(const char *name)
{
	static struct name_key skeletons[2];
	static unsigned calls;
	struct name_key *skeleton = &skeletons[calls++ % 2];
	confusables_skeleton(skeleton, name);
	return skeleton->bytes;
}

START_TEST(names_that_look_alike_have_one_skeleton)
{
	unit_same(skeleton_of("alice"), "alice");
	unit_same(skeleton_of("a1ice"), "alice");
	unit_same(skeleton_of("AIice"), "alice"); /* a capital i */
	unit_same(skeleton_of("b0b"), "bob");
	unit_same(skeleton_of("com"), skeleton_of("corn"));
	unit_same(skeleton_of("ѕсоре"), "scope"); /* all of it Cyrillic */
	unit_same(skeleton_of("ɑlice"), "alice");
	ck_assert_str_ne(skeleton_of("alice"), skeleton_of("alicf"));
}
END_TEST

START_TEST(numbers_at_the_end_are_numbers)
{
	unit_same(skeleton_of("bot1"), "bot1");
	unit_same(skeleton_of("bot0"), "bot0");
	unit_same(skeleton_of("bob10"), "bob10");
	unit_same(skeleton_of("a1ice10"), "alice10");
	unit_same(skeleton_of("c11"), "c11");
	unit_same(skeleton_of("123"), "");
}
END_TEST

START_TEST(longer_ones_than_a_key_are_none)
{
	char name[NAME_BYTES + 1] = "";
	memset(name, 'm', NAME_BYTES); /* each is "rn" */
	unit_same(skeleton_of(name), "");
	name[NAME_CHARS] = '\0';
	ck_assert_uint_eq(strlen(skeleton_of(name)), 2 * NAME_CHARS);
	memset(name, 'm', NAME_BYTES);
	for (size_t i = 0; i + 3 <= NAME_BYTES; i += 3)
		memcpy(name + i, "㎰", 3);
	ck_assert_uint_le(strlen(skeleton_of(name)), NAME_KEY_BYTES);
	unit_same(skeleton_of(""), "");
}
END_TEST

static const char *found(const char *name, const struct session *self)
{
	const char *alike = names_alike(&world.core, name, NULL, self);
	return alike ? alike : "";
}

START_TEST(a_name_like_one_in_use_is_refused)
{
	struct peer *alice = world_named(0, "Alice"), *tom = world_named(1, "tom");
	unit_same(found("a1ice", NULL), "Alice");
	unit_same(found("AIice", NULL), "Alice");
	unit_same(found("torn", NULL), "tom");
	unit_same(found("alice1", NULL), "");
	unit_same(found("alicf", NULL), "");
	ck_assert_int_eq(
		names_allowed(&world.core, "a1ice", &here, NULL, NULL), OUTCOME_NAME_ALIKE);
	ck_assert_int_eq(
		names_allowed(&world.core, "ALICE", &here, NULL, NULL), OUTCOME_NAME_TAKEN);
	unit_same(found("a1ice", alice->session), ""); /* one's own spellings */
	unit_same(found("torn", tom->session), "");
	unit_same(found("torn", alice->session), "tom");
}
END_TEST

START_TEST(it_is_free_when_the_other_has_gone)
{
	struct peer *tom = world_named(0, "tom"), *corn = world_named(1, "corn");
	unit_same(found("torn", NULL), "tom");
	unit_same(found("com", NULL), "corn");
	ck_assert(session_rename(corn->session, "com"));
	unit_same(found("corn", NULL), "com");
	ck_assert(session_rename(corn->session, "zoe"));
	unit_same(found("corn", NULL), "");
	session_close(tom->session, "");
	unit_same(found("torn", NULL), "");
	ck_assert_ptr_null(world.core.alikes);
}
END_TEST

/* The first of several with one skeleton may go before the others. */
START_TEST(several_may_share_a_skeleton)
{
	struct peer *tom = world_named(0, "tom"), *zoe = world_named(0, "zoe"),
		    *eve = world_named(1, "eve");
	ck_assert(session_rename(zoe->session, "tоm")); /* mixed: not by /nick */
	ck_assert(session_rename(eve->session, "t0m"));
	for (int i = 0; i < 3; i++) {
		ck_assert_str_ne(found("torn", NULL), "");
		struct peer *each[] = {tom, eve, zoe};
		session_close(each[i]->session, "");
	}
	unit_same(found("torn", NULL), "");
	ck_assert_ptr_null(world.core.alikes);
}
END_TEST

START_TEST(a_registered_name_is_looked_at_too)
{
	static const struct scram_keys none;
	struct account *account = account_make(&world.core, "Tommy", "$hash", &none);
	unit_same(found("Tornmy", NULL), "Tommy");
	ck_assert_ptr_null(names_alike(&world.core, "Tornmy", account, NULL));
	ck_assert_int_eq(names_allowed(&world.core, "Tommy", &here, account, NULL), OUTCOME_DONE);
	struct account *paypal = account_make(&world.core, "paypal", "$hash", &none);
	unit_same(found("paypaI", NULL), "paypal");
	unit_same(found("paypa1", NULL), ""); /* a number at the end */
	account_free(&world.core, account, true);
	account_free(&world.core, paypal, true);
	unit_same(found("Tornmy", NULL), "");
	unit_same(found("paypaI", NULL), "");
}
END_TEST

START_TEST(most_names_take_no_memory)
{
	world_named(0, "alice");
	world_named(0, "bob12");
	world_named(1, "c1");
	world_open(0);
	ck_assert_ptr_null(world.core.alikes);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {names_that_look_alike_have_one_skeleton,
		numbers_at_the_end_are_numbers, longer_ones_than_a_key_are_none,
		a_name_like_one_in_use_is_refused, it_is_free_when_the_other_has_gone,
		several_may_share_a_skeleton, a_registered_name_is_looked_at_too,
		most_names_take_no_memory, NULL};
	const TTest *const none[] = {NULL};
	return unit_cases_with(
		"alike", world_set_up, world_end, confusables_exist() ? cases : none);
}
