/* What the readline editor has on the screen: the status, the prompt and the line.
 *
 * Readline draws the prompt and the line, and knows where on the screen they are, so long as the
 * terminal keeps its size. Where they get more rows than the screen has, or the user wants them in
 * one row, they are drawn here. The status above is drawn here, too. */
#ifndef DRAWN_H
#define DRAWN_H

#include <stdbool.h>
#include <stdio.h>

/* Returns the stream that readline draws to, which collects. It lasts as long as the process. */
FILE *drawn_open(void);

/* Readline's redisplay function, once it has been initialized. */
void drawn_redisplay(void);

/* Copied; shown from the next drawing on. */
void drawn_set_prompt(const char *prompt);
void drawn_set_status(const char *status); /* drawn at once, if anything is */
void drawn_set_one_row(bool one_row);

/* Takes all of it from the screen; puts it there. Both do nothing where it is so already. */
void drawn_hide(void);
void drawn_show(void);
void drawn_redraw(void);
void drawn_resize(void);
void drawn_clear_screen(void);

/* Writes what has been drawn, and ends the synchronized update that a redraw has begun. */
void drawn_end_update(void);

/* What was typed may have changed more than readline drew. */
void drawn_update(void);

/* Readline goes to the next line: it has drawn nothing of that yet, and then is about to. */
void drawn_forget(void);
void drawn_next(void);

/* The status goes, a half-typed line stays, with the mark behind it. */
void drawn_leave(const char *mark);

#endif
