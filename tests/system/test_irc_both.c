/* Across the two doors: what is said and done at one is said at the other in its way. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "irc.h"

#define FROM_PENNY ":penny!line@localhost "
#define CAPS "server-time message-tags"
#define LONG_BYTES 4000
#define ACUTE "\xCC\x81" /* on the letter before it */

static struct server server;
static struct client penny;
static struct irc iris, ivan; /* ivan has tags */

static void line_comes(struct client *client, const char *name)
{
	client_connect(client, &server);
	client_say(client, "/nick %s", name); /* who speaks is greeted at once */
	client_greet(client);
	client_expect_named(client, name);
}

/* All are in #lobby and have read of it. */
static void start(const char *const *arguments)
{
	server_start_at(&server, "127.0.0.1", arguments);
	line_comes(&penny, "penny");
	irc_join(&iris, &server, "iris", NULL);
	irc_enter(&iris, "#lobby");
	irc_join(&ivan, &server, "ivan", CAPS);
	irc_enter(&ivan, "#lobby");
	irc_sync(&ivan);
	irc_sync(&iris);
	client_sync(&penny);
}

/* Nothing else has come. */
static void end(void)
{
	client_sync(&penny);
	irc_sync(&iris);
	irc_sync(&ivan);
	client_expect_nothing(&penny);
	irc_expect_nothing(&iris);
	irc_expect_nothing(&ivan);
	client_close(&penny);
	irc_close(&iris);
	irc_close(&ivan);
	server_stop(&server);
}

/* Behind its tags. */
static void ivan_expects(const char *expected)
{
	const char *line = irc_line(&ivan);
	must(line && strcmp(irc_untagged(line), expected) == 0, "expected: %s; came: %s", expected,
		line ? line : "the end");
}

START_TEST(rooms_hear_both)
{
	start(NULL);
	client_say(&penny, "grüß dich");
	irc_expect(&iris, FROM_PENNY "PRIVMSG #lobby :grüß dich");
	ivan_expects(FROM_PENNY "PRIVMSG #lobby :grüß dich");
	client_say(&penny, "/me waves");
	irc_expect(&iris, FROM_PENNY "PRIVMSG #lobby :\1ACTION waves\1");
	ivan_expects(FROM_PENNY "PRIVMSG #lobby :\1ACTION waves\1");
	client_say(&penny, "//nick :x");
	irc_expect(&iris, FROM_PENNY "PRIVMSG #lobby :/nick :x");
	ivan_expects(FROM_PENNY "PRIVMSG #lobby :/nick :x");
	irc_say(&iris, "PRIVMSG #lobby :日本 /me");
	client_expect(&penny, "<iris> 日本 /me");
	ivan_expects(":iris!iris@localhost PRIVMSG #lobby :日本 /me");
	irc_say(&iris, "PRIVMSG #LOBBY :\1ACTION waves\1");
	client_expect(&penny, "* iris waves");
	ivan_expects(":iris!iris@localhost PRIVMSG #lobby :\1ACTION waves\1");
	irc_say(&iris, "NOTICE #lobby :note");
	client_expect(&penny, "<iris> note");
	ivan_expects(":iris!iris@localhost NOTICE #lobby :note");
	end();
}
END_TEST

/* Bold, colours and the like are for who can show them. */
START_TEST(formatting_is_for_irc)
{
	static const char codes[] = "\x02"
				    "bold\x02 \x03"
				    "04,12red\x03 \x1D"
				    "slanted\x0F \x04"
				    "FF0000,00FF00hex\x11mono\x1E\x1F\x16.";
	char line[256];
	start(ARGUMENTS("--oper", server_operator("secret")));
	irc_say(&iris, "OPER root secret");
	irc_await(&iris, "* MODE #lobby +o iris");
	client_expect(&penny, "-- The server made iris an operator ... #lobby");
	ivan_expects(":" IRC_SERVER " MODE #lobby +o iris");
	irc_say(&iris, "PRIVMSG #lobby :%s", codes);
	client_expect(&penny, "<iris> bold red slanted hexmono.");
	snprintf(line, sizeof line, ":iris!iris@localhost PRIVMSG #lobby :%s", codes);
	ivan_expects(line);
	irc_say(&iris, "TOPIC #lobby :\x03"
		       "7orange\x03 topic");
	irc_expect(&iris, ":iris!iris@localhost TOPIC #lobby :\x03"
			  "7orange\x03 topic");
	client_expect(&penny, "-- iris set the topic ... #lobby: orange topic");
	ivan_expects(":iris!iris@localhost TOPIC #lobby :\x03"
		     "7orange\x03 topic");
	client_say(&penny, "/topic");
	client_expect(&penny, "-- The topic ... #lobby is: orange topic (... iris ...");
	irc_say(&iris, "PART #lobby :\x02so\x02");
	irc_expect(&iris, ":iris!iris@localhost PART #lobby :\x02so\x02");
	client_expect(&penny, "-- iris left (so)");
	client_say(&penny, "no \x02 from here");
	irc_await(&ivan, "*PRIVMSG #lobby :no \xEF\xBF\xBD from here");
	end();
}
END_TEST

