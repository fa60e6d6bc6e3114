/* The terminal while readline is in use, and readline's line. */
#ifndef RAW_TERMINAL_H
#define RAW_TERMINAL_H

#include <stddef.h>
#include <stdio.h>

/* Makes the terminal hand over each key as it is pressed, and tell pastes from keys. Returns the
 * byte of the interrupt key, which is read like any other: as a signal it might overtake other keys
 * or fall behind them, and the terminal would drop what it has not handed over yet. */
char raw_terminal_take(FILE *out);
/* As it was before. */
void raw_terminal_give(FILE *out);

/* For readline, which would give the terminal back and take it again for each line; keys in between
 * would be shown twice. Does nothing. */
void raw_terminal_keep(void);

/* Inserts text at the cursor; in vi's command mode as vim does it: behind the cursor, but at the
 * start of a line before the cursor. */
void raw_terminal_insert(const char *text);

/* How long, in ms, to wait for the rest of a key of which so many bytes have come. */
int raw_terminal_key_wait(size_t length);

#endif
