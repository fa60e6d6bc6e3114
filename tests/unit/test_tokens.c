/* The login tokens of an account: the list, and its form as text. */
#include "tokens.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

#define HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static struct tokens tokens;

static void tear_down(void)
{
	tokens_finish(&tokens);
	tokens = (struct tokens){0};
}

static struct token *add(const char *label, char secret[TOKEN_TEXT_BYTES + 1])
{
	unsigned char hash[TOKEN_HASH_BYTES];
	token_text_make(secret);
	token_text_hash(hash, secret);
	return tokens_add(&tokens, label, hash);
}

START_TEST(one_is_found_by_its_secret_or_number)
{
	char first[TOKEN_TEXT_BYTES + 1], second[TOKEN_TEXT_BYTES + 1], other[TOKEN_TEXT_BYTES + 1];
	ck_assert_ptr_null(tokens_by_secret(&tokens, "x"));
	struct token *one = add("one", first), *two = add("two", second);
	token_text_make(other);
	ck_assert_ptr_eq(tokens_by_secret(&tokens, first), one);
	ck_assert_ptr_eq(tokens_by_secret(&tokens, second), two);
	ck_assert_ptr_null(tokens_by_secret(&tokens, other));
	ck_assert_ptr_null(tokens_by_secret(&tokens, ""));
	ck_assert_ptr_eq(tokens_find(&tokens, 1), one);
	ck_assert_ptr_eq(tokens_find(&tokens, 2), two);
	ck_assert_ptr_null(tokens_find(&tokens, 0));
	tokens_remove(&tokens, two);
	ck_assert_ptr_null(tokens_by_secret(&tokens, second));
	ck_assert_uint_eq(tokens.count, 1);
	ck_assert_uint_eq(add("three", second)->number, 3); /* no number twice */
}
END_TEST

START_TEST(what_is_written_is_read)
{
	struct buffer text = {0}, again = {0};
	char secret[TOKEN_TEXT_BYTES + 1];
	struct token *one = add("browser on laptop", secret);
	one->made_at = INT64_C(1796008004631);
	add("b\xC3\xB6t", secret)->used_at = 20 * TOKEN_DAY_MS;
	tokens_remove(&tokens, one);
	add("third", secret);
	tokens_write(&text, &tokens);
	tear_down();
	ck_assert(tokens_read(&tokens, buffer_text(&text)));
	tokens_write(&again, &tokens);
	unit_same(buffer_text(&again), buffer_text(&text));
	ck_assert_uint_eq(tokens.count, 2);
	ck_assert_uint_eq(tokens.last, 3);
	ck_assert_str_eq(tokens_by_secret(&tokens, secret)->label, "third");
	ck_assert_int_eq(tokens.first->used_at, 20 * TOKEN_DAY_MS);
	buffer_finish(&text);
	buffer_finish(&again);
}
END_TEST

START_TEST(what_is_none_is_not_read)
{
	static const char *const bad[] = {"x", "\n", "1 2 3 " HEX " laptop",
		"0 2 3 " HEX " laptop\n", "4294967296 2 3 " HEX " laptop\n",
		"-1 2 3 " HEX " laptop\n", "1 2 " HEX " laptop\n", "1 2 3 " HEX "\n",
		"1 2 3 " HEX " \n", "1 2 3 " HEX "00 laptop\n", "1 2 3 0" HEX " laptop\n",
		"1 2 3 " HEX "laptop\n",
		"1 2 3 "
		"zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f laptop\n",
		"1 2 3 " HEX " 0123456789012345678901234567890123456789012345678901234567891\n",
		NULL};
	for (size_t i = 0; bad[i]; i++) {
		ck_assert_msg(!tokens_read(&tokens, bad[i]), "%s", bad[i]);
		tear_down();
	}
	ck_assert(!tokens_read(&tokens, "x\n7 2 3 " HEX " laptop\n7 2 3 " HEX " twice\n"));
	ck_assert_uint_eq(tokens.count, 1);
	ck_assert_str_eq(tokens_find(&tokens, 7)->label, "laptop");
}
END_TEST

START_TEST(no_more_than_the_limit_are_read)
{
	struct buffer text = {0};
	for (unsigned i = 1; i <= TOKENS_MAX + 1; i++)
		buffer_format(&text, "%u 2 3 " HEX " laptop\n", i);
	ck_assert(!tokens_read(&tokens, buffer_text(&text)));
	ck_assert_uint_eq(tokens.count, TOKENS_MAX);
	buffer_finish(&text);
}
END_TEST

Suite *unit_suite(void)
{
	TCase *all = tcase_create("all");
	Suite *suite = suite_create("tokens");
	tcase_add_checked_fixture(all, NULL, tear_down);
	tcase_add_test(all, one_is_found_by_its_secret_or_number);
	tcase_add_test(all, what_is_written_is_read);
	tcase_add_test(all, what_is_none_is_not_read);
	tcase_add_test(all, no_more_than_the_limit_are_read);
	suite_add_tcase(suite, all);
	return suite;
}
