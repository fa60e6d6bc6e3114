/* The core handed over to another process: rooms, accounts, bans and limits stay, and bytes that
 * are no state are refused. */
#include <stdlib.h>

#include "access.h"
#include "account.h"
#include "handed.h"
#include "kept.h"
#include "memory.h"
#include "owner.h"
#include "ownership.h"
#include "recent.h"
#include "record.h"
#include "registrations.h"
#include "send_queue.h"
#include "unit.h"
#include "watch.h"
#include "whowas.h"

START_TEST(rooms_keep_their_rules)
{
	peer_say(handed.alice, "/topic leaves");
	peer_say(handed.alice, "/mode invite-only");
	peer_say(handed.alice, "/mode moderated");
	peer_say(handed.alice, "/mode key open");
	peer_say(handed.alice, "/mode limit 20");
	peer_say(handed.alice, "/ban mallory!*@* 10m rude");
	peer_say(handed.alice, "/invite carol");
	handed_upgrade(3);
	unit_same(handed_answer(handed.alice, "/topic"), "topic-is* Alice #tea leaves\n");
	unit_same(handed_answer(handed.bob, "hello"), "refused MODERATED #tea TEXT\n");
	unit_like(handed_answer(handed.alice, "/banlist"),
		"ban Alice mallory!*@* rude 601i\nbans #tea =1\n");
	unit_like(handed_answer(handed.alice, "/mode"),
		"modes #tea +invite-only +moderated +members-only +key=open +limit=20\n");
	unit_like(handed_answer(handed.carol, "/join tea open"), "...joined* carol #tea...");
	peer_say(handed.carol, "/part");
	unit_same(handed_answer(handed.carol, "/join tea open"), "refused INVITE_ONLY #tea\n");
	unit_same(
		handed_answer(handed.bob, "/kick alice"), "refused NOT_OPERATOR #tea NAME [WHY]\n");
	ck_assert_uint_eq(world.core.ending.count, 1);
}
END_TEST

static struct account *make_account(const char *name)
{
	core_enter(&world.core.loops[0], world.now);
	struct account *account =
		account_make(&world.core, name, "hash", &(struct scram_keys){.iterations = 4096});
	core_leave(&world.core.loops[0]);
	return account;
}

START_TEST(accounts_stay_with_what_they_have)
{
	char secret[TOKEN_TEXT_BYTES + 1];
	static const char print[] =
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	struct account *account = make_account("Alice");
	uint32_t gone;
	peer_enter(handed.alice);
	account_add_token(&world.core, account, "phone", secret);
	account_remove_token(&world.core, account, tokens_find(&account->tokens, 1));
	account_add_token(&world.core, account, "laptop", secret);
	account_add_certificate(&world.core, account, print, true);
	account_add_home(account, &handed_home);
	account_add_session(account, handed.alice->session, 2);
	marks_set(&account->marks, "#tea", 5, 1234, &gone);
	tries_note(&account->tries, GUESS_WRONG, world.now);
	registrations_note(&world.core, &handed_home);
	peer_leave(handed.alice);
	unit_same(handed_answer(handed.alice, "/room claim"),
		"owner* Alice Alice #tea on\nchanged #tea +founder=Alice\n");
	handed_upgrade(3);
	struct account *now = account_find(&world.core, "alice");
	ck_assert_ptr_eq(session_account(handed.alice->session), now);
	ck_assert_uint_eq(handed.alice->session->profile->token, 2);
	ck_assert_ptr_eq(account_by_certificate(&world.core, print), now);
	ck_assert_ptr_eq(account_by_id(&world.core, now->id), now);
	ck_assert_uint_eq(tokens_by_secret(&now->tokens, secret)->number, 2);
	ck_assert_uint_eq(now->tokens.last, 2);
	ck_assert(account_is_home(now, &handed_home));
	ck_assert_int_eq(marks_time(&now->marks, "#tea"), 1234);
	ck_assert_uint_eq(now->tries.wrong, 1);
	ck_assert_uint_eq(now->rooms, 1);
	ck_assert_uint_eq(now->scram.iterations, 4096);
	unit_same(now->hash, "hash");
	ck_assert_uint_eq(world_room("#tea")->founder, now->id);
	ck_assert_int_eq(world.core.registrations->items[0].at, world.now);
	ck_assert_uint_eq(world.core.registrations->items[0].host, handed_home.host);
	ck_assert_uint_eq(make_account("bobby")->id, now->id + 1);
}
END_TEST

