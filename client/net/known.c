#include "known.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "folder.h"
#include "lock_file.h"
#include "memory.h"
#include "replace_file.h"
#include "text_file.h"

#define FILE_BYTES (1024 * 1024)
#define LOCK_TRIES 50
#define LOCK_PAUSE_MS 20

static const char vouched[] = "vouched";

void known_name(char out[KNOWN_NAME_SIZE], const char *host, int port)
{
	size_t length = strlen(host);
	if (address_is_path(host)) {
		snprintf(out, KNOWN_NAME_SIZE, "unix:%s", host);
		for (char *c = out; *c; c++)
			if ((unsigned char)*c <= ' ') /* which ends a name in the file */
				*c = '_';
		return;
	}
	bool in_brackets = strchr(host, ':');
	if (length > 1 && host[length - 1] == '.')
		length--;
	snprintf(out, KNOWN_NAME_SIZE, "%s%.*s%s:%d", in_brackets ? "[" : "", (int)length, host,
		in_brackets ? "]" : "", port);
	for (char *c = out; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
}

/* NULL with errno, which is 0 where there is no file. */
static char *read_rows(const char *path)
{
	char error[256];
	size_t length;
	errno = 0;
	char *text =
		text_file_read(path, TEXT_FILE_REGULAR, FILE_BYTES, &length, error, sizeof error);
	if (text)
		return text;
	if (errno == ENOENT || errno == ENOTDIR)
		errno = 0;
	else if (errno == 0)
		errno = EBADMSG;
	return NULL;
}

/* What stands behind the server's name in its line, or NULL. */
static const char *row_of(const char *row, const char *name)
{
	size_t length = strlen(name);
	if (strncmp(row, name, length) != 0 || row[length] != ' ')
		return NULL;
	return row + length + strspn(row + length, " ");
}

static bool read_row(struct known *known, const char *row)
{
	bool is_vouched = strcmp(row, vouched) == 0;
	known->kind = is_vouched ? KNOWN_VOUCHED : KNOWN_FINGERPRINT;
	return is_vouched || fingerprint_read(known->fingerprint, row);
}

int known_find(const char *path, const char *name, struct known *known)
{
	*known = (struct known){.kind = KNOWN_NOT};
	char *text = read_rows(path), *rest = text;
	int error = text ? 0 : errno;
	unsigned line = 0;
	for (char *row; !error && !known->line && (row = strsep(&rest, "\n"));) {
		const char *value = row_of(row, name);
		line++;
		if (!value)
			continue;
		known->line = line;
		if (!read_row(known, value))
			error = EBADMSG;
	}
	free(text);
	return error;
}

static int lock(const char *path)
{
	char holder[LOCK_HOLDER_SIZE];
	char *file = replace_file_beside(path, "lock");
	int fd = lock_file(file, holder);
	for (int i = 0; fd < 0 && errno == EWOULDBLOCK && i < LOCK_TRIES; i++) {
		poll(NULL, 0, LOCK_PAUSE_MS);
		fd = lock_file(file, holder);
	}
	free(file);
	return fd;
}

/* Writes all rows but those of the server, whose new row takes the place of the first. */
static int write_rows(const char *path, char *text, const char *name, const char *value)
{
	struct buffer rows = {0};
	bool done = false;
	for (char *row; (row = strsep(&text, "\n"));) {
		bool own = row_of(row, name);
		if (own && !done)
			buffer_format(&rows, "%s %s\n", name, value);
		else if (!own && *row)
			buffer_format(&rows, "%s\n", row);
		done |= own;
	}
	if (!done)
		buffer_format(&rows, "%s %s\n", name, value);
	int error = replace_file(path, buffer_text(&rows));
	buffer_finish(&rows);
	return error;
}

int known_write(const char *path, const char *name, const char *fingerprint)
{
	folder_make_above(path);
	int fd = lock(path);
	if (fd < 0)
		return errno;
	char *text = read_rows(path);
	int error = text ? 0 : errno;
	if (!error)
		error = write_rows(path, text, name, fingerprint ? fingerprint : vouched);
	free(text);
	close(fd);
	return error;
}
