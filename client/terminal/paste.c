#include "paste.h"

#include <stdio.h>
#include <wchar.h>
#include <wctype.h>

#include <readline/readline.h>

/* Readline shows control characters as two, but those of C1 as they are, and a terminal would obey
 * them: they are left out. */
int paste(int count, int key)
{
	int at = rl_point;
	mbstate_t state = {0};
	rl_bracketed_paste_begin(count, key);
	while (at < rl_point) {
		wchar_t c;
		size_t used = mbrtowc(&c, rl_line_buffer + at, (size_t)(rl_point - at), &state);
		if (used == 0 || used > (size_t)(rl_point - at)) {
			state = (mbstate_t){0};
			at++;
		} else if (c > 0x7F && iswcntrl((wint_t)c)) {
			rl_delete_text(at, at + (int)used);
			rl_point -= (int)used;
		} else {
			at += (int)used;
		}
	}
	return 0;
}
