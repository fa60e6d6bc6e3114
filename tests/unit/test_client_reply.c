/* What chatd, ngIRCd 26 and InspIRCd 3 answer, in sentences. */
#include <stdio.h>
#include <string.h>

#include "line_encode.h"
#include "reply.h"
#include "unit.h"

#define NOW INT64_C(1800000000000)

static char out[REPLY_SIZE];
static unsigned listed; /* rows of the list that ends */

struct expected {
	const char *line;
	enum reply_kind kind;
	unsigned subject;
	const char *text;
};

static void parse(struct irc_message *message, char copy[1024], const char *line)
{
	snprintf(copy, 1024, ":server %s", line);
	ck_assert(irc_parse(message, copy));
}

static enum reply_kind tell(const char *line)
{
	char copy[1024];
	struct irc_message message;
	parse(&message, copy, line);
	memset(out, '?', sizeof out);
	return reply_text(out, &message, listed, NOW);
}

static unsigned subject_of(const char *line)
{
	char copy[1024];
	struct irc_message message;
	parse(&message, copy, line);
	return reply_subject(&message);
}

static void expect(const struct expected *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum reply_kind kind = tell(rows[i].line);
		unit_same(out, rows[i].text);
		ck_assert_msg(kind == rows[i].kind, "kind %d: %s", kind, rows[i].line);
		ck_assert_msg(
			subject_of(rows[i].line) == rows[i].subject, "subject: %s", rows[i].line);
	}
}

#define EXPECT(rows) expect(rows, sizeof rows / sizeof *rows)

START_TEST(people_are_told_of)
{
	static const struct expected rows[] = {
		{"311 me ada ~ada host.example * :Ada L", REPLY_INFO, 1,
			"ada is ~ada@host.example (Ada L)"},
		{"311 me ada ada host * :", REPLY_INFO, 1, "ada is ada@host"},
		{"312 me ada irc.test :Test", REPLY_INFO, 1, "ada's server: irc.test (Test)"},
		{"313 me ada :is a NetAdmin on Net", REPLY_INFO, 1,
			"ada is one of the server's operators"},
		{"317 me ada 4 1799999820 :seconds idle, signon time", REPLY_INFO, 1,
			"ada came 3 minutes ago and last typed 4 seconds ago"},
		{"317 me ada 60 :seconds idle", REPLY_INFO, 1, "ada last typed 1 minute ago"},
		{"317 me ada 0 1800000000 :seconds idle, signon time", REPLY_INFO, 1,
			"ada came just now and last typed just now"},
		{"319 me ada :@#dev #lobby", REPLY_INFO, 1, "ada is in @#dev #lobby"},
		{"318 me ada :End of /WHOIS list", REPLY_NOTHING, 0, ""},
		{"301 me ada :lunch", REPLY_INFO, 1, "ada is away: lunch"},
		{"301 me ada :", REPLY_INFO, 1, "ada is away."},
		{"330 me ada lovelace :is logged in as", REPLY_INFO, 1,
			"ada is logged in as lovelace"},
		{"335 me ada :is a bot", REPLY_INFO, 1, "ada is a bot"},
		{"338 me ada ada@::1 ::1 :Is actually using host", REPLY_INFO, 1,
			"ada really comes from ada@::1"},
		{"378 me ada :is connecting from *@127.0.0.1 127.0.0.1", REPLY_INFO, 1,
			"ada is connecting from *@127.0.0.1 127.0.0.1"},
		{"671 me ada :is using a secure connection", REPLY_INFO, 1,
			"ada is using a secure connection"},
		{"314 me ada ada host * :Ada L", REPLY_INFO, 1, "ada was ada@host (Ada L)"},
		{"369 me ada :End of WHOWAS", REPLY_NOTHING, 0, ""},
		{"406 me ada :There was no such nickname", REPLY_REFUSED, 0,
			"nobody called ada is remembered here"},
		{"352 me #dev ada host irc.test ada G*@B :0 Ada L", REPLY_INFO, 0,
			"@ada is ada@host (Ada L), in #dev, away, one of the server's operators, a "
			"bot"},
		{"352 me * bob host irc.test bob H@ :12 ", REPLY_INFO, 0, "bob is bob@host"},
		{"315 me #dev :End of WHO list", REPLY_INFO, 0, "Nobody was found for #dev."},
		{"302 me :ada=+ada@h bob*=-b@i ", REPLY_INFO, 0, "ada is ada@h, bob is b@i (away)"},
		{"302 me :", REPLY_INFO, 0, "None of these is here."},
		{"302 me := a =b =+cd c=+", REPLY_INFO, 0, "None of these is here."},
		{"303 me :ada bob ", REPLY_INFO, 0, "Of these are here: ada, bob"},
		{"303 me :", REPLY_INFO, 0, "None of these is here."},
		{"730 me :ada!a@h,bob!b@i", REPLY_INFO, 0, "Here: ada, bob"},
		{"731 me :eve", REPLY_INFO, 0, "Not here: eve"},
		{"734 me 100 a,b :Monitor list is full.", REPLY_REFUSED, 0,
			"you watch 100 people, which is the most; not watched: a, b"},
	};
	EXPECT(rows);
}
END_TEST

