/* Readline's variables, as far as they matter here. */
#ifndef INPUTRC_H
#define INPUTRC_H

#include <stdbool.h>

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
