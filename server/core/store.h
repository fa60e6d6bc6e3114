/* The contract between the core and a store, which keeps history. The core declares it, a store
 * implements it (server/store/), and nothing in the core knows which one there is.
 *
 * All functions may wait for a disk, so they are never called by a loop or under the core lock.
 * open(), write(), expire() and close() are called by one thread, the writer; the functions that
 * read are called by another one, the librarian, at the same time. A store locks what both use.
 *
 * Every implementation passes the same tests (tests/unit/test_store.c). */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "pack.h"

#define STORE_ERROR_SIZE 512
#define STORE_PATH_SIZE 4096
#define STORE_SECRET_BYTES 16
#define STORE_LINES_MAX 1000	   /* of one question */
#define STORE_LOOKED_MAX 20000	   /* that are looked at for them */
#define STORE_ANSWER_BYTES 1048576 /* an answer ends with the line that reaches this */

struct store; /* an implementation's own */

struct store_options {
	const char *folder; /* an existing folder; NULL: keep everything in memory */
	int64_t keep_ms;    /* lines older than this are deleted; 0: never */
	int64_t keep_bytes; /* likewise while the store is larger; 0: no limit */
	int lock; /* of the folder, held by another process of the same server as well, which has
		   * the store open and lets go of it before anything is written here; 0: none */
	bool read_only; /* for tools, beside a server too: nothing is written or moved, and
			   there must be a store */
	bool tool;	/* a tool writes here, which a server that has the folder is stopped for */
};

/* What was found by open(). */
struct store_info {
	uint64_t origin; /* random, made with the store; part of every message id */
	unsigned char secret[STORE_SECRET_BYTES]; /* random, made with the store; never shown */
	uint32_t room_ids, account_ids; /* the highest ids of a room and an account so far */
	char aside[STORE_PATH_SIZE];	/* where a damaged file was moved to, whose place a new one
					   has taken; "" for none */
	unsigned salvaged;		/* accounts that could be read in it, and are kept */
	bool older; /* read_only: it was made by an older version, so it was not opened */
};

enum store_result {
	STORE_DONE,
	STORE_FAILED,  /* nothing was kept; the same may be tried again later */
	STORE_DAMAGED, /* nothing was kept, and trying again is of no use */
};

/* Lines of one room. */
struct store_range {
	uint32_t room;
	uint32_t first, last; /* numbers, both included */
	unsigned limit;	      /* lines at most */
	bool newest;	      /* of more than that, the last ones instead of the first */
	bool said;	      /* only what people said: no topics, kicks and modes */
	bool unerased;	      /* only what has not been erased */
};

/* Lines of one room that contain all words, the newest ones before `before`, or the first ones from
 * `from` on. */
struct store_search {
	uint32_t room;
	uint32_t before; /* a number; UINT32_MAX for all */
	uint32_t from;	 /* likewise; 0: the newest ones */
	unsigned limit;
	const char *words; /* separated by blanks; a word that ends with '*' is a beginning */
	const char *name;  /* of the sender; "" for anybody. Letter case does not count */
};

#define STORE_IMAGE_MAX UINT64_C(2147483391) /* one piece of memory, as SQLite has it */

struct store_ops {
	bool forgets; /* it keeps nothing: there is nothing to read */

	/* Opens the store in the folder, which is made if there is none. A damaged one is moved
	 * aside and a new one made, with the accounts and bans from the server of the old one as
	 * far as these can be read. NULL with a sentence in `error` where another process has it,
	 * where it was made by a newer version, or where it cannot be read or written. */
	struct store *(*open)(const struct store_options *options, struct store_info *info,
		char error[STORE_ERROR_SIZE]);

	/* Also finishes what is still to be done on disk. */
	void (*close)(struct store *store);

	/* The descriptor that locks the folder; -1 for none. */
	int (*lock)(const struct store *store);

	/* Whether nothing is left to be done that only this process knows of. While both threads
	 * rest. */
	bool (*settled)(struct store *store);

	/* All of a store in memory, for another process, where a store in memory takes it before
	 * its first use: its length as pack_u32() has it, 0 where it is in a folder or keeps
	 * nothing, and the bytes. False with a sentence in `error`: then the store can only be
	 * closed. */
	void (*image)(struct store *store, struct pack *out);

	/* The length of that; at most STORE_IMAGE_MAX may be asked for. */
	uint64_t (*image_size)(struct store *store);
	bool (*take_image)(struct store *store, struct unpack *in, uint32_t length,
		struct store_info *info, char error[STORE_ERROR_SIZE]);

	/* Keeps records (record.h), all or none. `durable`: they survive a loss of power once this
	 * returns STORE_DONE; else they survive the end of the process. A result that is not
	 * STORE_DONE comes with a sentence in `error`. */
	enum store_result (*write)(struct store *store, const char *records, size_t length,
		bool durable, char error[STORE_ERROR_SIZE]);

	/* Deletes a few lines (some milliseconds of work) that are kept no longer, and overwrites
	 * their bytes. `now`: milliseconds since 1970. True where there are more. */
	bool (*expire)(struct store *store, int64_t now);

	/* The functions that read append records to `out` and return false, with a sentence in
	 * `error`, where that failed. */

	/* The room that has this key and has not ended, as one RECORD_ROOM; nothing if there is
	 * none. */
	bool (*room)(struct store *store, const char *key, struct buffer *out,
		char error[STORE_ERROR_SIZE]);

	/* All rooms that have not ended, by id, from `after` on (exclusive), at most `limit`. */
	bool (*rooms)(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
		char error[STORE_ERROR_SIZE]);

	/* All accounts, as RECORD_ACCOUNT, by id, from `after` on (exclusive), at most `limit`. */
	bool (*accounts)(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
		char error[STORE_ERROR_SIZE]);

	/* RECORD_MARKER by account, from `after` on (exclusive): all those of an account, and of
	 * the next ones while these are fewer than `limit`. Rooms that have ended may be among
	 * them. */
	bool (*markers)(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
		char error[STORE_ERROR_SIZE]);

	/* All RECORD_SERVER_BAN, the oldest first. */
	bool (*server_bans)(struct store *store, struct buffer *out, char error[STORE_ERROR_SIZE]);

	/* RECORD_LINE in ascending order. */
	bool (*lines)(struct store *store, const struct store_range *range, struct buffer *out,
		char error[STORE_ERROR_SIZE]);

	/* RECORD_LINE, the newest first, or from search.from on in ascending order. Ends after some
	 * tens of milliseconds with what was found by then; `*complete` becomes false. */
	bool (*search)(struct store *store, const struct store_search *search, struct buffer *out,
		bool *complete, char error[STORE_ERROR_SIZE]);

	/* The number of the room's first line at `time` or later; the next one to come if there is
	 * none. */
	bool (*number_at)(struct store *store, uint32_t room, int64_t time, uint32_t *number,
		char error[STORE_ERROR_SIZE]);

	/* Makes some lines findable by search() (some milliseconds of work). Called while there is
	 * nothing to answer. True where there are more. */
	bool (*index)(struct store *store);

	/* Compares everything with everything (numbers, times, hashes, index). Calls `told` for
	 * each fault with a sentence, and with NULL from time to time with how far it is (0 to 1).
	 * False where there was a fault. */
	bool (*verify)(struct store *store,
		void (*told)(const char *fault, double part, void *data), void *data);
};

#endif
