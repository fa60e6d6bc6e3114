/* The table of sentences, and what no server should send: parameters that are missing, hostile
 * bytes and endless texts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reply.h"
#include "text.h"
#include "unit.h"

#define NOW INT64_C(1800000000000)
#define BIG 60000

static char out[REPLY_SIZE];

static enum reply_kind tell(const char *line)
{
	char copy[256];
	struct irc_message message;
	snprintf(copy, sizeof copy, "%s", line);
	ck_assert(irc_parse(&message, copy));
	return reply_text(out, &message, 0, NOW);
}

START_TEST(the_table_is_sound)
{
	for (size_t i = 0; i < reply_row_count; i++) {
		const struct reply_row *row = &reply_rows[i];
		ck_assert_msg(i == 0 || row[-1].number <= row->number, "%u", row->number);
		bool worded = row->form == REPLY_WORDS && row->kind != REPLY_NOTHING;
		ck_assert_msg(worded == (row->words != NULL), "%u", row->number);
		for (const char *at = row->words; at && (at = strchr(at, '%')); at++) {
			size_t letter = strspn(at + 1, "(asnr");
			if (strchr("#+", at[1]))
				continue;
			ck_assert_msg(letter <= 1 && at[1 + letter] &&
					      strchr("123456789", at[1 + letter]),
				"%u: %s", row->number, row->words);
		}
		bool last = i + 1 == reply_row_count || row[1].number != row->number;
		ck_assert_msg(last || row->when || strchr(row->words, '%'),
			"%u: what follows is never reached", row->number);
	}
}
END_TEST

/* Safe, and nothing of a template or of C in it. */
static void check(const struct irc_message *message, enum reply_kind kind)
{
	char safe[TEXT_SAFE_SIZE(REPLY_SIZE)];
	const char *end = memchr(out, '\0', sizeof out);
	ck_assert_msg(end, "%s is not ended", message->command);
	text_safe(safe, out, (size_t)(end - out));
	ck_assert_msg(strcmp(safe, out) == 0, "%s is not safe", message->command);
	ck_assert_msg((kind == REPLY_NOTHING) == !*out, "%s: '%s'", message->command, out);
	ck_assert_msg(!strstr(out, "(null)"), "%s: %s", message->command, out);
	ck_assert_msg(!strchr(out, '%'), "%s: %s", message->command, out);
}

/* Every number there is, with `param` as all of its parameters but our own name, from none on. */
static void tell_all(char *param)
{
	char number[4], me[] = "me";
	struct irc_message message = {.command = number};
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(number, sizeof number, "%03u", i);
		for (message.count = 0; message.count <= IRC_PARAMS_MAX; message.count++) {
			for (unsigned p = 0; p < IRC_PARAMS_MAX; p++)
				message.params[p] = p >= message.count ? NULL : p == 0 ? me : param;
			memset(out, '?', sizeof out);
			check(&message, reply_text(out, &message, 0, NOW));
		}
	}
}

START_TEST(parameters_may_be_missing)
{
	char word[] = "word", number[] = "17", room[] = "#dev", modes[] = "+kl", nothing[] = "",
	     blank[] = " ", bang[] = "!,= ", open[] = "[+";
	char *const params[] = {word, number, room, modes, nothing, blank, bang, open};
	for (size_t i = 0; i < sizeof params / sizeof *params; i++)
		tell_all(params[i]);
}
END_TEST

START_TEST(a_row_that_cannot_be_filled_keeps_its_kind)
{
	char number[8];
	for (size_t i = 0; i < reply_row_count; i++) {
		const struct reply_row *row = &reply_rows[i];
		if (i > 0 && row[-1].number == row->number)
			continue;
		snprintf(number, sizeof number, "%u me", row->number);
		enum reply_kind kind = tell(number);
		ck_assert_msg(kind == row->kind || (kind == REPLY_NOTHING && !*out), "%s: %s",
			number, out);
	}
}
END_TEST

