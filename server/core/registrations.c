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

void registrations_pack(const struct core *core, struct buffer *out)
{
	const struct registrations *all = core->registrations;
	pack_bool(out, all != NULL);
	for (unsigned i = 0; all && i < REGISTRATIONS; i++) {
		pack_u32(out, all->items[i].host);
		pack_i64(out, all->items[i].at);
	}
	pack_u32(out, all ? all->next : 0);
}

void registrations_unpack(struct core *core, struct unpack *in)
{
	bool any = unpack_bool(in);
	if (any)
		core->registrations = memory_zero(sizeof *core->registrations);
	for (unsigned i = 0; any && i < REGISTRATIONS; i++) {
		core->registrations->items[i].host = unpack_u32(in);
		core->registrations->items[i].at = unpack_time(in);
	}
	uint32_t next = unpack_u32(in);
	if (any)
		core->registrations->next = next % REGISTRATIONS;
}
