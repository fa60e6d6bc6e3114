/* Login tokens as text: what one looks like, and where one is found. */
#include "token_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#define TOKEN "chatd_0123456789abcdefghjkmnpqrstvwxyz01234567"

START_TEST(each_is_new_and_has_the_form)
{
	char tokens[64][TOKEN_TEXT_BYTES + 1];
	bool seen[256] = {false};
	unsigned characters = 0;
	for (unsigned i = 0; i < 64; i++) {
		token_text_make(tokens[i]);
		ck_assert_msg(token_text_is(tokens[i]), "%s", tokens[i]);
		for (unsigned j = 0; j < i; j++)
			ck_assert_str_ne(tokens[i], tokens[j]);
		for (const char *at = strchr(tokens[i], '_') + 1; *at; at++)
			seen[(unsigned char)*at] = true;
	}
	for (unsigned i = 0; i < 256; i++)
		characters += seen[i];
	ck_assert_uint_eq(characters, 32); /* 5 bits each */
}
END_TEST

/* Each character, the first and the last one too, is not always the same. */
START_TEST(all_of_it_is_random)
{
	char first[TOKEN_TEXT_BYTES + 1], other[TOKEN_TEXT_BYTES + 1];
	bool differs[TOKEN_TEXT_BYTES] = {false};
	token_text_make(first);
	for (unsigned i = 0; i < 64; i++) {
		token_text_make(other);
		for (size_t at = 0; at < TOKEN_TEXT_BYTES; at++)
			differs[at] = differs[at] || first[at] != other[at];
	}
	for (size_t at = 0; at < TOKEN_TEXT_BYTES; at++)
		ck_assert_int_eq(differs[at], at >= strlen(TOKEN_TEXT_PREFIX));
}
END_TEST

START_TEST(what_is_none)
{
	ck_assert(token_text_is(TOKEN));
	ck_assert(!token_text_is(""));
	ck_assert(!token_text_is("hunter22222"));
	ck_assert(!token_text_is(TOKEN "0"));
	ck_assert(!token_text_is(" " TOKEN));
	ck_assert(!token_text_is("chatd_0123456789abcdefghjkmnpqrstvwxyz0123456"));
	ck_assert(!token_text_is("chatd_0123456789abcdefghjkmnpqrstvwxyz0123456U"));
	ck_assert(!token_text_is("chatd-0123456789abcdefghjkmnpqrstvwxyz01234567"));
}
END_TEST

static bool within(const char *text)
{
	char *exact = strdup(text); /* a sanitizer sees what reads over its end */
	bool is = token_text_within(exact);
	free(exact);
	return is;
}

START_TEST(one_is_found_in_a_text)
{
	ck_assert(within(TOKEN));
	ck_assert(within("my token:" TOKEN "!"));
	ck_assert(within("chatd_ chatd_chatd_" TOKEN));
	ck_assert(within("chatd_0123456789ABCDEFGHJKMNPQRSTVWXYZ")); /* most of one, in capitals */
	ck_assert(!within(""));
	ck_assert(!within("chatd_"));
	ck_assert(!within("tokens look like chatd_abc"));
	ck_assert(!within("chatd_0123456789abcdef 0123456789abcdef"));
	ck_assert(!within("chatd-0123456789abcdefghjkmnpqrstvwxyz0123.tar.gz"));
}
END_TEST

START_TEST(a_hash_is_of_the_whole)
{
	unsigned char one[TOKEN_HASH_BYTES], same[TOKEN_HASH_BYTES], other[TOKEN_HASH_BYTES];
	char changed[] = TOKEN;
	token_text_hash(one, TOKEN);
	token_text_hash(same, TOKEN);
	changed[TOKEN_TEXT_BYTES - 1] = 'z';
	token_text_hash(other, changed);
	ck_assert_mem_eq(one, same, sizeof one);
	ck_assert_mem_ne(one, other, sizeof one);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_is_new_and_has_the_form, all_of_it_is_random,
		what_is_none, one_is_found_in_a_text, a_hash_is_of_the_whole, NULL};
	return unit_cases("token_text", cases);
}
