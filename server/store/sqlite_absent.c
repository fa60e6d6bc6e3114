#include <stdio.h>

#include "backup.h"
#include "stores.h"

static struct store *absent_open(
	const struct store_options *options, struct store_info *info, char error[STORE_ERROR_SIZE])
{
	snprintf(error, STORE_ERROR_SIZE,
		"this chatd was built without SQLite (-Dsqlite=disabled), so it cannot keep "
		"history");
	return NULL;
}

bool backup_make(
	const struct backup *backup, struct backup_contents *contents, char error[STORE_ERROR_SIZE])
{
	absent_open(NULL, NULL, error);
	return false;
}

bool backup_restore(const struct backup *backup, int log_fd, struct backup_contents *contents,
	struct backup_aside *aside, char error[STORE_ERROR_SIZE])
{
	absent_open(NULL, NULL, error);
	return false;
}

const char *store_sqlite_version(void)
{
	return "";
}

const struct store_ops store_sqlite = {.open = absent_open};
