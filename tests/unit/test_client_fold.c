/* Runs of comings and goings: one sentence, whoever does what in whichever order. */
#include <stdio.h>

#include "fold.h"
#include "text.h"
#include "unit.h"

static struct fold *fold;
static char text[8192];

static void set_up(void)
{
	fold = fold_new();
}

static void tear_down(void)
{
	fold_free(fold);
}

static bool happens(enum chat_kind kind, const char *name, const char *other, const char *why)
{
	struct chat_event event = {.kind = kind,
		.time = 1000,
		.room = "#dev",
		.name = name,
		.other = other,
		.text = why};
	return fold_add(fold, &event);
}

static void joins(const char *name)
{
	ck_assert(happens(CHAT_JOINED, name, NULL, ""));
}

static void leaves(const char *name, const char *why)
{
	ck_assert(happens(CHAT_LEFT, name, NULL, why));
}

static void renames(const char *name, const char *other)
{
	ck_assert(happens(CHAT_RENAMED, name, other, ""));
}

static const char *told(void)
{
	fold_text(fold, text, sizeof text);
	return text;
}

START_TEST(only_others_comings_and_goings_are_taken)
{
	struct chat_event event = {
		.kind = CHAT_JOINED, .room = "#dev", .name = "ada", .text = "", .own = true};
	ck_assert(!fold_add(fold, &event));
	ck_assert(fold_empty(fold));
	for (int kind = 0; kind <= CHAT_MISSED; kind++) {
		bool wanted = kind == CHAT_JOINED || kind == CHAT_LEFT || kind == CHAT_QUIT ||
			      kind == CHAT_RENAMED;
		ck_assert_int_eq(happens((enum chat_kind)kind, "ada", "eve", ""), wanted);
	}
	event = (struct chat_event){
		.kind = CHAT_RENAMED, .name = "bob", .other = "rob", .text = ""};
	ck_assert(!fold_add(fold, &event));
}
END_TEST

START_TEST(another_room_is_not_taken)
{
	struct chat_event event = {.kind = CHAT_JOINED, .room = "#ops", .name = "ada", .text = ""};
	joins("ada");
	ck_assert(!fold_add(fold, &event));
	fold_clear(fold);
	ck_assert(fold_add(fold, &event));
	unit_same(told(), "ada joined");
}
END_TEST

START_TEST(the_time_is_the_first_events)
{
	struct chat_event event = {
		.kind = CHAT_JOINED, .time = 2000, .room = "#dev", .name = "bob", .text = ""};
	ck_assert(fold_empty(fold));
	unit_same(told(), "");
	joins("ada");
	ck_assert(fold_add(fold, &event));
	ck_assert(!fold_empty(fold));
	ck_assert_int_eq(fold_time(fold), 1000);
	fold_clear(fold);
	ck_assert(fold_empty(fold));
	unit_same(told(), "");
	ck_assert(fold_add(fold, &event));
	ck_assert_int_eq(fold_time(fold), 2000);
}
END_TEST

START_TEST(a_run_is_one_sentence)
{
	joins("ada");
	leaves("carol", "bye");
	joins("eve");
	renames("dan", "dana");
	joins("bob");
	leaves("eve", "");
	unit_same(told(), "ada and bob joined; carol left (bye); dan is dana now; "
			  "eve came and went");
}
END_TEST

START_TEST(who_comes_back_is_told_of_so)
{
	leaves("fay", "connection lost");
	joins("fay");
	unit_same(told(), "fay left and came back");
	leaves("fay", "bye");
	unit_same(told(), "fay left (bye)");
}
END_TEST

START_TEST(names_are_chained)
{
	renames("a", "b");
	renames("b", "c");
	unit_same(told(), "a is c now");
	renames("c", "a");
	unit_same(told(), "a changed names, and back again");
	renames("a", "d");
	leaves("d", "");
	unit_same(told(), "a left");
}
END_TEST

START_TEST(who_joined_under_another_name_has_the_last_one)
{
	joins("guest-1");
	renames("guest-1", "bob");
	unit_same(told(), "bob joined");
	leaves("bob", "why");
	unit_same(told(), "bob came and went");
	joins("bob");
	unit_same(told(), "bob joined");
}
END_TEST

