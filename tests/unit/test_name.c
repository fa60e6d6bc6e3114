/* Names: which are allowed, and which are the same. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "name.h"
#include <utf8proc.h>

#include "unit.h"

#define E_ACUTE "\xC3\xA9"
#define ACUTE "\xCC\x81"      /* combining */
#define JOINER "\xE2\x80\x8D" /* invisible */
#define BIDI "\xE2\x80\xAE"   /* right-to-left override */
#define NIHON "\xE6\x97\xA5\xE6\x9C\xAC"
#define WIDE_A "\xEF\xBC\xA1" /* full-width A */
#define SHARP_S "\xC3\x9F"
#define LONG_S "\xC5\xBF"
#define ARABIC_4 "\xD9\xA4" /* a digit */

struct row {
	const char *name;
	enum name_error error;
};

static const struct row people[] = {
	{"alice", NAME_GOOD},
	{"A", NAME_GOOD},
	{"_", NAME_GOOD},
	{"a-b_c[d]{e}|^", NAME_GOOD},
	{"[x]", NAME_GOOD},
	{"al1ce", NAME_GOOD},
	{NIHON, NAME_GOOD},
	{"Andr" E_ACUTE, NAME_GOOD},
	{"e" ACUTE, NAME_GOOD},
	{"x" ARABIC_4, NAME_GOOD},
	{"", NAME_EMPTY},
	{"1alice", NAME_BAD_START},
	{"-alice", NAME_BAD_START},
	{ARABIC_4 "x", NAME_BAD_START},
	{ACUTE "x", NAME_BAD_CHARACTER},
	{"a b", NAME_BAD_CHARACTER},
	{"a\tb", NAME_BAD_CHARACTER},
	{"a<b", NAME_BAD_CHARACTER},
	{"a>b", NAME_BAD_CHARACTER},
	{"a:b", NAME_BAD_CHARACTER},
	{"a.b", NAME_BAD_CHARACTER},
	{"a`b\\", NAME_GOOD},
	{"#a", NAME_BAD_CHARACTER},
	{"a/b", NAME_BAD_CHARACTER},
	{"a\x1B", NAME_BAD_CHARACTER},
	{"a\xC2\xA0"
	 "b",
		NAME_BAD_CHARACTER}, /* no-break space */
	{"a\xE3\x80\x80"
	 "b",
		NAME_BAD_CHARACTER}, /* ideographic space */
	{"a" BIDI "b", NAME_BAD_CHARACTER},
	{"a\xEE\x80\x80", NAME_BAD_CHARACTER}, /* private use */
	{"a\xEF\xBF\xBD", NAME_BAD_CHARACTER}, /* what invalid bytes become */
	{"a\xFF", NAME_BAD_CHARACTER},
	{"a\xC3", NAME_BAD_CHARACTER},
	{"a\xE2\x98\x83", NAME_BAD_CHARACTER}, /* a snowman */
	{"guest-7", NAME_RESERVED},
	{"GUEST-x", NAME_RESERVED},
	{"You", NAME_KEPT},
	{"yOU", NAME_KEPT},
	{"y" JOINER "ou", NAME_KEPT},
	{"\xEF\xBC\xB9\xEF\xBD\x8F\xEF\xBD\x95", NAME_KEPT}, /* full-width */
	{"nobody", NAME_KEPT},
	{"Server", NAME_KEPT},
	{"NickServ", NAME_KEPT},
	{"NlckServ", NAME_KEPT}, /* a small L */
	{"N1ckServ", NAME_KEPT},
	{"Nick5erv", NAME_KEPT},
	{"N\u00EDckServ", NAME_KEPT},
	{"NickServ_", NAME_KEPT},
	{"[Nick-Serv]", NAME_KEPT},
	{"y0u", NAME_KEPT},
	{"nob0dy", NAME_KEPT},
	{"NickServer", NAME_GOOD},
	{"your", NAME_GOOD},
	{"Young", NAME_GOOD},
	{"bayou", NAME_GOOD},
	{"gue" LONG_S "t-1", NAME_RESERVED},
	{"g" JOINER "uest-1", NAME_RESERVED},
	{"guest", NAME_GOOD},
	{"xguest-1", NAME_GOOD},
};

START_TEST(people_have_allowed_names)
{
	for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
		enum name_error error = name_check(people[i].name, strlen(people[i].name));
		ck_assert_msg(error == people[i].error, "'%s' gives %d, not %d", people[i].name,
			(int)error, (int)people[i].error);
	}
}
END_TEST

