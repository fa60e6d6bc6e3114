#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sqlite_verify.h"

#define STEPS 20000 /* of SQLite's machine, some milliseconds */

void verify_fault(struct verify *verify, const char *format, ...)
{
	char fault[STORE_ERROR_SIZE];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(fault, sizeof fault, format, arguments);
	va_end(arguments);
	verify->good = false;
	verify->told(fault, 0, verify->data);
}

void verify_progress(struct verify *verify, double part)
{
	verify->part = part;
	verify->told(NULL, part, verify->data);
}

void verify_failure(struct verify *verify, struct db *db)
{
	char error[STORE_ERROR_SIZE];
	if (db->code == SQLITE_OK)
		return;
	db_sentence(db, error);
	verify->broken = true;
	verify_fault(verify, "%s", error);
	db_forgive(db);
}

static int go_on(void *data)
{
	struct verify *verify = data;
	verify_progress(verify, verify->part);
	return 0;
}

/* SQLite does not say how far it is, but that it works is shown. */
void verify_file(struct verify *verify, struct db *db)
{
	sqlite3_progress_handler(db->sqlite, STEPS, go_on, verify);
	sqlite3_stmt *row = db_query(db, "PRAGMA integrity_check(100)", "");
	while (db_row(db, row))
		if (strcmp(db_text(row, 0), "ok") != 0) {
			verify->broken = true;
			verify_fault(verify, "%s: %s", db->path, db_text(row, 0));
		}
	db_watch_deadline(db);
	verify_failure(verify, db);
}
