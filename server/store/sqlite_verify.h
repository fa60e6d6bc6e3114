/* Compares all there is with all that follows from it; for sqlite_verify.c and what it calls. */
#ifndef SQLITE_VERIFY_H
#define SQLITE_VERIFY_H

#include "sqlite_store.h"

struct verify {
	struct store *store;
	struct db *db;
	void (*told)(const char *fault, double part, void *data);
	void *data;
	bool good;
	bool broken;		   /* SQLite's own check has found a fault, or something failed */
	double part;		   /* that is done */
	uint64_t lines, all_lines; /* about */
	uint64_t worded, words;	   /* lines whose words were looked at, and these words */
	struct buffer space;
};

/* sqlite_fault.c */
void verify_fault(struct verify *verify, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void verify_progress(struct verify *verify, double part);
/* Tells what failed, if something did. */
void verify_failure(struct verify *verify, struct db *db);
void verify_file(struct verify *verify, struct db *db);

/* sqlite_verify_accounts.c: accounts, and what refers to them. */
void verify_accounts(struct verify *verify);

/* sqlite_verify.c: all but the index. `part` is half of the whole then. Where the file itself is
 * damaged, `broken`. */
void verify_history(struct verify *verify);

/* sqlite_verify_words.c: compares the index with the lines. */
void verify_words(struct verify *verify);

#endif
