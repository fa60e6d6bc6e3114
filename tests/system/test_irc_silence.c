/* Who may not speak in a room, by all that a client can send; and invitations, which can be listed
 * and taken back. */
#include <stdio.h>
#include <string.h>

#include "irc.h"

#define CAPS "message-tags away-notify extended-join setname invite-notify"

/* bob is in #room, banned or without a voice. Whatever he sends, alice, who is told everything,
 * sees no word of it, and neither does penny at the line door. */
static void stay_silent(const char *change, bool may_come)
{
	static const char *const tries[] = {"PRIVMSG #room :SPAM", "NOTICE #room :SPAM",
		"PRIVMSG #room :\1ACTION SPAM\1", "PRIVMSG #room :\1SPAM\1",
		"NOTICE #room :\1SPAM\1", "PRIVMSG @#room :SPAM", "@+spam=SPAM TAGMSG #room",
		"TOPIC #room :SPAM", "NICK SPAM", "SETNAME :SPAM", "AWAY :SPAM",
		"INVITE SPAM #room", "INVITE carol #room", "PART #room :SPAM", NULL};
	struct irc_scene scene;
	struct irc carol;
	struct client penny;
	server_start_at(&scene.server, "127.0.0.1", NULL);
	irc_join(&scene.alice, &scene.server, "alice", CAPS);
	irc_join(&scene.bob, &scene.server, "bob", CAPS);
	irc_enter(&scene.alice, "#room");
	irc_enter(&scene.bob, "#room");
	irc_join(&carol, &scene.server, "carol", NULL);
	client_join(&penny, &scene.server, "penny");
	client_enter(&penny, "room", "alice and bob");
	irc_sync(&scene.alice);
	irc_sync(&scene.bob);
	irc_say(&scene.alice, "%s", change);
	irc_sync(&scene.alice);
	irc_sync(&scene.bob);
	client_sync(&penny);
	for (const char *const *line = tries; *line; line++)
		irc_say(&scene.bob, "%s", *line);
	irc_sync(&scene.bob);
	const char *seen = irc_expect(&scene.alice, "@* :bob!* AWAY :away");
	ck_assert_ptr_null(strstr(seen, "SPAM"));
	irc_expect(&scene.alice, "@* :bob!* PART #room");
	client_expect(&penny, "-- bob left");
	irc_expect_nothing(&carol);
	if (may_come) { /* coming back brings no words either */
		irc_say(&scene.bob, "JOIN #room");
		irc_sync(&scene.bob);
		irc_expect(&scene.alice, "@* :bob!bob@localhost JOIN #room \x2A :bob");
		irc_expect(&scene.alice, "@* :bob!* AWAY :away");
		client_expect(&penny, "-- bob joined");
		irc_say(&scene.bob, "QUIT :SPAM");
		irc_expect_error(&scene.bob);
		irc_expect(&scene.alice, "@* :bob!* QUIT :Quit: ");
		client_expect(&penny, "-- bob left");
	} else {
		irc_close(&scene.bob);
	}
	irc_expect_nothing(&scene.alice);
	client_expect_nothing(&penny);
	irc_close(&scene.alice);
	irc_close(&carol);
	client_close(&penny);
	server_stop(&scene.server);
}

START_TEST(the_banned_are_silent)
{
	stay_silent("MODE #room +b bob!*@*", false);
}
END_TEST

START_TEST(who_has_no_voice_is_silent)
{
	stay_silent("MODE #room +m", true);
}
END_TEST

START_TEST(what_the_silent_are_told)
{
	struct irc_scene scene;
	irc_scene_start(&scene, "setname", true);
	irc_say(&scene.alice, "MODE #room +m");
	irc_sync(&scene.alice);
	irc_sync(&scene.bob);
	irc_ask_numeric(&scene.bob, "PRIVMSG #room :x", 404, "#room :*(+m)*");
	irc_ask_numeric(&scene.bob, "TOPIC #room :x", 404, "#room :*(+m)*");
	irc_ask_numeric(&scene.bob, "INVITE alice #room", 443, "alice #room :*");
	irc_ask_numeric(&scene.bob, "NICK rob", 435, "rob #room :Cannot change nickname *");
	irc_say(&scene.alice, "MODE #room +v bob");
	irc_sync(&scene.alice);
	irc_sync(&scene.bob);
	irc_ask(&scene.bob, "NICK rob", ":bob!* NICK rob");
	irc_expect(&scene.alice, ":bob!* NICK rob");
	irc_scene_end(&scene);
}
END_TEST

