/* Names that look like others. */
#include "alike.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "local_user.h"
#include "names.h"
#include "scram.h"
#include "unit.h"
#include "world.h"

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
	unit_same(skeleton_of("corn"), "com");
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
	memset(name, 'm', NAME_BYTES); /* each is "rn" to Unicode */
	unit_same(skeleton_of(name), name);
	for (size_t i = 0; i + 3 <= NAME_BYTES; i += 3)
		memcpy(name + i, "㎰", 3);
	ck_assert_uint_le(strlen(skeleton_of(name)), NAME_KEY_BYTES);
	unit_same(skeleton_of(""), "");
}
END_TEST

static const char *found_by(const char *name, const struct asker *asker)
{
	const char *alike = names_alike(&world.core, name, asker);
	return alike ? alike : "";
}

/* By a stranger, or a session. */
static const char *found(const char *name, const struct session *self)
{
	struct asker asker = {0};
	if (self)
		asker = names_asker(self);
	return found_by(name, &asker);
}

static enum outcome allowed(const char *name, const struct account *account)
{
	return names_allowed(&world.core, name, &(struct asker){.account = account});
}

START_TEST(a_name_like_one_in_use_is_refused)
{
	struct peer *alice = world_named(0, "Alice"), *tom = world_named(1, "tom");
	unit_same(found("a1ice", NULL), "Alice");
	unit_same(found("AIice", NULL), "Alice");
	unit_same(found("torn", NULL), "tom");
	unit_same(found("alice1", NULL), "");
	unit_same(found("alicf", NULL), "");
	ck_assert_int_eq(allowed("a1ice", NULL), OUTCOME_NAME_ALIKE);
	ck_assert_int_eq(allowed("ALICE", NULL), OUTCOME_NAME_TAKEN);
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
	unit_same(found_by("Tornmy", &(struct asker){.account = account}), "");
	ck_assert_int_eq(allowed("Tommy", account), OUTCOME_DONE);
	struct account *paypal = account_make(&world.core, "paypal", "$hash", &none);
	unit_same(found("paypaI", NULL), "paypal");
	unit_same(found("paypa1", NULL), ""); /* a number at the end */
	account_free(&world.core, account, true);
	account_free(&world.core, paypal, true);
	unit_same(found("Tornmy", NULL), "");
	unit_same(found("paypaI", NULL), "");
}
END_TEST

START_TEST(a_name_like_one_of_the_servers_is_refused)
{
	unit_same(found("y0u", NULL), "you");
	unit_same(found("he1pserv", NULL), "helpserv");
	unit_same(found("sornebody", NULL), "somebody");
	unit_same(found("\u0261uest-7", NULL), "guest-1"); /* a Latin letter, a script g */
	unit_same(found("guesty", NULL), "");
}
END_TEST

START_TEST(a_name_that_is_kept_is_looked_at_too)
{
	static const struct origin home = {.host = 1, .net = 1};
	struct peer *alice = world_peer(), *tom = world_peer();
	peer_open(alice, 0, &(struct newcomer){.origin = home, .name = "alice"});
	peer_open(tom, 1, &(struct newcomer){.origin = home, .name = "Bernard"});
	peer_say(alice, "/join tea");
	peer_say(tom, "/join milk");
	peer_close(alice, "connection lost");
	peer_close(tom, "connection lost");
	unit_same(found("a1ice", NULL), "alice");
	unit_same(found("Bemard", NULL), "Bernard");
	unit_same(found_by("Bemard", &(struct asker){.origin = home}), "");
	ck_assert_int_eq(allowed("Bernard", NULL), OUTCOME_NAME_HELD);
	core_enter(&world.core.loops[0], world.now + 300000);
	core_leave(&world.core.loops[0]);
	unit_same(found("a1ice", NULL), "");
	unit_same(found("Bemard", NULL), "");
}
END_TEST

START_TEST(the_login_of_a_user_of_this_machine_too)
{
	static struct local_user daemon;
	struct peer *peer = world_peer();
	local_user_init(&daemon, 7, "berndt");
	peer_open(peer, 0, &(struct newcomer){.local_user = &daemon});
	peer_say(peer, "/nick other");
	unit_same(found("bemdt", NULL), "berndt");
	unit_same(found("bemdt", peer->session), "");
	peer_close(peer, "");
	unit_same(found("bemdt", NULL), "berndt");
}
END_TEST

/* A name in capital letters is another picture. */
START_TEST(another_spelling_of_ones_own_name_is_looked_at_too)
{
	static const struct scram_keys none;
	struct peer *alice = world_named(0, "alice");
	world_named(1, "allce");
	peer_say(alice, "/nick ALICE");
	peer_expect(alice, "refused NAME_ALIKE ALICE allce\n");
	peer_say(alice, "/nick Alice");
	peer_expect(alice, "renamed* alice Alice\n");
	session_close(alice->session, "");
	struct account *account = account_make(&world.core, "alice", "$hash", &none);
	ck_assert_int_eq(allowed("alice", account), OUTCOME_DONE);
	ck_assert_int_eq(allowed("ALICE", account), OUTCOME_NAME_ALIKE);
}
END_TEST

START_TEST(most_names_take_no_memory)
{
	world_named(0, "alice");
	world_named(0, "mememe");
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
		a_name_like_one_of_the_servers_is_refused, a_name_that_is_kept_is_looked_at_too,
		the_login_of_a_user_of_this_machine_too,
		another_spelling_of_ones_own_name_is_looked_at_too, most_names_take_no_memory,
		NULL};
	const TTest *const none[] = {NULL};
	return unit_cases_with(
		"alike", world_set_up, world_end, confusables_exist() ? cases : none);
}
