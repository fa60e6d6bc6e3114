/* What the readline editor has on the screen: the status rows, the prompt and the line.
 *
 * readline draws the prompt and the line, and knows where they are as long as the terminal keeps
 * its size. Where they need more rows than the screen has, or the user wants a single row, they are
 * drawn here. The status rows above are always drawn here.
 *
 * Drawings are collected and written at once. A redraw stands between the marks of a synchronized
 * update: terminals that know these show nothing in between, others ignore them. A process has one
 * terminal, so there is no struct for the state. */
#ifndef DRAWN_H
#define DRAWN_H

#include <stdbool.h>
#include <stdio.h>

/* Returns the stream that readline draws to, which collects. It lasts as long as the process. */
FILE *drawn_open(void);

/* Readline's redisplay function, once it has been initialized. */
void drawn_redisplay(void);

/* Texts are copied. A new prompt is shown by the next redraw. */
void drawn_set_prompt(const char *prompt);
void drawn_set_status(const char *status); /* redraws */
void drawn_set_one_row(bool one_row);

/* Erase everything from the screen, and draw it. Both do nothing if it is so already. */
void drawn_hide(void);
void drawn_show(void);
void drawn_redraw(void);
void drawn_resize(void);
void drawn_clear_screen(void);

/* Writes what has been drawn, and ends the synchronized update that a redraw has begun. */
void drawn_end_update(void);

/* To be called after keys: redraws if the line has changed more than readline has drawn. */
void drawn_update(void);

/* readline is between two lines: nothing is drawn; the next line is about to be drawn. */
void drawn_forget(void);
void drawn_next(void);

/* Erases the status rows; a half-typed line stays, with the mark behind it. */
void drawn_leave(const char *mark);

#endif