static const struct row rooms[] = {
	{"#lobby", NAME_GOOD},
	{"#c.d-e", NAME_GOOD},
	{"#7", NAME_GOOD},
	{"#" NIHON, NAME_GOOD},
	{"", NAME_EMPTY},
	{"#", NAME_EMPTY},
	{"lobby", NAME_NO_HASH},
	{"##x", NAME_GOOD},
	{"#c++", NAME_GOOD},
	{"#a/b(c)!", NAME_GOOD},
	{"#a*", NAME_BAD_CHARACTER},
	{"#a?", NAME_BAD_CHARACTER},
	{"#<a>", NAME_BAD_CHARACTER},
	{"#a b", NAME_BAD_CHARACTER},
	{"#a,b", NAME_BAD_CHARACTER},
	{"#a" BIDI, NAME_BAD_CHARACTER},
	{"#guest-1", NAME_GOOD},
};

START_TEST(rooms_have_allowed_names)
{
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		enum name_error error = room_name_check(rooms[i].name, strlen(rooms[i].name));
		ck_assert_msg(error == rooms[i].error, "'%s' gives %d, not %d", rooms[i].name,
			(int)error, (int)rooms[i].error);
	}
}
END_TEST

START_TEST(a_name_is_length_limited_by_characters)
{
	char name[2 * NAME_CHARS];
	memset(name, 'a', sizeof name);
	ck_assert_int_eq(name_check(name, NAME_CHARS), NAME_GOOD);
	ck_assert_int_eq(name_check(name, NAME_CHARS + 1), NAME_TOO_LONG);
	char room[2 * ROOM_NAME_CHARS];
	memset(room, 'a', sizeof room);
	room[0] = '#';
	ck_assert_int_eq(room_name_check(room, ROOM_NAME_CHARS + 1), NAME_GOOD);
	ck_assert_int_eq(room_name_check(room, ROOM_NAME_CHARS + 2), NAME_TOO_LONG);
}
END_TEST

/* `count` letters with an accent each: one character, three bytes. */
static char *accented(const char *start, size_t count)
{
	char *name = malloc(strlen(start) + 3 * count + 1);
	strcpy(name, start);
	for (size_t i = 0; i < count; i++)
		strcat(name, "e" ACUTE);
	return name;
}

START_TEST(a_name_is_length_limited_by_bytes)
{
	char *most = accented("", 21);
	char *over = accented("a", 21);
	char *room = accented("#aa", 32);
	char *room_over = accented("#", 33);
	ck_assert_int_eq(name_check(most, strlen(most)), NAME_GOOD);
	ck_assert_int_eq(name_check(over, strlen(over)), NAME_TOO_LONG);
	ck_assert_int_eq(room_name_check(room, strlen(room)), NAME_GOOD);
	ck_assert_int_eq(room_name_check(room_over, strlen(room_over)), NAME_TOO_LONG);
	free(most);
	free(over);
	free(room);
	free(room_over);
}
END_TEST

START_TEST(the_length_is_what_counts)
{
	ck_assert_int_eq(name_check("alice bob", 5), NAME_GOOD);
	ck_assert_int_eq(room_name_check("#a b", 2), NAME_GOOD);
	ck_assert_int_eq(name_check("a\0b", 3), NAME_BAD_CHARACTER);
}
END_TEST

static bool same(const char *a, const char *b)
{
	struct name_key one, other;
	name_key(&one, a, strlen(a));
	name_key(&other, b, strlen(b));
	ck_assert_uint_eq(strlen(one.bytes), one.length);
	return one.length == other.length && memcmp(one.bytes, other.bytes, one.length) == 0;
}

START_TEST(names_with_one_key_are_the_same)
{
	ck_assert(same("Alice", "ALICE"));
	ck_assert(same("Alice", WIDE_A "lice"));
	ck_assert(same("Andr" E_ACUTE, "ANDRE" ACUTE));
	ck_assert(same("stra" SHARP_S "e", "STRASSE"));
	ck_assert(same("al" JOINER "ice", "alice"));
	ck_assert(same("\xCF\x83", "\xCF\x82")); /* sigma, and at the end of a word */
}
END_TEST

/* The Unicode Standard, D146: the iota below is case-folded behind the other marks. */
START_TEST(composed_and_decomposed_are_the_same)
{
	ck_assert(same("\xE1\xBE\xB3\xCC\xA3", "\xCE\xB1\xCD\x85\xCC\xA3"));
	ck_assert(same("\xE1\xBE\xB3\xCC\xA3", "\xCE\xB1\xCC\xA3\xCD\x85"));
}
END_TEST

START_TEST(names_of_ascii_have_the_keys_that_unicode_gives)
{
	for (char c = ' '; c <= '~'; c++) {
		struct name_key key, other; /* with a joiner, which does not count */
		char plain[] = {'a', c, 'Z', '\0'},
		     joined[] = {'a', c, 'Z', JOINER[0], JOINER[1], JOINER[2], '\0'};
		name_key(&key, plain, strlen(plain));
		name_key(&other, joined, strlen(joined));
		ck_assert_str_eq(key.bytes, other.bytes);
		ck_assert_uint_eq(key.length, 3);
		ck_assert_uint_eq(other.length, 3);
	}
}
END_TEST

