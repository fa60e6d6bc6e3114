/* The log: one line an event, key=value, on standard error or in a file.
 *
 *   log_event(LOG_INFO, "closed", LOG_TEXT("peer", peer), LOG_NUMBER("lines", lines));
 *   time=2026-01-31T12:00:00.000Z level=info event=closed peer=192.0.2.1:4711 lines=12
 *
 * Values are quoted if necessary, and control characters and invalid UTF-8 are made safe, so users
 * cannot forge or garble a line. A line is one write(2) of at most 4,096 bytes. If standard error
 * cannot take it at once (a full pipe), the line is dropped and counted, and nobody waits; for a
 * file, see log_file.h. Where standard error is the journal of systemd, "<6>" or the like in front
 * of each line tells it the level (sd-daemon(3)). Any thread may log. */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* The names of the levels in their order, ended by NULL. */
extern const char *const log_level_names[];

struct log_field {
	const char *key; /* NULL ends a list */
	const char *text;
	int64_t number; /* counts where `text` is NULL */
	bool address;	/* of a peer: see log_set_addresses() */
};

static inline const char *log_or_empty(const char *text)
{
	return text ? text : "";
}

#define LOG_TEXT(k, t) ((struct log_field){.key = (k), .text = log_or_empty(t)})
#define LOG_ADDRESS(k, t) ((struct log_field){.key = (k), .text = log_or_empty(t), .address = true})
#define LOG_NUMBER(k, n) ((struct log_field){.key = (k), .number = (int64_t)(n)})

/* Looks whether standard error is the journal; before the first thread. */
void log_start(void);

/* What stands before a line on standard error that is no row: for the journal "<3>" or the like,
 * else "". */
const char *log_mark(enum log_level level);

/* From now on rows go to this file, also where it is the same as before and has been renamed
 * meanwhile; or, with NULL, to standard error. False with a sentence of `size` bytes; then they go
 * where they went. By one thread at a time. */
bool log_to(const char *path, char *error, size_t size);

/* Waits a moment until all rows are in the file: before an abort(). */
void log_flush(void);

/* The same at the orderly end of the process; ends the thread that writes the file. */
void log_end(void);

/* Whether addresses of peers are written; they are at first. Else there is LOG_HIDDEN. */
#define LOG_HIDDEN "hidden"
void log_set_addresses(bool shown);
bool log_shows_addresses(void);

/* Sets the level of the whole process; LOG_INFO at first. */
void log_set_level(enum log_level level);

/* Whether lines of this level are written, for callers whose fields take time to compute. */
int log_enabled(enum log_level level);

/* How many lines were dropped because standard error or a struct log_lines was full. */
uint64_t log_dropped(void);

void log_fields(enum log_level level, const char *event, const struct log_field *fields);

/* Lines to be written later: code that holds a lock must not wait for a disk. */
#define LOG_LINES_MAX ((size_t)64 << 10)
struct log_lines {
	char *bytes;
	size_t length, size;
};

/* As log_fields(), but adds the line to `lines`. If these have LOG_LINES_MAX bytes already, drops
 * and counts it. For one thread at a time. */
void log_keep(struct log_lines *lines, enum log_level level, const char *event,
	const struct log_field *fields);

/* Writes the lines in their order and frees them. */
void log_write(struct log_lines *lines);

/* An event without fields. */
void log_plain(enum log_level level, const char *event);

/* An event with at least one field. */
#define log_event(level, event, ...) \
	log_fields((level), (event), (const struct log_field[]){__VA_ARGS__, {0}})

#endif
