/* A copy of a store that is one process's alone, and the file that a backup has beside the store;
 * for sqlite_backup.c and sqlite_restore.c. */
#ifndef SQLITE_BESIDE_H
#define SQLITE_BESIDE_H

#include "backup.h"
#include "sqlite_store.h"

#define SQLITE_BACKUP_FAULTS "backup_faults" /* in meta */

/* Before everything else. No shared memory is needed then, which file systems of other machines do
 * not have, and what is deleted is overwritten. */
void sqlite_own_copy(struct db *db);

void sqlite_put_beside(struct db *db, const char *name, const char *text);
/* Its text, to wipe and free(3); NULL where there is none. */
char *sqlite_get_beside(struct db *db, const char *name);
void sqlite_drop_beside(struct db *db);

struct backup_check {
	void (*told)(const char *fault, double part, void *data);
	void *data;
	int64_t faults; /* that were found */
	char first[STORE_ERROR_SIZE];
};

/* Compares all there is, and counts it. False with a sentence in `error` where the file itself is
 * damaged. Other faults are told and counted. */
bool sqlite_check_copy(struct db *db, struct backup_check *check, struct backup_contents *contents,
	char error[STORE_ERROR_SIZE]);

#endif