START_TEST(other_names_are_others)
{
	ck_assert(!same("alice", "alice_"));
	ck_assert(!same("andre", "andr" E_ACUTE));
	ck_assert(!same("[a]", "{a}"));
	ck_assert(!same("a", "b"));
}
END_TEST

START_TEST(a_key_that_would_be_too_long_is_empty)
{
	char text[4 * 60 + 1] = "";
	for (int i = 0; i < 60; i++)
		strcat(text, "\xEF\xB7\xBA"); /* one character whose NFKC has 33 bytes */
	struct name_key key;
	name_key(&key, text, strlen(text));
	ck_assert_uint_eq(key.length, 0);
	ck_assert_int_eq(key.bytes[0], '\0');
	ck_assert_int_eq(name_check(text, 63), NAME_UNFOLDS);
	ck_assert_int_eq(name_check(text, 3), NAME_GOOD);
	for (size_t length = 0; length <= ROOM_NAME_BYTES; length += 3) {
		name_key(&key, text, length);
		ck_assert_uint_le(key.length, 2 * NAME_BYTES);
	}
	memcpy(text, "#ab", 3);
	ck_assert_int_eq(room_name_check(text, 33), NAME_UNFOLDS);
	name_key(&key, JOINER, strlen(JOINER));
	ck_assert_uint_eq(key.length, 0);
	name_key(&key, "\xFF", 1);
	ck_assert_uint_eq(key.length, 0);
}
END_TEST

START_TEST(scripts_that_look_alike_are_not_mixed)
{
	static const char *const mixed[] = {"b\u043Eb", "\u0430lice", "Alic\u0435", "r\u03BFot",
		"\u041Fo", "\u03B1\u0430", "x\u0585", "\uFF41\u0430" /* full width */,
		"n\u00B5m" /* micro, whose key is mu */, "\u13A0b", "a\u2C9F", NULL};
	static const char *const good[] = {"bob", "\u0431\u043E\u0431", "\u03B1\u03BB\u03AD\u03BE",
		"\u00C4rger", "\u0141uk\u00E1\u0161", "\u1EC7x", "\u65E5\u672Cjp", "\u3042a",
		"\uAE40kim", "\u05D0a", "\u0627b", "\u0431_1", "\u03B1-2", "a\u0661", "\u0905x",
		"\u0E01x", NULL};
	for (const char *const *name = mixed; *name; name++) {
		char room[64] = "#";
		strcat(room, *name);
		ck_assert_msg(name_check(*name, strlen(*name)) == NAME_MIXED, "%s", *name);
		ck_assert_msg(room_name_check(room, strlen(room)) == NAME_MIXED, "%s", room);
	}
	for (const char *const *name = good; *name; name++) {
		char room[64] = "#";
		strcat(room, *name);
		ck_assert_msg(name_check(*name, strlen(*name)) == NAME_GOOD, "%s", *name);
		ck_assert_msg(room_name_check(room, strlen(room)) == NAME_GOOD, "%s", room);
	}
}
END_TEST

/* The ranges are written down by hand: each letter of these blocks is of the script it is called
 * by, and no letter outside of ASCII is Latin's by mistake. */
START_TEST(each_letter_mixes_with_the_letters_of_others_alone)
{
	static const struct {
		int first, last;
		const char *same, *other;
	} blocks[] = {{0x00C0, 0x024F, "a", "\u0430"}, {0x0388, 0x03CE, "\u03B1", "a"},
		{0x0400, 0x04FF, "\u0430", "a"}, {0x0500, 0x052F, "\u0430", "\u03B1"},
		{0x1E00, 0x1EFF, "a", "\u03B1"}, {0x1F00, 0x1FFC, "\u03B1", "\u0430"}};
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
		for (int c = blocks[i].first; c <= blocks[i].last; c++) {
			char name[32];
			size_t length = (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)name);
			name[length] = '\0';
			utf8proc_category_t kind = utf8proc_category(c);
			if (kind < UTF8PROC_CATEGORY_LU || kind > UTF8PROC_CATEGORY_LO)
				continue;
			strcpy(name + length, blocks[i].same);
			ck_assert_msg(name_check(name, strlen(name)) == NAME_GOOD, "U+%04X", c);
			strcpy(name + length, blocks[i].other);
			ck_assert_msg(name_check(name, strlen(name)) == NAME_MIXED, "U+%04X", c);
		}
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {people_have_allowed_names, rooms_have_allowed_names,
		a_name_is_length_limited_by_characters, a_name_is_length_limited_by_bytes,
		the_length_is_what_counts, names_with_one_key_are_the_same,
		composed_and_decomposed_are_the_same,
		names_of_ascii_have_the_keys_that_unicode_gives, other_names_are_others,
		a_key_that_would_be_too_long_is_empty, scripts_that_look_alike_are_not_mixed,
		each_letter_mixes_with_the_letters_of_others_alone, NULL};
	return unit_cases("name", cases);
}
