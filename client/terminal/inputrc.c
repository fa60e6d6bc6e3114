#include "inputrc.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <curses.h>
#include <readline/readline.h>
#include <term.h>

#undef clear_screen /* a macro of term.h */

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

static const struct inputrc_keys *keys; /* the editor's own functions */

static void replace_in(Keymap map);

static int refuse(int count, int key)
{
	rl_ding();
	return 0;
}

/* readline makes this keymap only now. */
static int replace_mode(int count, int key)
{
	int status = rl_vi_replace(count, key);
	replace_in(rl_get_keymap());
	return status;
}

/* The function to bind instead; the same one if it is harmless. */
static rl_command_func_t *replacement(rl_command_func_t *function)
{
	const struct {
		rl_command_func_t *theirs, *ours;
	} replacements[] = {
		{rl_newline, keys->enter},
		{rl_vi_replace, replace_mode},
		{rl_re_read_init_file, keys->read_inputrc},
		/* These draw, but only the editor knows what is on the screen. */
		{rl_clear_screen, keys->clear_screen},
		{rl_clear_display, keys->clear_screen},
		{rl_refresh_line, keys->redraw},
		{rl_dump_functions, refuse},
		{rl_dump_macros, refuse},
		{rl_dump_variables, refuse},
		{rl_print_last_kbd_macro, refuse},
		/* These look at files. */
		{rl_complete, keys->complete_next},
		{rl_menu_complete, keys->complete_next},
		{rl_old_menu_complete, keys->complete_next},
		{rl_vi_complete, keys->complete_next},
		{rl_backward_menu_complete, keys->complete_before},
		{rl_delete_or_show_completions, rl_delete},
		{rl_insert_completions, refuse},
		{rl_possible_completions, refuse},
		{rl_tilde_expand, refuse},
		{rl_vi_tilde_expand, refuse},
		/* These send the line, which their keys do not say. */
		{rl_insert_comment, refuse},
		{rl_operate_and_get_next, refuse},
		{rl_vi_eof_maybe, refuse},
		/* This reads until an end mark. */
		{rl_bracketed_paste_begin, refuse},
	};
	for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++)
		if (function == replacements[i].theirs)
			return replacements[i].ours;
	return function;
}

static void replace_in(Keymap map)
{
	for (int key = 0; key < KEYMAP_SIZE; key++) {
		KEYMAP_ENTRY *entry = &map[key];
		Keymap further;
		memcpy(&further, &entry->function, sizeof further);
		if (entry->type == ISKMAP && further)
			replace_in(further);
		else if (entry->type == ISFUNC && entry->function)
			entry->function = replacement(entry->function);
	}
}

static void bind_digits(Keymap map, char *sequence, char *digit)
{
	for (*digit = '0'; *digit <= '9'; ++*digit)
		rl_bind_keyseq_in_map(sequence, keys->choose, map);
}

/* Page Up, whose default is a search that few know and that other keys do. */
static void bind_page_up(Keymap map)
{
	const char *page_up = "\\e[5~";
	rl_command_func_t *bound = rl_function_of_keyseq(page_up, map, NULL);
	if (!bound || bound == rl_history_search_backward)
		rl_bind_keyseq_in_map(page_up, keys->more, map);
}

/* In vi's modes, Alt and a digit cannot be told from Escape and then the digit. */
static void bind_keys(Keymap map)
{
	char alt[] = "\\e0", control[] = "\\C-x0";
	rl_bind_key_in_map('\r', keys->enter, map);
	rl_bind_key_in_map('\n', keys->enter, map);
	bind_page_up(map);
	bind_digits(map, control, &control[4]);
	if (map == vi_movement_keymap)
		return;
	rl_bind_key_in_map('L' & 0x1F, keys->clear_screen, map);
	rl_bind_key_in_map('\t', keys->complete_next, map);
	rl_bind_keyseq_in_map("\\e[Z", keys->complete_before, map);
	if (map == emacs_standard_keymap)
		bind_digits(map, alt, &alt[2]);
}

static void bind_all(const struct inputrc_keys *ours)
{
	keys = ours;
	bind_keys(emacs_standard_keymap);
	bind_keys(vi_insertion_keymap);
	bind_keys(vi_movement_keymap);
	replace_in(emacs_standard_keymap); /* with the keymaps for Alt and for Ctrl-X */
	replace_in(vi_insertion_keymap);
	replace_in(vi_movement_keymap);
}

bool inputrc_apply(const struct inputrc_keys *ours)
{
	bool one_row = inputrc_is_on("horizontal-scroll-mode");
	const char *style = rl_variable_value("bell-style");
	if (style && strcmp(style, "visible") == 0)
		rl_variable_bind("bell-style", "audible"); /* a flash waits */
	for (size_t i = 0; i < sizeof forced / sizeof *forced; i++)
		rl_variable_bind(forced[i].name, forced[i].value);
	bind_all(ours);
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
