/* The line being typed, on a terminal, with the prompt before it and the status above it.
 *
 * There are two: GNU readline, where the client was built with it, and the terminal's own line
 * editing, which is for terminals that cannot move the cursor and for screen readers. Either one
 * puts the terminal into the state it needs, and hands over each line that was entered, in UTF-8. A
 * process has one terminal, so one editor runs at a time, and there is no struct for its state; it
 * belongs to the thread of its base.
 *
 * Whoever prints anything else brackets it with hide() and show(); the typed line is then found
 * below what was printed, as it was. Both do nothing while no editor runs.
 *
 * With readline an entered line disappears from the screen: it is shown when the server has
 * confirmed it. Several pasted lines are shown as such, with a row above the prompt that says how
 * many they are, and are one entry. With the terminal's own editing an entered line stays where it
 * was typed. Ctrl-C drops a half-typed line, which stays on the screen with "^C" behind it; it is
 * no signal then, so that it keeps its place among the keys. */
#ifndef EDITOR_H
#define EDITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "history_file.h"

struct event_base;

struct editor_user {
	/* A line without its end, never blank. Pasted text may have newlines in it. `keep` is to
	 * be set: where the history may keep it. */
	void (*line)(void *data, const char *text, enum keep *keep);
	/* Ctrl-D or Ctrl-C on an empty line, or the terminal is gone. Not called again after that.
	 */
	void (*end)(void *data);
	/* Any key has been pressed; also before `line`. */
	void (*key)(void *data);
	/* Alt and a digit: 1 to 9, and 0 for the tenth. */
	void (*choose)(void *data, unsigned number);
	/* Tab. Candidates for the word that ends at byte `at` of `text` (complete.h). */
	size_t (*complete)(
		void *data, const char *text, size_t at, size_t *start, char ***candidates);
};

struct editor {
	const char *name;   /* what --version says of it */
	bool shows_entered; /* an entered line stays on the screen */
	/* `history` is a file's path, or NULL for none (history_file.h). It is read at the start
	 * and each line that may be kept on disk is added at once. A file
	 * that cannot be read or written is done without: the return value is words for that, or
	 * NULL. They are static.
	 */
	const char *(*start)(struct event_base *base, const char *history,
		const struct editor_user *user, void *data);
	/* Copied. Shown from the next show() on. */
	void (*set_prompt)(const char *prompt);
	/* Safe text for rows above the prompt, separated by newlines, each cut to the terminal's
	 * width; "" for none. Redraws, if it differs. */
	void (*set_status)(const char *status);
	void (*hide)(void);
	void (*show)(void);
	/* The terminal has a new size. */
	void (*resize)(void);
	/* Around a stop (Ctrl-Z): the terminal as it was before the start, and back again. The
	 * second may be called without the first, to take a terminal back that others have changed.
	 */
	void (*pause)(void);
	void (*resume)(void);
	/* Restores the terminal. A half-typed line stays readable. May be called from the calls
	 * above and more than once. */
	void (*stop)(void);
};

extern const struct editor editor_plain;
/* NULL where the client was built without it. */
extern const struct editor *const editor_readline;

#endif
