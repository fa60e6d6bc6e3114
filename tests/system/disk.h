/* A disk that does what a test says: disk_shim.c, preloaded into the server, asks this before each
 * write and each sync of a file in one folder.
 *
 * struct disk is shared memory of the test and the server, in a file, so what the test sets holds
 * at once. A sync is what makes earlier writes survive a loss of power. With a shadow folder, the
 * shim copies there what is synced, so that it has at any time what a disk would still have if the
 * power went now; the test then kills the server and goes on with the shadow. */
#ifndef DISK_H
#define DISK_H

#include <stdbool.h>

#include "temporary.h"

struct disk {
	char folder[TEMPORARY_PATH_SIZE]; /* whose files these are */
	char shadow[TEMPORARY_PATH_SIZE]; /* "" for none */
	_Atomic unsigned hold;		  /* syncs do not return while this is 1 (a futex) */
	_Atomic unsigned held;		  /* syncs that do not return now (a futex) */
	_Atomic unsigned syncs;		  /* that have returned */
	_Atomic int delay_ms;		  /* each sync takes so much longer */
	_Atomic int sync_error;		  /* an errno with which each sync fails; 0: none does */
	_Atomic int write_error;	  /* likewise for writes */
	_Atomic int
		survive_percent; /* of the writes that get to the shadow although nobody syncs */
	_Atomic bool lies;	 /* syncs do nothing, and say that they have */
};

#define DISK_VARIABLE "CHATD_TEST_DISK" /* names the file, for the shim */

/* A disk for this folder, with a shadow or none, that does nothing of all this yet. */
struct disk *disk_new(const char *folder, const char *shadow); /* NULL: none */
/* Other folders, while there is no server. */
void disk_move(struct disk *disk, const char *folder, const char *shadow);
void disk_free(struct disk *disk);

/* For server_spawn(): servers of this process have the disk from then on, or none (NULL). */
void disk_use(struct disk *disk);
void disk_prepare(void);

/* Syncs stop, and go on. disk_hold() only affects those that begin later. */
void disk_hold(struct disk *disk);
void disk_release(struct disk *disk);
/* Without a server: the folder has what was synced, and no more. */
void disk_lose_power(const struct disk *disk);
/* Waits until a sync is held. */
void disk_await_held(struct disk *disk);

#endif
