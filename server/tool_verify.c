#include "tool_verify.h"

#include <stdio.h>
#include <string.h>

#include "text.h"
#include "tool_progress.h"

/* Names and paths are as somebody chose them. */
static void write_fault(const char *fault)
{
	char safe[TEXT_SAFE_SIZE(STORE_ERROR_SIZE)];
	text_safe(safe, fault, strnlen(fault, STORE_ERROR_SIZE));
	puts(safe);
}

static void told(const char *fault, double part, void *data)
{
	struct tool_progress *progress = data;
	if (!fault) {
		tool_progress_show(progress, part);
		return;
	}
	tool_progress_clear(progress);
	write_fault(fault);
}

bool tool_verify(const struct store_ops *ops, struct store *store, const char *folder)
{
	struct tool_progress progress;
	tool_progress_start(&progress, "Verifying");
	bool good = ops->verify(store, told, &progress);
	tool_progress_clear(&progress);
	if (good)
		printf("The history in %s has no faults.\n", folder);
	return good;
}
