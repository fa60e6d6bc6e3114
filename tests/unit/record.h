/* What a made-up user or server was told: a growing log of notes, which a test compares and
 * forgets.
 *
 * A record is static and all zero, but for `between`. A test fails where its log is full. */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stddef.h>

#define RECORD_SIZE 65536

struct record {
	const char *between; /* what stands between two notes; NULL is a newline */
	bool quiet;	     /* notes are dropped */
	size_t length;
	char text[RECORD_SIZE]; /* ends with a NUL */
};

void record_note(struct record *record, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void record_forget(struct record *record);

/* The notes so far are these; forgets them. */
void record_expect(struct record *record, const char *wanted);

#endif
