#include "password.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "memory.h"
#include "option_value.h"
#include "report.h"
#include "secret.h"
#include "settings.h"
#include "text_file.h"

#define FILE_BYTES 65536

void password_free(char *password)
{
	if (password)
		sodium_memzero(password, strlen(password));
	free(password);
}

/* Takes the first line of a text, which is wiped. */
static bool take_line(char *text, size_t length, char **password, char error[OPTION_ERROR_SIZE])
{
	size_t line = strcspn(text, "\r\n");
	bool good = line > 0 && line <= SECRET_MAX;
	if (good)
		*password = memory_text_n(text, line);
	else
		option_error(
			error, "a password has 1 to %d bytes, and this has %zu", SECRET_MAX, line);
	sodium_memzero(text, length);
	return good;
}

static bool read_file(const char *path, char **password, char error[OPTION_ERROR_SIZE])
{
	struct stat status;
	size_t length;
	char *text = text_file_read(
		path, TEXT_FILE_STREAM, FILE_BYTES, &length, error, OPTION_ERROR_SIZE);
	if (!text)
		return false;
	bool good = take_line(text, length, password, error);
	free(text);
	if (good && stat(path, &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & 077))
		report("others can read %s, and a password is in it: chmod 600 '%s'", path, path);
	return good;
}

/* The command has our standard input and error, so that it can ask for something itself. */
static bool run_command(const char *command, char **password, char error[OPTION_ERROR_SIZE])
{
	char text[SECRET_MAX + 3] = "";
	FILE *output = popen(command, "re");
	if (!output)
		return option_error(error, "cannot run the password command: %s", strerror(errno));
	setvbuf(output, NULL, _IONBF, 0); /* no copy */
	size_t length = fread(text, 1, sizeof text - 1, output);
	if (pclose(output) != 0) {
		sodium_memzero(text, sizeof text);
		return option_error(error, "the password command failed: %s", command);
	}
	return take_line(text, length, password, error);
}

/* The variable is wiped, so that neither children nor others who may look see it later. */
static bool take_variable(char *value, char **password, char error[OPTION_ERROR_SIZE])
{
	bool good = take_line(value, strlen(value), password, error);
	unsetenv(PASSWORD_VARIABLE);
	return good;
}

static bool ask(const struct settings *settings, char **password, char error[OPTION_ERROR_SIZE])
{
	char text[SECRET_MAX + 1];
	const char *wrong;
	if (!isatty(STDIN_FILENO))
		return option_error(error,
			"there is no password for %s: give it with --password-file, "
			"--password-command or " PASSWORD_VARIABLE,
			settings->login);
	char *prompt = memory_format("Password for %s: ", settings->login);
	bool good = secret_read(text, prompt, &wrong);
	free(prompt);
	if (!good)
		return option_error(error, "%s", wrong);
	return take_line(text, strlen(text), password, error);
}

bool password_find(const struct settings *settings, char **password, char error[OPTION_ERROR_SIZE])
{
	char *value = getenv(PASSWORD_VARIABLE);
	*password = NULL;
	if (!settings->login)
		return true;
	if (settings->password_file)
		return read_file(settings->password_file, password, error);
	if (settings->password_command)
		return run_command(settings->password_command, password, error);
	if (value && *value)
		return take_variable(value, password, error);
	return settings->client_cert || ask(settings, password, error);
}
