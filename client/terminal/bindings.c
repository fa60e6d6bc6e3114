#include "bindings.h"

#include <stddef.h>
#include <string.h>

#include <readline/readline.h>

static const struct bindings *bindings;

static void replace_in(Keymap map);

static int refuse(int count, int key)
{
	(void)count;
	(void)key;
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
		{rl_newline, bindings->enter},
		{rl_vi_replace, replace_mode},
		{rl_re_read_init_file, bindings->read_inputrc},
		/* These draw, but only the editor knows what is on the screen. */
		{rl_clear_screen, bindings->clear_screen},
		{rl_clear_display, bindings->clear_screen},
		{rl_refresh_line, bindings->redraw},
		{rl_dump_functions, refuse},
		{rl_dump_macros, refuse},
		{rl_dump_variables, refuse},
		{rl_print_last_kbd_macro, refuse},
		/* These look at files. */
		{rl_complete, bindings->complete_next},
		{rl_menu_complete, bindings->complete_next},
		{rl_old_menu_complete, bindings->complete_next},
		{rl_vi_complete, bindings->complete_next},
		{rl_backward_menu_complete, bindings->complete_before},
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
		rl_bind_keyseq_in_map(sequence, bindings->choose, map);
}

/* In vi's modes, Alt and a digit cannot be told from Escape and then the digit. */
static void bind_keys(Keymap map)
{
	char alt[] = "\\e0", control[] = "\\C-x0";
	rl_bind_key_in_map('\r', bindings->enter, map);
	rl_bind_key_in_map('\n', bindings->enter, map);
	bind_digits(map, control, &control[4]);
	if (map == vi_movement_keymap)
		return;
	rl_bind_key_in_map('L' & 0x1F, bindings->clear_screen, map);
	rl_bind_key_in_map('\t', bindings->complete_next, map);
	rl_bind_keyseq_in_map("\\e[Z", bindings->complete_before, map);
	if (map == emacs_standard_keymap)
		bind_digits(map, alt, &alt[2]);
}

void bindings_set(const struct bindings *ours)
{
	bindings = ours;
	bind_keys(emacs_standard_keymap);
	bind_keys(vi_insertion_keymap);
	bind_keys(vi_movement_keymap);
	replace_in(emacs_standard_keymap); /* with the keymaps for Alt and for Ctrl-X */
	replace_in(vi_insertion_keymap);
	replace_in(vi_movement_keymap);
}
