#include "access.h"

#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "core.h"
#include "memory.h"

bool access_is_here(const unsigned char *address)
{
	static const unsigned char none[16];
	return !address || address_is_loopback(address) || address_is_other(address) ||
	       memcmp(address, none, sizeof none) == 0;
}

bool access_ban_closes(const struct access_ban *ban)
{
	return !ban->of_account && strcmp(ban->mask, ACCESS_EVERYBODY) == 0;
}

static void note_limits(struct core *core)
{
	struct access *access = &core->access;
	atomic_store(&access->limits, core->accounts_only || access->rules.allow_only ||
					      access->rules.deny.count > 0 || access->count > 0);
}

static bool is_spared(const struct access *access, uint32_t host)
{
	for (unsigned i = 0; host && i < ACCESS_SPARED_MAX; i++)
		if (access->spared[i] == host)
			return true;
	return false;
}

bool access_denied(const struct access_rules *rules, const unsigned char *address)
{
	if (!rules->allow_only && rules->deny.count == 0)
		return false;
	if (access_is_here(address))
		return false;
	return address_set_has(&rules->deny, address) ||
	       (rules->allow_only && !address_set_has(&rules->allow, address));
}

static bool bans(const struct access_ban *ban, const struct visitor *visitor, bool here)
{
	if (ban->of_account)
		return visitor->account && strcmp(ban->mask, visitor->account) == 0;
	return !here && !access_ban_closes(ban) && address_range_has(&ban->range, visitor->address);
}

static void refuse(struct event *refusal, enum outcome outcome, const struct access_ban *ban,
	const struct core *core)
{
	*refusal = (struct event){.type = EVENT_REFUSED, .outcome = outcome};
	if (!ban)
		return;
	refusal->other = ban->why;
	refusal->idle = ban->until ? (ban->until - core->now) / 1000 + 1 : 0;
}

bool access_may_stay(const struct core *core, const struct visitor *visitor, struct event *refusal)
{
	const struct access *access = &core->access;
	bool here = access_is_here(visitor->address);
	if (access_denied(&access->rules, visitor->address)) {
		refuse(refusal, OUTCOME_ADDRESS_DENIED, NULL, core);
		return false;
	}
	if (core->accounts_only && !visitor->account && !visitor->known) {
		refuse(refusal, OUTCOME_ACCOUNT_NEEDED, NULL, core);
		return false;
	}
	for (unsigned i = 0; i < access->count; i++) {
		const struct access_ban *ban = &access->bans[i];
		if ((ban->until && ban->until <= core->now) || !bans(ban, visitor, here))
			continue;
		refuse(refusal, OUTCOME_SERVER_BANNED, ban, core);
		return false;
	}
	return true;
}

bool access_may(const struct core *core, const struct visitor *visitor, struct event *refusal)
{
	const struct access *access = &core->access;
	if (!access_may_stay(core, visitor, refusal))
		return false;
	const struct access_ban *closed = access_find(core, false, ACCESS_EVERYBODY);
	if (!closed || access_is_here(visitor->address) || is_spared(access, visitor->host))
		return true;
	refuse(refusal, OUTCOME_SERVER_CLOSED, closed, core);
	return false;
}

void access_rules_finish(struct access_rules *rules)
{
	address_set_finish(&rules->allow);
	address_set_finish(&rules->deny);
	rules->allow_only = false;
}

void access_set_rules(struct core *core, struct access_rules *rules)
{
	access_rules_finish(&core->access.rules);
	core->access.rules = *rules;
	*rules = (struct access_rules){0};
	note_limits(core);
}

static struct access_ban *find(const struct access *access, bool of_account, const char *mask)
{
	for (unsigned i = 0; i < access->count; i++)
		if (access->bans[i].of_account == of_account &&
			strcmp(access->bans[i].mask, mask) == 0)
			return &access->bans[i];
	return NULL;
}

const struct access_ban *access_find(const struct core *core, bool of_account, const char *mask)
{
	return find(&core->access, of_account, mask);
}

static void clear(struct access_ban *ban)
{
	free(ban->mask);
	free(ban->by);
	free(ban->why);
}

