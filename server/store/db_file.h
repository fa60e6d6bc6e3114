/* The files of a database: the file itself, and its -wal, -shm and -journal. */
#ifndef DB_FILE_H
#define DB_FILE_H

#include <stdbool.h>

#include "store.h"

/* Makes an empty file that only its owner can read, whatever the umask; SQLite gives its other
 * files the same mode. False, with errno, where that failed or the file is there (EEXIST). */
bool db_file_make(const char *path);
/* The same, and returns a descriptor, or -1. */
int db_file_open(const char *path);

/* Whether nothing can be written in its folder, by this process, and the file has all: its log was
 * moved into it. */
bool db_file_rests(const char *path);

void db_file_remove(const char *path);

/* A name that no file has: the path with ".why-" and the time. False, with errno, where there is
 * none. */
bool db_file_name_aside(const char *path, const char *why, char aside[STORE_PATH_SIZE]);

/* Renames those that are there as db_file_name_aside() says. The file `with`, which has no log,
 * gets the name. False, with errno, where that failed. */
bool db_file_replace(
	const char *path, const char *with, const char *why, char aside[STORE_PATH_SIZE]);

#endif