START_TEST(rooms_are_told_of)
{
	static const struct expected rows[] = {
		{"321 me Channel :Users  Name", REPLY_NOTHING, 0, ""},
		{"322 me #dev 2 :what it is about", REPLY_INFO, 0,
			"  #dev                        2  what it is about"},
		{"322 me #dev 2 :[+nt] what it is about", REPLY_INFO, 0,
			"  #dev                        2  what it is about"},
		{"322 me #dev 12345 :[+nt] ", REPLY_INFO, 0, "  #dev                    12345"},
		{"322 me #a-room-with-a-very-long-name 2 :", REPLY_INFO, 0,
			"  #a-room-with-a-very-long-name     2"},
		{"322 me #dev 2 :123456789 123456789 123456789 123456789 ", REPLY_INFO, 0,
			"  #dev                        2  123456789 123456789 123456789 "
			"12345678..."},
		{"322 me #dev many :topic", REPLY_INFO, 0, "#dev many topic"},
		{"323 me :End of LIST", REPLY_INFO, 0, "There are no rooms. /join ROOM makes one."},
		{"331 me #dev :No topic is set", REPLY_INFO, 1,
			"#dev has no topic. /topic TEXT gives it one."},
		{"332 me #dev :one \x02"
		 "bold\x02 \x03"
		 "4,5red",
			REPLY_INFO, 1, "The topic of #dev is: one bold red"},
		{"333 me #dev ada!ada@host 1799992800", REPLY_INFO, 1,
			"The topic of #dev was set by ada 2 hours ago"},
		{"341 me bob #dev", REPLY_INFO, 2, "You asked bob to come to #dev."},
		{"336 me #dev", REPLY_INFO, 0,
			"You are invited to #dev. /join #dev takes you there."},
		{"324 me #dev +", REPLY_INFO, 1, "#dev is open"},
		{"324 me #dev :+nt", REPLY_INFO, 1, "#dev is set to: members-only, topic-locked"},
		{"324 me #dev +imskl hush 5", REPLY_INFO, 1,
			"#dev is set to: invite-only, moderated, secret, key hush, limit 5"},
		{"324 me #dev +nR", REPLY_INFO, 1, "#dev is set to: members-only, R"},
		{"324 me #dev +klL hush 5 #more", REPLY_INFO, 1,
			"#dev is set to: +klL hush 5 #more"},
		{"324 me #dev +k", REPLY_INFO, 1, "#dev is set to: +k"},
		{"329 me #dev 1799913600", REPLY_INFO, 1, "#dev was made 1 day ago"},
		{"367 me #dev *!*@h ada!a@h :1799999999", REPLY_INFO, 1,
			"  *!*@h by ada 1 second ago"},
		{"367 me #dev *!*@h", REPLY_INFO, 1, "  *!*@h"},
		{"348 me #dev *!*@h ada 1800000005", REPLY_INFO, 1, "  *!*@h by ada just now"},
		{"346 me #dev *!*@h ada 0", REPLY_INFO, 1, "  *!*@h"},
		{"368 me #dev :End of channel ban list", REPLY_INFO, 1,
			"Nobody is banned from #dev."},
	};
	EXPECT(rows);
}
END_TEST

