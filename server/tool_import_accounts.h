/* Accounts and bans from the server, as an import adds them to those of a store. */
#ifndef TOOL_IMPORT_ACCOUNTS_H
#define TOOL_IMPORT_ACCOUNTS_H

#include <stdio.h>

#include "tool_accounts.h"

/* Zero before the start. */
struct tool_import_accounts {
	struct tool_accounts accounts; /* the store's and those that were added */
	struct buffer bans;	       /* RECORD_SERVER_BAN that the store had */
	const struct store_ops *ops;
	struct store *store;
	uint32_t ids;
	unsigned added, passed; /* accounts */
	unsigned bans_added;
	unsigned certificates_left; /* out, since another account has them */
};

bool tool_import_accounts_start(struct tool_import_accounts *import, const struct store_ops *ops,
	struct store *store, const struct store_info *info, char error[STORE_ERROR_SIZE]);
void tool_import_accounts_finish(struct tool_import_accounts *import);

/* Adds the account to the round where none has its name. One that is there is kept as it is. False
 * with a sentence in `wrong` where the input has had one of this name. */
bool tool_import_account(struct tool_import_accounts *import, const struct record_account *account,
	struct buffer *round, char wrong[STORE_ERROR_SIZE]);

/* Adds the ban to the round, where there is none of the same address or account. */
void tool_import_server_ban(struct tool_import_accounts *import,
	const struct record_server_ban *ban, struct buffer *round);

/* Adds up to when the account has read the room, where the account is that of the input. */
void tool_import_marker(struct tool_import_accounts *import, const char *account, uint32_t room,
	int64_t time, struct buffer *round);

/* ", with 2 accounts and 1 ban from the server" */
void tool_import_accounts_say_added(const struct tool_import_accounts *import, FILE *out);
/* "; 2 accounts were there already" */
void tool_import_accounts_say_kept(const struct tool_import_accounts *import, FILE *out);

#endif
