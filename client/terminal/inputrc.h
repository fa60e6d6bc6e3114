/* readline's settings as far as they matter here: the terminal, the variables of the user's
 * inputrc, and the keys.
 *
 * readline's defaults and the user's inputrc bind keys to readline's own functions. Those that send
 * the line, list files of this machine, print among the lines or wait for input are replaced in all
 * keymaps, by functions of the editor's or by the bell. */
#ifndef INPUTRC_H
#define INPUTRC_H

#include <stdbool.h>

/* Sets TERM to "vt100" if terminfo(5) does not know it, as after ssh from a newer machine: all
 * terminals of today can do what that one did, and readline would take an unknown one for dumb. */
void inputrc_choose_terminal(void);

struct inputrc_keys {
	int (*enter)(int count, int key);
	int (*clear_screen)(int count, int key);
	int (*redraw)(int count, int key);
	int (*complete_next)(int count, int key);
	int (*complete_before)(int count, int key);
	int (*choose)(int count, int key); /* the key is a digit */
	int (*more)(int count, int key);   /* Page Up, unless the user has bound it to something */
	int (*read_inputrc)(int count, int key);
};

/* Binds the editor's own keys, and overrides functions and variables that would lose, send or
 * misdraw lines. To be called whenever an inputrc has been read. `ours` is borrowed for as long as
 * the process runs. Returns whether the user wants the line in a single row
 * (horizontal-scroll-mode), which the editor draws itself. */
bool inputrc_apply(const struct inputrc_keys *ours);

bool inputrc_is_on(const char *variable);

/* The milliseconds to wait for the rest of a key's sequence (keyseq-timeout). */
int inputrc_key_wait(void);

/* What readline shows before the prompt to tell the editing mode; "" for nothing. */
const char *inputrc_mode(void);

#endif