START_TEST(the_server_is_told_of)
{
	static const struct expected rows[] = {
		{"375 me :- irc.test message of the day", REPLY_NOTHING, 0, ""},
		{"372 me :- hello", REPLY_INFO, 0, "hello"},
		{"372 me :hello", REPLY_INFO, 0, "hello"},
		{"372 me :- ", REPLY_INFO, 0, " "},
		{"372 me :-", REPLY_INFO, 0, " "},
		{"372 me :", REPLY_INFO, 0, " "},
		{"372 me :-----", REPLY_INFO, 0, "-----"},
		{"376 me :End of MOTD command", REPLY_NOTHING, 0, ""},
		{"422 me :MOTD file is missing", REPLY_INFO, 0,
			"This server has no message of the day."},
		{"351 me ngIRCd-26.1. irc.test :IDENT+IPv6", REPLY_INFO, 0,
			"irc.test runs ngIRCd-26.1. (IDENT+IPv6)"},
		{"351 me InspIRCd-3. irc.test :", REPLY_INFO, 0, "irc.test runs InspIRCd-3."},
		{"391 me irc.test 1800000000 0 :Friday 15 January", REPLY_INFO, 0,
			"At irc.test it is Friday 15 January"},
		{"391 me irc.test :Friday 15 January", REPLY_INFO, 0,
			"At irc.test it is Friday 15 January"},
		{"371 me :On-line since", REPLY_INFO, 0, "On-line since"},
		{"256 me irc.test :Administrative info", REPLY_INFO, 0, "Who runs irc.test:"},
		{"259 me :ada@irc.test", REPLY_INFO, 0, "  ada@irc.test"},
		{"364 me irc.test irc.test :0 ng test", REPLY_INFO, 0, "  irc.test (ng test)"},
		{"364 me irc.test irc.test :0", REPLY_INFO, 0, "  irc.test"},
		{"242 me :Server Up 0 days 0:01:34", REPLY_INFO, 0, "Server Up 0 days 0:01:34"},
		{"212 me ADMIN 1 158 0", REPLY_INFO, 0, "ADMIN 1 158 0"},
		{"219 me u :End of STATS report", REPLY_INFO, 0, "That is the report u."},
		{"254 me 2 :channels formed", REPLY_INFO, 0, "2 channels formed"},
		{"265 me 2 2 :Current local users: 2, Max: 2", REPLY_INFO, 0,
			"Current local users: 2, Max: 2"},
		{"705 me nick :Changes your name.", REPLY_INFO, 0, "Changes your name."},
		{"524 me x :No help", REPLY_REFUSED, 0,
			"there is no help on x; /raw HELP shows what there is"},
		{"221 me +", REPLY_INFO, 0, "You have no modes."},
		{"221 me :+iw", REPLY_INFO, 0, "Your modes are: +iw"},
		{"396 me host :is your displayed hostname now", REPLY_INFO, 0,
			"Others see you as coming from host now."},
		{"900 me me!me@h me :You are now logged in", REPLY_INFO, 0,
			"You are logged in as me now."},
		{"904 me :SASL failed", REPLY_REFUSED, 0, "you cannot log in (SASL failed)"},
	};
	EXPECT(rows);
}
END_TEST

START_TEST(refusals_name_a_way_out)
{
	static const struct expected rows[] = {
		{"401 me #none :No such nick or channel name", REPLY_REFUSED, 1,
			"there is no room #none; /list shows all"},
		{"404 me #dev :Cannot send to channel", REPLY_REFUSED, 1,
			"nobody in #dev was told (Cannot send to channel); its operators may know "
			"why"},
		{"404 me #dev :You cannot send external messages to this channel whilst the +n "
		 "(noextmsg) mode is set.",
			REPLY_REFUSED, 1,
			"only members of #dev can speak to it; /join #dev makes you one"},
		{"421 me FOO :Unknown command", REPLY_REFUSED, 0,
			"this server knows no command FOO; /help lists what you can type"},
		{"432 me BadOne :Invalid nickname: not this one", REPLY_REFUSED, 0,
			"BadOne cannot be a name here (Invalid nickname: not this one); choose "
			"another with /nick NAME"},
		{"461 me KICK :Syntax error", REPLY_REFUSED, 0,
			"there is something missing behind KICK; /help shows what it takes"},
		{"465 me :You are banned", REPLY_REFUSED, 0,
			"you are banned from this server (You are banned); who runs it can lift "
			"that"},
		{"471 me #dev :Cannot join channel (+z) -- SSL connections only", REPLY_REFUSED, 1,
			"#dev is for those whose connection is encrypted"},
		{"477 me #dev :You need to be identified to a registered account to join this "
		 "channel",
			REPLY_REFUSED, 1,
			"#dev is for those who have an account here and are logged in"},
		{"477 me ada :You need to be identified to a registered account to message this "
		 "user",
			REPLY_REFUSED, 1,
			"ada hears only those who have an account here and are logged in"},
		{"481 me :Only a server may modify the +r channel mode", REPLY_REFUSED, 0,
			"Only a server may modify the +r channel mode"},
		{"482 me #dev :You must be a channel op or higher to change the topic.",
			REPLY_REFUSED, 1,
			"only operators of #dev can do that; /who marks them with @"},
		{"491 me :Invalid oper credentials", REPLY_REFUSED, 0,
			"the server has no operator with that name and password"},
		{"696 me #dev k * :You must give a parameter", REPLY_REFUSED, 1,
			"a key has 1 to 63 bytes without blanks and commas: /mode key KEY"},
		{"696 me #dev o * :You must give a parameter", REPLY_REFUSED, 1,
			"the mode o of #dev wants something behind it"},
		{"404 me #dev :Your message to this channel contained a banned phrase (x) and was "
		 "blocked.",
			REPLY_REFUSED, 1,
			"nobody in #dev was told (Your message to this channel contained a banned "
			"phrase (x) and was blocked.)"},
		{"707 me bob :Targets changing too fast, message dropped", REPLY_REFUSED, 1,
			"bob was not told: you have told too many people lately; try again later"},
		{"926 me #bad :forbidden", REPLY_REFUSED, 1, "nobody may come to #bad (forbidden)"},
	};
	EXPECT(rows);
}
END_TEST