START_TEST(what_is_kept_for_somebody_waits_on)
{
	struct peer *dora = handed_come(handed_home, "dora");
	peer_say(dora, "/join nest");
	peer_close(dora, "lost");
	ck_assert_uint_eq(world_room("#nest")->kept, 1);
	handed_upgrade(2);
	ck_assert_uint_eq(world_room("#nest")->kept, 1);
	unit_like(handed_answer(handed.carol, "/nick dora"), "refused NAME_HELD dora...");
	peer_open(dora, 0, &(struct newcomer){.origin = handed_home, .name = "dora"});
	ck_assert_ptr_nonnull(dora->session);
	peer_say(dora, "/join nest");
	ck_assert_uint_eq(peer_member(dora, "#nest")->roles, ROLE_OPERATOR);
	ck_assert_uint_eq(world_room("#nest")->kept, 0);
}
END_TEST

static bool count_person(const struct whowas_person *person, void *count)
{
	++*(unsigned *)count;
	return true;
}

START_TEST(who_was_here_is_remembered)
{
	unsigned count = 0;
	peer_say(handed.carol, "/nick coral");
	handed_upgrade(3);
	whowas_each(&world.core, "carol", count_person, &count);
	ck_assert_uint_eq(count, 1);
}
END_TEST

static void ban(bool of_account, const char *mask, const char *why, int64_t until)
{
	struct access_ban ban = {.of_account = of_account,
		.mask = (char *)(uintptr_t)mask,
		.by = (char[]){"root"},
		.why = (char *)(uintptr_t)why,
		.until = until};
	if (!of_account && !access_ban_closes(&ban))
		ck_assert(address_range_parse(&ban.range, mask));
	access_ban(&world.core, &ban);
}

START_TEST(bans_from_the_server_hold)
{
	peer_enter(handed.alice);
	ban(true, "mallory", "spam", 0);
	ban(false, ACCESS_EVERYBODY, NULL, 0);
	ban(false, "192.0.2.0/24", NULL, world.now + 5000);
	access_spare(&world.core, handed_home.host);
	peer_leave(handed.alice);
	handed_upgrade(3);
	struct event refusal;
	unsigned char address[16] = {[10] = 255, [11] = 255, 192, 0, 2, 7};
	ck_assert(!access_may(&world.core, &(struct visitor){.account = "mallory"}, &refusal));
	unit_same(refusal.other, "spam");
	ck_assert(!access_may(&world.core, &(struct visitor){.address = address}, &refusal));
	ck_assert_int_eq(refusal.outcome, OUTCOME_SERVER_BANNED);
	address[14] = 3;
	ck_assert(!access_may(&world.core, &(struct visitor){.address = address}, &refusal));
	ck_assert_int_eq(refusal.outcome, OUTCOME_SERVER_CLOSED);
	ck_assert(access_may(&world.core,
		&(struct visitor){.address = address, .host = handed_home.host}, &refusal));
	ck_assert_int_eq(world.core.access.ending_at, world.now + 5000);
}
END_TEST

START_TEST(limits_of_speed_and_guessing_stay)
{
	struct peer *dora = handed_come(handed_home, "dora");
	peer_enter(dora);
	speed_spend(dora->session, 150);
	guesses_note(&world.core.guesses, 42, 1, GUESS_WRONG, world.now);
	guesses_note(&world.core.guesses, 42, 1, GUESS_WRONG, world.now);
	peer_leave(dora);
	int64_t full = dora->session->rate.full_at;
	int64_t wait = allowance_wait(&world.core, &handed_home, 1);
	ck_assert_int_gt(wait, 0);
	handed_upgrade(3);
	ck_assert_int_eq(dora->session->rate.full_at, full);
	ck_assert_int_eq(allowance_wait(&world.core, &handed_home, 1), wait);
	ck_assert_uint_eq(guesses_find(&world.core.guesses, 42, world.now)->wrong, 2);
}
END_TEST

/* Those that have been empty for the longest make place first. */
START_TEST(empty_rooms_wait_in_their_order)
{
	static const char *const typed[] = {"/join one", "hello", "/join two", "hello",
		"/join three", "hello", "/join one", "/part"};
	static const char *const names[] = {"#two", "#three", "#one"};
	struct peer *dora = handed_come(handed_home, "dora");
	for (unsigned i = 0; i < sizeof typed / sizeof *typed; i++)
		peer_say(dora, typed[i]);
	ck_assert_uint_eq(world.core.empty_rooms, 3);
	handed_upgrade(3);
	ck_assert_uint_eq(world.core.empty_rooms, 3);
	const struct room *room = owner_idle(world_room("#one")->owner);
	for (unsigned i = 0; i < 3; i++, room = room->idle_next)
		unit_same(room->name, names[i]);
	ck_assert_ptr_null(room);
	peer_say(dora, "/join two");
	ck_assert_uint_eq(world.core.empty_rooms, 2);
}
END_TEST

