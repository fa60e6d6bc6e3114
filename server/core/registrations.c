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

PACK_SIZE(struct registrations, 16 * REGISTRATIONS + 8);

/* The oldest one first. */
void registrations_pack(const struct core *core, struct pack *out)
{
	const struct registrations *all = core->registrations;
	unsigned count = 0;
	for (unsigned i = 0; all && i < REGISTRATIONS; i++)
		count += all->items[i].at != 0;
	pack_u32(out, count);
	for (unsigned i = 0; all && i < REGISTRATIONS; i++) {
		unsigned at = (all->next + i) % REGISTRATIONS;
		if (all->items[at].at == 0)
			continue;
		pack_u32(out, all->items[at].host);
		pack_i64(out, all->items[at].at);
	}
}

void registrations_unpack(struct core *core, struct unpack *in)
{
	unsigned count = unpack_count(in, REGISTRATIONS);
	if (count > 0)
		core->registrations = memory_zero(sizeof *core->registrations);
	for (unsigned i = 0; i < count; i++) {
		core->registrations->items[i].host = unpack_u32(in);
		core->registrations->items[i].at = unpack_time(in);
		core->registrations->next = (i + 1) % REGISTRATIONS;
	}
}
