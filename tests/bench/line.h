/* The line that the load generator says, and how a receiver knows it again.
 *
 * Every field has a fixed place, so that a receiver spends next to nothing on it:
 *
 *     SSSS QQQQQQQQ TTTTTTTTTTTTTTTT PADDING
 *
 * sender, sequence number (from 0, per sender) and time of sending (ns, CLOCK_MONOTONIC), all
 * in hexadecimal; the padding follows from the sequence number, so a byte that changed on its
 * way is seen. The server puts "<NAME> " before it, and NAME follows from the sender as well. */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NAME_BYTES = 6,				   /* "u00042" */
	TEXT_BYTES = 60,			   /* without the newline */
	HEARD_BYTES = TEXT_BYTES + NAME_BYTES + 3, /* "<u00042> " before it; no newline */
	LINE_SENDERS = 65536
};

struct line {
	uint32_t sender;
	uint32_t sequence;
	uint64_t time;
};

/* Writes NAME_BYTES and a NUL. Ids go up to 99,999. */
void line_name(char *out, uint32_t id);

/* Writes TEXT_BYTES and a newline, and says how much that is. */
size_t line_write(char *out, const struct line *line);

/* The text alone, TEXT_BYTES of it; false when a single byte of it is not as it must be. */
bool line_read_text(const char *text, struct line *line);

/* Reads what a server made of a line; false when a single byte of it is not as it must be. */
bool line_read(const char *bytes, size_t length, struct line *line);

#endif
