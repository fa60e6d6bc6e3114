#include "tool_backup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "amount.h"
#include "backup.h"
#include "certificate.h"
#include "folder.h"
#include "memory.h"
#include "replace_file.h"
#include "state.h"
#include "text.h"
#include "tool_progress.h"

#define CONTENTS_SIZE 256
#define TEMPORARY_FILES 3

static const int endings[] = {SIGINT, SIGTERM, SIGHUP};
static char *temporary[TEMPORARY_FILES]; /* the unfinished backup and its log, to be removed */

struct faults {
	struct tool_progress progress;
	unsigned count;
	char first[STORE_ERROR_SIZE];
};

__attribute__((format(printf, 2, 3))) static bool fail(
	char error[OPTION_ERROR_SIZE], const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(error, OPTION_ERROR_SIZE, format, arguments);
	va_end(arguments);
	return false;
}

static void told(const char *fault, double part, void *data)
{
	struct faults *faults = data;
	if (!fault)
		tool_progress_show(&faults->progress, part);
	else if (faults->count++ == 0)
		snprintf(faults->first, sizeof faults->first, "%s", fault);
}

/* Paths and names are as somebody chose them. */
static void say(FILE *to, const char *sentence)
{
	char safe[TEXT_SAFE_SIZE(STORE_PATH_SIZE + CONTENTS_SIZE)];
	text_safe(safe, sentence, strnlen(sentence, STORE_PATH_SIZE + CONTENTS_SIZE));
	fprintf(to, "%s\n", safe);
}

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

/* "12,345 lines of 3 rooms, 1 account and the server's own certificate" */
static const char *describe(char out[CONTENTS_SIZE], const struct backup_contents *contents)
{
	char lines[AMOUNT_SIZE], rooms[AMOUNT_SIZE], accounts[AMOUNT_SIZE];
	snprintf(out, CONTENTS_SIZE, "%s line%s of %s room%s%s %s account%s%s",
		amount_number(lines, contents->lines), plural(contents->lines),
		amount_number(rooms, contents->rooms), plural(contents->rooms),
		contents->beside ? "," : " and", amount_number(accounts, contents->accounts),
		plural(contents->accounts),
		contents->beside ? " and the server's own certificate" : "");
	return out;
}

static void remove_temporary(void)
{
	for (int i = 0; i < TEMPORARY_FILES; i++)
		if (temporary[i])
			unlink(temporary[i]);
}

static void end_early(int signal)
{
	remove_temporary();
	_exit(128 + signal);
}

static void forget_temporary(void)
{
	for (unsigned i = 0; i < sizeof endings / sizeof *endings; i++)
		signal(endings[i], SIG_DFL);
	for (int i = 0; i < TEMPORARY_FILES; i++) {
		free(temporary[i]);
		temporary[i] = NULL;
	}
}

/* Not a file that somebody else has put there, who could read the backup; nor another name of a
 * file that would be emptied; nor one that another process has finished meanwhile and renamed. */
static bool is_ours(int fd, const char *path)
{
	struct stat opened, named;
	return fstat(fd, &opened) == 0 && lstat(path, &named) == 0 &&
	       opened.st_ino == named.st_ino && opened.st_dev == named.st_dev &&
	       S_ISREG(opened.st_mode) && opened.st_uid == geteuid() && opened.st_nlink == 1;
}

/* For the backup `whole`. One process at a time makes it. What one that was killed has left is used
 * again. */
static int open_temporary(const char *path, const char *whole, char error[OPTION_ERROR_SIZE])
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		fail(error, "no file can be made beside %.300s: %s", whole, strerrordesc_np(errno));
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		fail(error, "another process makes this backup now, in %.300s", path);
	else if (!is_ours(fd, path))
		fail(error, "%.300s is in the way: remove it, or name another file", path);
	else if (ftruncate(fd, 0) != 0)
		fail(error, "%.300s cannot be written: %s", path, strerrordesc_np(errno));
	if (!*error) {
		(void)fchmod(fd, 0600); /* some file systems have no modes */
		return fd;
	}
	close(fd);
	return -1;
}

static int make_temporary(const char *path, char error[OPTION_ERROR_SIZE])
{
	static const char *const others[TEMPORARY_FILES] = {"", "-wal", "-journal"};
	char *name = replace_file_beside(path, "new");
	int fd = open_temporary(name, path, error);
	for (int i = 0; fd >= 0 && i < TEMPORARY_FILES; i++) {
		temporary[i] = memory_format("%s%s", name, others[i]);
		if (i > 0)
			unlink(temporary[i]);
	}
	for (unsigned i = 0; fd >= 0 && i < sizeof endings / sizeof *endings; i++)
		signal(endings[i], end_early);
	free(name);
	return fd;
}

/* A disk that is full may be the server's, too, so it is not filled first. */
static bool has_space(int fd, const char *folder, char error[OPTION_ERROR_SIZE])
{
	struct statvfs disk;
	struct stat history;
	char free_text[AMOUNT_SIZE], needed[AMOUNT_SIZE];
	char *path = memory_format("%s/history.db", folder);
	bool known = stat(path, &history) == 0 && fstatvfs(fd, &disk) == 0;
	free(path);
	if (!known || (uint64_t)disk.f_bavail * disk.f_frsize > (uint64_t)history.st_size)
		return true;
	return fail(error, "the backup needs %s, and its disk has %s left",
		amount_bytes(needed, (uint64_t)history.st_size),
		amount_bytes(free_text, (uint64_t)disk.f_bavail * disk.f_frsize));
}

