/* Masks of all shapes, whom they match, and for how long; invitations. */
#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "self.h"
#include "unit.h"
#include "world.h"

static struct peer *alice;

/* alice!ident@0000000a.0000000b.hidden */
static void set_up(void)
{
	world_start(1);
	alice = world_peer();
	peer_open(alice, 0,
		&(struct newcomer){
			.origin = {.host = 10, .net = 11}, .name = "Alice", .user = "Ident"});
}

static const char *shape(const char *text)
{
	static char shown[300];
	struct mask mask;
	if (!mask_init(&mask, text))
		return "none";
	snprintf(shown, sizeof shown, "%s", mask.text);
	mask_finish(&mask);
	return shown;
}

START_TEST(masks_have_three_parts)
{
	static const char *const shapes[][2] = {{"alice", "alice!*@*"}, {"Alice", "Alice!*@*"},
		{"*", "*!*@*"}, {"a*e", "a*e!*@*"}, {"*.net", "*!*@*.net"},
		{"ab.cd.hidden", "*!*@ab.cd.hidden"}, {"2001:db8::*", "*!*@2001:db8::*"},
		{"a!b", "a!b@*"}, {"a!", "a!*@*"}, {"!b", "*!b@*"}, {"b@h", "*!b@h"},
		{"@h", "*!*@h"}, {"b@", "*!b@*"}, {"a!b@h", "a!b@h"}, {"!@", "*!*@*"},
		{"a!b@c@d", "a!b@c@d"}, {"a@b!c", "a@b!c@*"}, {"*!*@*", "*!*@*"}};
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		unit_same(shape(shapes[i][0]), shapes[i][1]);
}
END_TEST

/* As it is read when it was stored. */
START_TEST(a_mask_is_its_own_shape)
{
	static const char *const beginnings[] = {"", "a.", "a!", "a@", "a!b@"};
	char text[220], once[300];
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
		unsigned masks = 0;
		for (size_t length = 5; length < 210; length++) {
			memset(text, 'a', length);
			memcpy(text, beginnings[i], strlen(beginnings[i]));
			text[length] = '\0';
			snprintf(once, sizeof once, "%s", shape(text));
			if (strcmp(once, "none") == 0)
				continue;
			unit_same(shape(once), once);
			masks++;
		}
		ck_assert_uint_gt(masks, 50);
	}
}
END_TEST

START_TEST(some_texts_are_no_masks)
{
	static const char *const texts[] = {"", "a b", "a\tb", "a,b", " a", "a!b c", NULL};
	char longest[210];
	for (const char *const *text = texts; *text; text++)
		ck_assert_msg(strcmp(shape(*text), "none") == 0, "'%s'", *text);
	memset(longest, 'a', sizeof longest);
	longest[201] = '\0';
	unit_same(shape(longest), "none");
	memcpy(longest, "a!", 2);
	longest[200] = '\0';
	ck_assert_uint_eq(strlen(shape(longest)), 202);
}
END_TEST

static bool matches(const char *text)
{
	struct mask mask;
	ck_assert_msg(mask_init(&mask, text), "%s", text);
	bool found = mask_matches(&mask, alice->session);
	mask_finish(&mask);
	return found;
}

START_TEST(names_are_compared_by_their_keys)
{
	ck_assert(matches("alice"));
	ck_assert(matches("ALICE"));
	ck_assert(matches("\xEF\xBC\xA1lice")); /* full-width A */
	ck_assert(matches("AL*"));
	ck_assert(matches("?lice"));
	ck_assert(!matches("alic"));
	ck_assert(!matches("bob"));
}
END_TEST

START_TEST(users_and_hosts_are_compared_without_case)
{
	ck_assert(matches("*!ident@*"));
	ck_assert(matches("*!IDENT@*"));
	ck_assert(matches("iden?@*"));
	ck_assert(!matches("*!other@*"));
	ck_assert(matches("*!*@0000000A.0000000B.hidden"));
	ck_assert(matches("*.0000000b.HIDDEN"));
	ck_assert(!matches("*.0000000c.hidden"));
	ck_assert(!matches("localhost.*"));
	ck_assert(matches("alice!ident@*.hidden"));
	ck_assert(!matches("bob!ident@*.hidden"));
	ck_assert(!matches("alice!ident@*.example"));
	peer_enter(alice);
	self_set_host(alice->session, "Staff.Example");
	peer_leave(alice);
	ck_assert(matches("*!*@staff.example"));
	ck_assert(matches("*!*@Staff.Example"));
	ck_assert(!matches("*!*@*.hidden"));
}
END_TEST

static void add(struct rules *rules, enum mode mode, const char *text, int64_t until)
{
	struct mask_list *list = &rules->masks[mode - MODE_BAN];
	list->items = realloc(list->items, (list->count + 1) * sizeof *list->items);
	ck_assert(mask_init(&list->items[list->count], text));
	list->items[list->count++].until = until;
}

