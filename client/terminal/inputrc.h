/* readline's settings as far as they matter here: the variables of the user's inputrc, and the
 * terminal. */
#ifndef INPUTRC_H
#define INPUTRC_H

#include <stdbool.h>

/* Sets TERM to "vt100" if terminfo(5) does not know it, as after ssh from a newer machine: all
 * terminals of today can do what that one did, and readline would take an unknown one for dumb. */
void inputrc_choose_terminal(void);

/* Overrides the variables whose other values would lose, send or misdraw lines. To be called when
 * an inputrc has been read. Returns whether the user wants the line in a single row
 * (horizontal-scroll-mode), which the editor draws itself. */
bool inputrc_apply(void);

bool inputrc_is_on(const char *variable);

/* The milliseconds to wait for the rest of a key's sequence (keyseq-timeout). */
int inputrc_key_wait(void);

/* What readline shows before the prompt to tell the editing mode; "" for nothing. */
const char *inputrc_mode(void);

#endif