START_TEST(what_is_kept_for_an_account_is_for_it_from_anywhere)
{
	static const struct origin far = {.host = 5, .net = 6};
	struct peer *dora = handed_come(handed_home, "dora");
	account_add_session(make_account("Dora"), dora->session, 0);
	peer_say(dora, "/join nest");
	ownership_drop(world_room("#nest"));
	peer_close(dora, "lost");
	ck_assert_uint_eq(world_room("#nest")->kept, 1);
	handed_upgrade(3);
	struct account *account = account_find(&world.core, "dora");
	int64_t left = kept_from(world.core.kept, &far, NULL);
	ck_assert_int_eq(left, 1000 * KEPT_SECONDS);
	ck_assert_int_eq(kept_from(world.core.kept, &far, account), 0);
}
END_TEST

/* Set by hand, since they come with time or with trouble. */
START_TEST(clocks_and_what_people_were_told_of_the_history_stay)
{
	struct core *core = &world.core;
	struct history *history = &core->history;
	handed_take_round();
	core->proof_ids = 71;
	core->started = 72;
	core->clock_offset = 73;
	history->erased = 1;
	history->missed = 74;
	history->late = history->told_late = history->told_missed = true;
	handed_over(3);
	ck_assert_uint_eq(core->proof_ids, 71);
	ck_assert_int_eq(core->started, 72);
	ck_assert_int_eq(core->clock_offset, 73);
	ck_assert_uint_eq(history->erased, 1);
	ck_assert_uint_eq(history->missed, 74);
	ck_assert(history->late && history->told_late && history->told_missed);
	ck_assert_uint_eq(history->open, GATE_OPEN);
	ck_assert_uint_eq(history->stored + 1, history->round);
}
END_TEST

START_TEST(a_slow_reader_stays_slow)
{
	struct peer *bob = handed.bob;
	peer_take(bob, 0);
	peer_say(handed.alice, "/msg bob unread");
	struct send_queue *queue = bob->session->send_queue;
	queue->skipped = true;
	queue->slow_since = 101;
	queue->full_since = 102;
	queue->stuck_since = 103;
	queue->pieces[queue->first].skipped = 104;
	handed_over(3);
	queue = bob->session->send_queue;
	ck_assert(queue->skipped);
	ck_assert_int_eq(queue->slow_since, 101);
	ck_assert_int_eq(queue->full_since, 102);
	ck_assert_int_eq(queue->stuck_since, 103);
	ck_assert_uint_eq(queue->pieces[queue->first].skipped, 104);
}
END_TEST

START_TEST(each_time_of_an_account_stays)
{
	char secret[TOKEN_TEXT_BYTES + 1];
	struct account *account = make_account("Alice");
	peer_enter(handed.alice);
	account_add_token(&world.core, account, "phone", secret)->used_at = 201;
	account_add_token(&world.core, account, "laptop", secret);
	account_remove_token(&world.core, account, tokens_find(&account->tokens, 2));
	account->made_at = 202;
	account->seen_at = 203;
	account->takeovers = 2;
	account->takeovers_since = 204;
	peer_leave(handed.alice);
	handed_upgrade(3);
	account = account_find(&world.core, "alice");
	ck_assert_int_eq(account->tokens.first->used_at, 201);
	ck_assert_uint_eq(account->tokens.last, 2);
	ck_assert_int_eq(account->made_at, 202);
	ck_assert_int_eq(account->seen_at, 203);
	ck_assert_uint_eq(account->takeovers, 2);
	ck_assert_int_eq(account->takeovers_since, 204);
}
END_TEST

static void show_erased(const char *record, void *out)
{
	struct record_line line;
	record_read_line(record, &line);
	buffer_format(out, "%d %s %s '%s' %s;", line.erased, line.erased_by, line.erased_why,
		line.text, line.tags);
}

START_TEST(what_a_room_knows_of_its_past_stays)
{
	struct buffer shown = {0};
	struct room *room = world_room("#tea");
	world.core.history.replay = 5;
	account_add_session(make_account("Bob"), handed.bob->session, 0);
	peer_say(handed.bob, "hm");
	peer_say(handed.alice, "oops");
	peer_say(handed.alice, "/erase 2 mistake");
	peer_say(handed.alice, "/ban bob");
	room->made_at = 301;
	room->rules.keep_ms = 302000;
	handed_upgrade(3);
	room = world_room("#tea");
	ck_assert_int_eq(room->made_at, 301);
	ck_assert_int_eq(room->rules.keep_ms, 302000);
	unit_same(rules_masks(&room->rules, MODE_BAN)->items[0].meant, "bob");
	room->rules.keep_ms = 0;
	recent_each(room, show_erased, &shown);
	unit_like(buffer_text(&shown), "0   'hm' account=Bob;1 Alice mistake '' ;0   '+b bob!*@*' ;"
				       "0   'banned' ;");
	buffer_finish(&shown);
}
END_TEST