const struct access_ban *access_ban(struct core *core, const struct access_ban *ban)
{
	struct access *access = &core->access;
	struct access_ban *place = find(access, ban->of_account, ban->mask);
	if (!place && access->count >= ACCESS_BANS_MAX)
		return NULL;
	struct access_ban copy = *ban;
	copy.mask = memory_text(ban->mask);
	copy.by = memory_text(ban->by);
	copy.why = ban->why ? memory_text(ban->why) : NULL;
	if (place) {
		clear(place);
	} else {
		access->bans = memory_add(access->bans, access->count, sizeof *access->bans);
		place = &access->bans[access->count++];
	}
	*place = copy;
	if (copy.until && (!access->ending_at || copy.until < access->ending_at))
		access->ending_at = copy.until;
	note_limits(core);
	return place;
}

static void take_out(struct core *core, struct access_ban *ban)
{
	struct access *access = &core->access;
	size_t behind = (size_t)(access->bans + access->count - (ban + 1));
	clear(ban);
	memmove(ban, ban + 1, behind * sizeof *ban);
	access->count--;
	note_limits(core);
}

bool access_lift(struct core *core, bool of_account, const char *mask)
{
	struct access_ban *ban = find(&core->access, of_account, mask);
	if (!ban)
		return false;
	if (access_ban_closes(ban))
		memset(core->access.spared, 0, sizeof core->access.spared);
	take_out(core, ban);
	return true;
}

void access_spare(struct core *core, uint32_t host)
{
	struct access *access = &core->access;
	for (unsigned i = 0; host && !is_spared(access, host) && i < ACCESS_SPARED_MAX; i++) {
		if (access->spared[i])
			continue;
		access->spared[i] = host;
		return;
	}
}

void access_expire(struct core *core)
{
	struct access *access = &core->access;
	if (!access->ending_at || core->now < access->ending_at)
		return;
	access->ending_at = 0;
	for (unsigned i = access->count; i-- > 0;) {
		struct access_ban *ban = &access->bans[i];
		if (ban->until && ban->until <= core->now)
			take_out(core, ban);
		else if (ban->until && (!access->ending_at || ban->until < access->ending_at))
			access->ending_at = ban->until;
	}
}

void access_finish(struct core *core)
{
	struct access *access = &core->access;
	access_rules_finish(&access->rules);
	while (access->count > 0)
		take_out(core, &access->bans[access->count - 1]);
	free(access->bans);
	access->bans = NULL;
}

PACK_SIZE(struct access_ban, 72);
PACK_SIZE(struct access, 152);

void access_pack(const struct core *core, struct pack *out)
{
	const struct access *access = &core->access;
	pack_u32(out, access->count);
	for (unsigned i = 0; i < access->count; i++) {
		const struct access_ban *ban = &access->bans[i];
		pack_bool(out, ban->of_account);
		pack_text(out, ban->mask);
		pack_text(out, ban->by);
		pack_text(out, ban->why);
		pack_i64(out, ban->at);
		pack_i64(out, ban->until);
	}
	for (unsigned i = 0; i < ACCESS_SPARED_MAX; i++)
		pack_u32(out, access->spared[i]);
}

void access_unpack(struct core *core, struct unpack *in)
{
	for (unsigned left = unpack_count(in, ACCESS_BANS_MAX); left > 0; left--) {
		struct access_ban ban = {.of_account = unpack_bool(in)};
		ban.mask = (char *)(uintptr_t)unpack_string(in);
		ban.by = (char *)(uintptr_t)unpack_string(in);
		ban.why = (char *)(uintptr_t)unpack_text(in);
		ban.at = unpack_time(in);
		ban.until = unpack_time(in);
		if (in->failed)
			return;
		if (ban.of_account || access_ban_closes(&ban) ||
			address_range_parse(&ban.range, ban.mask))
			access_ban(core, &ban);
		else
			unpack_fail(in);
	}
	for (unsigned i = 0; i < ACCESS_SPARED_MAX; i++)
		core->access.spared[i] = unpack_u32(in);
}