/* What programs ask of programs is not for people, and nobody answers for them. */
START_TEST(requests_are_not_for_people)
{
	start(NULL);
	irc_say(&iris, "PRIVMSG penny :\1VERSION\1");
	irc_say(&iris, "PRIVMSG #lobby :\1PING 123\1");
	ivan_expects(":iris!iris@localhost PRIVMSG #lobby :\1PING 123\1");
	irc_say(&iris, "NOTICE penny :\1VERSION mine 1.0\1");
	irc_say(&ivan, "@+draft/typing=active TAGMSG #lobby");
	irc_sync(&iris);
	irc_sync(&ivan);
	client_expect_nothing(&penny);
	end();
}
END_TEST

START_TEST(private_lines)
{
	start(NULL);
	client_say(&penny, "/msg IRIS psst");
	client_expect(&penny, "[to iris] psst");
	irc_expect(&iris, FROM_PENNY "PRIVMSG iris :psst");
	irc_say(&iris, "PRIVMSG Penny :what?");
	client_expect(&penny, "[iris] what?");
	irc_say(&iris, "PRIVMSG penny :\1ACTION listens\1");
	client_expect(&penny, "[iris] * iris listens");
	irc_say(&iris, "NOTICE penny :note");
	client_expect(&penny, "[iris] note");
	client_ask(&penny, "/reply later", "[to iris] later");
	irc_expect(&iris, FROM_PENNY "PRIVMSG iris :later");
	client_ask(&penny, "/away lunch", "-- You ... away: lunch");
	irc_ask_numeric(&iris, "PRIVMSG penny :there?", 301, "penny :lunch");
	client_expect(&penny, "[iris] there?");
	irc_ask_numeric(&iris, "AWAY :at sea", 306, ":*");
	client_ask(&penny, "/msg iris you too?", "[to iris] you too?");
	client_expect(&penny, "-- iris is away: at sea");
	irc_expect(&iris, FROM_PENNY "PRIVMSG iris :you too?");
	client_ask(&penny, "/ignore iris", "-- You no longer see ... iris says...");
	irc_say(&iris, "PRIVMSG #lobby :unseen");
	irc_await(&ivan, "*PRIVMSG #lobby :unseen");
	irc_ask_numeric(&iris, "PRIVMSG penny :unseen", 404, "penny :*");
	client_expect_nothing(&penny);
	end();
}
END_TEST

static const struct {
	const char *name;
	bool good;
} names[] = {{"é", true}, {"名前", true}, {"[a]", true}, {"{x}|^_-", true}, {"Ñandú", true},
	{"O9", true}, {"9O", false}, {"-a", false}, {"a`b\\", true}, {"a:b", false}, {"a.b", false},
	{"a!b", false}, {"a@b", false}, {"#a", false}, {"~a", false}, {"guest-7", false},
	{"a\xE2\x80\xAE", false}, {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true},
	{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
	{"日本語日本語日本語日本語日本語日本語日本語", true},
	{"日本語日本語日本語日本語日本語日本語日本語日", false}};

START_TEST(names_are_good_at_both_or_neither)
{
	start(NULL);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		client_say(&penny, "/nick %s", names[i].name);
		irc_sync(&iris);
		if (names[i].good) {
			client_expect_named(&penny, names[i].name);
			client_rename(&penny, "penny");
		} else {
			client_expect(&penny, "!! ...");
		}
		client_sync(&penny);
		irc_sync(&iris);
		irc_say(&iris, "NICK %s", names[i].name);
		if (names[i].good) {
			irc_expect(&iris, ":iris!iris@localhost NICK %s", names[i].name);
			irc_say(&iris, "NICK iris");
			irc_await(&iris, "* NICK iris");
		} else {
			irc_expect_numeric(&iris, 432, "*");
		}
		client_sync(&penny);
	}
	end();
}
END_TEST

