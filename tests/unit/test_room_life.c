/* With history, rooms outlive their members and the server: which do, as what, and for how long. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "kept.h"
#include "membership.h"
#include "owner.h"
#include "recent.h"
#include "restore.h"
#include "round.h"
#include "stored.h"
#include "unit.h"
#include "world.h"

#define DAY_MS INT64_C(86400000)
#define UTC INT64_C(1700000000000) /* when each server starts, as good as */

static const struct origin far = {.host = 0xaa, .net = 0xbb};
static struct stored s;
static struct peer *alice, *bob;

static struct peer *come(const char *name, struct origin origin)
{
	struct peer *peer = world_peer();
	peer_open(peer, 0, &(struct newcomer){.origin = origin, .name = name});
	world_flush();
	peer_forget(peer);
	return peer;
}

static void ask(void *data, struct question *question)
{
	ck_abort_msg("nothing is to be asked here");
}

static void want(void *data, bool durable)
{
}

static void start_server(void)
{
	world_start(2);
	history_init(&world.core, HISTORY_RELAXED, 1,
		&(struct history_store){.wanted = want, .ask = ask});
	core_enter(&world.core.loops[0], world.now);
	core_set_clock(&world.core, UTC);
	core_leave(&world.core.loops[0]);
}

static void people(void)
{
	alice = come("alice", far);
	bob = come("bob", (struct origin){.host = 1, .net = 2});
}

static void set_up(void)
{
	const struct stored_kind *kind = stored_kinds;
	while (kind->in_folder)
		kind++;
	stored_start(&s, kind);
	start_server();
	people();
}

static void tear_down(void)
{
	world_end();
	stored_end(&s);
}

static void store_all(void)
{
	struct buffer taken = {0};
	bool durable;
	uint64_t round;
	while ((round = round_take(&world.core, &taken, &durable)) > 0) {
		stored_write(&s, &taken);
		round_stored(&world.core, round, world.now);
	}
	buffer_finish(&taken);
}

static void restore_all(void)
{
	struct buffer records = {0};
	struct record_room room;
	ck_assert(s.ops->rooms(s.store, 0, 1000, &records, s.error));
	core_enter(&world.core.loops[0], world.now);
	for (size_t at = 0; at < records.length; at += record_length(records.bytes + at)) {
		restore_room(&world.core, records.bytes + at);
		record_read_room(records.bytes + at, &room, NULL, NULL);
		world.core.room_ids = room.id;
	}
	core_leave(&world.core.loops[0]);
	buffer_finish(&records);
}

/* `orderly`: everybody leaves, which is stored, too; else it is killed. */
static void restart(bool orderly)
{
	store_all();
	if (orderly) {
		world.core.stopping = true;
		while (world.peer_count > 0) {
			struct peer *peer = &world.peers[--world.peer_count];
			peer_close(peer, NULL);
			buffer_finish(&peer->got);
		}
		store_all();
	}
	world_end();
	start_server();
	restore_all();
	people();
}

static void pass(int64_t ms)
{
	world.now += ms;
	core_enter(&world.core.loops[0], world.now);
	kept_expire(&world.core);
	room_sweep(&world.core);
	core_leave(&world.core.loops[0]);
}

static const char *answer_to(struct peer *peer, const char *line)
{
	world_flush();
	world_forget();
	peer_say(peer, line);
	return peer_text(peer);
}

static bool is_there(const char *name)
{
	return room_find(&world.core, name) != NULL;
}

static bool is_operator(struct peer *peer, const char *room)
{
	return (peer_member(peer, room)->roles & ROLE_OPERATOR) != 0;
}

static const struct mask *mask_of(const struct room *room, enum mode mode)
{
	const struct mask_list *list = rules_masks(&room->rules, mode);
	ck_assert_uint_eq(list->count, 1);
	return &list->items[0];
}

static void furnish(void)
{
	peer_say(alice, "/join tea");
	peer_say(alice, "/topic Green or black?");
	peer_say(alice, "/mode moderated");
	peer_say(alice, "/mode limit 7");
	peer_say(alice, "/ban *!*@*.example 2h too loud");
	peer_enter(alice);
	struct changes changes = {.by = alice->session, .room = world_room("#tea")};
	changes_add_mask(&changes, MODE_BAN_EXCEPT, "carol", 0, NULL);
	changes_add_mask(&changes, MODE_INVITE_EXCEPT, "dave", 0, NULL);
	changes_tell(&changes);
	peer_leave(alice);
	peer_say(alice, "hello");
}

