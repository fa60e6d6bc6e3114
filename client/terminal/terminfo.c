#include "terminfo.h"

#include <stdlib.h>

#include <curses.h>
#include <term.h>

void terminfo_choose(void)
{
	int found;
	const char *name = getenv("TERM");
	if (setupterm(name, 1, &found) == OK)
		del_curterm(cur_term);
	else
		setenv("TERM", "vt100", 1);
}
