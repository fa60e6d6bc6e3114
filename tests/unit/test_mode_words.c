/* The modes of a room: their letters, their names and the sentences for changes of them. */
#include "mode_words.h"
#include "unit.h"

static struct buffer out;

static void tear_down(void)
{
	buffer_finish(&out);
}

static const char *sentence(
	enum mode mode, bool on, bool own, const char *who, const char *argument)
{
	buffer_clear(&out);
	mode_words_add(&out, mode_words(mode, on), own, who, argument, "#dev");
	buffer_add(&out, "", 1);
	return out.bytes;
}

/* The only place, besides tests/golden, that has these sentences. */
START_TEST(each_change_has_a_sentence)
{
	static const struct {
		const char *argument, *on, *off;
	} rows[] = {
		[MODE_INVITE_ONLY] = {NULL, "made #dev a room for the invited",
			"opened #dev to everyone"},
		[MODE_MODERATED] = {NULL, "made #dev moderated: only those with a voice may speak",
			"ended the moderation of #dev: everyone may speak"},
		[MODE_MEMBERS_ONLY] = {NULL, "closed #dev to messages from outside",
			"opened #dev to messages from outside"},
		[MODE_SECRET] = {NULL, "made #dev secret", "made #dev public"},
		[MODE_TOPIC_LOCKED] = {NULL, "let only operators set the topic of #dev",
			"let everyone set the topic of #dev"},
		[MODE_KEY] = {"hush", "gave #dev the key hush", "took the key from #dev"},
		[MODE_KEEP] = {"30d", "limited the history of #dev to 30d",
			"took the limit from the history of #dev"},
		[MODE_LIMIT] = {"5", "limited #dev to 5 people", "took the limit from #dev"},
		[MODE_BAN] = {"bob!*@*", "banned bob!*@* from #dev",
			"lifted the ban on bob!*@* in #dev"},
		[MODE_BAN_EXCEPT] = {"b!*@*", "excepted b!*@* from the bans of #dev",
			"took back the exception for b!*@* in #dev"},
		[MODE_INVITE_EXCEPT] = {"b!*@*", "invited all b!*@* to #dev",
			"took back the invitation of b!*@* to #dev"},
		[MODE_FOUNDER] = {"bob", "made bob a founder of #dev",
			"made bob no founder of #dev any more"},
		[MODE_OPERATOR] = {"bob", "made bob an operator of #dev",
			"made bob no operator of #dev any more"},
		[MODE_VOICE] = {"bob", "gave bob a voice in #dev", "took bob's voice in #dev"},
	};
	for (enum mode mode = 0; mode < MODE_COUNT; mode++)
		for (int on = 0; on < 2; on++) {
			const char *text = sentence(mode, on, false, "alice", rows[mode].argument);
			ck_assert_int_eq(strncmp(text, "alice ", 6), 0);
			unit_same(text + 6, on ? rows[mode].on : rows[mode].off);
		}
}
END_TEST

START_TEST(own_deeds_and_the_servers_begin_in_their_way)
{
	unit_same(sentence(MODE_SECRET, true, true, "alice", NULL), "You have made #dev secret");
	unit_same(sentence(MODE_VOICE, true, true, NULL, "bob"),
		"You have given bob a voice in #dev");
	unit_same(sentence(MODE_VOICE, false, true, NULL, "bob"),
		"You have taken bob's voice in #dev");
	unit_same(sentence(MODE_SECRET, false, false, NULL, NULL), "The server made #dev public");
	/* "You" may be a name: this does not read as if one had done it oneself. */
	unit_same(sentence(MODE_SECRET, true, false, "You", NULL), "You made #dev secret");
}
END_TEST

START_TEST(arguments_are_no_words)
{
	unit_same(sentence(MODE_BAN, true, false, "%t", "%r%n%g%"), "%t banned %r%n%g% from #dev");
}
END_TEST

START_TEST(each_mode_has_a_letter_and_a_name)
{
	static const char letters[] = "imnstklHbeIqov";
	ck_assert_uint_eq(sizeof letters - 1, MODE_COUNT);
	for (enum mode mode = 0; mode < MODE_COUNT; mode++) {
		ck_assert_int_eq(mode_letter(mode), letters[mode]);
		ck_assert_int_ne(mode_name(mode)[0], '\0');
	}
	unit_same(mode_name(MODE_INVITE_ONLY), "invite-only");
	unit_same(mode_name(MODE_VOICE), "voice");
}
END_TEST

START_TEST(those_that_are_set_by_name_are_found)
{
	for (enum mode mode = 0; mode < MODE_COUNT; mode++)
		ck_assert_int_eq(mode_find(mode_name(mode)), mode <= MODE_KEEP ? mode : MODE_COUNT);
	ck_assert_int_eq(mode_find("Topic-LOCKED"), MODE_TOPIC_LOCKED);
	ck_assert_int_eq(mode_find("secre"), MODE_COUNT);
	ck_assert_int_eq(mode_find(""), MODE_COUNT);
}
END_TEST

START_TEST(a_mistyped_one_is_guessed)
{
	unit_same(mode_nearest("secrte"), "secret");
	unit_same(mode_nearest("invite-olny"), "invite-only");
	ck_assert_ptr_null(mode_nearest("founde")); /* /mode does not set it */
	ck_assert_ptr_null(mode_nearest("xyz"));
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_change_has_a_sentence,
		own_deeds_and_the_servers_begin_in_their_way, arguments_are_no_words,
		each_mode_has_a_letter_and_a_name, those_that_are_set_by_name_are_found,
		a_mistyped_one_is_guessed, NULL};
	return unit_cases_with("mode_words", NULL, tear_down, cases);
}
