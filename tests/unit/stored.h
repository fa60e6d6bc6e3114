/* A store under test: opened in a new folder or in memory, written to and read in few words. */
#ifndef STORED_H
#define STORED_H

#include <sys/resource.h>

#include "record.h"
#include "stores.h"
#include "temporary.h"
#include "unit.h"

struct stored_kind {
	const char *name;
	const struct store_ops *ops;
	bool in_folder; /* it is there again when it is opened again */
};

/* All that keep something; ended by a name of NULL. */
extern const struct stored_kind stored_kinds[];

struct stored {
	const struct store_ops *ops;
	struct store *store; /* NULL: open() refused */
	struct store_options options;
	struct store_info info;
	char folder[TEMPORARY_PATH_SIZE];
	char error[STORE_ERROR_SIZE];
	bool complete;
	struct buffer out, text;
};

/* Runs a check with each kind of store. */
void stored_each(void (*check)(struct stored *));

void stored_start(struct stored *stored, const struct stored_kind *kind);
/* In the same folder; must work. */
void stored_open(struct stored *stored);
void stored_close(struct stored *stored);
void stored_end(struct stored *stored);

/* No file of this process grows beyond it any more; RLIM_INFINITY ends that. SIGXFSZ comes. */
void stored_limit_files(rlim_t bytes);

/* Writing, which must work. Times are 1,000 times the number. */
void stored_write(struct stored *stored, const struct buffer *records);
void stored_room(struct stored *stored, uint32_t id, const char *name);
void stored_end_room(struct stored *stored, uint32_t id, const char *name);
void stored_say(
	struct stored *stored, uint32_t room, uint32_t number, const char *name, const char *text);
/* Many in one round: "text NUMBER". */
void stored_say_many(
	struct stored *stored, uint32_t room, uint32_t first, uint32_t last, const char *name);
/* A line of each kind, with this text, by al. */
void stored_say_kinds(struct stored *stored, uint32_t room, const char *text);
void stored_erase(struct stored *stored, uint32_t room, uint32_t number);
void stored_erase_all(struct stored *stored, uint64_t connection);

void stored_account(struct stored *stored, const struct record_account *account);
void stored_drop(struct stored *stored, uint32_t account);
void stored_ban(struct stored *stored, const struct record_server_ban *ban);

/* The connection of a name in these lines. */
uint64_t stored_connection(const char *name);

/* Reading: "1 alice hello|2 bob hi|", good until the next call. */
const char *stored_lines(struct stored *stored, uint32_t room, uint32_t first, uint32_t last);
const char *stored_range(struct stored *stored, const struct store_range *range);
const char *stored_search(
	struct stored *stored, uint32_t room, const char *words, const char *name);
/* The room as one text; "" where there is none. */
const char *stored_card(struct stored *stored, const char *key);
/* Accounts as "7 Ålice;", and bans from the server with all that they have. */
const char *stored_accounts(struct stored *stored, uint32_t after, unsigned limit);
const char *stored_bans(struct stored *stored);
uint32_t stored_number_at(struct stored *stored, uint32_t room, int64_t time);

/* Until there is nothing more to do. */
void stored_index(struct stored *stored);
void stored_expire(struct stored *stored, int64_t now);

/* The faults that verify() tells, each with a newline. */
const char *stored_faults(struct stored *stored);

/* Line 1 of room 1, with a value in every field that has one while it is not erased. */
extern const struct record_line stored_whole_line;

#endif
