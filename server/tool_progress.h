/* A progress bar on standard error, where that is a terminal, for what takes longer than a second.
 */
#ifndef TOOL_PROGRESS_H
#define TOOL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct tool_progress {
	const char *what; /* "Verifying" */
	bool terminal;
	bool shown;
	int64_t due; /* when it is shown next, of clock_monotonic_ms() */
};

void tool_progress_start(struct tool_progress *progress, const char *what);

/* `part`: how far it is, 0 to 1. Call it often. */
void tool_progress_show(struct tool_progress *progress, double part);

/* Before anything else is written, and at the end. */
void tool_progress_clear(struct tool_progress *progress);

#endif
