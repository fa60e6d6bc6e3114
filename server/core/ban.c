#include "ban.h"

#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "changes.h"
#include "kick.h"
#include "memory.h"
#include "name.h"
#include "when.h"

/* Seconds of the word; 0 if it is no time. */
static int64_t seconds_of(const char *word, size_t length)
{
	char copy[16];
	if (length >= sizeof copy)
		return 0;
	memcpy(copy, word, length);
	copy[length] = '\0';
	return when_duration(copy);
}

bool ban_take_time(const char **text, int64_t *seconds)
{
	size_t length = strcspn(*text, " \t");
	*seconds = 0;
	if (!ascii_is_digit(**text))
		return true;
	*seconds = seconds_of(*text, length);
	if (*seconds == 0)
		return false;
	*text += length;
	*text += strspn(*text, " \t");
	return true;
}

/* The mask of the session's host, since a name is quickly changed; of its name if it comes from
 * this machine, as others may. */
static char *mask_of(const struct session *target)
{
	char host[SESSION_HOST_SIZE];
	const char *shown = session_host(target, host);
	bool local = strcmp(shown, "localhost") == 0;
	const char *name = local ? session_name(target) : "*";
	if (local)
		shown = "*";
	char *mask = memory_get(strlen(name) + strlen(shown) + sizeof "!*@");
	stpcpy(stpcpy(stpcpy(mask, name), "!*@"), shown);
	return mask;
}

/* Sets a ban and tells the room. */
static enum outcome add(struct session *by, struct room *room, const char *word,
	const struct session *target, int64_t seconds, const char *why)
{
	struct changes changes = {.by = by, .room = room};
	const struct mask_list *bans = rules_masks(&room->rules, MODE_BAN);
	char *mask = target ? mask_of(target) : memory_text(word);
	enum outcome outcome = changes_add_mask(&changes, MODE_BAN, mask, seconds, why);
	if (outcome == OUTCOME_DONE && target)
		bans->items[bans->count - 1].meant = memory_text(session_name(target));
	free(mask);
	changes_tell(&changes);
	return outcome;
}

enum outcome ban_set(
	struct session *by, struct room *room, const char *word, int64_t seconds, const char *why)
{
	struct session *target = session_find(by->loop->core, word);
	enum outcome kicks = kick_allowed(by, room, target);
	if (target == by)
		return OUTCOME_YOURSELF;
	if (kicks == OUTCOME_OUTRANKED)
		return kicks;
	enum outcome outcome = add(by, room, word, target, seconds, why);
	if (kicks == OUTCOME_DONE && (outcome == OUTCOME_DONE || outcome == OUTCOME_UNCHANGED))
		outcome = kick_member(by, room, target, *why ? why : "banned");
	return outcome;
}

/* The text of the ban that was made for this name; NULL for none. */
static const char *meant_mask(const struct room *room, const char *word)
{
	const struct mask_list *bans = rules_masks(&room->rules, MODE_BAN);
	struct name_key wanted, key;
	name_key(&wanted, word, strlen(word));
	for (unsigned i = 0; i < bans->count; i++) {
		const char *meant = bans->items[i].meant;
		name_key(&key, meant ? meant : "", meant ? strlen(meant) : 0);
		if (key.length > 0 && strcmp(key.bytes, wanted.bytes) == 0)
			return bans->items[i].text;
	}
	return NULL;
}

static enum outcome take(struct session *by, struct room *room, const char *mask)
{
	struct changes changes = {.by = by, .room = room};
	enum outcome outcome = changes_add(&changes, MODE_BAN, false, mask);
	changes_tell(&changes);
	return outcome;
}

enum outcome ban_lift(struct session *by, struct room *room, const char *word)
{
	enum outcome outcome = take(by, room, word);
	const struct session *target = session_find(by->loop->core, word);
	const char *meant = meant_mask(room, word);
	if (outcome == OUTCOME_NO_MASK && (meant || target)) {
		char *mask = meant ? memory_text(meant) : mask_of(target);
		outcome = take(by, room, mask);
		free(mask);
	}
	return outcome;
}
