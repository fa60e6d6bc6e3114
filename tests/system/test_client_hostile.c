/* A server that wants to touch the terminal: its title, its clipboard, its cursor. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client_scene.h"

#define OSC_TITLE "\033]0;stolen\a"
#define OSC_CLIPBOARD "\033]52;c;c3RvbGVu\a"
#define CURSOR "\033[2J\033[1;1H\033[?1049h"
#define C1 "\302\2332J\302\2350;stolen\302\234"
#define ALONE "\x9B\x32J\x9D\x30;stolen\x9C"
#define LINES "\013\014\205\b\177"
#define HOSTILE OSC_TITLE OSC_CLIPBOARD CURSOR C1 ALONE LINES

/* Each way in which a stranger's text comes; it has no blanks. */
static const char *const messages[] = {
	":eve!e@h PRIVMSG #room :%s",
	":eve!e@h PRIVMSG ada :%s",
	":eve!e@h NOTICE #room :%s",
	":eve!e@h NOTICE ada :%s",
	":eve!e@h PRIVMSG #room :\001ACTION %s\001",
	":eve!e@h PRIVMSG ada :\001VERSION %s\001",
	":%s!e@h PRIVMSG #room :nick",
	":%s!e@h PRIVMSG ada :nick",
	":eve!%s@h PRIVMSG #room :user",
	":eve!e@%s PRIVMSG #room :host",
	":%s!e@h JOIN #room",
	":bob!b@h NICK %s",
	":bob!b@h TOPIC #room :%s",
	":%s!b@h TOPIC #room :topic",
	":bob!b@h PART #room :%s",
	":bob!b@h QUIT :%s",
	":bob!b@h KICK #room %s :why",
	":bob!b@h KICK #room bob :%s",
	":bob!b@h MODE #room +b %s",
	":bob!b@h MODE #room +%s x",
	":bob!b@h INVITE ada #%s",
	":bob!b@h AWAY :%s",
	":irc.test 332 ada #room :%s",
	":irc.test 353 ada = #room :%s",
	":irc.test 372 ada :%s",
	":irc.test 401 ada %s :No such nick",
	":irc.test 404 ada #room :%s",
	":irc.test 433 ada %s :Taken",
	":irc.test 322 ada #%s 3 :%s",
	":irc.test 999 ada %s :%s",
	":irc.test 005 ada NETWORK=%s PREFIX=%s CHANTYPES=%s :are supported",
	":irc.test NOTICE * :%s",
	":%s NOTICE ada :server",
	"NOTICE ada :%s",
	"WALLOPS :%s",
	"FAIL %s CODE :%s",
	"WARN * %s :%s",
	"@time=%s;msgid=%s;label=%s;batch=%s :eve!e@h PRIVMSG #room :tags",
	"@+draft/reply=%s;account=%s :eve!e@h PRIVMSG #room :tags",
	"CAP * NEW :%s",
	"CAP * LS :%s",
	"BATCH +%s %s",
	":irc.test 001 %s :%s",
	"%s %s %s",
	":%s",
	"PING :%s",
};

#define MESSAGES ((int)(sizeof messages / sizeof *messages))

static void send_hostile(const char *message)
{
	char line[4096];
	size_t length = 0;
	for (; *message; message++) {
		bool place = *message == '%';
		length += (size_t)snprintf(line + length, sizeof line - length, "%.*s",
			place ? (int)sizeof HOSTILE - 1 : 1, place ? HOSTILE : message);
		message += place;
	}
	peer_send(&peer, line, length);
	peer_say(&peer, "\r\n");
}

/* Nothing but what the client draws with: colours, the cursor's way to the line and back, and what
 * tells the terminal that a redraw is one. */
static void check_bytes(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c >= ' ' && c != 0x7F) {
			bool c1 = c == 0xC2 && i + 1 < length && (unsigned char)bytes[i + 1] < 0xA0;
			ck_assert_msg(!c1, "a C1 control character");
			continue;
		}
		if (c == '\n' || c == '\r' || c == '\a')
			continue;
		ck_assert_msg(c == '\033' && i + 1 < length && bytes[i + 1] == '[',
			"the byte %02x in: %.60s", c, bytes + i);
		for (i += 2; i < length && (bytes[i] < '@' || bytes[i] > '~');)
			i++;
		ck_assert_msg(i < length && strchr("mKJACDhl", bytes[i]),
			"a sequence that ends: %c", bytes[i]);
	}
	ck_assert_ptr_null(memmem(bytes, length, "\033[2J", 4));
	ck_assert_ptr_null(memmem(bytes, length, "\033[?1049", 7));
}

/* All of it at once; where it ends up is on the screen, and below it the line as it was. */
START_TEST(no_message_touches_the_terminal)
{
	static char bytes[1 << 20];
	wishes.options = _i ? "'#room' --plain" : "'#room'";
	scene_open(_i ? "" : LABELS);
	terminal_type("mine");
	terminal_expect("#room> mine");
	terminal_record();
	for (int i = 0; i < MESSAGES; i++)
		send_hostile(messages[i]);
	says("eve", "#room", "the end");
	size_t length = terminal_recorded("the end", bytes, sizeof bytes);
	check_bytes(bytes, length);
	ck_assert(!terminal_is("#{pane_title}", "stolen"));
	ck_assert(terminal_is("#{alternate_on}", "0"));
}
END_TEST

START_TEST(what_is_typed_stays_below_it)
{
	scene_open("");
	terminal_type("mine");
	terminal_expect("#room> mine");
	says("eve", "#room", "\033[2J\033]0;t\a\302\23331m\377!");
	terminal_expect("<eve> �[2J�]0;t��31m�!\n#room> mine\n");
	terminal_key("Enter");
	hear_said("#room", "mine");
}
END_TEST

/* Each line of a server's is told as one of its own kind: nobody can write what looks like another.
 */
START_TEST(nobody_speaks_for_another)
{
	scene_open("");
	says("eve", "#room", "hi <bob> I quit");
	says("eve", "#room", "a text that is as long as the row is wide <bob> I quit");
	terminal_expect("<eve> hi <bob> I quit\n<eve> a text that is as long as the row\n"
			"      is wide <bob> I quit\n");
	peer_line(&peer, ":irc.test 001 mallory :Welcome");
	says("bob", "#room", "end");
	terminal_expect("<bob> end\n");
}
END_TEST

static void add_tests(TCase *any, TCase *readline)
{
	tcase_add_loop_test(any, no_message_touches_the_terminal, 0, 2);
	tcase_add_test(readline, what_is_typed_stays_below_it);
	tcase_add_test(readline, nobody_speaks_for_another);
}

int main(void)
{
	return scenes_run("client hostile", add_tests);
}
