#include "journal.h"

#include <stdio.h>
#include <string.h>

#include "log_storm.h"

#define OWN_FIELDS 3 /* name, peer, account */
#define FIELDS_MAX 8
#define SHOWN_BYTES 512	  /* of a mask */
#define CHANGES_BYTES 400 /* of the changes in one row; the rest is left out */

static bool has_value(const struct log_field *field)
{
	return !field->text || *field->text;
}

void journal_peer(const struct session *session, char out[DOOR_ADDRESS_SIZE])
{
	out[0] = '\0';
	if (session->door->log_address)
		session->door->log_address(session->peer, out);
}

void journal_fields(struct core *core, const struct session *by, enum log_level level,
	const char *event, const struct log_field *fields)
{
	struct log_field all[OWN_FIELDS + FIELDS_MAX + 1] = {{0}};
	char peer[DOOR_ADDRESS_SIZE] = "";
	unsigned count = 0;
	if (!log_storm_allows(level, event, by ? by->origin.host : 0, LOG_BURST))
		return;
	if (by) {
		journal_peer(by, peer);
		all[count++] = LOG_TEXT("name", session_name(by));
		if (*peer)
			all[count++] = LOG_ADDRESS("peer", peer);
		if (session_operator(by))
			all[count++] = LOG_TEXT("account", session_operator(by));
	}
	for (unsigned i = 0; i < FIELDS_MAX && fields[i].key; i++)
		if (has_value(&fields[i]))
			all[count++] = fields[i];
	log_keep(&core->log, level, event, all);
}

void journal_from_fields(struct core *core, uint32_t host, enum log_level level, const char *event,
	const struct log_field *fields)
{
	if (log_storm_allows(level, event, host, LOG_BURST))
		log_keep(&core->log, level, event, fields);
}

void journal_kick(
	const struct session *by, const char *room, const struct session *target, const char *why)
{
	char peer[DOOR_ADDRESS_SIZE];
	journal_peer(target, peer);
	journal(by, LOG_INFO, "kick", LOG_TEXT("room", room),
		LOG_TEXT("target", session_name(target)), LOG_ADDRESS("target_peer", peer),
		LOG_TEXT("reason", why));
}

/* What stands behind the '@' of a mask may be the address of somebody. */
static const char *shown(const char *mask, char out[SHOWN_BYTES])
{
	const char *host = strchr(mask, '@');
	if (log_shows_addresses() || !host || strcmp(host, "@*") == 0)
		return mask;
	snprintf(out, SHOWN_BYTES, "%.*s@" LOG_HIDDEN, (int)(host - mask), mask);
	return out;
}

static void journal_ban(
	const struct room *room, const struct session *by, const struct change *change)
{
	const struct mask_list *bans = rules_masks(&room->rules, MODE_BAN);
	const struct mask *mask = bans->items;
	const struct mask *end = mask + bans->count;
	const struct log_field none = {.key = "reason", .text = ""};
	while (change->on && mask != end && strcmp(mask->text, change->argument) != 0)
		mask++;
	bool found = change->on && mask != end;
	int64_t seconds = found && mask->until ? (mask->until - mask->at) / 1000 : 0;
	char target[SHOWN_BYTES];
	const struct log_field fields[] = {LOG_TEXT("room", room->name),
		LOG_TEXT("target", shown(change->argument, target)),
		found && mask->why ? LOG_TEXT("reason", mask->why) : none,
		seconds > 0 ? LOG_NUMBER("seconds", seconds) : none, {0}};
	journal_fields(room->core, by, LOG_INFO, change->on ? "ban" : "unban", fields);
}

/* Writes " +name=argument"; no key, which is a password. */
static size_t describe(char *out, size_t size, const struct change *change)
{
	char mask[SHOWN_BYTES];
	bool is_mask = change->mode >= MODE_BAN && change->mode <= MODE_INVITE_EXCEPT;
	const char *argument = change->mode == MODE_KEY ? NULL : change->argument;
	if (argument && is_mask)
		argument = shown(argument, mask);
	int length = snprintf(out, size, " %c%s%s%s", change->on ? '+' : '-',
		mode_name(change->mode), argument ? "=" : "", argument ? argument : "");
	return (size_t)length;
}

void journal_changes(const struct room *room, const struct session *by,
	const struct change *changes, unsigned count)
{
	char text[CHANGES_BYTES + 1] = "";
	size_t used = 0;
	if (!log_enabled(LOG_INFO))
		return;
	for (unsigned i = 0; i < count; i++) {
		if (changes[i].mode == MODE_BAN)
			journal_ban(room, by, &changes[i]);
		else if (used < sizeof text)
			used += describe(text + used, sizeof text - used, &changes[i]);
	}
	if (!*text)
		return;
	const struct log_field fields[] = {
		LOG_TEXT("room", room->name), LOG_TEXT("changes", text + 1), {0}};
	journal_fields(room->core, by, LOG_INFO, "mode", fields);
}
