/* Operators of the server by the IRC door, and what they may do. */

#include "irc.h"

/* A server with an operator's name, "root" with the password "secret"; alice, who is one unless
 * that is left to the test, and bob. */
struct scene {
	struct server server;
	struct irc alice, bob;
};

static void become_operator(struct irc *irc)
{
	irc_ask_numeric(irc, "OPER root secret", 381, ":*");
	irc_expect(irc, ":%s!*@localhost MODE %s :+o", irc->nick, irc->nick);
}

static void scene_start(struct scene *scene, const char *caps)
{
	irc_server_start(&scene->server, ARGUMENTS("--oper", server_operator("secret")));
	irc_join(&scene->alice, &scene->server, "alice", NULL);
	irc_join(&scene->bob, &scene->server, "bob", caps);
}

static void scene_end(struct scene *scene)
{
	irc_expect_nothing(&scene->alice);
	irc_close(&scene->alice);
	irc_close(&scene->bob);
	server_stop(&scene->server);
}

START_TEST(becoming_one)
{
	struct scene scene;
	scene_start(&scene, NULL);
	irc_ask_numeric(&scene.alice, "OPER root", 461, "OPER :*");
	irc_ask_numeric(&scene.alice, "OPER root wrong", 464, ":*");
	irc_ask_numeric(&scene.bob, "OPER nobody secret", 464, ":Password incorrect");
	irc_ask_numeric(&scene.bob, "OPER root again", 464, ":*wait 2 seconds*");
	irc_ask_numeric(&scene.bob, "OPER root secret", 263, "OPER :*wait * seconds");
	irc_ask_numeric(&scene.alice, "MODE alice", 221, "+");
	become_operator(&scene.alice);
	irc_ask_numeric(&scene.alice, "MODE alice", 221, "+o");
	irc_ask_numeric(&scene.bob, "WHOIS alice", 311, "alice *");
	irc_expect_numeric(&scene.bob, 312, "alice *");
	irc_expect_numeric(&scene.bob, 313, "alice :*");
	irc_await_numeric(&scene.bob, 318);
	irc_ask_numeric(&scene.bob, "WHO * o", 352, "* alice * H* :0 alice");
	irc_expect_numeric(&scene.bob, 315, "* :*");
	irc_ask_numeric(&scene.bob, "USERHOST alice", 302, ":alice*=+alice@localhost");
	irc_ask(&scene.alice, "MODE alice +o-o", ":alice!alice@* MODE alice -o");
	irc_ask_numeric(&scene.alice, "KILL bob :x", 481, ":*");
	irc_ask_numeric(&scene.bob, "WHO * o", 315, "* :*");
	scene_end(&scene);
}
END_TEST

START_TEST(a_server_without_operators)
{
	struct scene scene;
	irc_server_start(&scene.server, NULL);
	irc_join(&scene.alice, &scene.server, "alice", NULL);
	irc_join(&scene.bob, &scene.server, "bob", NULL);
	irc_ask_numeric(&scene.alice, "OPER root secret", 491, ":*");
	scene_end(&scene);
}
END_TEST

START_TEST(others_may_not)
{
	struct scene scene;
	scene_start(&scene, NULL);
	irc_ask_numeric(&scene.alice, "KILL bob", 461, "KILL :*");
	irc_ask_numeric(&scene.alice, "KILL bob :x", 481, ":*");
	irc_ask_numeric(&scene.alice, "WALLOPS", 461, "WALLOPS :*");
	irc_ask_numeric(&scene.alice, "WALLOPS :x", 481, ":*");
	irc_ask_numeric(&scene.alice, "REHASH", 481, ":*");
	irc_ask_numeric(&scene.alice, "CHGHOST bob host", 481, ":*");
	irc_ask_numeric(&scene.alice, "STATS o", 481, ":*");
	irc_expect_numeric(&scene.alice, 219, "o :*");
	irc_expect_nothing(&scene.bob);
	scene_end(&scene);
}
END_TEST

