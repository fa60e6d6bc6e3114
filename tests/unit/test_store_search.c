/* Lines that are found by their words; part of the contract with a store. */
#include <stdio.h>
#include <unistd.h>

#include "stored.h"

static void say_all(struct stored *s, const char *const *texts)
{
	stored_room(s, 1, "#a");
	for (uint32_t i = 0; texts[i]; i++)
		stored_say(s, 1, i + 1, "al", texts[i]);
}

/* The numbers of the lines that are found, the newest first. */
static const char *found_by(struct stored *s, const char *words, const char *name)
{
	static char numbers[200];
	size_t length = 0;
	stored_search(s, 1, words, name);
	const char *end = s->out.bytes + s->out.length;
	for (const char *at = s->out.bytes; at < end; at += record_length(at)) {
		struct record_line line;
		record_read_line(at, &line);
		length += (size_t)snprintf(
			numbers + length, sizeof numbers - length, "%u ", line.number);
	}
	numbers[length] = '\0';
	return numbers;
}

static const char *found(struct stored *s, const char *words)
{
	return found_by(s, words, "");
}

static void check_words(struct stored *s)
{
	static const char *const texts[] = {"The quick brown fox", "the QUICK red fox",
		"quickly, said he", "don't stop", "a.b.c and x_y", "", "...", NULL};
	say_all(s, texts);
	unit_same(found(s, "quick"), "2 1 ");
	unit_same(found(s, "QuIcK"), "2 1 ");
	unit_same(found(s, "quick fox"), "2 1 ");
	unit_same(found(s, "fox  brown "), "1 ");
	unit_same(found(s, "brown red"), "");
	unit_same(found(s, "said"), "3 ");
	unit_same(found(s, "don't"), "4 ");
	unit_same(found(s, "a.b.c"), "5 ");
	unit_same(found(s, "b.a"), "");
	unit_same(found(s, "x y"), "5 ");
	unit_same(found(s, ""), "");
	unit_same(found(s, "..."), "");
}

START_TEST(a_line_is_found_by_all_of_its_words)
{
	stored_each(check_words);
}
END_TEST

static void check_prefix(struct stored *s)
{
	static const char *const texts[] = {"quick", "quicker", "qu", "Ünïcode", NULL};
	say_all(s, texts);
	unit_same(found(s, "qui*"), "2 1 ");
	unit_same(found(s, "quick*"), "2 1 ");
	unit_same(found(s, "quicke*"), "2 ");
	unit_same(found(s, "qu*"), "3 "); /* too short for a beginning */
	unit_same(found(s, "üni*"), "4 ");
	unit_same(found(s, "*"), "");
}

START_TEST(a_star_finds_beginnings)
{
	stored_each(check_prefix);
}
END_TEST

static void check_operators(struct stored *s)
{
	static const char *const texts[] = {"and or not near", "say \"hi\" (now)", "text:x ^y -z",
		"NEAR(a b, 2)", "100% {} [] \\ ' ; --", "text", NULL};
	static const char *const hostile[] = {"\"", "\"\"", "(", ")", "((", "a OR", "AND", "NOT a",
		"-a", "^", "text:", "{text}", "*", "**", "a*b", "NEAR(", "NEAR(a", "a + b", "'",
		"';--", "\\", "\x01", "\xFF\xFE", "a\"b", "=al", "= ", "%", NULL};
	say_all(s, texts);
	unit_same(found(s, "AND"), "1 ");
	unit_same(found(s, "or"), "1 ");
	unit_same(found(s, "NOT near"), "1 ");
	unit_same(found(s, "\"hi\""), "2 ");
	unit_same(found(s, "(now)"), "2 ");
	unit_same(found(s, "text:x"), "3 ");
	unit_same(found(s, "-z"), "3 ");
	unit_same(found(s, "NEAR(a"), "4 ");
	unit_same(found(s, "100%"), "5 ");
	unit_same(found(s, "=al"), "");
	for (unsigned i = 0; hostile[i]; i++)
		found(s, hostile[i]);
	for (unsigned i = 0; hostile[i]; i++)
		found_by(s, "text", hostile[i]);
}

START_TEST(words_are_only_words)
{
	stored_each(check_operators);
}
END_TEST

static void check_scripts(struct stored *s)
{
	static const char *const texts[] = {"我们今天去北京吗", "東京タワーへ行く", "Москва, ёлка",
		"Straße und CAFÉ", "ﬁne ①", "หนังสือ", "한국어 말", "हिन्दी", "ÀÉÎ", NULL};
	say_all(s, texts);
	unit_same(found(s, "北京"), "1 ");
	unit_same(found(s, "京北"), "");
	unit_same(found(s, "京"), "2 1 ");
	unit_same(found(s, "タワー"), "2 ");
	unit_same(found(s, "МОСКВА"), "3 ");
	unit_same(found(s, "елка"), "3 ");
	unit_same(found(s, "STRASSE"), "4 ");
	unit_same(found(s, "cafe"), "4 ");
	unit_same(found(s, "cafe\xCC\x81"), "4 ");
	unit_same(found(s, "fine"), "5 ");
	unit_same(found(s, "1"), "5 ");
	unit_same(found(s, "หนังสือ"), "6 ");
	unit_same(found(s, "한국어"), "7 ");
	unit_same(found(s, "हिन्दी"), "8 ");
	unit_same(found(s, "aei"), "9 ");
}

