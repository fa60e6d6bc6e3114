/* The line being typed, with the prompt before it and the status rows above it.
 *
 * There are two editors: GNU readline, if the client was built with it, and the terminal's own line
 * editing, for terminals that cannot move the cursor and for screen readers. Each puts the terminal
 * into the state it needs and hands over entered lines in UTF-8. A process has one terminal, so one
 * editor runs at a time, and there is no struct for its state. It belongs to the thread of its
 * base.
 *
 * Other output goes between hide() and show(): the typed line is then below what was printed. Both
 * do nothing while no editor runs.
 *
 * With readline, an entered line disappears: it is printed when the server has confirmed it.
 * Several pasted lines are shown as such, with a row above the prompt that tells their number, and
 * are one entry. With the terminal's own editing, an entered line stays where it was typed. Ctrl-C
 * drops a half-typed line, which stays on the screen with
 * "^C" behind it. It is no signal, so that its order among the keys is kept. */
#ifndef EDITOR_H
#define EDITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "history_file.h"

struct event_base;

struct editor_user {
	/* A line without its end, never blank; a paste may have newlines in it. The callee sets
	 * `keep`. */
	void (*line)(void *data, const char *text, enum keep *keep);
	/* What ask() has asked for; NULL: the user gives none (Ctrl-C, Ctrl-D, Ctrl-G). Wiped
	 * behind the call. */
	void (*secret)(void *data, const char *text);
	/* The last call: Ctrl-D or Ctrl-C on an empty line, or the terminal is gone. */
	void (*end)(void *data);
	/* A key was pressed; also before line(). */
	void (*key)(void *data);
	/* Alt and a digit; 0 means the tenth. */
	void (*choose)(void *data, unsigned number);
	/* Page Up: the user wants to see more of what was said before. */
	void (*more)(void *data);
	/* Tab: candidates for the word that ends at byte `at` of `text` (complete.h). */
	size_t (*complete)(
		void *data, const char *text, size_t at, size_t *start, char ***candidates);
};

struct editor {
	const char *name;   /* for --version */
	bool shows_entered; /* an entered line stays on the screen */
	/* `history` is the file's path, or NULL for none (history_file.h). It is read at the start,
	 * and each line that may be kept on disk is added at once. Returns 0, or an errno value if
	 * the file cannot be read or written; then the editor works without it. */
	int (*start)(struct event_base *base, const char *history, const struct editor_user *user,
		void *data);
	/* The next line is a secret, such as a password: it is shown and remembered nowhere, and
	 * goes to user->secret(). With readline, a half-typed line is back behind that; else it is
	 * lost. `prompt` is shown at once, and is to be set again behind it. */
	void (*ask)(const char *prompt);
	/* Copies. Shown by the next show(). */
	void (*set_prompt)(const char *prompt);
	/* Safe text for rows above the prompt, each ended by a newline, each cut to the terminal's
	 * width; "" for none. Redraws, if it differs. */
	void (*set_status)(const char *status);
	void (*hide)(void);
	void (*show)(void);
	/* The terminal has a new size. */
	void (*resize)(void);
	/* Around a stop (Ctrl-Z): give the terminal back and take it again. resume() may be called
	 * without pause(), after others have changed the terminal. */
	void (*pause)(void);
	void (*resume)(void);
	/* Restores the terminal; a half-typed line stays readable. May be called from any call to
	 * the user, and more than once. */
	void (*stop)(void);
};

extern const struct editor editor_plain;
/* NULL if the client was built without readline. */
extern const struct editor *const editor_readline;

#endif
