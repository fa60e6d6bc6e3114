#include <sqlite3.h>

#include "sqlite_store.h"
#include "stores.h"

const struct store_ops store_sqlite = {
	.open = sqlite_open,
	.close = sqlite_close,
	.lock = sqlite_lock,
	.settled = sqlite_settled,
	.image = sqlite_image,
	.image_size = sqlite_image_size,
	.take_image = sqlite_take_image,
	.write = sqlite_write,
	.expire = sqlite_expire,
	.room = sqlite_room,
	.rooms = sqlite_rooms,
	.accounts = sqlite_accounts,
	.markers = sqlite_markers,
	.server_bans = sqlite_server_bans,
	.lines = sqlite_lines,
	.search = sqlite_search,
	.number_at = sqlite_number_at,
	.index = sqlite_index,
	.verify = sqlite_verify,
};

const char *store_sqlite_version(void)
{
	return sqlite3_libversion();
}
