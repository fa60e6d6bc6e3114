/* chat-client, or any program, in a terminal: tmux.
 *
 * Each wait ends after WAIT_MS at the latest, and then fails the test and shows what was there
 * instead. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include "harness.h"

/* Terminals are windows of a tmux server of the test program's own, which these two begin and
 * end: unchecked fixtures, so that the end also comes after a test that failed. */
void terminal_set_up(void);
void terminal_tear_down(void);
/* Where they are, and whatever else goes with them: nothing but the test's, removed at the end. */
const char *terminal_folder(void);
/* Whether there is a tmux, and whether the client has been built with readline. */
bool terminal_available(void);
bool terminal_has_readline(void);

/* One terminal in which a shell, in that folder, runs a command and then shows "[left with
 * STATUS]". `environment` is a list of NAME=VALUE. */
void terminal_run(int columns, int rows, const char *environment, const char *command);
void terminal_type(const char *text);
/* A key by tmux's name for it, such as "C-c". */
void terminal_key(const char *key);
void terminal_paste(const char *text);
void terminal_size(int columns, int rows);
/* To the client. */
void terminal_signal(int number);
/* Until the terminal echoes by itself, or does not, as while an editor has it. */
void terminal_expect_echo(bool echo);
/* Until `text` (rows joined by newlines, without blanks at their ends) is on the screen or has
 * scrolled off it. */
void terminal_expect(const char *text);
/* The same for the screen's text with its escape sequences. */
void terminal_expect_coloured(const char *text);
/* The same, with those rows joined of which the terminal itself has made several. */
void terminal_expect_joined(const char *text);
/* Whether a format of tmux's, such as "#{window_bell_flag}", says this. */
bool terminal_is(const char *format, const char *value);
/* Keeps each byte that is written to the terminal from now on; and all of them, once `part` is
 * among them. Returns their number. */
void terminal_record(void);
size_t terminal_recorded(const char *part, char *out, size_t size);
/* What the screen showed when it was last looked at. */
const char *terminal_text(void);
/* Until the client has left with this status; and the terminal's settings are as before. */
void terminal_expect_left(int status);

#endif
