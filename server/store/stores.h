/* The stores there are (core/store.h says what a store is). */
#ifndef STORES_H
#define STORES_H

#include "store.h"

/* Keeps nothing: every write is done, every answer is empty. */
extern const struct store_ops store_none;

/* Keeps everything in SQLite files in a folder (sqlite.c), or in memory without one. Built without
 * SQLite its open() refuses. */
extern const struct store_ops store_sqlite;

/* SQLite's version, "3.40.1"; "" without. */
const char *store_sqlite_version(void);

#endif