/* NFKC and case folding make two names one. */
START_TEST(one_name_in_two_writings_is_one)
{
	start(NULL);
	irc_ask(&iris, "NICK é", ":iris!iris@localhost NICK é");
	snprintf(iris.nick, sizeof iris.nick, "é");
	client_expect(&penny, "-- iris is é now");
	client_ask(&penny, "/nick É", "!! the name É is taken...");
	client_ask(&penny, "/nick e\xCC\x81", "!! the name e\xCC\x81 is taken...");
	irc_say(&ivan, "NICK É");
	irc_await_numeric(&ivan, 433);
	client_ask(&penny, "/msg É hi", "[to é] hi");
	irc_expect(&iris, FROM_PENNY "PRIVMSG é :hi");
	client_rename(&penny, "Ａｌｉｃｅ");
	irc_expect(&iris, FROM_PENNY "NICK Ａｌｉｃｅ");
	irc_say(&iris, "PRIVMSG alice :found");
	client_expect(&penny, "[é] found");
	irc_ask_numeric(&iris, "NICK ALICE", 433, "ALICE :*");
	client_say(&penny, "/join CAFÉ");
	client_expect(&penny, "-- You are in #CAFÉ now...");
	irc_await(&iris, "* PART #lobby");
	irc_ask(&iris, "JOIN #cafe\xCC\x81", ":é!iris@localhost JOIN #CAFÉ");
	client_expect(&penny, "-- é joined");
	end();
}
END_TEST

/* The parts that one has been sent, behind `start` and before `behind`, are the whole. */
static void expect_parts(struct irc *irc, const char *whole, const char *before, const char *behind)
{
	size_t at = 0, parts = 0;
	while (at < strlen(whole)) {
		const char *line = irc_untagged(irc_line(irc));
		must(strncmp(line, before, strlen(before)) == 0, "what came: %s", line);
		line += strlen(before);
		must(strncmp(line, ACUTE, strlen(ACUTE)) != 0, "an accent alone: %s", line);
		size_t length = strlen(line) - strlen(behind);
		must(strcmp(line + length, behind) == 0 && strncmp(whole + at, line, length) == 0,
			"at %zu: %s", at, line);
		at += length;
		parts++;
	}
	ck_assert_uint_eq(at, strlen(whole));
	ck_assert_uint_le(parts, strlen(whole) / 400 + 1);
}

START_TEST(long_lines_come_in_parts)
{
	static const char *const units[] = {"日", "x", "👋", ("e" ACUTE)};
	char line[LONG_BYTES + 8];
	start(NULL);
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		size_t length = (size_t)snprintf(line, sizeof line, "%.*s", (int)i, "abc");
		while (length + strlen(units[i]) <= LONG_BYTES)
			length += (size_t)snprintf(
				line + length, sizeof line - length, "%s", units[i]);
		client_say(&penny, "%s", line);
		expect_parts(&iris, line, FROM_PENNY "PRIVMSG #lobby :", "");
		expect_parts(&ivan, line, FROM_PENNY "PRIVMSG #lobby :", "");
		client_say(&penny, "/me %s", line);
		expect_parts(&iris, line, FROM_PENNY "PRIVMSG #lobby :\1ACTION ", "\1");
		expect_parts(&ivan, line, FROM_PENNY "PRIVMSG #lobby :\1ACTION ", "\1");
		client_say(&penny, "/msg iris %s", line);
		client_expect(&penny, "[to iris] %s", line);
		expect_parts(&iris, line, FROM_PENNY "PRIVMSG iris :", "");
	}
	end();
}
END_TEST

START_TEST(the_end_is_told_to_both)
{
	start(NULL);
	server_signal(&server, SIGTERM);
	client_expect(&penny, GOODBYE);
	client_expect_end(&penny);
	irc_expect(&iris, "ERROR :Closing link: chatd is shutting down");
	client_expect_end(&iris.client);
	irc_expect_error(&ivan);
	client_close(&penny);
	irc_close(&iris);
	irc_close(&ivan);
	server_expect_stopped(&server);
	server_free(&server);
}
END_TEST

/* All that iris is told of who is in the room, up to the numeric that ends it. */
static bool iris_is_told_of(const char *question, int last, const char *name)
{
	char end_of_list[8];
	bool told = false;
	const char *line;
	snprintf(end_of_list, sizeof end_of_list, " %03d ", last);
	irc_say(&iris, "%s", question);
	while ((line = irc_line(&iris)) && !strstr(line, end_of_list))
		told |= strstr(line, name) != NULL;
	return told;
}

static void expect_guest(bool listed)
{
	ck_assert(iris_is_told_of("NAMES #lobby", 366, "guest-") == listed);
	ck_assert(iris_is_told_of("WHO #lobby", 315, "guest-") == listed);
	ck_assert(iris_is_told_of("NAMES #lobby", 366, "penny"));
}

