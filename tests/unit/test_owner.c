/* What one address owns is bounded, whoever of it is still here, and given back with what it was
 * for. */
#include "owner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "membership.h"
#include "unit.h"
#include "world.h"

static const struct origin afar = {.host = 0xaa, .net = 0xbb};

static struct peer *come(const char *name, struct origin origin)
{
	struct peer *peer = world_peer();
	peer_open(peer, 0, &(struct newcomer){.origin = origin, .name = name});
	return peer;
}

static enum outcome ban_for(
	struct peer *peer, const char *room, int number, int64_t seconds, const char *why)
{
	char text[200];
	snprintf(text, sizeof text, "%.60s%d!*@*",
		"a-very-long-name-that-nobody-has-and-yet-is-banned-", number);
	peer_enter(peer);
	struct changes changes = {.by = peer->session, .room = world_room(room)};
	enum outcome outcome = changes_add_mask(&changes, MODE_BAN, text, seconds, why);
	changes_tell(&changes);
	peer_leave(peer);
	return outcome;
}

static enum outcome ban(struct peer *peer, const char *room, int number)
{
	return ban_for(peer, room, number, 0, "because");
}

static enum outcome go(struct peer *peer, const char *room)
{
	peer_enter(peer);
	enum outcome outcome = membership_enter(peer->session, room, NULL, EVENT_JOINED);
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
	ck_assert_uint_le(count * sizeof(struct mask), OWNER_MAX);
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

/* A mask that takes the place of one's own costs what it is longer. */
START_TEST(at_the_limit_a_mask_may_be_replaced)
{
	struct peer *mallory = come("mallory", afar);
	char longer[200];
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	ban_all(mallory, "m");
	int i = 0;
	while (ban_for(mallory, "#m0", i, 60, longer) == OUTCOME_DONE)
		i++;
	ck_assert_int_lt(i, 100);
	ck_assert_int_eq(ban_for(mallory, "#m0", i, 60, longer), OUTCOME_OWN_MASKS);
	ck_assert_int_eq(ban_for(mallory, "#m0", i, 60, "because"), OUTCOME_DONE);
	struct peer *carol = come("carol", (struct origin){.host = 1, .net = 2});
	ck_assert_int_eq(go(carol, "#m0"), OUTCOME_DONE);
	peer_member(carol, "#m0")->roles = ROLE_OPERATOR;
	ck_assert_int_eq(ban_for(carol, "#m0", 0, 120, longer), OUTCOME_DONE);
	ck_assert_int_eq(ban_for(mallory, "#m0", 0, 60, longer), OUTCOME_OWN_MASKS); /* not hers */
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
	const TTest *const cases[] = {one_address_owns_so_much, at_the_limit_a_mask_may_be_replaced,
		others_are_not_hurt, a_refusal_is_said, NULL};
	return unit_cases_with("owner", world_set_up, end, cases);
}
