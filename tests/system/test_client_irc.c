/* The IRC part of test_client_support.h. */
#include "test_client_support.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void peer_line(struct peer *peer, const char *format, ...)
{
	char line[8192];
	va_list list;
	va_start(list, format);
	int length = vsnprintf(line, sizeof line - 2, format, list);
	va_end(list);
	ck_assert(length >= 0 && (size_t)length < sizeof line - 2);
	memcpy(line + length, "\r\n", 3);
	peer_say(peer, line);
}

/* What stands behind `command` up to the end of its line. */
static void read_param(const struct peer *peer, const char *command, char *out, size_t size)
{
	const char *from = strstr(peer->got.text, command);
	ck_assert_ptr_nonnull(from);
	from += strlen(command);
	from += *from == ':';
	snprintf(out, size, "%.*s", (int)strcspn(from, " \r\n"), from);
}

static void give_capabilities(struct peer *peer, const char *capabilities)
{
	peer_expect(peer, "CAP LS 302\r\n");
	peer_line(peer, ":irc.test CAP * LS :%s", capabilities);
	if (*capabilities) {
		peer_expect(peer, "CAP REQ :");
		peer_line(peer, ":irc.test CAP * ACK :%s", capabilities);
	}
	peer_expect(peer, "CAP END\r\n");
}

void peer_let_in(struct peer *peer, const char *capabilities)
{
	peer_expect(peer, "USER ");
	peer_expect(peer, "NICK ");
	give_capabilities(peer, capabilities);
	read_param(peer, "NICK ", peer->nick, sizeof peer->nick);
	peer_line(peer, ":irc.test 001 %s :Welcome", peer->nick);
	peer_line(peer,
		":irc.test 005 %s CASEMAPPING=ascii CHANTYPES=# PREFIX=(qov)~@+ "
		"CHANMODES=beI,k,l,imnst NICKLEN=32 :are supported by this server",
		peer->nick);
	peer_line(peer, ":irc.test 422 %s :There is no message of the day", peer->nick);
}

void peer_let_join(struct peer *peer, const char *room)
{
	char wanted[128];
	snprintf(wanted, sizeof wanted, "JOIN %s", room);
	peer_expect(peer, wanted);
	peer_line(peer, ":%s!%s@host.test JOIN %s", peer->nick, peer->nick, room);
	peer_line(peer, ":irc.test 353 %s = %s :@bob %s", peer->nick, room, peer->nick);
	peer_line(peer, ":irc.test 366 %s %s :End of NAMES", peer->nick, room);
}
