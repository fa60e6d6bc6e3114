#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "name.h"
#include "session.h"

const struct mask *rules_ban(const struct rules *rules, const struct session *session)
{
	const struct mask *ban = mask_list_match(rules_masks(rules, MODE_BAN), session);
	if (ban && mask_list_match(rules_masks(rules, MODE_BAN_EXCEPT), session))
		return NULL;
	return ban;
}

static const struct invitation *find_invitation(const struct rules *rules, uint32_t guest)
{
	for (unsigned i = 0; i < rules->invited_count; i++)
		if (rules->invited[i].guest == guest)
			return &rules->invited[i];
	return NULL;
}

bool rules_invited(const struct rules *rules, const struct session *session)
{
	const struct invitation *found = find_invitation(rules, session->id);
	return found && found->until > session->loop->core->now;
}

bool rules_admitted(const struct rules *rules, const struct session *session)
{
	return rules_invited(rules, session) ||
	       mask_list_match(rules_masks(rules, MODE_INVITE_EXCEPT), session) != NULL;
}

static void take_invitation(struct rules *rules, unsigned i)
{
	free(rules->invited[i].guest_name);
	free(rules->invited[i].host_name);
	rules->invited_count--;
	memmove(rules->invited + i, rules->invited + i + 1,
		(rules->invited_count - i) * sizeof *rules->invited);
}

bool rules_uninvite(struct rules *rules, const struct session *session)
{
	const struct invitation *found = find_invitation(rules, session->id);
	if (found)
		take_invitation(rules, (unsigned)(found - rules->invited));
	return found != NULL;
}

bool rules_uninvite_name(struct rules *rules, const char *name)
{
	struct name_key wanted, key;
	name_key(&wanted, name, strlen(name));
	for (unsigned i = 0; i < rules->invited_count; i++) {
		const char *guest = rules->invited[i].guest_name;
		name_key(&key, guest, strlen(guest));
		if (strcmp(key.bytes, wanted.bytes) != 0)
			continue;
		take_invitation(rules, i);
		return true;
	}
	return false;
}

void rules_uninvite_by(struct rules *rules, const struct session *host)
{
	for (unsigned i = rules->invited_count; i-- > 0;)
		if (rules->invited[i].host == host->id)
			take_invitation(rules, i);
}

void rules_expire_invitations(struct rules *rules, int64_t now)
{
	while (rules->invited_count > 0 && rules->invited[0].until <= now)
		take_invitation(rules, 0);
}

void rules_invite(struct rules *rules, const struct session *guest, const struct session *host)
{
	int64_t now = guest->loop->core->now;
	rules_uninvite(rules, guest);
	rules_expire_invitations(rules, now);
	if (rules->invited_count == RULES_INVITED_MAX)
		take_invitation(rules, 0);
	rules->invited = memory_add(rules->invited, rules->invited_count, sizeof *rules->invited);
	rules->invited[rules->invited_count++] = (struct invitation){.guest = guest->id,
		.host = host->id,
		.guest_name = memory_text(session_name(guest)),
		.host_name = memory_text(session_name(host)),
		.at = now,
		.until = now + INT64_C(1000) * RULES_INVITED_SECONDS};
}

void rules_finish(struct rules *rules)
{
	for (unsigned i = 0; i < MODE_MASKS; i++) {
		while (rules->masks[i].count > 0)
			mask_finish(&rules->masks[i].items[--rules->masks[i].count]);
		free(rules->masks[i].items);
	}
	free(rules->key);
	while (rules->invited_count > 0)
		take_invitation(rules, rules->invited_count - 1);
	free(rules->invited);
}