START_TEST(a_ban_ends)
{
	struct rules rules = {0};
	ck_assert_ptr_null(rules_ban(&rules, alice->session));
	add(&rules, MODE_BAN, "bob", 0);
	add(&rules, MODE_BAN, "alice", world.now + 1000);
	peer_enter(alice);
	ck_assert_ptr_eq(rules_ban(&rules, alice->session), &rules.masks[0].items[1]);
	peer_leave(alice);
	world.now += 999;
	peer_enter(alice);
	ck_assert_ptr_nonnull(rules_ban(&rules, alice->session));
	peer_leave(alice);
	world.now += 1;
	peer_enter(alice);
	ck_assert_ptr_null(rules_ban(&rules, alice->session));
	peer_leave(alice);
	rules_finish(&rules);
}
END_TEST

START_TEST(an_exception_lifts_a_ban)
{
	struct rules rules = {0};
	add(&rules, MODE_BAN, "*", 0);
	ck_assert_ptr_nonnull(rules_ban(&rules, alice->session));
	add(&rules, MODE_BAN_EXCEPT, "bob", 0);
	ck_assert_ptr_nonnull(rules_ban(&rules, alice->session));
	add(&rules, MODE_BAN_EXCEPT, "alice", 0);
	ck_assert_ptr_null(rules_ban(&rules, alice->session));
	ck_assert(!rules_admitted(&rules, alice->session));
	add(&rules, MODE_INVITE_EXCEPT, "*!ident@*", 0);
	ck_assert(rules_admitted(&rules, alice->session));
	ck_assert(!rules_invited(&rules, alice->session));
	rules_finish(&rules);
}
END_TEST

START_TEST(masks_are_found_by_what_they_compare)
{
	struct rules rules = {0};
	struct mask mask;
	add(&rules, MODE_BAN, "Alice!X@Host.Example", 0);
	ck_assert(mask_init(&mask, "ALICE!x@HOST.example"));
	ck_assert_ptr_eq(mask_list_find(&rules.masks[0], &mask), &rules.masks[0].items[0]);
	mask_finish(&mask);
	ck_assert(mask_init(&mask, "ALICE!x@HOST"));
	ck_assert_ptr_null(mask_list_find(&rules.masks[0], &mask));
	mask_finish(&mask);
	rules_finish(&rules);
}
END_TEST

START_TEST(an_invitation_is_for_one_session)
{
	struct rules rules = {0};
	struct peer *bob = world_named(0, "bob");
	ck_assert(!rules_invited(&rules, alice->session));
	rules_uninvite(&rules, alice->session);
	rules_invite(&rules, alice->session, bob->session);
	rules_invite(&rules, alice->session, bob->session);
	ck_assert_uint_eq(rules.invited_count, 1);
	ck_assert(rules_invited(&rules, alice->session));
	ck_assert(!rules_invited(&rules, bob->session));
	rules_uninvite(&rules, bob->session);
	rules_uninvite(&rules, alice->session);
	ck_assert(!rules_invited(&rules, alice->session));
	rules_finish(&rules);
}
END_TEST

START_TEST(an_invitation_ends)
{
	struct rules rules = {0};
	struct peer *bob = world_named(0, "bob");
	rules_invite(&rules, alice->session, bob->session);
	world.core.now += 1000 * RULES_INVITED_SECONDS - 1;
	ck_assert(rules_invited(&rules, alice->session));
	world.core.now++;
	ck_assert(!rules_invited(&rules, alice->session));
	rules_expire_invitations(&rules, world.core.now);
	ck_assert_uint_eq(rules.invited_count, 0);
	rules_finish(&rules);
}
END_TEST

START_TEST(an_invitation_is_taken_back_by_name_or_host)
{
	struct rules rules = {0};
	struct peer *bob = world_named(0, "bob"), *carol = world_named(0, "carol");
	rules_invite(&rules, alice->session, bob->session);
	ck_assert(!rules_uninvite_name(&rules, "bob"));
	ck_assert(rules_uninvite_name(&rules, "ALICE"));
	ck_assert(!rules_uninvite_name(&rules, "alice"));
	rules_invite(&rules, alice->session, bob->session);
	rules_invite(&rules, bob->session, carol->session);
	rules_invite(&rules, carol->session, bob->session);
	rules_uninvite_by(&rules, bob->session);
	ck_assert(rules_invited(&rules, bob->session));
	ck_assert_uint_eq(rules.invited_count, 1);
	rules_finish(&rules);
}
END_TEST

START_TEST(the_oldest_invitation_makes_place)
{
	struct rules rules = {0};
	struct peer *bob = world_named(0, "bob");
	uint32_t id = alice->session->id;
	for (unsigned i = 0; i <= RULES_INVITED_MAX; i++) {
		alice->session->id = 1000 + i;
		rules_invite(&rules, alice->session, bob->session);
	}
	ck_assert_uint_eq(rules.invited_count, RULES_INVITED_MAX);
	alice->session->id = 1000;
	ck_assert(!rules_invited(&rules, alice->session));
	alice->session->id = 1001;
	ck_assert(rules_invited(&rules, alice->session));
	alice->session->id = id;
	rules_finish(&rules);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {masks_have_three_parts, a_mask_is_its_own_shape,
		some_texts_are_no_masks, names_are_compared_by_their_keys,
		users_and_hosts_are_compared_without_case, a_ban_ends, an_exception_lifts_a_ban,
		masks_are_found_by_what_they_compare, an_invitation_is_for_one_session,
		an_invitation_ends, an_invitation_is_taken_back_by_name_or_host,
		the_oldest_invitation_makes_place, NULL};
	return unit_cases_with("rules", set_up, world_end, cases);
}
