#include "tool_accounts.h"

#include <stdlib.h>
#include <string.h>

#include "each.h"
#include "memory.h"
#include "name.h"

static void add_certificates(struct tool_accounts *accounts, const char *at)
{
	for (; *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		if (length == ACCOUNT_CERTIFICATE_BYTES && !tool_accounts_have(accounts, at)) {
			struct tool_certificate *one = memory_zero(sizeof *one);
			memcpy(one->digits, at, length);
			HASH_ADD(hh, accounts->certificates, digits, length, one);
		}
		at += length;
	}
}

struct tool_account *tool_accounts_add(struct tool_accounts *accounts, const char *record)
{
	struct record_account found;
	struct tool_account *account = memory_zero(sizeof *account);
	record_read_account(record, &found);
	account->id = found.id;
	account->name = memory_text(found.name);
	account->key = memory_text(found.key);
	HASH_ADD_KEYPTR(hh, accounts->by_key, account->key, strlen(account->key), account);
	HASH_ADD(by_id, accounts->by_id, id, sizeof account->id, account);
	add_certificates(accounts, found.certificates);
	return account;
}

static uint32_t add_one(void *accounts, const char *record)
{
	return tool_accounts_add(accounts, record)->id;
}

bool tool_accounts_load(struct tool_accounts *accounts, const struct store_ops *ops,
	struct store *store, char error[STORE_ERROR_SIZE])
{
	return each_record(store, ops->accounts, add_one, accounts, error);
}

void tool_accounts_finish(struct tool_accounts *accounts)
{
	struct tool_account *account, *next;
	HASH_CLEAR(by_id, accounts->by_id);
	HASH_ITER (hh, accounts->by_key, account, next) {
		HASH_DEL(accounts->by_key, account);
		free(account->name);
		free(account->key);
		free(account);
	}
	struct tool_certificate *certificate, *after;
	HASH_ITER (hh, accounts->certificates, certificate, after) {
		HASH_DEL(accounts->certificates, certificate);
		free(certificate);
	}
}

const char *tool_accounts_name(const struct tool_accounts *accounts, uint32_t id)
{
	struct tool_account *account;
	HASH_FIND(by_id, accounts->by_id, &id, sizeof id, account);
	return account ? account->name : NULL;
}

struct tool_account *tool_accounts_find(const struct tool_accounts *accounts, const char *name)
{
	struct name_key key;
	struct tool_account *account;
	name_key(&key, name, strlen(name));
	HASH_FIND(hh, accounts->by_key, key.bytes, key.length, account);
	return account;
}

bool tool_accounts_have(const struct tool_accounts *accounts, const char *digits)
{
	struct tool_certificate *certificate;
	HASH_FIND(hh, accounts->certificates, digits, ACCOUNT_CERTIFICATE_BYTES, certificate);
	return certificate != NULL;
}

static uint32_t id_of(const struct tool_accounts *accounts, const char *name)
{
	const struct tool_account *account = tool_accounts_find(accounts, name);
	return account ? account->id : 0;
}

static bool is_among(const uint32_t *ids, unsigned count, uint32_t id)
{
	for (unsigned i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

bool tool_accounts_own(const struct tool_accounts *accounts, const char *founder,
	const char *const *operators, unsigned count, struct record_room *room, uint32_t *ids)
{
	room->founder = id_of(accounts, founder);
	room->operators = ids;
	room->operator_count = 0;
	bool all = room->founder > 0 || !*founder;
	for (unsigned i = 0; i < count; i++) {
		uint32_t id = id_of(accounts, operators[i]);
		all = all && id > 0;
		if (id > 0 && id != room->founder && !is_among(ids, room->operator_count, id))
			ids[room->operator_count++] = id;
	}
	return all;
}
