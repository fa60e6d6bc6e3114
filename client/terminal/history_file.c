#include "history_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "memory.h"

#define BREAK '\v'

struct lines {
	char **text;
	size_t count;
};

static void replace(char *text, char from, char to)
{
	for (; (text = strchr(text, from)); text++)
		*text = to;
}

/* Refuses devices, which may never end. Takes the rights of others away, which a copy or an archive
 * may have given. */
static bool is_own_file(int fd)
{
	struct stat status;
	if (fstat(fd, &status) != 0)
		return false;
	if (!S_ISREG(status.st_mode)) {
		errno = ENOTSUP;
		return false;
	}
	return !(status.st_mode & 077) || fchmod(fd, 0600) == 0;
}

/* The file, locked until it is closed; NULL with errno. */
static FILE *open_locked(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	if (fd < 0)
		return NULL;
	if (is_own_file(fd) && flock(fd, LOCK_EX) == 0)
		return fdopen(fd, "r+");
	int error = errno;
	close(fd);
	errno = error;
	return NULL;
}

/* Reads the lines at the end of the file; `all` if nothing comes before them. */
static void take(struct lines *lines, FILE *file, bool *all)
{
	char *text = NULL;
	size_t size = 0;
	*all = fseek(file, -HISTORY_FILE_BYTES, SEEK_END) != 0;
	if (*all)
		rewind(file);
	else if (getline(&text, &size, file) < 0) /* the rest of one */
		*all = true;
	while (getline(&text, &size, file) > 0) {
		text[strcspn(text, "\n")] = '\0';
		if (!*text)
			continue;
		lines->text = memory_add(lines->text, lines->count, sizeof *lines->text);
		lines->text[lines->count++] = memory_text(text);
	}
	free(text);
}

/* Moves the lines from `first` on to the front of the file, which needs no more space on the disk.
 * If the process ends in between, lines may be there twice, but none is lost. */
static int rewrite(const struct lines *lines, size_t first, FILE *file)
{
	rewind(file);
	for (size_t i = first; i < lines->count; i++)
		fprintf(file, "%s\n", lines->text[i]);
	if (fflush(file) != 0 || ftruncate(fileno(file), ftell(file)) != 0)
		return errno;
	return 0;
}

int history_file_read(const char *path, void (*each)(void *data, const char *entry), void *data)
{
	struct lines lines = {0};
	bool all;
	folder_make_above(path);
	FILE *file = open_locked(path);
	if (!file)
		return errno;
	take(&lines, file, &all);
	int error = ferror(file) ? errno : 0;
	size_t first = lines.count > HISTORY_FILE_LINES ? lines.count - HISTORY_FILE_LINES : 0;
	if (!error && (first > 0 || !all))
		error = rewrite(&lines, first, file);
	fclose(file);
	for (size_t i = 0; i < lines.count; i++) {
		replace(lines.text[i], BREAK, '\n');
		if (i >= first)
			each(data, lines.text[i]);
		free(lines.text[i]);
	}
	free(lines.text);
	return error;
}

int history_file_add(const char *path, const char *entry)
{
	FILE *file = open_locked(path);
	if (!file)
		return errno;
	char *line = memory_text(entry);
	fseek(file, 0, SEEK_END);
	replace(line, '\n', BREAK);
	fprintf(file, "%s\n", line);
	free(line);
	return fclose(file) == 0 ? 0 : errno;
}
