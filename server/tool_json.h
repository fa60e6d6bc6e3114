/* A line of a room, a room with its settings, an account and more as lines of JSON: as chatd
 * --export writes them and --import reads them (docs/history.md). Pure. */
#ifndef TOOL_JSON_H
#define TOOL_JSON_H

#include "record.h"
#include "room.h"
#include "store.h"
#include "tool_accounts.h"

#define TOOL_JSON_MAX 1048576 /* bytes of a line that is read */
#define TOOL_JSON_ERROR_SIZE 256
#define TOOL_JSON_ROOM "room"	/* the kind of a room */
#define TOOL_JSON_STORE "store" /* of what all rooms share */
#define TOOL_JSON_ACCOUNT "account"
#define TOOL_JSON_SERVER_BAN "server-ban"
#define TOOL_JSON_MARKER "marker" /* of what an account has read */
#define TOOL_JSON_KINDS (RECORD_MODE + 1)

extern const char *const tool_json_kinds[TOOL_JSON_KINDS]; /* of lines, by enum record_kind */

/* Without a newline; to free(3). */
char *tool_json_write(const char *room, const struct record_line *line);
/* What all rooms share: their ids and the hosts that are shown depend on it. */
char *tool_json_write_store(const struct store_info *info);
/* A RECORD_ROOM of a store with this origin and these accounts. `last`: the number of the last line
 * that goes with it. */
char *tool_json_write_room(
	const char *record, uint64_t origin, uint32_t last, const struct tool_accounts *accounts);

/* Whether not everybody may enter the room of a RECORD_ROOM, so that others must not get its lines.
 */
bool tool_json_guarded(const char *record);

enum tool_json_type {
	TOOL_JSON_IS_LINE,
	TOOL_JSON_IS_ROOM,
	TOOL_JSON_IS_STORE,
	TOOL_JSON_IS_ACCOUNT,
	TOOL_JSON_IS_SERVER_BAN,
	TOOL_JSON_IS_MARKER,
};

struct tool_json {
	enum tool_json_type type;
	char *room;		 /* of a line, a room and a marker */
	struct record_line line; /* without the room's id */
	struct record_room card; /* of a room; `number` is the last line's; without a key */
	struct record_mask *masks;
	const char *founder; /* names of accounts; "" for none */
	const char *operators[ROOM_OPERATORS_MAX];
	unsigned operator_count;
	uint64_t origin;			  /* of a room or store; 0: not said */
	unsigned char secret[STORE_SECRET_BYTES]; /* of a store */
	struct record_account account;		  /* without an id and a key */
	struct record_server_ban ban;
	const char *reader; /* of a marker: the name of an account */
	int64_t read_at;    /* likewise */
	char **texts;	    /* what they point to */
	unsigned count;
};

/* Reads what these have written, or somebody else. What cannot be a line of a room or a room is
 * refused; texts are made safe to show, as those of peers are (text.h). `now`: no line is later.
 * False, with what is wrong in `error` ("'time' must be ..."). */
bool tool_json_read(struct tool_json *json, const char *bytes, size_t length, int64_t now,
	char error[TOOL_JSON_ERROR_SIZE]);

void tool_json_finish(struct tool_json *json);

#endif
