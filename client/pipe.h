/* The client between programs: standard input is sent, what arrives is printed.
 *
 * At the end of the input it half-closes and waits until the server, which has then answered all
 * of it, ends the connection: that is how "the server has taken it" is known. A server that is
 * slow to take the input is waited for, and meanwhile no more than 64 KiB of it is read ahead.
 * Signals have their default effect. Owns network and screen while it runs. */
#ifndef PIPE_H
#define PIPE_H

struct event_base;

/* Runs until the end and returns the exit status; `fd` is a connected socket, and taken. */
int pipe_run(struct event_base *base, int fd);

#endif