static void check_furnished(void)
{
	struct room *room = world_room("#tea");
	unit_same(room->topic, "Green or black?");
	unit_same(room->topic_by, "alice");
	ck_assert(rules_has(&room->rules, MODE_MODERATED));
	ck_assert(rules_has(&room->rules, MODE_MEMBERS_ONLY));
	ck_assert_int_eq(room->rules.limit, 7);
	const struct mask *ban = mask_of(room, MODE_BAN);
	unit_same(ban->text, "*!*@*.example");
	unit_same(ban->why, "too loud");
	unit_same(ban->by, "alice");
	ck_assert_int_eq(ban->until - ban->at, 7200000);
	unit_same(mask_of(room, MODE_BAN_EXCEPT)->text, "carol!*@*");
	unit_same(mask_of(room, MODE_INVITE_EXCEPT)->text, "dave!*@*");
	ck_assert_int_eq(room->made_at + world.core.clock_offset, UTC);
	ck_assert_uint_eq(room->count, 0);
	ck_assert_uint_eq(world.core.empty_rooms, HASH_COUNT(world.core.rooms));
}

START_TEST(a_room_comes_back_as_it_was)
{
	furnish();
	uint32_t id = world_room("#tea")->id, number = world_room("#tea")->past.number;
	restart(_i);
	peer_say(alice, "/part");
	peer_say(bob, "/part");
	check_furnished();
	ck_assert_uint_eq(world_room("#tea")->id, id);
	ck_assert_uint_eq(world_room("#tea")->past.number, number);
	peer_say(bob, "/join other");
	ck_assert_uint_gt(world_room("#other")->id, id);
}
END_TEST

START_TEST(who_enters_first_runs_it)
{
	furnish();
	restart(true);
	peer_say(bob, "/join tea");
	peer_say(alice, "/join tea");
	ck_assert(is_operator(bob, "#tea"));
	ck_assert(!is_operator(alice, "#tea"));
}
END_TEST

/* Without a restart as well. */
START_TEST(an_empty_room_goes_on)
{
	furnish();
	peer_say(alice, "/part");
	check_furnished();
	peer_say(bob, "/join tea");
	ck_assert(is_operator(bob, "#tea"));
	ck_assert_uint_eq(world.core.empty_rooms, 0);
}
END_TEST

START_TEST(a_room_in_which_nothing_was_kept_ends)
{
	peer_say(alice, "/join tea");
	peer_say(alice, "/part");
	ck_assert(!is_there("#tea"));
	ck_assert_uint_eq(world.core.empty_rooms, 0);
}
END_TEST

START_TEST(nobody_is_shown_an_empty_room)
{
	furnish();
	peer_say(alice, "/part");
	unit_same(answer_to(bob, "/list"), "rooms\n");
	unit_same(answer_to(bob, "/who tea"), "refused NO_SUCH_ROOM #tea\n");
	ck_assert_ptr_null(room_find_used(&world.core, "#tea"));
	restart(true);
	unit_same(answer_to(bob, "/who tea"), "refused NO_SUCH_ROOM #tea\n");
}
END_TEST

static const char *const guards[] = {
	"/mode key x", "/mode secret", "/mode invite-only", "/ban *!*@*", "/ban ?*!*@**"};

START_TEST(a_guarded_room_ends_with_its_last_member)
{
	furnish();
	peer_say(alice, guards[_i]);
	peer_say(alice, "/part");
	ck_assert(!is_there("#tea"));
	ck_assert_uint_eq(world.core.empty_rooms, 0);
	restart(false);
	ck_assert(!is_there("#tea"));
	peer_say(bob, "/join tea");
	ck_assert_ptr_null(world_room("#tea")->topic);
	ck_assert_uint_eq(world_room("#tea")->past.number, 0);
}
END_TEST

START_TEST(a_guarded_room_outlives_a_restart)
{
	furnish();
	peer_say(alice, guards[_i % 5]);
	restart(_i < 5);
	ck_assert(is_there("#tea"));
	pass(INT64_C(1000) * ROOM_GUARDED_SECONDS - 1000);
	ck_assert(is_there("#tea"));
	pass(1000);
	ck_assert(!is_there("#tea"));
	restart(false);
	ck_assert(!is_there("#tea"));
}
END_TEST

