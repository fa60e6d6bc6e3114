/* The log: one line an event, key=value, on standard error.
 *
 *   log_event(LOG_INFO, "closed", LOG_TEXT("peer", peer), LOG_NUMBER("lines", lines));
 *   time=2026-01-31T12:00:00.000Z level=info event=closed peer=192.0.2.1:4711 lines=12
 *
 * Values are quoted where they need it and control characters and invalid UTF-8 are made safe,
 * so that nothing a user sends can forge or garble a line. A line is one write(2) of at most
 * 4,096 bytes; where standard error cannot take it at once (a full pipe), the line is dropped
 * and counted rather than the server held up. Any thread may log. */
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

/* Takes effect for the whole process. The default is LOG_INFO. */
void log_set_level(enum log_level level);

/* Whether a line of this level would be written; for callers whose fields cost something. */
int log_enabled(enum log_level level);

/* Lines dropped so far because standard error, or a full struct log_lines, could not take them. */
uint64_t log_dropped(void);

void log_fields(enum log_level level, const char *event, const struct log_field *fields);

/* Lines that wait to be written: of whom may not wait for a disk now, since it holds a lock. */
#define LOG_LINES_MAX ((size_t)64 << 10)
struct log_lines {
	char *bytes;
	size_t length, size;
};

/* As log_fields(), but the line is kept, unless LOG_LINES_MAX bytes are; then it is dropped and
 * counted. Not shared between threads. */
void log_keep(struct log_lines *lines, enum log_level level, const char *event,
	const struct log_field *fields);

/* Writes all of them, in their order, and frees what they took. */
void log_write(struct log_lines *lines);

/* An event without fields. */
void log_plain(enum log_level level, const char *event);

/* An event with at least one field. */
#define log_event(level, event, ...) \
	log_fields((level), (event), (const struct log_field[]){__VA_ARGS__, {0}})

#endif
