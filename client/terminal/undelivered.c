#include "undelivered.h"

#include <stddef.h>

#include "chat.h"
#include "report.h"

#define TOLD_MAX 20 /* lines of each kind that are shown */

/* The next kept line of this kind from `*i` on; moves `*i` behind it. */
static const char *next_line(const struct chat *chat, size_t *i, bool wanted, const char **target)
{
	const char *text;
	bool unsure;
	while ((text = chat_kept_line(chat, (*i)++, target, &unsure)))
		if (unsure == wanted)
			return text;
	return NULL;
}

/* Lines that may have been said (`wanted`), or that were not said. */
static bool tell_kept(const struct chat *chat, bool wanted)
{
	const char *what = wanted ? "not confirmed" : "not said";
	const char *text, *target;
	size_t count = 0, told = 0;
	for (size_t i = 0; next_line(chat, &i, wanted, &target);)
		count++;
	if (count > 1)
		report("%zu lines were %s:", count, what);
	for (size_t i = 0; told < TOLD_MAX && (text = next_line(chat, &i, wanted, &target));) {
		told++;
		if (count == 1)
			report("1 line to %s was %s: %s", target, what, text);
		else
			report("  to %s: %s", target, text);
	}
	if (told < count)
		report("  and %zu more", count - told);
	return count == 0;
}

bool undelivered_tell(const struct chat *chat)
{
	bool confirmed = tell_kept(chat, true);
	bool said = tell_kept(chat, false);
	return confirmed && said;
}
