/* Programs in a terminal, which is a window of tmux.
 *
 * Each wait ends after WAIT_MS at the latest, and then fails the test and shows the screen. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include "harness.h"

/* Start and end the test program's own tmux server. They are unchecked fixtures, so that the server
 * ends also after a test that failed. */
void terminal_set_up(void);
void terminal_tear_down(void);
/* The folder in which the programs run, removed at the end. */
const char *terminal_folder(void);
/* Whether tmux is installed; whether chat-client is built with readline. */
bool terminal_available(void);
bool terminal_has_readline(void);

/* Opens a terminal in which a shell runs a command in terminal_folder() and then prints "[left with
 * STATUS]". `environment` is a list of NAME=VALUE. */
void terminal_run(int columns, int rows, const char *environment, const char *command);
void terminal_type(const char *text);
/* Presses a key, named as tmux does: "C-c". */
void terminal_key(const char *key);
void terminal_paste(const char *text);
void terminal_size(int columns, int rows);
/* Sends a signal to the command. */
void terminal_signal(int number);
/* Waits until the terminal itself echoes, or does not, as under a line editor. */
void terminal_expect_echo(bool echo);
/* Waits until `text` is on the screen or has scrolled off it. Rows are joined by newlines and have
 * no blanks at their ends. */
void terminal_expect(const char *text);
/* The same, and the text has its escape sequences. */
void terminal_expect_coloured(const char *text);
/* The same, and rows that the terminal wrapped are one. */
void terminal_expect_joined(const char *text);
/* Whether a format of tmux, such as "#{window_bell_flag}", has this value. */
bool terminal_is(const char *format, const char *value);
/* Records the bytes that are written to the terminal from now on. terminal_recorded() waits until
 * `part` is among them, copies all, and returns their number. */
void terminal_record(void);
size_t terminal_recorded(const char *part, char *out, size_t size);
/* The screen that terminal_expect() saw last. */
const char *terminal_text(void);
/* Waits until the command has exited with this status, and checks that the terminal's settings are
 * as before. */
void terminal_expect_left(int status);

#endif
