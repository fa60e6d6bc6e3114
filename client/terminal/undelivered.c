#include "undelivered.h"

#include <stdbool.h>

#include "chat.h"
#include "report.h"

#define TOLD_MAX 20 /* of each kind */

/* Reports the kept lines that may have been said (`unsure`), or those that were not; returns their
 * number. */
static size_t report_kept(const struct chat *chat, bool unsure)
{
	const char *text, *target, *what = unsure ? "not confirmed" : "not said";
	size_t count = 0, told = 0;
	bool kind;
	for (size_t i = 0; chat_kept_line(chat, i, &target, &kind); i++)
		count += kind == unsure;
	if (count > 1)
		report("%zu lines were %s:", count, what);
	for (size_t i = 0; told < count && (text = chat_kept_line(chat, i, &target, &kind)); i++) {
		if (kind != unsure)
			continue;
		if (told++ == TOLD_MAX) {
			report("  and %zu more", count - TOLD_MAX);
			break;
		}
		if (count == 1)
			report("1 line to %s was %s: %s", target, what, text);
		else
			report("  to %s: %s", target, text);
	}
	return count;
}

size_t undelivered_report(const struct chat *chat)
{
	size_t unsure = report_kept(chat, true);
	return unsure + report_kept(chat, false);
}
