/* The store in SQLite, as its files see it.
 *
 * history.db is the truth: the writer writes it with one connection, the librarian reads it with
 * another. words.db is the index of words, made from it (words.h). `lock` belongs to the process
 * that may write, and has its pid. In memory there is one connection for both threads, who take
 * turns for each operation. */
#ifndef SQLITE_STORE_H
#define SQLITE_STORE_H

#include <pthread.h>

#include "chain.h"
#include "db.h"
#include "store.h"
#include "todo.h"
#include "words.h"

struct head; /* the end of a room's chain (sqlite_cache.c) */
struct sender;

/* A search for senders of whom no line is left. */
struct sweep {
	unsigned char *marks; /* a bit for each sender who has lines; NULL: no search goes on */
	int64_t last;	      /* the sender with the highest id when it began */
	int64_t line, sender; /* how far it is */
	bool marked;	      /* all lines were looked at */
	int64_t lines;	      /* lines that were looked at, in the last one too */
	int64_t deleted;      /* lines that were deleted since it began */
	int64_t next;	      /* when there is another one at the latest (monotonic, ms) */
};

struct store {
	char *folder; /* NULL: in memory */
	bool read_only;
	int lock_fd;
	int64_t keep_ms, keep_bytes;

	pthread_mutex_t turn_lock; /* in memory */
	pthread_cond_t turn_ended;
	uint64_t turn_next, turn_now;

	/* The writer's. */
	struct db write;
	struct head *heads, *touched;
	struct sender *senders;
	struct chain_salts salts;
	struct buffer space;
	struct todo_erased *erased; /* by this transaction */
	unsigned erased_count;	    /* of which the list has some at least */
	bool full;		    /* synchronous=FULL */
	bool unworded;	  /* erased lines may be in the index: words.db is no good after a crash */
	bool scrub;	  /* the log may have what was erased */
	int64_t scrub_at; /* or what was deleted, until then (monotonic, ms); 0: no */
	bool damaged;
	int wal_pages;
	unsigned written; /* lines since expire() */
	int64_t due;	  /* no line is to be deleted for its age before (ms since 1970) */

	struct sweep sweep;

	/* The librarian's. */
	struct db own_read;
	struct db *read;  /* in memory it is `write` */
	uint32_t scanned; /* rooms up to this id were compared with the index */
	bool scanned_all;
	int64_t renew_at; /* a damaged index is not made anew before (monotonic, ms) */

	/* Both. */
	struct words words;
	struct todo todo;
};

/* Line ids. */
static inline int64_t sqlite_id(uint32_t room, uint32_t number)
{
	return (int64_t)((uint64_t)room << 32 | number);
}

static inline uint32_t sqlite_room_of(int64_t id)
{
	return (uint32_t)((uint64_t)id >> 32);
}

static inline uint32_t sqlite_number_of(int64_t id)
{
	return (uint32_t)id;
}

/* Around each operation. */
void sqlite_enter(struct store *store);
void sqlite_leave(struct store *store);

#define SQLITE_APPLICATION_ID INT64_C(0x63687468) /* "chth", of history.db */

/* sqlite_schema.c: makes or migrates the tables. Returns false, with a sentence, where the database
 * is none of ours or a newer one; db->code says what failed else. */
bool sqlite_schema(struct db *db, bool read_only, char error[STORE_ERROR_SIZE]);

/* Whether sqlite_schema() has to bring it up to date. */
bool sqlite_is_older(struct db *db);

/* sqlite_open.c */
struct store *sqlite_open(
	const struct store_options *options, struct store_info *info, char error[STORE_ERROR_SIZE]);
void sqlite_close(struct store *store);
void sqlite_read_info(struct store *store, struct store_info *info);
int sqlite_lock(const struct store *store);
bool sqlite_settled(struct store *store);
int64_t sqlite_meta(struct db *db, const char *key);
void sqlite_set_meta(struct db *db, const char *key, int64_t value);
void sqlite_set_secret(struct db *db, const unsigned char secret[STORE_SECRET_BYTES]);
void sqlite_read_secret(struct db *db, bool read_only, unsigned char secret[STORE_SECRET_BYTES]);

