/* The index of words, words.db: which lines say which words. It is derived from the lines, so it is
 * made anew when it is missing, damaged, of another form, or perhaps not whole after a loss of
 * power (nothing here waits for the disk).
 *
 * Of each room the lines of one range of numbers are in it. The writer (which deletes lines) and
 * the librarian change it, so they lock it for each transaction; the librarian alone searches. */
#ifndef WORDS_H
#define WORDS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"
#include "db.h"

struct words {
	char *path; /* NULL: in memory */
	bool read_only;
	pthread_mutex_t lock; /* of `write` and what stands below it here */
	struct db write, own_read;
	struct db *read; /* the librarian's; in memory it is `write` */
	struct buffer text;
	atomic_bool usable;
	bool merging;	    /* the librarian's, as are the next two (monotonic, ms) */
	int64_t merged_at;  /* when it began to merge */
	int64_t rest_until; /* it does not begin again before */
	int64_t purge_at;   /* when all that was deleted is to leave the file (ms since 1970) */
	int64_t purge_next; /* the same for what has been deleted since merging began */
};

struct words_range {
	uint32_t first, last; /* none: last == first - 1 */
};

/* Opens the index in the file, or in memory for NULL. `anew`: what it has is not right. The result
 * is words->usable; a failure is no reason not to open a store. */
void words_open(struct words *words, const char *path, bool read_only, bool anew);
void words_close(struct words *words);

/* Makes a damaged index anew: all rooms are to be indexed again. False where it cannot be used. For
 * the librarian. */
bool words_renew(struct words *words);

/* A transaction, with the lock. */
void words_begin(struct words *words);
/* The same for who must not wait long: false where others have the lock for some milliseconds. */
bool words_begin_soon(struct words *words);
bool words_commit(struct words *words);

/* Within a transaction. */
void words_add(struct words *words, int64_t id, const char *name, const char *text);
/* The line must be there: with these texts. */
void words_remove(struct words *words, int64_t id, const char *name, const char *text);
bool words_has(struct words *words, int64_t id, const char *name);
bool words_range(struct words *words, uint32_t room, struct words_range *range);
void words_set_range(struct words *words, uint32_t room, const struct words_range *range);
void words_forget_room(struct words *words, uint32_t room);

/* At this time (ms since 1970), or at an earlier one that was named before, words_merge() begins to
 * remove from the file all that was deleted. That writes the whole file, so where it takes more
 * than a second the next time is ten times as long away. Within a transaction. */
void words_purge(struct words *words, int64_t at);

/* A step of that, if it is time. Takes the lock itself. True where there is more. */
bool words_merge(struct words *words);

/* The lines `first` to `last` (ids) that a query (word_text.h) finds, the newest first or the
 * oldest one; for db_row() of words->read. */
sqlite3_stmt *words_find(
	struct words *words, const char *query, int64_t first, int64_t last, bool oldest);

#endif
