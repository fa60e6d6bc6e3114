#include "log.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "log_file.h"
#include "text.h"

#define LINE_BYTES 4096 /* PIPE_BUF on Linux: a write of this size is atomic */
#define VALUE_BYTES 512 /* a longer value is cut */
#define MARK_BYTES 3	/* "<6>" */

const char *const log_level_names[] = {"error", "warning", "info", "debug", NULL};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int level_limit = LOG_INFO;
static atomic_bool addresses = true;
static atomic_uint_fast64_t dropped;
static bool to_journal;
static bool to_file; /* with the lock */

/* Each line begins with the mark of its level, which is written to the journal alone. */
static const char *const marks[] = {"<3>", "<4>", "<6>", "<7>"};

struct line {
	size_t length;
	char bytes[LINE_BYTES];
};

void log_set_level(enum log_level level)
{
	atomic_store(&level_limit, (int)level);
}

int log_enabled(enum log_level level)
{
	return (int)level <= atomic_load_explicit(&level_limit, memory_order_relaxed);
}

uint64_t log_dropped(void)
{
	return atomic_load(&dropped);
}

static void add(struct line *line, const char *text)
{
	size_t length = strlen(text);
	length = text_cut(text, length, LINE_BYTES - 1 - line->length);
	memcpy(line->bytes + line->length, text, length);
	line->length += length;
}

static void add_quoted(struct line *line, const char *text)
{
	add(line, "\"");
	for (; *text; text++) {
		char escaped[3] = {*text, '\0', '\0'};
		if (*text == '"' || *text == '\\') {
			escaped[0] = '\\';
			escaped[1] = *text;
		}
		add(line, escaped);
	}
	add(line, "\"");
}

static void add_text(struct line *line, const char *text)
{
	char safe[TEXT_SAFE_SIZE(VALUE_BYTES)];
	text_safe(safe, text, strnlen(text, VALUE_BYTES));
	if (!*safe || strpbrk(safe, " \t\"\\="))
		add_quoted(line, safe);
	else
		add(line, safe);
}

/* Never waits: standard error may be a pipe whose reader has stopped. */
static bool put_to_stderr(const char *bytes, size_t length)
{
	struct pollfd fd = {.fd = STDERR_FILENO, .events = POLLOUT};
	return poll(&fd, 1, 0) == 1 && (fd.revents & POLLOUT) &&
	       write(STDERR_FILENO, bytes, length) >= 0;
}

static void put(const char *bytes, size_t length)
{
	pthread_mutex_lock(&lock); /* else two threads could both find room for one line */
	size_t skipped = to_journal && !to_file ? 0 : MARK_BYTES;
	bool done = to_file ? log_file_put(bytes + skipped, length - skipped)
			    : put_to_stderr(bytes + skipped, length - skipped);
	pthread_mutex_unlock(&lock);
	if (!done)
		atomic_fetch_add(&dropped, 1);
}

/* $JOURNAL_STREAM names the journal's socket by device and inode (systemd.exec(5)). */
void log_start(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat status;
	to_journal = stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 &&
		     fstat(STDERR_FILENO, &status) == 0 && status.st_dev == device &&
		     status.st_ino == inode;
}

const char *log_mark(enum log_level level)
{
	return to_journal ? marks[level] : "";
}

static void set_to_file(bool on)
{
	pthread_mutex_lock(&lock);
	to_file = on;
	pthread_mutex_unlock(&lock);
}

void log_end(void)
{
	set_to_file(false);
	log_file_close();
}

bool log_to(const char *path, char *error, size_t size)
{
	if (path && !log_file_open(path, error, size))
		return false;
	if (path)
		set_to_file(true);
	else
		log_end();
	return true;
}

void log_flush(void)
{
	log_file_flush();
}

void log_set_addresses(bool shown)
{
	atomic_store(&addresses, shown);
}

bool log_shows_addresses(void)
{
	return atomic_load_explicit(&addresses, memory_order_relaxed);
}

static void make(
	struct line *line, enum log_level level, const char *event, const struct log_field *fields)
{
	char time[CLOCK_TEXT_SIZE];
	bool hide = !log_shows_addresses();
	line->length = 0;
	add(line, marks[level]);
	add(line, "time=");
	add(line, clock_text(time, clock_utc_ms()));
	add(line, " level=");
	add(line, log_level_names[level]);
	add(line, " event=");
	add(line, event);
	for (; fields->key; fields++) {
		add(line, " ");
		add(line, fields->key);
		add(line, "=");
		if (fields->text) {
			add_text(line, fields->address && hide ? LOG_HIDDEN : fields->text);
			continue;
		}
		char number[24];
		snprintf(number, sizeof number, "%lld", (long long)fields->number);
		add(line, number);
	}
	line->bytes[line->length++] = '\n';
}

void log_fields(enum log_level level, const char *event, const struct log_field *fields)
{
	struct line line;
	if (!log_enabled(level))
		return;
	make(&line, level, event, fields);
	put(line.bytes, line.length);
}

/* Uses realloc(3) because memory.c reports an allocation that fails through this file. */
static bool make_room(struct log_lines *lines, size_t length)
{
	size_t size = lines->size ? lines->size : 1024;
	while (lines->length + length > size)
		size *= 2;
	char *bytes = size > lines->size ? realloc(lines->bytes, size) : lines->bytes;
	if (!bytes)
		return false;
	lines->bytes = bytes;
	lines->size = size;
	return true;
}

void log_keep(struct log_lines *lines, enum log_level level, const char *event,
	const struct log_field *fields)
{
	struct line line;
	if (!log_enabled(level))
		return;
	make(&line, level, event, fields);
	if (lines->length + line.length > LOG_LINES_MAX) {
		atomic_fetch_add(&dropped, 1);
		return;
	}
	if (!make_room(lines, line.length)) {
		atomic_fetch_add(&dropped, 1);
		return;
	}
	memcpy(lines->bytes + lines->length, line.bytes, line.length);
	lines->length += line.length;
}

void log_write(struct log_lines *lines)
{
	for (size_t at = 0; at < lines->length;) {
		const char *start = lines->bytes + at;
		const char *newline = memchr(start, '\n', lines->length - at);
		size_t length = (size_t)(newline - start) + 1;
		put(start, length);
		at += length;
	}
	free(lines->bytes);
	*lines = (struct log_lines){0};
}

void log_plain(enum log_level level, const char *event)
{
	log_fields(level, event, &(const struct log_field){0});
}
