/* Words of protocols are the same in every locale; tr_TR.UTF-8, where the upper case of 'i' is no
 * 'I', is made here, where the system can make it. */
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ascii.h"
#include "unit.h"

/* Makes the locale and chooses it. Where it cannot be made localedef may leave an empty folder, so
 * setlocale() is asked. ("turkish" is an alias for an encoding of one byte.) */
static bool turkish(void)
{
	static char folder[] = "/tmp/chatd-locale-XXXXXX";
	char command[256];
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(command, sizeof command,
		"cd %s && localedef -c -i tr_TR -f UTF-8 ./tr_TR.utf8 >log 2>&1", folder);
	if (system(command) != 0)
		printf("# localedef failed\n");
	setenv("LOCPATH", folder, 1);
	bool made = setlocale(LC_ALL, "tr_TR.UTF-8") != NULL;
	snprintf(command, sizeof command, "rm -r %s", folder);
	ck_assert_int_eq(system(command), 0);
	return made;
}

START_TEST(only_a_to_z_fold)
{
	for (int c = 0; c < 256; c++) {
		int wanted = c >= 'A' && c <= 'Z' ? c + 32 : c;
		ck_assert_int_eq((unsigned char)ascii_lower((char)c), wanted);
		bool letter = wanted >= 'a' && wanted <= 'z';
		ck_assert_int_eq(ascii_is_letter((char)c), letter);
		ck_assert_int_eq(ascii_is_digit((char)c), c >= '0' && c <= '9');
		ck_assert_int_eq(ascii_is_alnum((char)c), letter || (c >= '0' && c <= '9'));
	}
}
END_TEST

static const struct {
	const char *one, *other;
	int order;
} pairs[] = {
	{"", "", 0},
	{"LIST", "list", 0},
	{"list", "lists", -1},
	{"Lists", "list", 1},
	{"b", "A", 1},
	{"[", "{", -1}, /* the same for IRC alone */
	{"@", "`", -1},
	{"\xC0", "\xE0", -1}, /* Latin-1 */
	{"z", "\xC0", -1},
};

START_TEST(texts_have_an_order)
{
	int order = ascii_compare(pairs[_i].one, pairs[_i].other);
	ck_assert_int_eq((order > 0) - (order < 0), pairs[_i].order);
	order = ascii_compare(pairs[_i].other, pairs[_i].one);
	ck_assert_int_eq((order > 0) - (order < 0), -pairs[_i].order);
	ck_assert_int_eq(ascii_equal(pairs[_i].one, pairs[_i].other), pairs[_i].order == 0);
}
END_TEST

START_TEST(a_beginning_is_compared)
{
	ck_assert(ascii_equal_n("LISTS", "listen", 4));
	ck_assert(!ascii_equal_n("LISTS", "listen", 5));
	ck_assert(ascii_equal_n("list", "LIST", 99));
	ck_assert(!ascii_equal_n("list", "LISTS", 99));
	ck_assert(ascii_equal_n("a", "b", 0));
	ck_assert(ascii_is_word("LIST #room", 4, "list"));
	ck_assert(!ascii_is_word("LIST #room", 3, "list"));
	ck_assert(!ascii_is_word("LIST #room", 5, "list"));
	ck_assert(ascii_is_word("", 0, ""));
	ck_assert(!ascii_is_word("li\0t", 4, "list"));
}
END_TEST

START_TEST(the_locale_does_not_count)
{
	if (!turkish()) {
		printf("# no tr_TR.UTF-8 could be made here: the locale is not tried\n");
		return;
	}
	ck_assert_int_ne(tolower((unsigned char)'I'), 'i'); /* or this shows nothing */
	ck_assert(ascii_equal("LIST", "list"));
	ck_assert(ascii_equal_n("INVITE", "invite", 6));
	ck_assert(ascii_is_word("IGNORE", 6, "ignore"));
	ck_assert_int_eq(ascii_lower('I'), 'i');
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = unit_cases(
		"ascii", (const TTest *const[]){only_a_to_z_fold, a_beginning_is_compared,
				 the_locale_does_not_count, NULL});
	TCase *looped = tcase_create("order");
	tcase_add_loop_test(looped, texts_have_an_order, 0, sizeof pairs / sizeof *pairs);
	suite_add_tcase(suite, looped);
	return suite;
}
