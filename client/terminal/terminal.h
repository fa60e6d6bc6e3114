/* The client on a terminal: an editor for the line being typed, and above it what arrives.
 *
 * Connects session, view, commands and editor, which it owns while it runs, and handles the
 * signals. It ends when the user leaves (Ctrl-C, Ctrl-D, /quit, TERM, HUP): it sends QUIT, and the
 * server has a second to take what was entered. A lost connection is no end.
 *
 * A terminal that takes nothing (Ctrl-S, a stopped reader) makes everything wait: nothing piles up
 * here, the server's queue fills, and finally the server closes the connection. What it had sent is
 * shown when the terminal goes on, and then the loss is noticed. A signal that is to end the client
 * waits as well, unless the terminal is closed. */
#ifndef TERMINAL_H
#define TERMINAL_H

struct event_base;
struct passwords;
struct settings;

/* Runs until the end and returns the exit status. */
int terminal_run(struct event_base *base, const struct settings *settings,
	const struct passwords *passwords);

#endif
