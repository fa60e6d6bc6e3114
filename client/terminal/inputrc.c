#include "inputrc.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <curses.h>
#include <readline/readline.h>
#include <term.h>

static const struct {
	const char *name, *value;
} forced[] = {
	{"blink-matching-paren", "off"}, /* waits */
	{"byte-oriented", "off"},	 /* cuts characters */
	{"convert-meta", "off"},	 /* makes commands of their bytes */
	/* Pastes are recognized before readline sees them (keys.h). */
	{"enable-bracketed-paste", "off"},
	{"enable-active-region", "off"},
	{"horizontal-scroll-mode", "off"}, /* drawn.c does it */
	{"input-meta", "on"},
	{"mark-modified-lines", "off"}, /* takes a column that drawn.c does not count */
	{"output-meta", "on"},
	{"revert-all-at-newline", "on"},
};

bool inputrc_apply(void)
{
	bool one_row = inputrc_is_on("horizontal-scroll-mode");
	const char *style = rl_variable_value("bell-style");
	if (style && strcmp(style, "visible") == 0)
		rl_variable_bind("bell-style", "audible"); /* a flash waits */
	for (size_t i = 0; i < sizeof forced / sizeof *forced; i++)
		rl_variable_bind(forced[i].name, forced[i].value);
	return one_row;
}

bool inputrc_is_on(const char *variable)
{
	const char *value = rl_variable_value(variable);
	return value && strcmp(value, "on") == 0;
}

int inputrc_key_wait(void)
{
	const char *value = rl_variable_value("keyseq-timeout");
	int milliseconds = value ? atoi(value) : 0;
	return milliseconds > 0 ? milliseconds : 0;
}

const char *inputrc_mode(void)
{
	const char *name = "emacs-mode-string";
	if (!inputrc_is_on("show-mode-in-prompt"))
		return "";
	if (rl_editing_mode == 0)
		name = rl_get_keymap() == vi_movement_keymap ? "vi-cmd-mode-string"
							     : "vi-ins-mode-string";
	const char *mode = rl_variable_value(name);
	return mode ? mode : "";
}

void inputrc_choose_terminal(void)
{
	int found;
	const char *name = getenv("TERM");
	if (setupterm(name, 1, &found) == OK)
		del_curterm(cur_term);
	else
		setenv("TERM", "vt100", 1);
}
