#include <stdio.h>

#include "stores.h"

static struct store *absent_open(
	const struct store_options *options, struct store_info *info, char error[STORE_ERROR_SIZE])
{
	snprintf(error, STORE_ERROR_SIZE,
		"this chatd was built without SQLite (-Dsqlite=disabled), so it cannot keep "
		"history");
	return NULL;
}

const char *store_sqlite_version(void)
{
	return "";
}

const struct store_ops store_sqlite = {.open = absent_open};