START_TEST(its_key_still_guards_it)
{
	furnish();
	peer_say(alice, "/mode key sesame");
	restart(true);
	unit_same(answer_to(bob, "/join tea"), "refused KEY_WRONG #tea\n");
	peer_say(bob, "/join tea sesame");
	ck_assert(is_operator(bob, "#tea"));
	pass(INT64_C(1000) * ROOM_GUARDED_SECONDS);
	ck_assert(is_there("#tea"));
	peer_say(bob, "/part");
	ck_assert(!is_there("#tea"));
}
END_TEST

START_TEST(the_last_member_may_be_kicked)
{
	furnish();
	peer_say(alice, "/kick alice");
	ck_assert(is_there("#tea"));
	ck_assert_uint_eq(world.core.empty_rooms, 1);
	peer_say(bob, "/join tea");
	ck_assert(is_operator(bob, "#tea"));
}
END_TEST

/* Who lost the connection gets it back, and later somebody else. */
START_TEST(a_kept_room_stays_when_it_is_kept_no_longer)
{
	furnish();
	peer_close(alice, "lost");
	ck_assert_uint_eq(world.core.empty_rooms, 1);
	pass(1000 * KEPT_SECONDS);
	ck_assert(is_there("#tea"));
	ck_assert_uint_eq(world.core.empty_rooms, 1);
	peer_say(bob, "/join tea");
	ck_assert(is_operator(bob, "#tea"));
	ck_assert_uint_eq(world.core.empty_rooms, 0);
}
END_TEST

START_TEST(rooms_end_when_their_lines_are_too_old)
{
	world.core.history.keep_ms = DAY_MS;
	furnish();
	peer_say(bob, "/join lobby");
	peer_say(bob, "a line of the lobby");
	peer_say(alice, "/part");
	peer_say(bob, "/join used");
	peer_say(bob, "said");
	pass(DAY_MS - 1);
	ck_assert(is_there("#tea"));
	pass(1);
	ck_assert(!is_there("#tea"));
	ck_assert(is_there("#used"));
	ck_assert(is_there("#lobby"));
	restart(false);
	ck_assert(!is_there("#tea"));
	ck_assert(is_there("#lobby"));
}
END_TEST

START_TEST(a_room_may_keep_its_lines_for_less_time)
{
	world.core.history.keep_ms = 2 * DAY_MS;
	world.core.history.replay = 10;
	peer_say(alice, "/join tea");
	unit_same(answer_to(alice, "/mode keep 36h"), "changed* alice #tea +keep=36h\n");
	unit_same(answer_to(alice, "/mode keep 36h"), "refused UNCHANGED keep [MODE [VALUE]]\n");
	unit_same(answer_to(alice, "/mode keep 1d"), "changed* alice #tea +keep=1d\n");
	unit_same(answer_to(alice, "/mode"), "modes #tea +members-only +keep=1d\n");
	unit_same(answer_to(alice, "/mode keep 3d"), "refused KEEP 3d (2d)\n");
	static const char *const bad[] = {"", "1G", "1d,1G", "forever", "soon", "0d"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char line[40];
		snprintf(line, sizeof line, "/mode keep %s", bad[i]);
		ck_assert_ptr_nonnull(strstr(answer_to(alice, line), "refused KEEP"));
	}
	peer_say(alice, "old");
	pass(DAY_MS);
	peer_say(alice, "new");
	unit_same(world_recent("#tea"), "1 +H 36h;2 +H 1d;3 old;4 new;");
	pass(1);
	unit_same(world_recent("#tea"), "4 new;");
	restart(false);
	world.core.history.keep_ms = 2 * DAY_MS;
	ck_assert_int_eq(world_room("#tea")->rules.keep_ms, DAY_MS);
	pass(2 * DAY_MS);
	ck_assert(!is_there("#tea"));
	peer_say(alice, "/join tea");
	unit_same(answer_to(alice, "/mode -keep"), "refused UNCHANGED -keep [MODE [VALUE]]\n");
	unit_same(answer_to(alice, "/mode keep 2d"), "changed* alice #tea +keep=2d\n");
	unit_same(answer_to(alice, "/mode -keep"), "changed* alice #tea -keep\n");
}
END_TEST

START_TEST(for_ever_is_for_ever)
{
	furnish();
	peer_say(alice, "/part");
	pass(10000 * DAY_MS);
	ck_assert(is_there("#tea"));
}
END_TEST

