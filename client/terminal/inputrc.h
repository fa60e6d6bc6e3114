/* Readline's settings as far as they matter here: variables of the user's inputrc, and the
 * terminal. */
#ifndef INPUTRC_H
#define INPUTRC_H

#include <stdbool.h>

/* Sets TERM to "vt100" if terminfo(5) does not know it, as after ssh from a newer machine: all
 * terminals of today can do what that one did, and readline would take an unknown one for dumb. */
void inputrc_choose_terminal(void);

/* Sets those without whose right value lines would be lost, sent or drawn wrongly, whatever the
 * user's inputrc says. To be called when it has been read. Returns whether the user wants the line
 * in a single row, which the editor does itself. */
bool inputrc_apply(void);

bool inputrc_is_on(const char *variable);

/* The milliseconds that readline waits for the rest of a key's sequence. */
int inputrc_key_wait(void);

/* What stands before the prompt and tells the editing mode; "" for nothing. */
const char *inputrc_mode(void);

#endif
