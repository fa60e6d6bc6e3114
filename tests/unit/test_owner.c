/* What one address owns is bounded, whoever of it is still here, and given back with what it was
 * for. */
#include "owner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "moderation.h"
#include "unit.h"
#include "world.h"

static const struct origin afar = {.host = 0xaa, .net = 0xbb};

static struct peer *come(const char *name, struct origin origin)
{
	struct peer *peer = world_peer();
	peer_open(peer, 0, &(struct newcomer){.origin = origin, .name = name});
	return peer;
}

static enum outcome ban(struct peer *peer, const char *room, int number)
{
	char text[200], why[] = "because";
	snprintf(text, sizeof text, "%.60s%d!*@*",
		"a-very-long-name-that-nobody-has-and-yet-is-banned-", number);
	peer_enter(peer);
	struct changes changes = {.by = peer->session, .room = world_room(room)};
	enum outcome outcome = changes_add_mask(&changes, MODE_BAN, text, 0, why);
	changes_tell(&changes);
	peer_leave(peer);
	return outcome;
}

static enum outcome go(struct peer *peer, const char *room)
{
	peer_enter(peer);
	enum outcome outcome = enter(peer->session, room, NULL, EVENT_JOINED);
	peer_leave(peer);
	return outcome;
}

/* Sets bans in a hundred rooms until that is refused. Returns how many. */
static unsigned ban_all(struct peer *peer, const char *prefix)
{
	unsigned count = 0;
	char room[32];
	for (int i = 0; i < 99; i++) {
		snprintf(room, sizeof room, "#%s%d", prefix, i);
		if (go(peer, room) != OUTCOME_DONE)
			return count;
		for (int j = 0; j < 100; j++, count++)
			if (ban(peer, room, j) != OUTCOME_DONE)
				return count;
	}
	return count;
}

START_TEST(one_address_owns_so_much)
{
	struct peer *mallory = come("mallory", afar), *eve = come("eve", afar);
	unsigned count = ban_all(mallory, "m");
	ck_assert_uint_gt(count, 1000);
	ck_assert_uint_le(count * sizeof(struct mask), OWNER_MOST);
	ck_assert_int_eq(ban(mallory, "#m0", 1000), OUTCOME_MASKS_FULL);
	ck_assert_int_eq(go(eve, "#eve"), OUTCOME_OWN_ROOMS); /* as who is of the same address */
	ck_assert_int_eq(go(eve, "#m0"), OUTCOME_DONE);
	ck_assert_int_eq(go(eve, "#lobby"), OUTCOME_DONE);
	peer_close(mallory, "");
	peer_open(mallory, 0, &(struct newcomer){.origin = afar, .name = "mallory"});
	ck_assert_int_eq(go(mallory, "#eve"), OUTCOME_DONE); /* its rooms are gone, but one */
	ck_assert_uint_gt(ban_all(mallory, "n"), count / 2);
}
END_TEST

START_TEST(others_are_not_hurt)
{
	struct peer *mallory = come("mallory", afar);
	struct peer *carol = come("carol", (struct origin){.host = 1, .net = 2});
	struct peer *local = come("local", (struct origin){0});
	ban_all(mallory, "m");
	ck_assert_int_eq(go(carol, "#carol"), OUTCOME_DONE);
	ck_assert_int_eq(ban(carol, "#carol", 1), OUTCOME_DONE);
	ck_assert_uint_eq(ban_all(local, "l"), 9900); /* this machine may own more */
}
END_TEST

START_TEST(a_refusal_is_said)
{
	struct peer *mallory = come("mallory", afar);
	ban_all(mallory, "m");
	struct peer *eve = come("eve", afar);
	peer_say(eve, "/join eve");
	peer_expect(eve, "refused OWN_ROOMS\n");
}
END_TEST

static void end(void)
{
	world_end();
	ck_assert_ptr_null(world.core.owners);
}

Suite *unit_suite(void)
{
	const TTest *const cases[] = {
		one_address_owns_so_much, others_are_not_hurt, a_refusal_is_said, NULL};
	return unit_cases_with("owner", world_set_up, end, cases);
}
