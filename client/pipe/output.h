/* Standard output whose reader may be slow, pause, or go away.
 *
 * A flush waits for the reader, so nothing piles up here; if the reader pauses for long, the
 * server's own limits act. The wait ends as well when the descriptor `wake` becomes readable, which
 * is how a signal gets through. Belongs to the thread of its base. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

struct event_base;
struct evbuffer;
struct output;

/* The descriptors are borrowed. `gone` is called from the event loop when the reader of a pipe goes
 * away while there is nothing to write. */
struct output *output_new(
	struct event_base *base, int fd, int wake, void (*gone)(void *data), void *data);
void output_free(struct output *output);

/* The buffer to append to. */
struct evbuffer *output_buffer(struct output *output);

/* Writes the buffer; without `wait`, as much as the reader takes now, and the rest at the next
 * flush. False, with errno, if it cannot be written; then it is dropped. */
bool output_flush(struct output *output, bool wait);

#endif