START_TEST(words_of_all_scripts_are_found)
{
	stored_each(check_scripts);
}
END_TEST

static void check_names(struct stored *s)
{
	stored_room(s, 1, "#a");
	stored_say(s, 1, 1, "Al", "one");
	stored_say(s, 1, 2, "al-2", "two");
	stored_say(s, 1, 3, "bo[x]", "one");
	stored_say(s, 1, 4, "Zoë", "one");
	stored_say(s, 1, 5, "irc.example", "five al");
	unit_same(found_by(s, "", "al"), "1 ");
	unit_same(found_by(s, "one", "AL"), "1 ");
	unit_same(found_by(s, "", "AL-2"), "2 ");
	unit_same(found_by(s, "one", "bo[x]"), "3 ");
	unit_same(found_by(s, "one", "bo"), "");
	unit_same(found_by(s, "one", "ZOË"), "4 ");
	unit_same(found_by(s, "one", "zoe"), "");
	unit_same(found_by(s, "", "irc.example"), "5 ");
	unit_same(found(s, "al"), "5 ");
}

START_TEST(a_name_is_found_as_a_whole)
{
	stored_each(check_names);
}
END_TEST

static void check_bounds(struct stored *s)
{
	struct store_search search = {
		.room = 1, .before = 4000, .limit = 2, .words = "text", .name = ""};
	stored_room(s, 1, "#a");
	stored_room(s, 2, "#b");
	for (uint32_t i = 1; i < 5000; i += 500)
		stored_say_many(s, 1, i, i + 499, "al");
	stored_say_many(s, 2, 1, 10, "al");
	stored_index(s);
	s->out.length = 0;
	ck_assert(s->ops->search(s->store, &search, &s->out, &s->complete, s->error));
	struct record_line line;
	record_read_line(s->out.bytes, &line);
	ck_assert_uint_eq(line.number, 3999);
	ck_assert_uint_eq(s->out.length, 2 * record_length(s->out.bytes));
	search.from = 3001; /* upwards from there */
	s->out.length = 0;
	ck_assert(s->ops->search(s->store, &search, &s->out, &s->complete, s->error));
	record_read_line(s->out.bytes, &line);
	ck_assert_uint_eq(line.number, 3001);
	record_read_line(s->out.bytes + record_length(s->out.bytes), &line);
	ck_assert_uint_eq(line.number, 3002);
	search.from = 4000;
	s->out.length = 0;
	ck_assert(s->ops->search(s->store, &search, &s->out, &s->complete, s->error));
	ck_assert_uint_eq(s->out.length, 0);
	search.from = 0;
	search.before = 1;
	s->out.length = 0;
	ck_assert(s->ops->search(s->store, &search, &s->out, &s->complete, s->error));
	ck_assert_uint_eq(s->out.length, 0);
	search.before = 0;
	ck_assert(s->ops->search(s->store, &search, &s->out, &s->complete, s->error));
	ck_assert_uint_eq(s->out.length, 0);
	unit_same(stored_search(s, 2, "10", ""), "10 al text 10|");
	unit_same(stored_search(s, 3, "text", ""), "");
	unit_same(found(s, "text 1 2 3 4 5 6 7"), "");
	unit_same(found(s, "text text text text text text text 17 18"), "17 ");
	unit_same(stored_faults(s), "");
}

START_TEST(a_search_has_bounds)
{
	stored_each(check_bounds);
}
END_TEST

static void check_said_only(struct stored *s)
{
	stored_room(s, 1, "#a");
	stored_say_kinds(s, 1, "word");
	unit_same(found(s, "word"), "3 2 1 ");
	unit_same(found_by(s, "", "al"), "3 2 1 ");
	unit_same(stored_faults(s), "");
}

START_TEST(only_what_was_said_is_found)
{
	stored_each(check_said_only);
}
END_TEST

/* The advice is to move history.db away where a server cannot use it. */
START_TEST(a_new_history_has_no_words_of_the_former_one)
{
	static const char *const before[] = {"tea", "coffee", NULL}, *const after[] = {
									     "milk", NULL};
	char history[TEMPORARY_PATH_SIZE + 16];
	struct stored s;
	stored_start(&s, stored_kinds);
	snprintf(history, sizeof history, "%s/history.db", s.folder);
	say_all(&s, before);
	unit_same(found(&s, "tea"), "1 ");
	stored_close(&s);
	ck_assert_int_eq(unlink(history), 0);
	stored_open(&s);
	say_all(&s, after);
	unit_same(found(&s, "tea"), "");
	unit_same(found(&s, "milk"), "1 ");
	unit_same(stored_faults(&s), "");
	stored_end(&s);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_line_is_found_by_all_of_its_words, a_star_finds_beginnings,
		words_are_only_words, words_of_all_scripts_are_found, a_name_is_found_as_a_whole,
		a_search_has_bounds, only_what_was_said_is_found,
		a_new_history_has_no_words_of_the_former_one, NULL};
	return unit_cases("store_search", cases);
}