static bool is_there(const char *path, char error[OPTION_ERROR_SIZE])
{
	struct stat found;
	if (lstat(path, &found) != 0)
		return false;
	fail(error, "%.300s is there already, and is kept: remove it, or name another file", path);
	return true;
}

static bool publish(const char *path, char error[OPTION_ERROR_SIZE])
{
	int wrong = renameat2(AT_FDCWD, temporary[0], AT_FDCWD, path, RENAME_NOREPLACE) ? errno : 0;
	if (wrong == EEXIST)
		return !is_there(path, error);
	if (wrong == EINVAL && !is_there(path, error)) /* that file system cannot tell */
		wrong = rename(temporary[0], path) ? errno : 0;
	if (*error)
		return false;
	if (!wrong && !folder_sync_above(path))
		wrong = errno;
	return !wrong || fail(error, "%.300s cannot be written: %s", path, strerrordesc_np(wrong));
}

static void say_backup(
	const char *path, const struct backup_contents *contents, const struct faults *faults)
{
	char sentence[STORE_PATH_SIZE + CONTENTS_SIZE], text[CONTENTS_SIZE], size[AMOUNT_SIZE];
	snprintf(sentence, sizeof sentence, "%s has %s, in %s.", path, describe(text, contents),
		amount_bytes(size, (uint64_t)contents->bytes));
	say(stdout, sentence);
	if (faults->count == 0)
		return;
	snprintf(sentence, sizeof sentence,
		"chatd: the history has %u fault%s, and so has the backup: %s%s", faults->count,
		plural(faults->count), faults->first,
		faults->count > 1 ? "; chatd --verify tells all" : "");
	say(stderr, sentence);
}

static bool backup_as(const char *path, const char *folder, char error[OPTION_ERROR_SIZE])
{
	struct faults faults = {0};
	struct backup_contents contents;
	int fd = make_temporary(path, error);
	if (fd < 0)
		return false;
	struct backup backup = {.folder = folder,
		.beside = CERTIFICATE_OWN_NAME,
		.path = temporary[0],
		.fd = fd,
		.log_max = BACKUP_LOG_MAX,
		.told = told,
		.data = &faults};
	tool_progress_start(&faults.progress, "Backing up");
	bool good = has_space(fd, folder, error) && backup_make(&backup, &contents, error);
	tool_progress_clear(&faults.progress);
	good = good && publish(path, error);
	if (!good)
		remove_temporary();
	forget_temporary();
	close(fd);
	if (good)
		say_backup(strncmp(path, "./", 2) == 0 ? path + 2 : path, &contents, &faults);
	return good;
}

bool tool_backup(const char *path, const char *folder, char error[OPTION_ERROR_SIZE])
{
	size_t length = strlen(path);
	if (length == 0 || path[length - 1] == '/' || length > STATE_PATH_SIZE)
		return fail(error, "'backup' must be the name of a file");
	if (is_there(path, error))
		return false;
	char *whole = memory_format("%s%s", strchr(path, '/') ? "" : "./", path);
	bool good = backup_as(whole, folder, error);
	free(whole);
	return good;
}

static void say_restored(const char *folder, const struct backup_contents *contents,
	const struct backup_aside *aside)
{
	char sentence[STORE_PATH_SIZE + CONTENTS_SIZE], text[CONTENTS_SIZE];
	snprintf(sentence, sizeof sentence, "%s has %s now.", folder, describe(text, contents));
	say(stdout, sentence);
	if (*aside->history) {
		snprintf(sentence, sizeof sentence, "The history that was there is kept: %s",
			aside->history);
		say(stdout, sentence);
	}
	if (*aside->beside) {
		snprintf(sentence, sizeof sentence, "The certificate that was there is kept: %s",
			aside->beside);
		say(stdout, sentence);
	}
	if (!contents->beside)
		say(stdout, "No certificate was in the backup.");
}

static bool restore_from(
	int fd, int log_fd, const char *path, const char *folder, char error[OPTION_ERROR_SIZE])
{
	struct faults faults = {0};
	struct backup_contents contents;
	struct backup_aside aside;
	struct backup backup = {.folder = folder,
		.beside = CERTIFICATE_OWN_NAME,
		.path = path,
		.fd = fd,
		.told = told,
		.data = &faults};
	if (!state_act_as_owner(folder) || !state_make_folder(folder))
		return fail(error, "%.300s cannot be used: %s", folder, strerrordesc_np(errno));
	tool_progress_start(&faults.progress, "Restoring");
	bool good = backup_restore(&backup, log_fd, &contents, &aside, error);
	tool_progress_clear(&faults.progress);
	if (good)
		say_restored(folder, &contents, &aside);
	return good;
}

/* Both files are opened before root becomes the owner of the folder. */
bool tool_restore(const char *path, const char *folder, char error[OPTION_ERROR_SIZE])
{
	struct stat found;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fail(error, "%.300s cannot be read: %s", path, strerrordesc_np(errno));
	char *log = memory_format("%s-wal", path);
	int log_fd = open(log, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool good = fstat(fd, &found) == 0 && S_ISREG(found.st_mode)
			    ? restore_from(fd, log_fd, path, folder, error)
			    : fail(error, "%.300s is no file", path);
	if (log_fd >= 0)
		close(log_fd);
	close(fd);
	free(log);
	return good;
}