START_TEST(a_guess_that_came_too_early_counts_on)
{
	struct guesses *guesses = &world.core.guesses;
	guesses_early(guesses, 42, 1, world.now + 5000, world.now);
	ck_assert_uint_eq(guesses_find(guesses, 42, world.now)->wrong, 0);
	handed_upgrade(3);
	guesses_early(guesses, 42, 1, world.now + 5000, world.now); /* it was told to wait */
	ck_assert_uint_eq(guesses_find(guesses, 42, world.now)->wrong, 1);
}
END_TEST

/* Much of what a core can have, so that little of the reading is left out. */
static void pack_much(struct buffer *state)
{
	struct peer *dora = handed_come(handed_home, "dora");
	peer_say(handed.alice, "/topic leaves");
	peer_say(handed.alice, "/ban mallory!*@* 10m rude");
	peer_say(handed.alice, "/invite carol");
	peer_say(handed.bob, "/ignore alice");
	peer_say(handed.carol, "/away");
	peer_say(dora, "/join nest");
	peer_say(dora, "hello");
	peer_close(dora, "lost");
	account_add_session(make_account("Alice"), handed.alice->session, 0);
	ban(false, "192.0.2.0/24", NULL, 0);
	watch_add(handed.bob->session, "dora");
	peer_take(handed.bob, 0);
	peer_say(handed.alice, "unread");
	handed_take_round();
	handover_pack(&world.core, &(struct pack){.buffer = state});
}

/* Reads the bytes, in memory of their own, into a new core. */
static bool unpacks(const char *bytes, size_t length)
{
	char error[HANDOVER_ERROR_SIZE] = "", *copy = memory_get(length + 1);
	memcpy(copy, bytes, length);
	handed_restart(2);
	struct unpack in = unpack_begin(copy, length);
	bool good = handover_unpack(&world.core, &in, handed_door, error) && unpack_done(&in);
	ck_assert(good || in.at < in.end || *error);
	free(copy);
	return good;
}

START_TEST(a_state_that_is_cut_is_refused)
{
	struct buffer state = {0};
	pack_much(&state);
	for (size_t length = 0; length < state.length; length += 1 + length % 7)
		ck_assert(!unpacks(state.bytes, length));
	ck_assert(unpacks(state.bytes, state.length));
	handed_restart(2);
	buffer_wipe(&state);
}
END_TEST

START_TEST(wrong_bytes_do_no_harm)
{
	struct buffer state = {0};
	pack_much(&state);
	for (size_t i = 0; i < state.length; i++) {
		state.bytes[i] ^= (char)(1 << i % 8);
		unpacks(state.bytes, state.length);
		state.bytes[i] ^= (char)(1 << i % 8);
	}
	ck_assert(unpacks(state.bytes, state.length));
	handed_restart(2);
	buffer_wipe(&state);
}
END_TEST

START_TEST(another_version_or_history_is_refused)
{
	struct buffer state = {0};
	char error[HANDOVER_ERROR_SIZE];
	handed_take_round();
	handover_pack(&world.core, &(struct pack){.buffer = &state});
	handed_restart(2);
	state.bytes[0] += 2;
	struct unpack in = unpack_begin(state.bytes, state.length);
	ck_assert(!handover_unpack(&world.core, &in, handed_door, error));
	unit_like(error, "the state has version 4, and this chatd reads version 2");
	state.bytes[0] -= 2;
	world.core.history.origin++;
	in = unpack_begin(state.bytes, state.length);
	ck_assert(!handover_unpack(&world.core, &in, handed_door, error));
	unit_same(error, "the history is another one than that of the running server");
	handed_restart(2);
	world.core.history.mode = HISTORY_OFF;
	in = unpack_begin(state.bytes, state.length);
	ck_assert(!handover_unpack(&world.core, &in, handed_door, error));
	unit_same(error, "the running server keeps a history, and the new one would not");
	handed_restart(2);
	buffer_wipe(&state);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {rooms_keep_their_rules, accounts_stay_with_what_they_have,
		what_is_kept_for_somebody_waits_on, who_was_here_is_remembered,
		bans_from_the_server_hold, limits_of_speed_and_guessing_stay,
		empty_rooms_wait_in_their_order,
		what_is_kept_for_an_account_is_for_it_from_anywhere,
		clocks_and_what_people_were_told_of_the_history_stay, a_slow_reader_stays_slow,
		each_time_of_an_account_stays, what_a_room_knows_of_its_past_stays,
		a_guess_that_came_too_early_counts_on, a_state_that_is_cut_is_refused,
		wrong_bytes_do_no_harm, another_version_or_history_is_refused, NULL};
	return unit_cases_with("handover_state", handed_set_up, handed_tear_down, cases);
}
