#include "tool_progress.h"

#include <stdio.h>
#include <unistd.h>

#include "clock.h"

#define FIRST_MS 1000
#define AGAIN_MS 100
#define COLUMNS 40

void tool_progress_start(struct tool_progress *progress, const char *what)
{
	*progress = (struct tool_progress){.what = what,
		.terminal = isatty(STDERR_FILENO) == 1,
		.due = clock_monotonic_ms() + FIRST_MS};
}

void tool_progress_show(struct tool_progress *progress, double part)
{
	char bar[COLUMNS + 1];
	int64_t now = progress->terminal ? clock_monotonic_ms() : 0;
	if (!progress->terminal || now < progress->due)
		return;
	progress->due = now + AGAIN_MS;
	progress->shown = true;
	part = part < 0 ? 0 : part > 1 ? 1 : part;
	for (int i = 0; i < COLUMNS; i++)
		bar[i] = i < (int)(part * COLUMNS) ? '#' : '.';
	bar[COLUMNS] = '\0';
	fprintf(stderr, "\r%s [%s] %3d %%", progress->what, bar, (int)(part * 100));
	fflush(stderr);
}

void tool_progress_clear(struct tool_progress *progress)
{
	if (!progress->shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	progress->shown = false;
}