/* Operators of the server are operators of the lobby, as soon as they are both. */
START_TEST(the_lobby_is_theirs)
{
	struct scene scene;
	scene_start(&scene, NULL);
	irc_ask(&scene.bob, "JOIN #lobby", ":bob!bob@* JOIN #lobby");
	irc_expect_numeric(&scene.bob, 353, "= #lobby :bob");
	irc_expect_numeric(&scene.bob, 366, "#lobby :*");
	become_operator(&scene.alice);
	irc_ask(&scene.alice, "JOIN #lobby", ":alice!alice@* JOIN #lobby");
	irc_expect(&scene.alice, ":" IRC_SERVER " MODE #lobby +o alice");
	irc_expect_numeric(&scene.alice, 353, "= #lobby :*@alice*");
	irc_expect_numeric(&scene.alice, 366, "#lobby :*");
	irc_expect(&scene.bob, ":alice!alice@* JOIN #lobby");
	irc_expect(&scene.bob, ":" IRC_SERVER " MODE #lobby +o alice");
	become_operator(&scene.bob);
	irc_expect(&scene.bob, ":" IRC_SERVER " MODE #lobby +o bob");
	irc_expect(&scene.alice, ":" IRC_SERVER " MODE #lobby +o bob");
	irc_ask(&scene.bob, "MODE #lobby +q bob", ":bob!bob@* MODE #lobby +q bob");
	irc_expect(&scene.alice, ":bob!bob@* MODE #lobby +q bob");
	irc_ask_numeric(&scene.alice, "KICK #lobby bob", 482, "#lobby :*");
	irc_ask_numeric(&scene.alice, "NAMES #lobby", 353, "= #lobby :*~bob*");
	irc_expect_numeric(&scene.alice, 366, "#lobby :*");
	scene_end(&scene);
}
END_TEST

START_TEST(what_is_hidden_is_shown_to_them)
{
	struct scene scene;
	scene_start(&scene, NULL);
	irc_say(&scene.bob, "MODE bob +i");
	irc_enter(&scene.bob, "#secret");
	irc_say(&scene.bob, "MODE #secret +s");
	irc_sync(&scene.bob);
	irc_ask_numeric(&scene.alice, "WHO #secret", 315, "#secret :*");
	become_operator(&scene.alice);
	irc_ask_numeric(&scene.alice, "WHO #secret", 352, "#secret bob * H@ :0 bob");
	irc_expect_numeric(&scene.alice, 315, "#secret :*");
	irc_ask_numeric(&scene.alice, "WHO b*", 352, "#secret bob * bob H@ :0 bob");
	irc_expect_numeric(&scene.alice, 315, "b* :*");
	irc_ask_numeric(&scene.alice, "NAMES #secret", 353, "@ #secret :@bob");
	irc_expect_numeric(&scene.alice, 366, "#secret :*");
	irc_ask_numeric(&scene.alice, "LIST", 321, "*");
	irc_expect_numeric(&scene.alice, 322, "#secret 1 :");
	irc_expect_numeric(&scene.alice, 323, ":*");
	irc_ask_numeric(&scene.alice, "WHOIS bob", 311, "bob *");
	irc_expect_numeric(&scene.alice, 319, "bob :@#secret");
	irc_expect_numeric(&scene.alice, 312, "bob *");
	irc_expect_numeric(&scene.alice, 338, "bob bob@127.0.0.1 127.0.0.1 :*");
	irc_await_numeric(&scene.alice, 318);
	scene_end(&scene);
}
END_TEST

START_TEST(killing)
{
	struct scene scene;
	struct irc carol;
	scene_start(&scene, NULL);
	irc_join(&carol, &scene.server, "carol", NULL);
	irc_enter(&scene.bob, "#room");
	irc_enter(&carol, "#room");
	irc_sync(&scene.bob);
	become_operator(&scene.alice);
	irc_ask_numeric(&scene.alice, "KILL bob", 461, "KILL :*");
	irc_ask_numeric(&scene.alice, "KILL nobody :x", 401, "nobody :*");
	irc_say(&scene.alice, "KILL BOB :no  more");
	irc_expect(&scene.bob, ":alice!alice@* KILL bob :no  more");
	irc_expect(&scene.bob, ":bob!bob@* QUIT :Killed (alice (no  more))");
	irc_expect(&scene.bob, "ERROR :*Killed (alice (no  more))*");
	client_expect_end(&scene.bob.client);
	irc_expect(&carol, ":bob!bob@* QUIT :Killed (alice (no  more))");
	irc_ask_numeric(&scene.alice, "KILL bob :again", 401, "bob :*");
	irc_expect_nothing(&scene.alice);
	irc_say(&scene.alice, "KILL alice :myself");
	irc_expect(&scene.alice, ":alice!alice@* KILL alice :myself");
	irc_expect(&scene.alice, ":alice!alice@* QUIT :Killed (alice (myself))");
	irc_expect_error(&scene.alice);
	irc_close(&carol);
	irc_close(&scene.alice);
	irc_close(&scene.bob);
	server_stop(&scene.server);
}
END_TEST

