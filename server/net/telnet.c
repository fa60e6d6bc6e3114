#include "telnet.h"

#include <string.h>

/* RFC 854; those from 236 on: RFC 1184, RFC 885. */
enum {
	TELNET_EOF = 236,
	TELNET_SUSPEND = 237,
	TELNET_SE = 240,
	TELNET_BREAK = 243,
	TELNET_INTERRUPT = 244,
	TELNET_AYT = 246,
	TELNET_SB = 250,
	TELNET_WILL = 251,
	TELNET_WONT = 252,
	TELNET_DO = 253,
	TELNET_DONT = 254,
	TELNET_IAC = 255,
};

#define NO_TEXT '\xFE' /* invalid in UTF-8, and not IAC */

bool telnet_present(const char *bytes, size_t length)
{
	return memchr(bytes, TELNET_IAC, length) || memchr(bytes, '\0', length);
}

/* The length of a subnegotiation up to its IAC SE; 0 while that has not come. One that is too long
 * is removed up to the limit. */
static size_t subnegotiation(const unsigned char *at, size_t length)
{
	for (size_t i = 2; i < length && i < TELNET_OPTION_MAX; i++) {
		if (at[i] != TELNET_IAC)
			continue;
		if (i + 1 == length)
			return 0;
		if (at[++i] == TELNET_SE)
			return i + 1;
	}
	return length < TELNET_OPTION_MAX ? 0 : TELNET_OPTION_MAX;
}

/* The length of the command that begins with this IAC; 0 while it is unfinished, 1 where no command
 * begins. */
static size_t command(const unsigned char *at, size_t length)
{
	if (length < 2)
		return 0;
	if (at[1] < TELNET_EOF || at[1] == TELNET_IAC)
		return 1;
	if (at[1] == TELNET_SB)
		return subnegotiation(at, length);
	if (at[1] < TELNET_WILL)
		return 2;
	if (length < 3)
		return 0;
	return at[2] == '\n' ? 1 : 3; /* the end of a line rather than an option */
}

/* Whether the text ends within a UTF-8 character. */
static bool within_character(const char *text, size_t length)
{
	for (size_t back = 1; back <= 3 && back <= length; back++) {
		unsigned char byte = (unsigned char)text[length - back];
		if (byte >= 0xC0)
			return byte >= 0xF0 ? back < 4 : byte >= 0xE0 ? back < 3 : back < 2;
		if (byte < 0x80)
			return false;
	}
	return false;
}

/* The byte of text that GNU Inetutils' telnet (Debian's) has sent as this command: it looks at
 * seven bits only and takes 0x83, 0x9C and 0x9A for Ctrl-C, Ctrl-\ and Ctrl-Z. 0: none. */
static char lost_byte(unsigned char command)
{
	switch (command) {
	case TELNET_INTERRUPT:
		return '\x83';
	case TELNET_BREAK:
		return '\x9C';
	case TELNET_SUSPEND:
		return '\x9A';
	default:
		return '\0';
	}
}

/* WONT and DONT get no answer, which could go on for ever: no option is in use anyway. */
static void answer(const unsigned char *at, struct telnet *found)
{
	found->commands++;
	if (at[1] == TELNET_AYT)
		found->asked = true;
	if ((at[1] != TELNET_WILL && at[1] != TELNET_DO) ||
		found->answer_length == sizeof found->answer)
		return;
	char *to = found->answer + found->answer_length;
	to[0] = (char)TELNET_IAC;
	to[1] = (char)(at[1] == TELNET_WILL ? TELNET_DONT : TELNET_WONT);
	to[2] = (char)at[2];
	found->answer_length += 3;
}

/* Writes the byte that stands for the text at this place. Returns the bytes that it took. */
static size_t text(const char *at, size_t length, char *to)
{
	*to = *at;
	if (*at == '\r' && length > 1 && at[1] == '\0') {
		*to = '\n';
		return 2;
	}
	if ((unsigned char)*at != TELNET_IAC)
		return 1;
	*to = NO_TEXT;
	return (unsigned char)at[1] == TELNET_IAC ? 2 : 1;
}

void telnet_take(char *bytes, size_t length, bool last, struct telnet *found)
{
	size_t at = 0, kept = 0;
	*found = (struct telnet){0};
	while (at < length) {
		const unsigned char *iac = (const unsigned char *)bytes + at;
		size_t used = *iac == TELNET_IAC ? command(iac, length - at) : 1;
		if (used == 0)
			break;
		char lost = used == 2 ? lost_byte(iac[1]) : '\0';
		bool restore = lost && within_character(bytes, kept);
		if (used > 1)
			answer(iac, found);
		if (restore)
			bytes[kept++] = lost;
		else if (used == 1)
			used = text(bytes + at, length - at, bytes + kept++);
		at += used;
	}
	size_t rest = last ? 0 : length - at; /* stands at the end already */
	memmove(bytes + length - rest - kept, bytes, kept);
	found->whole = kept;
	found->length = kept + rest;
}
