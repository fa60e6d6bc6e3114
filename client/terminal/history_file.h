/* The file with what was entered, for the next time.
 *
 * One entry a line, in UTF-8; a newline in an entry is a vertical tab in the file. The file is for
 * its owner alone: its mode becomes 0600, and missing folders are made with mode 0700. Several
 * clients may use one file: each entry is added at once, under a lock. Functions return 0 or an
 * errno value. */
#ifndef HISTORY_FILE_H
#define HISTORY_FILE_H

#define HISTORY_FILE_LINES 1000
#define HISTORY_FILE_BYTES (1024L * 1024)
#define HISTORY_ENTRY_BYTES (64 * 1024) /* longer entries should not be kept */

/* Where an entry may be kept. */
enum keep {
	KEEP_NOWHERE, /* it may contain a password or a key */
	KEEP_RUN,     /* in memory until the client ends, for the Up key */
	KEEP_DISK,    /* in the history file, too */
};

/* Calls `each` for the newest entries, the oldest of them first: at most HISTORY_FILE_LINES, from
 * the last HISTORY_FILE_BYTES. Removes older entries from the file, and creates a missing file. */
int history_file_read(const char *path, void (*each)(void *data, const char *entry), void *data);

int history_file_add(const char *path, const char *entry);

#endif
