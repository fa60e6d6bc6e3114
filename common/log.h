/* The log: one line an event, key=value, on standard error.
 *
 *   log_event(LOG_INFO, "closed", LOG_TEXT("peer", peer), LOG_NUMBER("lines", lines));
 *   time=2026-01-31T12:00:00.000Z level=info event=closed peer=192.0.2.1:4711 lines=12
 *
 * Values are quoted if necessary, and control characters and invalid UTF-8 are made safe, so users
 * cannot forge or garble a line. A line is one write(2) of at most 4,096 bytes. If standard error
 * cannot take it at once (a full pipe), the line is dropped and counted, and nobody waits. Any
 * thread may log. */
#ifndef LOG_H
#define LOG_H

#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

/* The names of the levels in their order, ended by NULL. */
extern const char *const log_level_names[];

struct log_field {
	const char *key; /* NULL ends a list */
	const char *text;
	int64_t number; /* counts where `text` is NULL */
};

static inline const char *log_or_empty(const char *text)
{
	return text ? text : "";
}

#define LOG_TEXT(k, t) ((struct log_field){.key = (k), .text = log_or_empty(t)})
#define LOG_NUMBER(k, n) ((struct log_field){.key = (k), .number = (int64_t)(n)})

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
