/* The login names of the server's machine: whose they are, and who has to give one up. */
#include "login.h"

#include <string.h>

#include "local_user.h"
#include "proving.h"
#include "unit.h"

#define PASSWORD "hunter22222"

static struct local_user alice_user, bob_user;
static const struct origin far = {.host = 1, .net = 1};
static struct peer *witness;

static void set_up(void)
{
	world_start(2);
	proving_start();
	local_user_init(&alice_user, 1, "alice");
	local_user_init(&bob_user, 2, "bob");
	witness = world_open(1);
}

/* A user of this machine, who comes as doors let one in. */
static struct peer *come(unsigned loop, const struct local_user *user)
{
	struct peer *peer = world_peer();
	core_enter(&world.core.loops[loop], world.now);
	login_make_way_here(&world.core, user);
	core_leave(&world.core.loops[loop]);
	peer_open(peer, loop, &(struct newcomer){.local_user = user});
	peer_join(peer, "#lobby");
	world_flush();
	peer_forget(peer);
	return peer;
}

static struct peer *come_from_afar(unsigned loop, const char *name)
{
	struct peer *peer = world_peer();
	peer_open(peer, loop, &(struct newcomer){.origin = far, .name = name});
	if (!peer->session)
		return peer;
	peer_join(peer, "#lobby");
	world_flush();
	world_forget();
	return peer;
}

static const char *name_of(const struct peer *peer)
{
	return session_name(peer->session);
}

/* On the same loop and on the other one. */
START_TEST(a_stranger_gives_the_name_up)
{
	for (unsigned loop = 0; loop < 2; loop++) {
		struct peer *stranger = come_from_afar(loop, loop == 0 ? "ALICE" : "bob");
		struct peer *owner = come(0, loop == 0 ? &alice_user : &bob_user);
		unit_same(name_of(owner), loop == 0 ? "alice" : "bob");
		unit_like(peer_text(stranger),
			loop == 0 ? "name-lost alice\nrenamed* ALICE guest-...\n..."
				  : "name-lost bob\nrenamed* bob guest-...\n...");
		ck_assert(!stranger->session->closed);
	}
}
END_TEST

START_TEST(nobody_takes_it_from_then_on)
{
	struct peer *stranger = come_from_afar(1, "mallory");
	struct peer *bob = come(1, &bob_user), *alice = come(0, &alice_user);
	peer_say(alice, "/nick al");
	unit_same(proving_type(stranger, "/nick Alice"), "refused NAME_LOGIN Alice NAME\n");
	unit_same(proving_type(bob, "/nick alice"), "refused NAME_LOGIN alice NAME\n");
	peer_close(alice, "");
	unit_same(proving_type(stranger, "/nick alice"), "refused NAME_LOGIN alice NAME\n");
	ck_assert_ptr_null(come_from_afar(0, "alice")->session);
	unit_same(proving_type(stranger, "/nick al"), "renamed* mallory al\n");
	alice = come(0, &alice_user);
	peer_say(alice, "/nick something");
	unit_same(proving_type(alice, "/nick alice"), "renamed* something alice\n");
}
END_TEST

/* carol has never come; the system lists her. */
static bool is_carol(const char *key, uid_t *uid)
{
	*uid = 3;
	return strcmp(key, "carol") == 0;
}

START_TEST(nobody_there_takes_that_of_who_has_not_come)
{
	static struct local_user carol_user;
	world.core.local_login = is_carol;
	struct peer *bob = come(0, &bob_user), *stranger = come_from_afar(1, "mallory");
	unit_same(proving_type(bob, "/nick Carol"), "refused NAME_LOGIN Carol NAME\n");
	struct account *account;
	peer_enter(bob);
	ck_assert_int_eq(login_new(bob->session, "carol", PASSWORD, &account), OUTCOME_NAME_LOGIN);
	peer_leave(bob);
	unit_same(proving_type(stranger, "/nick carol"), "renamed* mallory carol\n");
	local_user_init(&carol_user, 3, "carol");
	unit_same(name_of(come(0, &carol_user)), "carol"); /* who takes it back */
}
END_TEST

START_TEST(ones_own_other_connection_keeps_it)
{
	struct peer *first = come(0, &alice_user), *second = come(1, &alice_user);
	unit_same(name_of(first), "alice");
	unit_same(name_of(second), "alice-2");
	peer_expect(first, "joined alice-2 #lobby\n");
}
END_TEST

START_TEST(who_has_registered_it_keeps_it)
{
	struct peer *stranger = come_from_afar(0, "alice");
	unit_like(proving_type(stranger, "/register " PASSWORD), "registered* alice...");
	struct peer *alice = come(1, &alice_user);
	unit_same(name_of(stranger), "alice");
	unit_same(name_of(alice), "alice-2");
	unit_same(proving_type(alice, "/nick alice"), "refused NAME_REGISTERED alice NAME\n");
	unit_same(proving_type(stranger, "/nick other"), "renamed* alice other\n");
	unit_same(proving_type(stranger, "/nick alice"), "renamed* other alice\n");
}
END_TEST

START_TEST(a_user_registers_the_own_one)
{
	struct peer *alice = come(0, &alice_user);
	unit_like(proving_type(alice, "/register " PASSWORD), "registered* alice...");
	peer_close(alice, "");
	struct peer *phone = come_from_afar(1, "phone");
	unit_same(proving_type(phone, "/login alice " PASSWORD),
		"account* phone alice\nrenamed* phone alice\n");
}
END_TEST

/* It is kept for an operator who lost the connection; the user comes first. */
START_TEST(what_is_kept_is_not_kept_from_its_user)
{
	struct peer *stranger = come_from_afar(0, "alice");
	peer_say(stranger, "/join tea");
	peer_close(stranger, "connection lost");
	unit_same(name_of(come(0, &alice_user)), "alice");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_stranger_gives_the_name_up, nobody_takes_it_from_then_on,
		nobody_there_takes_that_of_who_has_not_come, ones_own_other_connection_keeps_it,
		who_has_registered_it_keeps_it, a_user_registers_the_own_one,
		what_is_kept_is_not_kept_from_its_user, NULL};
	return unit_cases_with("login_here", set_up, world_end, cases);
}
