#include "config_files.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include "password_hash.h"
#include "text_file.h"

#define PASSWORD_FILE_MAX 4096 /* bytes */

/* Others who can read the file can guess the password without being noticed. */
static void warn_of_readers(const char *path, struct option_report *report)
{
	struct stat found;
	if (stat(path, &found) == 0 && (found.st_mode & (S_IRGRP | S_IROTH)) != 0)
		option_warning(report, "password-file", 0,
			"'password-file': others can read %s; chmod 600", path);
}

/* The one line of the file; NULL where there is none or where it is no hash. */
static char *load_password(const char *path, struct option_report *report)
{
	char reason[OPTION_ERROR_SIZE - 32];
	size_t length;
	if (!path)
		return NULL;
	char *text = text_file_read(
		path, TEXT_FILE_REGULAR, PASSWORD_FILE_MAX, &length, reason, sizeof reason);
	if (!text) {
		option_mistake(report, "password-file", 0, "'password-file': %s", reason);
		return NULL;
	}
	while (length > 0 && strchr("\r\n", text[length - 1]))
		text[--length] = '\0';
	if (strlen(text) == length && !strpbrk(text, "\r\n") && password_hash_good(text)) {
		warn_of_readers(path, report);
		return text;
	}
	sodium_memzero(text, length);
	free(text);
	option_mistake(report, "password-file", 0,
		"'password-file': the file '%.200s' must have one line, the hash of the password: "
		"chatd --hash-password >FILE makes it",
		path);
	return NULL;
}

bool config_files_load(
	struct config_files *files, const struct config *config, struct option_report *report)
{
	size_t before = report->mistakes.count;
	*files = (struct config_files){0};
	config_motd(config, &files->motd, report);
	files->password_hash = load_password(config->password_file, report);
	access_rules_load(&files->access, config, report);
	return report->mistakes.count == before;
}

void config_files_finish(struct config_files *files)
{
	free(files->motd);
	free(files->password_hash);
	access_rules_finish(&files->access);
	*files = (struct config_files){0};
}
