/* Backups: a store and a file of the server beside it, as one SQLite file; made while a server has
 * the store, and put back into the folder of one that does not run.
 *
 * A backup is the store's database with a table `beside`, which has the file, and the number of
 * faults that the copy had (meta, 'backup_faults'). Any history.db is a backup, too. These
 * functions wait for disks and take as long as it takes to read everything twice. For tools. */
#ifndef BACKUP_H
#define BACKUP_H

#include "store.h"

#define BACKUP_LOG_MAX (INT64_C(1) << 30)
#define BACKUP_BESIDE_MAX 1048576

struct backup {
	const char *folder; /* of the store */
	const char *beside; /* the name of a file in the folder, which need not be there */
	const char *path;   /* of the backup, for sentences too */
	int fd;		    /* of the backup */
	int64_t log_max;    /* bytes by which the log may grow while all is copied */
	/* As of store_ops.verify: what is wrong with the copy; and how far it is. */
	void (*told)(const char *fault, double part, void *data);
	void *data;
};

struct backup_contents {
	uint64_t lines;
	uint32_t rooms, accounts;
	int64_t bytes; /* of the file */
	bool beside;
};

/* Copies to `path`, an empty file that is the caller's alone: all that the store has at one moment.
 * A server that writes meanwhile does not wait; but the log of its database (history.db-wal) grows
 * by what it writes until everything is copied. The copy is brought to this version's form and
 * compared with itself as by verify(). It is on the disk then. False with a sentence in `error`,
 * where the store is damaged or the log has grown too far, too. */
bool backup_make(const struct backup *backup, struct backup_contents *contents,
	char error[STORE_ERROR_SIZE]);

/* What was in the folder, and where it is now; "" for nothing. */
struct backup_aside {
	char history[STORE_PATH_SIZE], beside[STORE_PATH_SIZE];
};

/* Puts the backup into the folder, where there may be a store: that is moved aside. A log beside
 * the backup, `log_fd` (-1: none), is a part of it. False with a sentence in `error`, and nothing
 * changed, where another process has the store, and where the backup is damaged or of a newer
 * version. */
bool backup_restore(const struct backup *backup, int log_fd, struct backup_contents *contents,
	struct backup_aside *aside, char error[STORE_ERROR_SIZE]);

#endif