START_TEST(wallops)
{
	struct scene scene;
	struct irc carol;
	scene_start(&scene, NULL);
	irc_join(&carol, &scene.server, "carol", NULL);
	irc_ask(&scene.bob, "MODE bob +w", ":bob!bob@* MODE bob +w");
	become_operator(&scene.alice);
	irc_ask_numeric(&scene.alice, "WALLOPS :", 461, "WALLOPS :*");
	irc_ask(&scene.alice, "WALLOPS :hear  me", ":alice!alice@* WALLOPS :hear  me");
	irc_expect(&scene.bob, ":alice!alice@* WALLOPS :hear  me");
	irc_expect_nothing(&carol);
	irc_close(&carol);
	scene_end(&scene);
}
END_TEST

START_TEST(reading_the_configuration_again)
{
	struct scene scene;
	scene_start(&scene, NULL);
	become_operator(&scene.alice);
	irc_ask_numeric(&scene.alice, "REHASH", 382, "* :*");
	server_expect_log(&scene.server, "reload");
	irc_ask_numeric(&scene.alice, "STATS o", 243, "O * * root");
	irc_expect_numeric(&scene.alice, 219, "o :*");
	irc_ask_numeric(&scene.alice, "STATS u", 242, ":*");
	irc_expect_numeric(&scene.alice, 219, "u :*");
	irc_ask_numeric(&scene.alice, "STATS", 461, "STATS :*");
	irc_ask_numeric(&scene.alice, "STATS x", 219, "x :*");
	irc_ask_numeric(&scene.alice, "STATS u no.where", 402, "no.where :*");
	scene_end(&scene);
}
END_TEST

START_TEST(another_host)
{
	struct scene scene;
	scene_start(&scene, "chghost");
	irc_enter(&scene.bob, "#room");
	irc_enter(&scene.alice, "#room");
	irc_enter(&scene.bob, "#two");
	irc_enter(&scene.alice, "#two");
	irc_say(&scene.bob, "MODE #two +v bob");
	irc_sync(&scene.bob);
	irc_sync(&scene.alice);
	become_operator(&scene.alice);
	irc_ask_numeric(&scene.alice, "CHGHOST bob", 461, "CHGHOST :*");
	irc_ask_numeric(&scene.alice, "CHGHOST nobody a.b", 401, "nobody :*");
	irc_ask(&scene.alice, "CHGHOST bob :a b", "*CHGHOST INVALID_HOST * :*");
	irc_ask(&scene.alice, "CHGHOST bob New.Host", ":bob!bob@localhost QUIT :*");
	irc_expect(&scene.alice, ":bob!bob@new.host JOIN #two");
	irc_expect(&scene.alice, ":* MODE #two +ov bob bob");
	irc_expect(&scene.alice, ":bob!bob@new.host JOIN #room");
	irc_expect(&scene.alice, ":* MODE #room +o bob");
	irc_expect(&scene.alice, ":" IRC_SERVER " NOTICE alice :*new.host*");
	irc_expect(&scene.bob, ":bob!bob@localhost CHGHOST bob new.host");
	irc_expect_nothing(&scene.bob);
	irc_ask(&scene.alice, "MODE #room", ":*");
	irc_await_numeric(&scene.alice, 329);
	irc_ask(&scene.bob, "MODE #room +b *!*@new.*", ":bob!bob@new.host MODE #room +b *!*@new.*");
	irc_expect(&scene.alice, ":bob!bob@new.host MODE #room +b *!*@new.*");
	scene_end(&scene);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {becoming_one, a_server_without_operators, others_may_not,
		the_lobby_is_theirs, what_is_hidden_is_shown_to_them, killing, wallops,
		reading_the_configuration_again, another_host, NULL};
	return run_tests("irc_oper", each, NULL);
}
