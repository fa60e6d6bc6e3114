/* Standard output that somebody reads when they like: a pipe's reader may be slow, stop reading for
 * a while, or go away.
 *
 * Who flushes waits for the reader, so nothing piles up here; the server's own limits are for who
 * does not read at all. Waiting ends also when there is something to be read from the descriptor
 * `wake`, which is how a signal gets through. Belongs to the thread of its base. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

struct event_base;
struct evbuffer;
struct output;

/* The descriptors are borrowed. `gone` is called from the base's loop when the reader of a pipe
 * has gone away while there was nothing to write. */
struct output *output_new(
	struct event_base *base, int fd, int wake, void (*gone)(void *data), void *data);
void output_free(struct output *output);

/* What is to be written: append to it. */
struct evbuffer *output_buffer(struct output *output);

/* Writes it; without `wait`, what the reader takes now. False, with errno, where the output cannot
 * take it; then it is dropped. What is left otherwise is written at the next flush. */
bool output_flush(struct output *output, bool wait);

#endif