/* sqlite_image.c */
uint64_t sqlite_image_size(struct store *store);
void sqlite_image(struct store *store, struct pack *out);
bool sqlite_take_image(struct store *store, struct unpack *in, uint32_t length,
	struct store_info *info, char error[STORE_ERROR_SIZE]);

/* sqlite_write.c, sqlite_erase.c */
enum store_result sqlite_write(struct store *store, const char *records, size_t length,
	bool durable, char error[STORE_ERROR_SIZE]);
void sqlite_checkpoint(struct store *store);
/* Whether commits wait for the disk. */
void sqlite_set_durable(struct store *store, bool durable);
void sqlite_erase(struct store *store, const struct record_erase *erase);
void sqlite_note_erasure(struct db *db, int64_t id, const char *by, const char *why);

/* sqlite_expire.c */
bool sqlite_expire(struct store *store, int64_t now);

/* sqlite_sweep.c */
void sqlite_mark(struct store *store, int64_t sender); /* has a new line */
bool sqlite_sweep(struct store *store);		       /* some of the work; true: more */
void sqlite_sweep_end(struct store *store);

/* sqlite_read.c */
void sqlite_begin_reading(struct store *store);
/* Tells whether everything could be read; else `out` (NULL for none) is cut to this length again.
 */
bool sqlite_end_reading(
	struct store *store, struct buffer *out, size_t length, char error[STORE_ERROR_SIZE]);
bool sqlite_room(
	struct store *store, const char *key, struct buffer *out, char error[STORE_ERROR_SIZE]);
bool sqlite_rooms(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
	char error[STORE_ERROR_SIZE]);
bool sqlite_lines(struct store *store, const struct store_range *range, struct buffer *out,
	char error[STORE_ERROR_SIZE]);
bool sqlite_number_at(struct store *store, uint32_t room, int64_t time, uint32_t *number,
	char error[STORE_ERROR_SIZE]);
/* The same with any connection. */
uint32_t sqlite_find_time(struct db *db, uint32_t room, int64_t time);
/* The number of the room's last line, kept or not, and its time. */
uint32_t sqlite_last(struct db *db, uint32_t room, int64_t *time);
/* Lines: what a query selects, and the row as a line, whose texts are the row's. */
#define SQLITE_LINE_COLUMNS                                                                    \
	"l.id, l.at, l.kind, l.erased, l.other, l.text, l.tags, s.connection, s.name, s.user," \
	" s.host, CASE WHEN l.erased THEN (SELECT by FROM erasure WHERE line = l.id) END,"     \
	" CASE WHEN l.erased THEN (SELECT why FROM erasure WHERE line = l.id) END"
#define SQLITE_LINE_COLUMN_COUNT 13
#define SQLITE_LINE_TABLES "line l LEFT JOIN sender s ON s.id = l.sender"
extern const char sqlite_one_line[]; /* a query by id */
void sqlite_line(sqlite3_stmt *row, struct record_line *line);
void sqlite_add_line(struct buffer *out, sqlite3_stmt *row);

/* sqlite_account.c */
void sqlite_write_account(struct store *store, const char *record);
void sqlite_write_marker(struct store *store, const char *record);
void sqlite_write_server_ban(struct store *store, const char *record);
bool sqlite_accounts(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
	char error[STORE_ERROR_SIZE]);
bool sqlite_markers(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
	char error[STORE_ERROR_SIZE]);
bool sqlite_server_bans(struct store *store, struct buffer *out, char error[STORE_ERROR_SIZE]);

/* sqlite_salvage.c: puts the accounts and the bans from the server that can still be read in a
 * damaged file into the new one, and counts the accounts. False where the new one cannot be
 * written. */
bool sqlite_salvage(struct store *store, const char *path, unsigned *accounts);

/* sqlite_index.c */
bool sqlite_index(struct store *store);
/* Indexes what is missing of a room until then (monotonic, ms). False where some are left. */
bool sqlite_index_room(struct store *store, uint32_t room, int64_t until);

/* sqlite_search.c */
bool sqlite_search(struct store *store, const struct store_search *search, struct buffer *out,
	bool *complete, char error[STORE_ERROR_SIZE]);

/* sqlite_verify.c */
bool sqlite_verify(
	struct store *store, void (*told)(const char *fault, double part, void *data), void *data);

#endif