/* Else a client would keep it in its list for ever, or have it there twice. */
START_TEST(a_guest_is_in_no_list_before_its_join)
{
	static const char *const told[] = {
		"JOIN #lobby", "PRIVMSG #lobby :hello", "QUIT :*", "PRIVMSG #lobby :bye", NULL};
	struct client guest;
	start(ARGUMENTS("--greet-after", "1"));
	client_connect(&guest, &server);
	client_greet(&guest);
	expect_guest(false);
	client_say(&guest, "hello");
	irc_expect(&iris, ":guest-*!line@localhost %s", told[0]);
	irc_expect(&iris, ":guest-*!line@localhost %s", told[1]);
	expect_guest(true);
	client_close(&guest);
	irc_expect(&iris, ":guest-*!line@localhost %s", told[2]);
	client_connect(&guest, &server);
	client_greet(&guest);
	client_say(&guest, "bye");
	client_half_close(&guest);
	client_await_end(&guest);
	irc_expect(&iris, ":guest-*!line@localhost %s", told[3]);
	expect_guest(false);
	client_close(&guest);
	client_await(&penny, "> bye");
	irc_await(&ivan, "*PRIVMSG #lobby :bye");
	end();
}
END_TEST

START_TEST(who_says_nothing_is_a_person)
{
	struct client guest;
	start(NULL);
	client_connect(&guest, &server);
	client_greet(&guest);
	if (irc_over_websocket()) /* where browsers come from, silence may be one's spare conn */
		client_say(&guest, "hello");
	irc_expect(&iris, ":guest-*!line@localhost JOIN #lobby");
	client_expect(&penny, "-- guest-...");
	if (!irc_over_websocket())
		client_say(&guest, "hello");
	irc_expect(&iris, ":guest-*!line@localhost PRIVMSG #lobby :hello");
	client_say(&guest, "/nick eve");
	irc_expect(&iris, ":guest-*!line@localhost NICK eve");
	client_close(&guest);
	irc_expect(&iris, ":eve!line@localhost QUIT :*");
	client_await(&penny, "-- eve left");
	end();
}
END_TEST

/* Where one comes from is not shown to others, and is the same at both doors. */
START_TEST(hosts_are_hidden)
{
	struct client pete;
	struct irc ines;
	char cloak[64], other[64];
	network_enter();
	network_add_address("192.0.2.1");
	server_threads = 3;
	server_spawn(&server, ARGUMENTS("--port", "0"), NULL);
	server_expect_listening(&server);
	irc_join(&iris, &server, "iris", NULL);
	irc_enter(&iris, "#lobby");
	client_connect_from(&pete, &server, "192.0.2.1", "192.0.2.1", 0);
	client_say(&pete, "/nick pete");
	client_greet(&pete);
	const char *line = irc_expect(&iris, ":guest-*!line@*.hidden JOIN #lobby");
	ck_assert_int_eq(sscanf(line, ":%*[^@]@%63s", cloak), 1);
	irc_expect(&iris, ":guest-*!line@%s NICK pete", cloak);
	irc_connect(&ines, &server);
	client_close(&ines.client);
	client_connect_from(&ines.client, &server, "192.0.2.1", "192.0.2.1", 0);
	client_say(&ines.client, "NICK ines\r\nUSER i 0 * :i\r\nJOIN #lobby\r");
	line = irc_expect(&iris, ":ines!i@*.hidden JOIN #lobby");
	ck_assert_int_eq(sscanf(line, ":%*[^@]@%63s", other), 1);
	ck_assert_str_eq(cloak, other);
	irc_say(&iris, "WHOIS ines\r\nWHOIS pete\r\nWHO #lobby\r\nUSERHOST pete ines\r\nPING end");
	while (!strstr(line = irc_line(&iris), " PONG "))
		must(!strstr(line, "192.0.2.1"), "not hidden: %s", line);
	irc_close(&iris);
	client_close(&pete);
	server_stop(&server);
}
END_TEST

int main(void)
{
	const TTest *const each[] = {rooms_hear_both, formatting_is_for_irc,
		requests_are_not_for_people, private_lines, names_are_good_at_both_or_neither,
		one_name_in_two_writings_is_one, long_lines_come_in_parts, the_end_is_told_to_both,
		a_guest_is_in_no_list_before_its_join, who_says_nothing_is_a_person, NULL};
	const TTest *once[] = {hosts_are_hidden, NULL};
	if (!network_available()) {
		note("hosts that are not local, for want of a network of one's own");
		once[0] = NULL;
	}
	return run_tests("irc and line", each, once);
}
