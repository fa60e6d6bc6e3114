/* The client on a terminal: an editor for the line being typed, and above it what arrives.
 *
 * Wires network, screen and editor together and handles the signals. It owns all of them while
 * it runs. There are two ways to the end: the user leaves (Ctrl-C, Ctrl-D, /quit, TERM, HUP),
 * or the server ends the connection. Who leaves half-closes, so that the server still takes what
 * was entered, and waits for its end for a second at most. */
#ifndef TERMINAL_H
#define TERMINAL_H

struct event_base;

/* Runs until the end and returns the exit status; `fd` is a connected socket, and taken. `news`
 * is a line to show first. */
int terminal_run(struct event_base *base, int fd, const char *news);

#endif
