/* Who has not been announced is heard, and neither comes nor goes for the others. */
#include <string.h>

#include "announce.h"
#include "unit.h"
#include "world.h"

static struct peer *alice, *newcomer;

/* Alice is on another loop than who comes. */
static void set_up(void)
{
	world_start(2);
	alice = world_named(0, "alice");
	newcomer = world_peer();
	peer_open(newcomer, 1, &(struct newcomer){.door = &fake_door});
	newcomer->session->unannounced = true;
	peer_join(newcomer, "#lobby");
	world_flush();
}

static void announce_newcomer(void)
{
	peer_enter(newcomer);
	announce_session(newcomer->session);
	peer_leave(newcomer);
	world_flush();
}

START_TEST(it_is_heard_and_comes_and_goes_for_nobody)
{
	peer_expect(alice, "");
	peer_say(newcomer, "/nick bob");
	peer_say(newcomer, "/away lunch");
	peer_expect(alice, "");
	peer_say(newcomer, "hello");
	peer_expect(alice, "said bob #lobby hello\n");
	peer_say(newcomer, "/join tea");
	peer_say(newcomer, "/join lobby");
	peer_say(newcomer, "/part");
	peer_say(newcomer, "/join lobby");
	peer_say(newcomer, "/quit");
	world_flush();
	peer_expect(alice, "");
	peer_free(newcomer);
}
END_TEST

START_TEST(from_then_on_it_is_as_everyone)
{
	announce_newcomer();
	peer_expect(alice, "joined guest-2 #lobby\n");
	announce_newcomer();
	peer_expect(alice, "");
	peer_say(newcomer, "/nick bob");
	peer_expect(alice, "renamed guest-2 bob on\n");
	peer_say(newcomer, "/part");
	peer_expect(alice, "left bob #lobby\n");
}
END_TEST

/* A role or a kick would be that of somebody nobody has heard of. */
START_TEST(who_is_dealt_with_has_come)
{
	peer_enter(alice);
	struct member *own = peer_member(alice, "#lobby");
	own->roles = ROLE_OPERATOR;
	peer_leave(alice);
	peer_say(alice, "/voice guest-2");
	peer_expect(alice, "joined guest-2 #lobby\nchanged* alice #lobby +voice=guest-2\n");
	newcomer->session->unannounced = true;
	peer_say(alice, "/kick guest-2");
	peer_expect(alice, "joined guest-2 #lobby\nkicked* alice guest-2 #lobby\n");
}
END_TEST

START_TEST(one_that_goes_on_without_its_session_is_gone)
{
	struct core_loop *loop = newcomer->session->loop;
	core_enter(loop, world.now);
	session_drop(newcomer->session, "");
	newcomer->session = NULL;
	ck_assert_uint_eq(world.core.session_count, 1);
	ck_assert_ptr_null(session_find(&world.core, "guest-2"));
	core_leave(loop);
	world_flush();
	ck_assert_uint_eq(newcomer->done, 0);
	peer_expect(alice, "");
}
END_TEST

static void announce_at(int64_t now)
{
	struct core_loop *loop = alice->session->loop;
	world.now = now;
	core_enter(loop, world.now);
	announce_overdue(&world.core);
	core_leave(loop);
	world_flush();
}

/* A silent reader too is seen in time, in each of its rooms, and once. */
START_TEST(nobody_stays_unseen)
{
	int64_t came = (int64_t)newcomer->session->opened_s * 1000;
	peer_enter(newcomer);
	announce_later(newcomer->session);
	peer_leave(newcomer);
	peer_join(alice, "#tea");
	peer_join(newcomer, "#tea");
	world_flush();
	peer_forget(alice);
	announce_at(came + 4999);
	peer_expect(alice, "");
	announce_at(came + 5000);
	const char *seen = peer_text(alice);
	ck_assert_ptr_nonnull(strstr(seen, "joined guest-2 #lobby\n"));
	ck_assert_ptr_nonnull(strstr(seen, "joined guest-2 #tea\n"));
	ck_assert_uint_eq(world.core.unannounced.count, 0);
	peer_forget(alice);
	announce_at(came + 60000);
	peer_expect(alice, "");
}
END_TEST

START_TEST(who_has_gone_is_not_looked_at)
{
	peer_enter(newcomer);
	announce_later(newcomer->session);
	peer_leave(newcomer);
	peer_say(newcomer, "/quit");
	world_flush();
	ck_assert_uint_eq(world.core.unannounced.count, 0);
	peer_expect(alice, "");
	peer_free(newcomer);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {it_is_heard_and_comes_and_goes_for_nobody,
		from_then_on_it_is_as_everyone, who_is_dealt_with_has_come,
		one_that_goes_on_without_its_session_is_gone, nobody_stays_unseen,
		who_has_gone_is_not_looked_at, NULL};
	return unit_cases_with("announce", set_up, world_end, cases);
}
