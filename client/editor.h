/* The line being typed, on a terminal.
 *
 * Which editor it is, is chosen when the client is built: GNU readline, or the terminal's own
 * line editing. Either one puts the terminal into the state it needs, shows the prompt, and
 * hands over each line that was entered. A process has one terminal, so there is one editor and
 * no struct; it belongs to the thread of its base.
 *
 * Whoever prints anything else brackets it with editor_hide() and editor_show(); the typed line
 * is then found below what was printed, as it was. Both do nothing while no editor runs. */
#ifndef EDITOR_H
#define EDITOR_H

struct event_base;

struct editor_user {
	/* A line without its end, never blank. Pasted text may have newlines in it. */
	void (*line)(void *data, const char *text);
	/* Ctrl-D on an empty line, or the terminal is gone. Not called again after that. */
	void (*end)(void *data);
};

/* What --version says of it. */
const char *editor_name(void);

void editor_start(struct event_base *base, const struct editor_user *user, void *data);

void editor_hide(void);
void editor_show(void);

/* The terminal has a new size. */
void editor_resize(void);

/* Around a stop (Ctrl-Z): the terminal as it was before the start, and back again. The second
 * may be called without the first, to take a terminal back that others have changed. */
void editor_pause(void);
void editor_resume(void);

/* Restores the terminal. A half-typed line stays readable. May be called from the calls above
 * and more than once. */
void editor_stop(void);

#endif
