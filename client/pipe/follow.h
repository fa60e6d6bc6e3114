/* Prints what happens in the rooms line by line, as text or JSON, until a signal comes (--follow),
 * and says -m and standard input (unless that is a terminal) beside it. It reconnects after a loss,
 * which it reports on standard error. When the reader of standard output is gone, it ends by
 * SIGPIPE like other filters. */
#ifndef FOLLOW_H
#define FOLLOW_H

struct event_base;
struct passwords;
struct settings;

int follow_run(struct event_base *base, const struct settings *settings,
	const struct passwords *passwords);

#endif