START_TEST(nc_is_as_silent)
{
	struct server server;
	struct client alice, bob;
	server_start(&server, NULL);
	client_join(&alice, &server, "alice");
	client_enter(&alice, "dev", "nobody else");
	client_join(&bob, &server, "bob");
	client_enter(&bob, "dev", "alice");
	client_sync(&alice);
	client_say(&alice, "/mode moderated");
	client_sync(&alice);
	client_sync(&bob);
	client_ask(&bob, "/topic SPAM", "!! only those ... voice ... #dev...");
	client_ask(&bob, "/nick SPAM",
		"!! you may not speak in #dev, so it is not shown a new name either...");
	client_ask(&bob, "/away SPAM", "-- You ... away: SPAM");
	client_say(&bob, "/part SPAM");
	client_sync(&bob);
	client_expect(&alice, "-- bob left");
	client_enter(&bob, "dev", "alice");
	client_expect(&alice, "-- bob joined");
	client_say(&bob, "/quit SPAM");
	client_await_end(&bob);
	client_expect(&alice, "-- bob left");
	client_close(&bob);
	client_close(&alice);
	server_stop(&server);
}
END_TEST

START_TEST(invitations_by_irc)
{
	struct irc_scene scene;
	irc_scene_start(&scene, NULL, false);
	irc_ask_numeric(&scene.alice, "INVITE #room", 347, "#room :*");
	irc_ask_numeric(&scene.alice, "INVITE bob #room", 341, "bob #room");
	irc_expect(&scene.bob, ":alice!* INVITE bob #room");
	irc_ask_numeric(&scene.alice, "INVITE #ROOM", 346, "#room bob alice 1*");
	irc_expect_numeric(&scene.alice, 347, "#room :*");
	irc_ask_numeric(&scene.bob, "INVITE", 336, "#room");
	irc_expect_numeric(&scene.bob, 337, ":*");
	irc_ask_numeric(&scene.bob, "INVITE #room", 482, "#room :*");
	irc_say(&scene.alice, "MODE #room +i");
	irc_await(&scene.alice, "* MODE #room +i");
	irc_ask_numeric(&scene.alice, "UNINVITE bob", 461, "UNINVITE :*");
	irc_ask_numeric(&scene.alice, "UNINVITE bob #none", 403, "#none :*");
	irc_ask_numeric(&scene.bob, "UNINVITE bob #room", 442, "#room :*");
	irc_ask(&scene.alice, "UNINVITE BOB #ROOM",
		":" IRC_SERVER " NOTICE alice :You took back the invitation of bob to #room");
	irc_ask_numeric(&scene.alice, "UNINVITE bob #room", 441, "bob #room :*");
	irc_ask_numeric(&scene.bob, "INVITE", 337, ":*");
	irc_ask_numeric(&scene.bob, "JOIN #room", 473, "#room :*");
	irc_scene_end(&scene);
}
END_TEST

START_TEST(invitations_at_the_line_door)
{
	struct server server;
	struct client alice, bob;
	server_start(&server, NULL);
	client_join(&alice, &server, "alice");
	client_enter(&alice, "dev", "nobody else");
	client_ask(&alice, "/invites", "-- Nobody is invited ... #dev. ...");
	client_join(&bob, &server, "bob");
	client_ask(&alice, "/invite bob", "-- You asked bob ... #dev.");
	client_expect(&bob, "-- alice asks you ... #dev. ...");
	client_ask(&alice, "/invites", "--   bob by alice just now, for another 1 hour");
	client_expect(&alice, "-- 1 invitation. ...");
	client_say(&alice, "/mode invite-only");
	client_sync(&alice);
	client_ask(&alice, "/uninvite BOB", "-- You took back ... bob ... #dev.");
	client_ask(&alice, "/uninvite bob", "!! bob has no invitation to #dev...");
	client_ask(&bob, "/join #dev", "!! #dev is for those ... invited...");
	client_close(&bob);
	client_close(&alice);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {the_banned_are_silent, who_has_no_voice_is_silent,
		what_the_silent_are_told, nc_is_as_silent, invitations_by_irc,
		invitations_at_the_line_door, NULL};
	return run_tests("irc_silence", each, NULL);
}
