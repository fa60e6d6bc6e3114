/* The file of what was entered, for the next time.
 *
 * One entry a line, in UTF-8; a newline within an entry is a vertical tab there. The file is for
 * its owner alone (mode 0600, also where it had another one, in folders that are made where they
 * are missing, mode 0700). Several clients may use one: each entry is added at once, and under a
 * lock. Functions return NULL, or words that say what was not possible; they are static. */
#ifndef HISTORY_FILE_H
#define HISTORY_FILE_H

#define HISTORY_FILE_LINES 1000
#define HISTORY_FILE_BYTES (1024L * 1024)
#define HISTORY_ENTRY_BYTES (64 * 1024) /* longer ones are better not kept */

/* Where an entry may be kept. */
enum keep {
	KEEP_NOWHERE, /* it may contain a password or a key */
	KEEP_RUN,     /* in memory until the client ends, for the Up key */
	KEEP_DISK,    /* in the history file, too */
};

/* Calls `each` for the newest entries, oldest first: at most HISTORY_FILE_LINES, of the last
 * HISTORY_FILE_BYTES. Older ones are taken out of the file, which is made where there is none. */
const char *history_file_read(
	const char *path, void (*each)(void *data, const char *entry), void *data);

const char *history_file_add(const char *path, const char *entry);

#endif
