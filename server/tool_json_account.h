/* Accounts, what they have read, and bans from the server as lines of JSON; for tool_json_read.c
 * and tool_export.c. */
#ifndef TOOL_JSON_ACCOUNT_H
#define TOOL_JSON_ACCOUNT_H

#include "tool_json_parts.h"

/* Of a RECORD_ACCOUNT: with the hashes of its password and tokens. To free(3). */
char *tool_json_write_account(const char *record);
/* Of a RECORD_SERVER_BAN. */
char *tool_json_write_server_ban(const char *record);
/* Up to when the account has read the room. */
char *tool_json_write_marker(const char *account, const char *room, int64_t time);

/* What is not one is wrong (tool_json_wrong()). */
void tool_json_read_account(struct tool_json_reading *reading);
void tool_json_read_server_ban(struct tool_json_reading *reading);
/* But for its room. */
void tool_json_read_marker(struct tool_json_reading *reading);

#endif
