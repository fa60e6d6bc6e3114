#include "raw_terminal.h"

#include <stdbool.h>
#include <termios.h>
#include <unistd.h>

#include <readline/readline.h>

#include "inputrc.h"
#include "screen.h"

#define PASTES_ON "\033[?2004h"
#define PASTES_OFF "\033[?2004l"
#define KEYPAD_OFF "\033[?1l\033>"
#define MARK_WAIT_MS 100   /* for the rest of a paste's mark, at least */
#define SEARCH_WAIT_MS 100 /* for what follows Escape in a search, at most */

char raw_terminal_take(FILE *out)
{
	bool keypad = inputrc_is_on("enable-keypad");
	struct termios before = {0}, now;
	tcgetattr(STDIN_FILENO, &before);
	rl_prep_terminal(1);
	if (tcgetattr(STDIN_FILENO, &now) == 0) {
		now.c_cc[VINTR] = _POSIX_VDISABLE;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &now);
	}
	fputs(PASTES_ON, out);
	screen_guard(&before, keypad ? PASTES_OFF KEYPAD_OFF "\r\n" : PASTES_OFF "\r\n");
	return (char)before.c_cc[VINTR];
}

void raw_terminal_give(FILE *out)
{
	fputs(PASTES_OFF, out);
	rl_deprep_terminal();
	screen_guard(NULL, NULL);
}

void raw_terminal_keep(void)
{
}

void raw_terminal_insert(const char *text)
{
	bool commands = rl_get_keymap() == vi_movement_keymap;
	if (commands && rl_point > 0 && rl_point < rl_end)
		do
			rl_point++;
		while ((rl_line_buffer[rl_point] & 0xC0) == 0x80); /* the rest of a character */
	rl_insert_text(text);
	if (commands && rl_point > 0 && rl_point == rl_end)
		rl_backward_char(1, 0);
	rl_last_func = NULL;
}

int raw_terminal_key_wait(size_t length)
{
	int wait = inputrc_key_wait();
	if (length > 1 && wait < MARK_WAIT_MS)
		wait = MARK_WAIT_MS;
	if (RL_ISSTATE(RL_STATE_ISEARCH) && wait > SEARCH_WAIT_MS)
		wait = SEARCH_WAIT_MS;
	return wait;
}
