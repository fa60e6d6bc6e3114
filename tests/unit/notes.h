/* What a made-up user or server was told: a growing log of notes, which a test compares and
 * forgets.
 *
 * Notes are static and all zero, but for `between`. A test fails where they are full. */
#ifndef NOTES_H
#define NOTES_H

#include <stdbool.h>
#include <stddef.h>

#define NOTES_SIZE 65536

struct notes {
	const char *between; /* what stands between two notes; NULL is a newline */
	bool quiet;	     /* notes are dropped */
	size_t length;
	char text[NOTES_SIZE]; /* ends with a NUL */
};

void notes_add(struct notes *notes, const char *format, ...) __attribute__((format(printf, 2, 3)));
void notes_forget(struct notes *notes);

/* The notes so far are these; forgets them. */
void notes_expect(struct notes *notes, const char *wanted);

#endif
