#include "config_files.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include "log.h"
#include "password_hash.h"
#include "text_file.h"

#define PASSWORD_FILE_MAX 4096 /* bytes */

/* Others who can read the file can guess the password without being noticed. */
static void warn_of_readers(const char *path)
{
	struct stat found;
	if (stat(path, &found) == 0 && (found.st_mode & (S_IRGRP | S_IROTH)) != 0)
		log_event(LOG_WARNING, "password_file_open", LOG_TEXT("file", path),
			LOG_TEXT("advice", "others can read it; chmod 600"));
}

/* The one line of the file; NULL with a sentence where it holds no hash. */
static char *load_password(const char *path, char error[OPTION_ERROR_SIZE])
{
	char reason[OPTION_ERROR_SIZE - 32];
	size_t length;
	char *text = text_file_read(
		path, TEXT_FILE_REGULAR, PASSWORD_FILE_MAX, &length, reason, sizeof reason);
	if (!text) {
		snprintf(error, OPTION_ERROR_SIZE, "'password-file': %s", reason);
		return NULL;
	}
	while (length > 0 && strchr("\r\n", text[length - 1]))
		text[--length] = '\0';
	if (strlen(text) == length && !strpbrk(text, "\r\n") && password_hash_good(text)) {
		warn_of_readers(path);
		return text;
	}
	sodium_memzero(text, length);
	free(text);
	snprintf(error, OPTION_ERROR_SIZE,
		"'password-file': the file '%.200s' must have one line, the hash of the password: "
		"chatd --hash-password >FILE makes it",
		path);
	return NULL;
}

bool config_files_load(
	struct config_files *files, const struct config *config, char error[OPTION_ERROR_SIZE])
{
	*files = (struct config_files){0};
	files->motd = config_motd(config, error);
	if (!error[0] && config->password_file)
		files->password_hash = load_password(config->password_file, error);
	if (!error[0] && access_rules_load(&files->access, config, error))
		return true;
	config_files_finish(files);
	return false;
}

void config_files_finish(struct config_files *files)
{
	free(files->motd);
	free(files->password_hash);
	access_rules_finish(&files->access);
	*files = (struct config_files){0};
}
