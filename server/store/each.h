/* All records of one kind, which a store reads some at a time. */
#ifndef EACH_H
#define EACH_H

#include "store.h"

/* `accounts`, `rooms` or `markers` of a store's functions. */
typedef bool each_read(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
	char error[STORE_ERROR_SIZE]);

/* Takes one record, which is valid during the call. Returns its id; of a marker, its account's. */
typedef uint32_t each_take(void *data, const char *record);

/* False with a sentence in `error`. Waits for the disk. */
bool each_record(struct store *store, each_read *read, each_take *take, void *data,
	char error[STORE_ERROR_SIZE]);

#endif
