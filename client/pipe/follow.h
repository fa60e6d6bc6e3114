/* The client between programs, listening: prints the rooms line by line, as text or JSON, until a
 * signal; says -m and standard input (unless that is a terminal) beside it. Comes back after a
 * loss, which is told on standard error. Standard output closed is the end, by SIGPIPE as with
 * other filters. */
#ifndef FOLLOW_H
#define FOLLOW_H

struct event_base;
struct settings;

int follow_run(struct event_base *base, const struct settings *settings);

#endif
