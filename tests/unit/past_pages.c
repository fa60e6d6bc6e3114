#include "past_pages.h"

#include <stdio.h>

#include "chatting.h"

unsigned pages_begun;

void past_enter(const char *caps)
{
	chatting_enter(caps);
	from_server(":irc.test 005 ada CHATHISTORY=1000 MSGREFTYPES=msgid,timestamp CHATD=1 :are "
		    "supported");
	notes_forget(&chatting.seen);
}

void past_set_up(void)
{
	chatting.recent = 20;
	pages_begun = 0;
	chatting_set_up();
	past_enter(PAST_CAPS);
}

void past_tear_down(void)
{
	chatting.recent = 0;
	chatting_tear_down();
}

/* The id of the line with this number. */
const char *id_of(unsigned number)
{
	static char id[64];
	snprintf(id, sizeof id, "00c0ffee00c0ffee-7-%u", number);
	return id;
}

/* A line of bob's, live or in a page; its text is its number. */
void line(unsigned number, bool past)
{
	char batch[32] = "";
	if (past)
		snprintf(batch, sizeof batch, ";batch=p%u", pages_begun);
	from_server_format(
		"@time=2026-11-22T16:%02u:%02u.000Z;msgid=%s%s :bob!u@h PRIVMSG #dev :%u",
		number / 60, number % 60, id_of(number), batch, number);
}

void page_begins(void)
{
	from_server_format(":irc.test BATCH +p%u chathistory #dev", ++pages_begun);
}

void page_ends(void)
{
	from_server_format(":irc.test BATCH -p%u", pages_begun);
}

void page(unsigned first, unsigned last)
{
	page_begins();
	for (unsigned number = first; number <= last; number++)
		line(number, true);
	page_ends();
}

void let_in(void)
{
	from_server("@time=2026-11-22T16:00:00.000Z :ada!ada@host JOIN #dev");
	from_server(":irc.test 353 ada = #dev :ada bob @carol");
	from_server(":irc.test 366 ada #dev :End of /NAMES list");
}

/* In the room, with the lines up to this one; nothing of that is recorded. */
void be_in(unsigned last)
{
	let_in();
	page(1, last);
	notes_forget(&chatting.seen);
}