/* Makes rooms with a line each and leaves them. Returns how many of `count`. */
static unsigned make_rooms(struct peer *peer, const char *prefix, unsigned count)
{
	unsigned made = 0;
	char line[64];
	for (unsigned i = 0; i < count; i++) {
		snprintf(line, sizeof line, "/join %s%u", prefix, i);
		peer_type(peer, line);
		snprintf(line, sizeof line, "#%s%u", prefix, i);
		if (!peer_member(peer, line))
			continue;
		made++;
		peer_type(peer, "hello");
	}
	peer_say(peer, "/part");
	return made;
}

START_TEST(an_address_replaces_its_own_rooms)
{
	unsigned most = OWNER_MAX / OWNER_ROOM;
	furnish();
	peer_say(alice, "/part");
	ck_assert_uint_eq(make_rooms(bob, "b", 3), 3);
	ck_assert_uint_eq(make_rooms(alice, "a", most + 2), most + 2);
	ck_assert_uint_eq(HASH_COUNT(world.core.rooms), most + 3);
	ck_assert_uint_eq(world.core.empty_rooms, most + 3);
	ck_assert(!is_there("#tea")); /* the first of hers */
	ck_assert(!is_there("#a1"));
	ck_assert(is_there("#a2"));
	ck_assert(is_there("#b0"));
	peer_say(alice, "/join a2"); /* is not idle any more */
	ck_assert_uint_eq(make_rooms(bob, "c", 1), 1);
	struct peer *eve = come("eve", far);
	ck_assert_uint_eq(make_rooms(eve, "e", 1), 1);
	ck_assert(is_there("#a2"));
	ck_assert(!is_there("#a3"));
	restart(false);
	ck_assert(!is_there("#a3"));
	ck_assert(is_there("#e0"));
}
END_TEST

START_TEST(bans_take_the_place_of_idle_rooms)
{
	unsigned most = OWNER_MAX / OWNER_ROOM;
	make_rooms(alice, "a", most - 1);
	peer_say(alice, "/join tea");
	ck_assert_uint_eq(HASH_COUNT(world.core.rooms), most);
	unit_same(
		answer_to(alice, "/ban *!*@*.example"), "changed* alice #tea +ban=*!*@*.example\n");
	ck_assert_uint_eq(HASH_COUNT(world.core.rooms), most - 1);
	ck_assert(!is_there("#a0"));
}
END_TEST

START_TEST(a_sweep_looks_at_some_of_the_rooms)
{
	world.core.history.keep_ms = DAY_MS;
	struct peer *local = come("local", (struct origin){0});
	make_rooms(local, "r", 2500);
	unsigned before = HASH_COUNT(world.core.rooms);
	pass(2 * DAY_MS);
	ck_assert_uint_lt(HASH_COUNT(world.core.rooms), before);
	ck_assert_uint_gt(HASH_COUNT(world.core.rooms), before / 2);
	for (int i = 0; i < 4; i++)
		pass(1000);
	ck_assert_uint_eq(world.core.empty_rooms, 0);
	ck_assert_ptr_null(world.core.rooms);
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("room_life");
	TCase *all = tcase_create("room_life");
	const TTest *const cases[] = {who_enters_first_runs_it, an_empty_room_goes_on,
		a_room_in_which_nothing_was_kept_ends, nobody_is_shown_an_empty_room,
		its_key_still_guards_it, the_last_member_may_be_kicked,
		a_kept_room_stays_when_it_is_kept_no_longer, rooms_end_when_their_lines_are_too_old,
		a_room_may_keep_its_lines_for_less_time, for_ever_is_for_ever,
		an_address_replaces_its_own_rooms, bans_take_the_place_of_idle_rooms,
		a_sweep_looks_at_some_of_the_rooms, NULL};
	tcase_add_checked_fixture(all, set_up, tear_down);
	tcase_add_loop_test(all, a_room_comes_back_as_it_was, 0, 2);
	tcase_add_loop_test(all, a_guarded_room_ends_with_its_last_member, 0, 5);
	tcase_add_loop_test(all, a_guarded_room_outlives_a_restart, 0, 10);
	for (unsigned i = 0; cases[i]; i++)
		tcase_add_test(all, cases[i]);
	suite_add_tcase(suite, all);
	return suite;
}