START_TEST(what_is_unknown_is_told_by_its_parameters)
{
	static const struct expected rows[] = {
		{"299 me one two :and three", REPLY_INFO, 0, "one two and three"},
		{"499 me one :is refused", REPLY_REFUSED, 0, "one is refused"},
		{"599 me :no", REPLY_REFUSED, 0, "no"},
		{"999 me a :b", REPLY_INFO, 0, "a b"},
		{"499 me", REPLY_REFUSED, 0, "the server refuses that and does not say why: 499"},
		{"441 me bob", REPLY_REFUSED, 0, "bob"},
		{"317 me ada soon :seconds idle", REPLY_INFO, 1, "ada soon seconds idle"},
		{"333 me #dev ada 99999999999999999999", REPLY_INFO, 1,
			"#dev ada 99999999999999999999"},
	};
	EXPECT(rows);
	ck_assert_int_eq(tell("299 me"), REPLY_NOTHING);
	ck_assert_int_eq(tell("600 me"), REPLY_NOTHING);
	ck_assert_int_eq(tell("299"), REPLY_NOTHING);
	ck_assert_int_eq(tell("265 me"), REPLY_NOTHING);
}
END_TEST

START_TEST(standard_replies_are_told)
{
	static const struct expected rows[] = {
		{"FAIL SETNAME INVALID_REALNAME :Realname is not valid", REPLY_REFUSED, 0,
			"Realname is not valid"},
		{"FAIL CHGHOST INVALID_HOST b@d x :Host is not valid", REPLY_REFUSED, 0,
			"Host is not valid (b@d x)"},
		{"WARN * SOON :The server ends soon", REPLY_INFO, 0, "The server ends soon"},
		{"NOTE * WELL", REPLY_INFO, 0, "* WELL"},
		{"FAIL", REPLY_REFUSED, 0, "the server refuses that and does not say why: FAIL"},
		{"ERROR :Closing link: bye", REPLY_REFUSED, 0,
			"the server ends the connection: bye"},
		{"ERROR", REPLY_REFUSED, 0, "the server ends the connection"},
	};
	EXPECT(rows);
}
END_TEST

