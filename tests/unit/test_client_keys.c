/* Keys and pastes, told apart wherever the reads cut them. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "memory.h"
#include "unit.h"

#define BEGIN "\033[200~"
#define END "\033[201~"

static struct keys *keys;
static char got[4096];

static void set_up(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	keys = keys_new();
	keys_set_interrupt(keys, '\003');
	got[0] = '\0';
}

static void tear_down(void)
{
	keys_free(keys);
}

/* Keys as they are, a paste in brackets, and a '!' for the interrupt key. */
static void take(void)
{
	const char *piece;
	size_t length;
	enum keys_kind kind;
	while ((kind = keys_next(keys, &piece, &length)) != KEYS_NONE) {
		size_t used = strlen(got);
		if (kind == KEYS_INTERRUPT)
			strcat(got, length > 0 ? "{!}" : "!");
		else
			snprintf(got + used, sizeof got - used,
				kind == KEYS_PASTED ? "{%.*s}" : "%.*s", (int)length, piece);
	}
}

static void feed(const char *bytes)
{
	keys_add(keys, bytes, strlen(bytes));
	take();
}

static const char *held(void)
{
	static char out[32];
	size_t length;
	enum keys_kind kind = keys_held(keys, &length);
	snprintf(out, sizeof out, kind == KEYS_TYPED ? "keys %zu" : "%.0zu", length);
	return kind == KEYS_PASTED ? "paste" : kind == KEYS_TYPED ? out : "";
}

static void release(void)
{
	keys_release(keys);
	take();
}

START_TEST(a_paste_is_one_piece)
{
	feed("ab" BEGIN "one\ntwo" END "c\033[A");
	unit_same(got, "ab{one\ntwo}c\033[A");
	unit_same(held(), "");
	feed(BEGIN END BEGIN "\033[A\001" END);
	unit_same(got, "ab{one\ntwo}c\033[A{}{\033[A\001}");
}
END_TEST

/* All of it arrives in two reads, and in reads of a byte each. */
START_TEST(reads_may_cut_it_anywhere)
{
	static const char all[] = "é" BEGIN "日\n" END "\033x\033[" BEGIN "b" END "z";
	static const char wanted[] = "é{日\n}\033x\033[{b}z";
	for (size_t cut = 1; cut < sizeof all - 1; cut++) {
		got[0] = '\0';
		keys_add(keys, all, cut);
		take();
		keys_add(keys, all + cut, sizeof all - 1 - cut);
		take();
		unit_same(got, wanted);
	}
	got[0] = '\0';
	for (size_t at = 0; at < sizeof all - 1; at++) {
		keys_add(keys, all + at, 1);
		take();
	}
	unit_same(got, wanted);
}
END_TEST

START_TEST(what_may_begin_a_mark_is_held_for_a_time)
{
	feed("a\033");
	unit_same(got, "a");
	unit_same(held(), "keys 1");
	release();
	unit_same(got, "a\033");
	unit_same(held(), "");
	feed("x\033[20");
	unit_same(got, "a\033x");
	unit_same(held(), "keys 4");
	feed("3~");
	unit_same(got, "a\033x\033[203~");
}
END_TEST

START_TEST(a_mark_whose_start_went_as_a_key_is_one_all_the_same)
{
	feed("\033");
	release();
	feed("[20");
	unit_same(held(), "keys 3");
	release();
	feed("0~one\n" END "\033");
	unit_same(got, "\033[20{one\n}");
	release();
	feed("[x");
	unit_same(got, "\033[20{one\n}\033[x");
}
END_TEST

START_TEST(a_paste_without_an_end_is_handed_out_in_time)
{
	feed("a" BEGIN "one\ntwo\033[2");
	unit_same(got, "a");
	unit_same(held(), "paste");
	release();
	unit_same(got, "a{one\ntwo}");
	unit_same(held(), "keys 3");
	release();
	feed("b\033[B");
	unit_same(got, "a{one\ntwo}\033[2b\033[B");
	feed("\r");
	unit_same(got, "a{one\ntwo}\033[2b\033[B\r");
	feed("c\rd\r"); /* typed fast: it is over */
	unit_same(got, "a{one\ntwo}\033[2b\033[B\rc\rd\r");
}
END_TEST

