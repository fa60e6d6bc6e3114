/* What the writer remembers of history.db: the end of the chain of each room that it writes to, and
 * the ids of senders. Nothing here is true after a rollback, so all of it is forgotten then. */
#ifndef SQLITE_CACHE_H
#define SQLITE_CACHE_H

#include "sqlite_store.h"
#include "table.h"

struct head {
	uint32_t room;
	int64_t time;	/* of the last line */
	uint64_t hash;	/* of the last line that was kept */
	bool empty;	/* no line is kept */
	unsigned added; /* lines of this transaction */
	struct head *next_touched;
	UT_hash_handle hh;
};

struct head *sqlite_head(struct store *store, uint32_t room);

/* Adds the sender if there is none such. 0 after a failure. */
int64_t sqlite_sender(struct store *store, const struct record_line *line);

void sqlite_forget(struct store *store);
void sqlite_forget_head(struct store *store, uint32_t room);

#endif