START_TEST(a_name_may_belong_to_two_in_turn)
{
	leaves("bob", "");
	renames("ada", "bob");
	unit_same(told(), "bob left; ada is bob now");
	leaves("bob", "");
	unit_same(told(), "bob and ada left");
}
END_TEST

START_TEST(what_cannot_be_changes_nothing)
{
	joins("ada");
	joins("ada");
	unit_same(told(), "ada joined");
	leaves("eve", "");
	leaves("eve", "");
	unit_same(told(), "ada joined; eve left");
}
END_TEST

START_TEST(reasons_are_shared_or_each_has_its_own)
{
	leaves("ada", "split");
	leaves("bob", "split");
	unit_same(told(), "ada and bob left (split)");
	leaves("eve", "bye");
	leaves("dan", " ");
	unit_same(told(), "ada (split), bob (split), eve (bye) and dan left");
}
END_TEST

static void many(void (*each)(const char *name), int count)
{
	for (int i = 1; i <= count; i++) {
		char name[16];
		snprintf(name, sizeof name, "n%d", i);
		each(name);
	}
}

static void takes_new_name(const char *name)
{
	char other[32];
	snprintf(other, sizeof other, "%s_", name);
	renames(name, other);
}

START_TEST(eight_are_named_and_the_others_counted)
{
	many(joins, 8);
	unit_same(told(), "n1, n2, n3, n4, n5, n6, n7 and n8 joined");
	joins("x");
	unit_same(told(), "n1, n2, n3, n4, n5, n6, n7, n8 and 1 other joined");
	joins("y");
	unit_same(told(), "n1, n2, n3, n4, n5, n6, n7, n8 and 2 others joined");
	fold_clear(fold);
	many(takes_new_name, 10);
	ck_assert_ptr_nonnull(strstr(told(), "n8 is n8_ now; 2 others have new names"));
}
END_TEST

START_TEST(beyond_a_limit_people_are_only_counted)
{
	many(joins, FOLD_NAMES_MAX + 10);
	leaves("x", "");
	renames("y", "z");
	snprintf(text, sizeof text,
		"n1, n2, n3, n4, n5, n6, n7, n8 and %d others joined; "
		"1 other left; 1 other has a new name",
		FOLD_NAMES_MAX + 2);
	char wanted[1024];
	memcpy(wanted, text, sizeof wanted);
	unit_same(told(), wanted);
}
END_TEST

START_TEST(long_and_hostile_texts_are_cut_and_made_safe)
{
	static char big[4000];
	memset(big, 'x', sizeof big - 1);
	leaves(big, big);
	ck_assert_uint_lt(strlen(told()), 500);
	ck_assert_ptr_nonnull(strstr(text, "xxx... left (xxx"));
	fold_clear(fold);
	leaves("e\n\033ve", "\x02"
			    "b\033[2J");
	unit_same(told(), "e\xEF\xBF\xBD\xEF\xBF\xBDve left (b\xEF\xBF\xBD[2J)");
}
END_TEST

START_TEST(what_does_not_fit_is_cut_at_a_character)
{
	char small[6] = "zzzzz";
	joins("ab\u00E9\u00E9");
	fold_text(fold, small, sizeof small);
	unit_same(small, "ab\u00E9");
	fold_text(fold, small, 1);
	unit_same(small, "");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {only_others_comings_and_goings_are_taken,
		another_room_is_not_taken, the_time_is_the_first_events, a_run_is_one_sentence,
		who_comes_back_is_told_of_so, names_are_chained,
		who_joined_under_another_name_has_the_last_one, a_name_may_belong_to_two_in_turn,
		what_cannot_be_changes_nothing, reasons_are_shared_or_each_has_its_own,
		eight_are_named_and_the_others_counted, beyond_a_limit_people_are_only_counted,
		long_and_hostile_texts_are_cut_and_made_safe,
		what_does_not_fit_is_cut_at_a_character, NULL};
	return unit_cases_with("client fold", set_up, tear_down, cases);
}
