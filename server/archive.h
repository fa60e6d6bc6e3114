/* The archive: which history the server has, where it is and how long lines are kept. */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include "config.h"
#include "keeper.h"
#include "pack.h"
#include "state.h"

#define ARCHIVE_MEMORY_BYTES (64 << 20) /* of lines, where they are kept in memory */

struct archive {
	enum history_mode mode;
	enum history_mode wished;     /* as the options say; `mode` where that is possible */
	struct keeper keeper;	      /* where the mode is not off */
	char folder[STORE_PATH_SIZE]; /* "" where lines are kept in memory */
	char why[STORE_ERROR_SIZE];   /* they are kept in memory although a folder was wished; "" */
	int64_t keep_ms, keep_bytes;  /* 0: no bound */
};

/* `lock`: the descriptor with which another process has locked the folder (store.h); -1 for none.
 *
 * Finds the folder for a server on this port (0: one that was not chosen) and opens the store.
 * Where nobody has chosen a folder and the usual one cannot be written, the history is in memory.
 * False with a sentence in `error`. */
bool archive_open(struct archive *archive, const struct config *config, int port, int lock,
	char error[OPTION_ERROR_SIZE]);

/* The folder of the history of a server with these options, for tools; makes none. False with a
 * sentence in `error`. */
bool archive_folder(
	char folder[STORE_PATH_SIZE], const struct config *config, char error[OPTION_ERROR_SIZE]);

/* Gives the core its history, and the rooms that the store has. core_set_clock() has been called.
 */
bool archive_load(struct archive *archive, struct core *core, const struct config *config,
	char error[OPTION_ERROR_SIZE]);

/* The first part of archive_load(): the core has its history and no rooms yet. */
void archive_begin(struct archive *archive, struct core *core, const struct config *config);

/* Once the core has all that the store has, and this process alone serves. */
void archive_start(struct archive *archive, struct core *core);

/* The lines of a history in memory, for another process; before archive_begin() there. False with a
 * sentence where they are too many to be given, or cannot be taken. */
bool archive_can_pack(const struct archive *archive, char error[OPTION_ERROR_SIZE]);
void archive_pack(struct archive *archive, struct pack *out);
bool archive_unpack(struct archive *archive, struct unpack *in, char error[OPTION_ERROR_SIZE]);

/* The settings that can change while the server runs. Under the core lock. */
void archive_apply(const struct archive *archive, struct core *core, const struct config *config);

/* Whether the mode may be changed without a restart. */
bool archive_can_switch(const struct archive *archive, enum history_mode mode);

/* After archive_apply() with new settings: logs a new mode. */
void archive_log_reload(struct archive *archive, const struct config *config);

/* The descriptor that locks the folder; -1 where there is none. */
int archive_lock(const struct archive *archive);

/* Stores the rest. The loops have ended. */
void archive_close(struct archive *archive);

/* Says where history is and how long it is kept: in the log; in a sentence for the banner. */
void archive_log(const struct archive *archive);
void archive_describe(const struct archive *archive, char *out, size_t size);

#endif
