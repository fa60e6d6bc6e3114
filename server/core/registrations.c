#include "registrations.h"

#include "memory.h"
#include "session.h"

long registrations_wait(const struct core *core, const struct origin *origin)
{
	const struct registrations *all = core->registrations;
	int64_t since = core->now - REGISTRATIONS_MS, first = core->now;
	unsigned count = 0;
	for (unsigned i = 0; all && origin->host != 0 && i < REGISTRATIONS; i++) {
		if (all->items[i].host != origin->host || all->items[i].at <= since)
			continue;
		count++;
		if (all->items[i].at < first)
			first = all->items[i].at;
	}
	return count < REGISTRATIONS_MAX ? 0 : (long)((first - since + 999) / 1000);
}

void registrations_note(struct core *core, const struct origin *origin)
{
	if (!core->registrations)
		core->registrations = memory_zero(sizeof *core->registrations);
	struct registrations *all = core->registrations;
	all->items[all->next].host = origin->host;
	all->items[all->next].at = core->now;
	all->next = (all->next + 1) % REGISTRATIONS;
}
