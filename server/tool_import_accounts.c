#include "tool_import_accounts.h"

#include <string.h>

bool tool_import_accounts_start(struct tool_import_accounts *import, const struct store_ops *ops,
	struct store *store, const struct store_info *info, char error[STORE_ERROR_SIZE])
{
	*import =
		(struct tool_import_accounts){.ops = ops, .store = store, .ids = info->account_ids};
	return tool_accounts_load(&import->accounts, ops, store, error) &&
	       ops->server_bans(store, &import->bans, error);
}

void tool_import_accounts_finish(struct tool_import_accounts *import)
{
	tool_accounts_finish(&import->accounts);
	buffer_finish(&import->bans);
}

/* Whether the store has this account with this password: then it has been imported before. */
static bool is_same(struct tool_import_accounts *import, uint32_t id, const char *hash)
{
	struct buffer record = {0};
	char error[STORE_ERROR_SIZE];
	struct record_account stored;
	bool same = false;
	if (import->ops->accounts(import->store, id - 1, 1, &record, error) && record.length > 0) {
		record_read_account(record.bytes, &stored);
		same = stored.id == id && strcmp(stored.hash, hash) == 0;
	}
	buffer_finish(&record);
	return same;
}

/* Those that no account has yet. */
static void choose_certificates(
	struct tool_import_accounts *import, const char *at, struct buffer *chosen)
{
	for (; *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		if (tool_accounts_have(&import->accounts, at))
			import->certificates_left++;
		else
			buffer_format(
				chosen, "%s%.*s", chosen->length > 0 ? " " : "", (int)length, at);
		at += length;
	}
}

static void add(struct tool_import_accounts *import, const struct record_account *account,
	struct buffer *round)
{
	struct name_key key;
	struct buffer certificates = {0};
	struct record_account added = *account;
	size_t at = round->length;
	name_key(&key, account->name, strlen(account->name));
	choose_certificates(import, account->certificates, &certificates);
	added.id = ++import->ids;
	added.key = key.bytes;
	added.certificates = buffer_text(&certificates);
	record_write_account(round, &added);
	tool_accounts_add(&import->accounts, round->bytes + at)->known = true;
	buffer_finish(&certificates);
	import->added++;
}

bool tool_import_account(struct tool_import_accounts *import, const struct record_account *account,
	struct buffer *round, char wrong[STORE_ERROR_SIZE])
{
	struct tool_account *there = tool_accounts_find(&import->accounts, account->name);
	if (there && there->known) {
		snprintf(wrong, STORE_ERROR_SIZE, "there is an account %s before it", there->name);
		return false;
	}
	if (!there) {
		add(import, account, round);
		return true;
	}
	there->known = is_same(import, there->id, account->hash);
	import->passed++;
	return true;
}

void tool_import_server_ban(struct tool_import_accounts *import,
	const struct record_server_ban *ban, struct buffer *round)
{
	struct name_key key;
	struct record_server_ban added = *ban, one;
	if (ban->of_account) {
		name_key(&key, ban->mask, strlen(ban->mask));
		added.mask = key.bytes;
	}
	for (size_t at = 0; at < import->bans.length;
		at += record_length(import->bans.bytes + at)) {
		record_read_server_ban(import->bans.bytes + at, &one);
		if (one.of_account == added.of_account && strcmp(one.mask, added.mask) == 0)
			return;
	}
	record_write_server_ban(round, &added);
	import->bans_added++;
}

void tool_import_marker(struct tool_import_accounts *import, const char *account, uint32_t room,
	int64_t time, struct buffer *round)
{
	const struct tool_account *reader = tool_accounts_find(&import->accounts, account);
	if (reader && reader->known)
		record_write_marker(round, &(struct record_marker){reader->id, room, time});
}

static const char *plural(unsigned count)
{
	return count == 1 ? "" : "s";
}

void tool_import_accounts_say_added(const struct tool_import_accounts *import, FILE *out)
{
	if (import->added > 0)
		fprintf(out, ", with %u account%s", import->added, plural(import->added));
	if (import->bans_added > 0)
		fprintf(out, "%s %u ban%s from the server", import->added > 0 ? " and" : ", with",
			import->bans_added, plural(import->bans_added));
}

void tool_import_accounts_say_kept(const struct tool_import_accounts *import, FILE *out)
{
	if (import->passed > 0)
		fprintf(out, "; %u account%s there already", import->passed,
			import->passed == 1 ? " was" : "s were");
	if (import->certificates_left > 0)
		fprintf(out, "; %u certificate%s left out, since another account has the same",
			import->certificates_left,
			import->certificates_left == 1 ? " was" : "s were");
}