START_TEST(what_has_all_it_needs_is_filled)
{
	char number[4], me[] = "me", numeral[] = "7", room[] = "#7", modes[] = "+i";
	for (size_t i = 0; i < reply_row_count; i++) {
		const struct reply_row *row = &reply_rows[i];
		struct irc_message message = {.command = number, .count = 8, .params = {me}};
		const char *unfilled = row->form == REPLY_MODES ? "7 +i" : "7 7 7 7 7";
		const char *as_room = row->words ? strstr(row->words, "%r") : NULL;
		char *when = strdup(row->when ? row->when : numeral);
		snprintf(number, sizeof number, "%u", row->number);
		for (unsigned p = 1; p < message.count; p++)
			message.params[p] = numeral;
		if (as_room)
			message.params[as_room[2] - '0'] = room;
		message.params[message.count - 1] = when;
		if (row->form == REPLY_MODES)
			message.params[2] = modes;
		unsigned rows = row->when && !*row->when ? 0 : 77;
		enum reply_kind kind = reply_text(out, &message, rows, NOW);
		check(&message, kind);
		ck_assert_int_eq(kind, row->kind);
		ck_assert_msg(!strstr(out, unfilled), "%s: %s", number, out);
		free(when);
	}
}
END_TEST

START_TEST(hostile_bytes_are_made_safe)
{
	char bytes[256];
	for (size_t i = 0; i < 255; i++)
		bytes[i] = (char)(i + 1);
	bytes[255] = '\0';
	char escape[] = "\x1b]0;title\x07\x9b"
			"2J\xc2\x9b\xe2\x80\xa8\x03"
			"4\x02#\xff";
	*strchr(bytes, '%') = '&';
	tell_all(bytes);
	tell_all(escape);
	tell("332 me #dev :\x1b[2J\x03");
	unit_same(out, "The topic of #dev is: \xef\xbf\xbd[2J");
	/* A code at a parameter's end takes nothing of what follows it. */
	tell("734 me 100\x03 5a :Monitor list is full.");
	unit_same(out, "100 5a: Monitor list is full.");
	tell("299 me one\x03 4two");
	unit_same(out, "one 4two");
}
END_TEST

START_TEST(the_longest_is_cut_at_a_character)
{
	static const char *const characters[] = {"a", "\xc3\xa4", "\xe6\xbc\xa2",
		"\xf0\x9f\x98\x80", "\x02", "\xff", "\x1b", "a!b=+c, "};
	char *big = malloc(BIG + 1);
	for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
		size_t length = strlen(characters[i]);
		for (size_t at = 0; at + length <= BIG; at += length)
			memcpy(big + at, characters[i], length);
		big[BIG - BIG % length] = '\0';
		char command[] = "332", me[] = "me", room[] = "#dev";
		struct irc_message message = {
			.command = command, .count = 3, .params = {me, room, big}};
		check(&message, reply_text(out, &message, 0, NOW));
		size_t most = *characters[i] == '\x02' ? 0 : REPLY_SIZE - 4;
		ck_assert_uint_ge(strlen(out), most);
		ck_assert(!strstr(out, "\xef\xbf\xbd") || characters[i][0] == '\xff' ||
			  characters[i][0] == '\x1b');
	}
	free(big);
}
END_TEST

START_TEST(nothing_is_added_behind_a_cut)
{
	char *big = malloc(BIG + 1);
	memset(big, 'a', BIG);
	big[BIG] = '\0';
	memcpy(big + REPLY_SIZE - 3, "\xe6\xbc\xa2", 3);
	char command[] = "299", me[] = "me", tail[] = "tail";
	struct irc_message message = {
		.command = command, .count = 4, .params = {me, big, tail, tail}};
	ck_assert_int_eq(reply_text(out, &message, 0, NOW), REPLY_INFO);
	ck_assert_uint_eq(strlen(out), REPLY_SIZE - 3);
	ck_assert_uint_eq(strspn(out, "a"), REPLY_SIZE - 3);
	free(big);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_table_is_sound, parameters_may_be_missing,
		a_row_that_cannot_be_filled_keeps_its_kind, what_has_all_it_needs_is_filled,
		hostile_bytes_are_made_safe, the_longest_is_cut_at_a_character,
		nothing_is_added_behind_a_cut, NULL};
	return unit_cases("client reply table", cases);
}