/* Neither its newlines nor its end mark are keys. */
START_TEST(the_late_rest_of_a_paste_enters_nothing)
{
	feed(BEGIN "one");
	release();
	feed("\ntwo\n");
	unit_same(got, "{one}");
	unit_same(held(), "paste");
	feed("three" END "x\r");
	unit_same(got, "{one}{\ntwo\nthree}x\r");
	got[0] = '\0';
	feed(BEGIN "one");
	release();
	feed(END "b\rc\r");
	unit_same(got, "{one}{}b\rc\r");
}
END_TEST

START_TEST(an_end_without_a_paste_is_nothing)
{
	feed("a" END "b" END "\r");
	unit_same(got, "ab\r");
}
END_TEST

START_TEST(the_interrupt_key_keeps_its_place)
{
	feed("a\003b\r\003\003c");
	unit_same(got, "a!b\r!!c");
	got[0] = '\0';
	feed("\033\003x");
	unit_same(got, "\033!x");
	got[0] = '\0';
	feed("\303\003x");
	unit_same(got, "\303!x");
}
END_TEST

START_TEST(the_interrupt_key_drops_a_paste)
{
	feed(BEGIN "one\n");
	feed("more\003");
	unit_same(got, "{!}");
	unit_same(held(), "");
	feed("two\nthree" END); /* the late rest */
	feed("x\r");
	unit_same(got, "{!}{two\nthree}x\r");
	got[0] = '\0';
	feed("a" BEGIN "one\003" BEGIN "\003b");
	unit_same(got, "a{!}{!}b");
	got[0] = '\0';
	feed(BEGIN "one" END "\003" BEGIN "two" END);
	unit_same(got, "{one}!{two}");
	got[0] = '\0';
	feed(BEGIN "one\n");
	feed("more\003two\nthree" END); /* the same rest, read together with the key */
	feed("x\r");
	unit_same(got, "{!}{two\nthree}x\r");
}
END_TEST

START_TEST(characters_are_whole)
{
	feed("a\303");
	unit_same(got, "a");
	unit_same(held(), ""); /* no time helps */
	feed("\274\346\227");
	unit_same(got, "aü");
	feed("\245\377b\303x");
	unit_same(got, "aü日\377b\303x");
	feed("\303");
	feed("\033[A");
	unit_same(got, "aü日\377b\303x\303\033[A");
}
END_TEST

START_TEST(a_paste_is_bounded)
{
	char *many = memory_get(4096);
	const char *piece;
	size_t length;
	memset(many, 'x', 4096);
	feed(BEGIN);
	for (int i = 0; i < 100; i++) {
		keys_add(keys, many, 4096);
		ck_assert_int_eq(keys_next(keys, &piece, &length), KEYS_NONE);
	}
	keys_add(keys, END "y", 7);
	ck_assert_int_eq(keys_next(keys, &piece, &length), KEYS_PASTED);
	ck_assert_uint_eq(length, KEYS_PASTE_BYTES);
	take();
	unit_same(got, "y");
	free(many);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_paste_is_one_piece, reads_may_cut_it_anywhere,
		what_may_begin_a_mark_is_held_for_a_time,
		a_mark_whose_start_went_as_a_key_is_one_all_the_same,
		a_paste_without_an_end_is_handed_out_in_time,
		the_late_rest_of_a_paste_enters_nothing, an_end_without_a_paste_is_nothing,
		the_interrupt_key_keeps_its_place, the_interrupt_key_drops_a_paste,
		characters_are_whole, a_paste_is_bounded, NULL};
	return unit_cases_with("client keys", set_up, tear_down, cases);
}
