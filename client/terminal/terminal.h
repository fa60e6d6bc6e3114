/* The client on a terminal: an editor for the line being typed, and above it what arrives.
 *
 * Wires session, view, commands and editor together and handles the signals. It owns all of them
 * while it runs. It ends when the user leaves (Ctrl-C, Ctrl-D, /quit, TERM, HUP): QUIT is said, and
 * the server has a second to take what was entered. A lost connection is no end.
 *
 * A terminal that takes nothing (Ctrl-S, a reader that has been stopped) makes all of it wait:
 * nothing piles up here, the server's queue fills, and in the end it closes the connection. What it
 * had sent is shown when the terminal goes on, and then the loss is noticed. A signal that is to
 * end the client waits as well; a terminal that is closed does not make it wait. */
#ifndef TERMINAL_H
#define TERMINAL_H

struct event_base;
struct settings;

/* Runs until the end and returns the exit status. */
int terminal_run(struct event_base *base, const struct settings *settings);

#endif
