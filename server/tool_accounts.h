/* The accounts of a store, for tools: an export names the founder and the operators of a room, and
 * a store has their ids. */
#ifndef TOOL_ACCOUNTS_H
#define TOOL_ACCOUNTS_H

#include <stdbool.h>

#include "account.h"
#include "record.h"
#include "store.h"
#include "table.h"

struct tool_account {
	UT_hash_handle hh;    /* head: tool_accounts.by_key */
	UT_hash_handle by_id; /* head: tool_accounts.by_id */
	uint32_t id;
	char *name, *key;
	bool known; /* for imports: it is the one that the input has */
};

/* Added to an account. */
struct tool_certificate {
	UT_hash_handle hh; /* head: tool_accounts.certificates */
	char digits[ACCOUNT_CERTIFICATE_BYTES + 1];
};

/* Zero has none. */
struct tool_accounts {
	struct tool_account *by_key, *by_id;
	struct tool_certificate *certificates;
};

/* Adds all. False with a sentence in `error`. */
bool tool_accounts_load(struct tool_accounts *accounts, const struct store_ops *ops,
	struct store *store, char error[STORE_ERROR_SIZE]);
struct tool_account *tool_accounts_add(struct tool_accounts *accounts, const char *record);
void tool_accounts_finish(struct tool_accounts *accounts);

/* NULL where there is none. */
const char *tool_accounts_name(const struct tool_accounts *accounts, uint32_t id);
/* NULL where there is none. */
struct tool_account *tool_accounts_find(const struct tool_accounts *accounts, const char *name);
/* Whether an account has this certificate, of ACCOUNT_CERTIFICATE_BYTES digits. */
bool tool_accounts_have(const struct tool_accounts *accounts, const char *digits);

/* Gives the room its founder ("" for none) and operators, in `ids`, which has a place for each. An
 * operator is listed once, and the founder is none of them. False where some are not there. */
bool tool_accounts_own(const struct tool_accounts *accounts, const char *founder,
	const char *const *operators, unsigned count, struct record_room *room, uint32_t *ids);

#endif