/* What the line door says where the IRC door answers with a numeric. */
static const struct {
	enum outcome outcome;
	const char *name, *other;
	const char *line;
} pairs[] = {
	{OUTCOME_NOBODY, "bob", NULL, "401 me bob :No such nick/channel"},
	{OUTCOME_NO_SUCH_ROOM, "#a", NULL, "403 me #a :No such channel"},
	{OUTCOME_ROOM_LONG, "", NULL, "403 me #a :A channel's name has at most 50 characters"},
	{OUTCOME_ROOM_CHARACTER, "", NULL,
		"403 me a :A channel's name is a # and letters, digits and most "
		"punctuation"},
	{OUTCOME_IGNORED_BY, "bob", NULL, "404 me bob :They ignore you"},
	{OUTCOME_OUTSIDE, "#a", NULL, "404 me #a :Cannot send to channel (+n) - you are not on it"},
	{OUTCOME_MODERATED, "#a", NULL,
		"404 me #a :Cannot send to channel (+m) - you have no voice"},
	{OUTCOME_SILENCED, "#a", NULL, "404 me #a :Cannot send to channel (+b) - you are banned"},
	{OUTCOME_ROOMS_MAX, "", NULL, "405 me #a :You have joined too many channels"},
	{OUTCOME_NAME_LONG, "", NULL, "432 me a :A nickname has at most 32 characters"},
	{OUTCOME_NAME_START, "", NULL, "432 me 1 :A nickname cannot begin with a digit or '-'"},
	{OUTCOME_NAME_CHARACTER, "", NULL,
		"432 me a.b :A nickname is made of letters, digits and -_[]{}|^`\\"},
	{OUTCOME_NAME_RESERVED, "", NULL,
		"432 me guest-1 :Nicknames that begin with guest- are given by the server"},
	{OUTCOME_NAME_KEPT, "you", NULL, "432 me you :That word would be mistaken for the server"},
	{OUTCOME_NAME_TAKEN, "bob", NULL, "433 me bob :Nickname is already in use"},
	{OUTCOME_NOT_MEMBER, "bob", "#a", "441 me bob #a :They aren't on that channel"},
	{OUTCOME_NOT_IN_ROOM, "#a", NULL, "442 me #a :You're not on that channel"},
	{OUTCOME_IS_MEMBER, "bob", "#a", "443 me bob #a :is already on channel"},
	{OUTCOME_USAGE, "nick", "NAME", "431 me :No nickname given"},
	{OUTCOME_OPER_WRONG, "", NULL, "464 me :Password incorrect"},
	{OUTCOME_ROOM_FULL, "#a", NULL, "471 me #a :Cannot join channel (+l) - full"},
	{OUTCOME_MODE, "Y", NULL, "472 me Y :is unknown mode char to me"},
	{OUTCOME_INVITE_ONLY, "#a", NULL, "473 me #a :Cannot join channel (+i) - no"},
	{OUTCOME_BANNED, "#a", NULL, "474 me #a :Cannot join channel (+b) - no"},
	{OUTCOME_KEY_WRONG, "#a", NULL, "475 me #a :Cannot join channel (+k) - no"},
	{OUTCOME_NOT_SERVER_OPERATOR, "", NULL,
		"481 me :Permission Denied- You're not an IRC operator"},
	{OUTCOME_NOT_OPERATOR, "#a", NULL, "482 me #a :You're not channel operator"},
	{OUTCOME_OPER_NONE, "", NULL, "491 me :This server has no operators"},
	{OUTCOME_KEY, "", NULL, "696 me #a k a,b :Invalid mode parameter"},
	{OUTCOME_LIMIT, "", NULL, "696 me #a l x :Invalid mode parameter"},
	{OUTCOME_MASK, "*", NULL, "696 me #a b * :Invalid mode parameter"},
	{OUTCOME_NO_MASK, "*!*@h", NULL,
		"698 me #a *!*@h b :Channel ban list does not contain *!*@h"},
	{OUTCOME_TIME, "", NULL,
		"400 me BAN :A time is written 90s, 10m, 2h or 7d, up to 36500d; a reason that "
		"begins with a digit needs a time or a word before it"},
	{OUTCOME_UNCHANGED, "*!*@h", NULL, "697 me #a *!*@h b :It is in there already"},
};

START_TEST(the_words_are_those_of_the_line_door)
{
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct buffer words = {0};
		const struct event event = {.type = EVENT_REFUSED,
			.outcome = pairs[i].outcome,
			.name = pairs[i].name,
			.other = pairs[i].other};
		line_encode(&event, &words);
		words.bytes[words.length - 1] = '\0'; /* the newline */
		ck_assert_int_eq(tell(pairs[i].line), REPLY_REFUSED);
		unit_same(out, words.bytes + strlen("!! "));
		buffer_finish(&words);
	}
}
END_TEST

START_TEST(the_end_of_a_list_says_how_long_it_was)
{
	ck_assert_uint_eq(reply_end(322), 323);
	ck_assert_uint_eq(reply_end(367), 368);
	ck_assert_uint_eq(reply_end(323), 0);
	listed = 1;
	tell("323 me :End of LIST");
	unit_same(out, "1 room. /join ROOM takes you to one.");
	ck_assert_int_eq(tell("315 me #dev :End of WHO list"), REPLY_NOTHING);
	listed = 12;
	tell("368 me #dev :End of channel ban list");
	unit_same(out, "12 bans. /unban NAME lifts one.");
	listed = 0;
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {people_are_told_of, rooms_are_told_of, the_server_is_told_of,
		refusals_name_a_way_out, what_is_unknown_is_told_by_its_parameters,
		standard_replies_are_told, the_end_of_a_list_says_how_long_it_was,
		the_words_are_those_of_the_line_door, NULL};
	return unit_cases("client reply", cases);
}
