#include "rules.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ascii.h"
#include "glob.h"
#include "memory.h"
#include "name.h"
#include "owner.h"
#include "session.h"
#include "text.h"

#define MASK_BYTES 200
#define LOOKS_BYTES 64 /* of a user that count */

/* Copies in lower case where ASCII has one, as hosts and users are compared. */
static void lower(char *out, size_t size, const char *text)
{
	size_t at = 0;
	for (; text[at] && at + 1 < size; at++)
		out[at] = ascii_lower(text[at]);
	out[at] = '\0';
}

static char *lowered(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = memory_get(size);
	lower(copy, size, text);
	return copy;
}

static char *part(const char *text, size_t length)
{
	return length > 0 ? memory_text_n(text, length) : memory_text("*");
}

/* Name, user and host, where they stand in the text; an empty one is "*". */
static void split(const char *text, char *parts[3])
{
	const char *bang = strchr(text, '!'), *at = strrchr(text, '@');
	if (at && bang && at < bang)
		at = NULL;
	if (!bang && !at && strpbrk(text, ".:")) { /* a host: names have neither */
		parts[0] = memory_text("*");
		parts[1] = memory_text("*");
		parts[2] = memory_text(text);
		return;
	}
	const char *end = text + strlen(text);
	const char *name_end = bang ? bang : at ? text : end;
	const char *user = bang ? bang + 1 : text;
	parts[0] = part(text, (size_t)(name_end - text));
	parts[1] = bang || at ? part(user, (size_t)((at ? at : end) - user)) : memory_text("*");
	parts[2] = at ? part(at + 1, (size_t)(end - at - 1)) : memory_text("*");
}

bool mask_init(struct mask *mask, const char *text)
{
	char *parts[3];
	struct name_key key;
	*mask = (struct mask){0};
	if (!*text || strlen(text) > MASK_BYTES || strpbrk(text, " \t,") ||
		text_has_bidi(text, strlen(text)))
		return false;
	split(text, parts);
	name_key(&key, parts[0], strlen(parts[0]));
	bool good = key.length > 0;
	if (good) {
		size_t size = strlen(parts[0]) + strlen(parts[1]) + strlen(parts[2]) + 3;
		mask->text = memory_get(size);
		stpcpy(stpcpy(stpcpy(stpcpy(stpcpy(mask->text, parts[0]), "!"), parts[1]), "@"),
			parts[2]);
		mask->name = memory_text(key.bytes);
		mask->user = lowered(parts[1]);
		mask->host = lowered(parts[2]);
	}
	for (int i = 0; i < 3; i++)
		free(parts[i]);
	return good;
}

size_t mask_bytes(const struct mask *mask, const char *why)
{
	return sizeof *mask + 2 * strlen(mask->text) + (why ? strnlen(why, RULES_WHY_BYTES) : 0) +
	       2 * NAME_BYTES;
}

void mask_finish(struct mask *mask)
{
	free(mask->text);
	free(mask->name);
	free(mask->user);
	free(mask->host);
	free(mask->by);
	free(mask->why);
	free(mask->meant);
	owner_give(mask->owner, mask->bytes);
	*mask = (struct mask){0};
}

/* A session as masks see it. */
struct looks {
	const char *name;
	char user[LOOKS_BYTES], host[SESSION_HOST_SIZE];
};

static void take_looks(struct looks *looks, const struct session *session)
{
	char host[SESSION_HOST_SIZE];
	looks->name = session_key(session);
	lower(looks->user, sizeof looks->user, session_user(session));
	lower(looks->host, sizeof looks->host, session_host(session, host));
}

static bool matches(const struct mask *mask, const struct looks *looks, unsigned long *work)
{
	return glob_match_work(mask->name, looks->name, work) &&
	       glob_match_work(mask->user, looks->user, work) &&
	       glob_match_work(mask->host, looks->host, work);
}

bool mask_matches(const struct mask *mask, const struct session *session)
{
	struct looks looks;
	take_looks(&looks, session);
	return matches(mask, &looks, &session->loop->core->cost.steps);
}

struct mask *mask_list_find(const struct mask_list *list, const struct mask *mask)
{
	for (unsigned i = 0; i < list->count; i++) {
		struct mask *item = &list->items[i];
		if (strcmp(item->name, mask->name) == 0 && strcmp(item->user, mask->user) == 0 &&
			strcmp(item->host, mask->host) == 0)
			return item;
	}
	return NULL;
}

/* The first that matches and has not ended, or NULL. */
static const struct mask *first_match(const struct mask_list *list, const struct session *session)
{
	struct core *core = session->loop->core;
	struct looks looks;
	if (list->count > 0)
		take_looks(&looks, session);
	for (unsigned i = 0; i < list->count; i++) {
		const struct mask *mask = &list->items[i];
		if ((mask->until == 0 || mask->until > core->now) &&
			matches(mask, &looks, &core->cost.steps))
			return mask;
	}
	return NULL;
}

const struct mask *rules_ban(const struct rules *rules, const struct session *session)
{
	const struct mask *ban = first_match(&rules->masks[0], session);
	if (ban && first_match(&rules->masks[MODE_BAN_EXCEPT - MODE_BAN], session))
		return NULL;
	return ban;
}

/* member.verdict: 0 where there is none, else the generation of the lists, and whether banned. */
#define VERDICT(generation, banned) (((unsigned)(generation) << 1 | (banned)) & 15U)
#define GENERATIONS 7

bool speech_member_banned(struct member *member)
{
	const struct rules *rules = &member_room(member)->rules;
	unsigned generation = rules->generation ? rules->generation : 1U;
	if (rules->masks[0].count == 0)
		return false;
	if ((unsigned)(member->verdict >> 1) == generation)
		return member->verdict & 1;
	const struct mask *ban = rules_ban(rules, member->session);
	member->verdict = VERDICT(generation, ban != NULL);
	return ban != NULL;
}

static bool forget_verdict(const struct member *member, void *data)
{
	(void)data;
	((struct member *)(uintptr_t)member)->verdict = 0;
	return true;
}

void speech_masks_changed(struct room *room)
{
	struct rules *rules = &room->rules;
	rules->generation = rules->generation % GENERATIONS + 1;
	if (rules->generation == 1)
		room_each(room, forget_verdict, NULL);
}

void speech_judge_again(struct session *session)
{
	for (struct member *member = session->members; member; member = member->next)
		member->verdict = 0;
}

enum outcome speech_member_allowed(struct member *member)
{
	if (member->roles)
		return OUTCOME_DONE;
	if (rules_has(&member_room(member)->rules, MODE_MODERATED))
		return OUTCOME_MODERATED;
	return speech_member_banned(member) ? OUTCOME_SILENCED : OUTCOME_DONE;
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
	       first_match(&rules->masks[MODE_INVITE_EXCEPT - MODE_BAN], session) != NULL;
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
	rules->invited =
		memory_grow(rules->invited, (rules->invited_count + 1) * sizeof *rules->invited);
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
