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

/* Where a password is: each may be NULL. */
struct source {
	const char *file, *command, *variable;
};

/* Takes the first line of a text, which is wiped. `where` is told where it is none. */
static bool take_line(const char *where, char *text, size_t length, char **password,
	char error[OPTION_ERROR_SIZE])
{
	size_t line = strcspn(text, "\r\n");
	bool good = line > 0 && line <= SECRET_MAX;
	if (good)
		*password = memory_text_n(text, line);
	else if (line == 0)
		option_error(error, "there is no password in the first line of %s", where);
	else
		option_error(error,
			"the first line of %s is too long for a password: at most %d "
			"bytes",
			where, SECRET_MAX);
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
	bool good = take_line(path, text, length, password, error);
	free(text);
	if (good && stat(path, &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & 077))
		report("others can read %s, and a password is in it: chmod 600 '%s'", path, path);
	return good;
}

/* Reads as much as fits and passes over the rest, so that the command is not ended by a signal. */
static size_t read_output(FILE *output, char *text, size_t size)
{
	char rest[256];
	size_t length = fread(text, 1, size, output);
	while (fread(rest, 1, sizeof rest, output) > 0)
		;
	sodium_memzero(rest, sizeof rest);
	return length;
}

/* The command has our standard input and error, so that it can ask for something itself. */
static bool run_command(const char *command, char **password, char error[OPTION_ERROR_SIZE])
{
	char text[SECRET_MAX + 3] = "";
	FILE *output = popen(command, "re");
	if (!output)
		return option_error(error, "cannot run the password command: %s", strerror(errno));
	setvbuf(output, NULL, _IONBF, 0); /* no copy */
	size_t length = read_output(output, text, sizeof text - 1);
	if (pclose(output) != 0) {
		sodium_memzero(text, sizeof text);
		return option_error(error, "the password command failed: %s", command);
	}
	return take_line("what the password command prints", text, length, password, error);
}

/* The variable is wiped, so that neither children nor others who may look see it later. */
static bool take_variable(
	const char *name, char *value, char **password, char error[OPTION_ERROR_SIZE])
{
	bool good = take_line(name, value, strlen(value), password, error);
	unsetenv(name);
	return good;
}

/* True with NULL where there is no source. */
static bool find(const struct source *source, char **password, char error[OPTION_ERROR_SIZE])
{
	char *value = getenv(source->variable);
	if (source->file)
		return read_file(source->file, password, error);
	if (source->command)
		return run_command(source->command, password, error);
	return !value || !*value || take_variable(source->variable, value, password, error);
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
	*password = memory_text(text);
	sodium_memzero(text, sizeof text);
	return true;
}

static bool find_account(
	const struct settings *settings, char **password, char error[OPTION_ERROR_SIZE])
{
	const struct source source = {
		settings->password_file, settings->password_command, PASSWORD_VARIABLE};
	if (!settings->login)
		return true;
	if (!find(&source, password, error))
		return false;
	return *password || settings->client_cert || ask(settings, password, error);
}

bool password_find(
	const struct settings *settings, struct passwords *passwords, char error[OPTION_ERROR_SIZE])
{
	const struct source server = {settings->server_password_file,
		settings->server_password_command, PASSWORD_SERVER_VARIABLE};
	*passwords = (struct passwords){0};
	return find(&server, &passwords->server, error) &&
	       find_account(settings, &passwords->account, error);
}

static void wipe(char *password)
{
	if (password)
		sodium_memzero(password, strlen(password));
	free(password);
}

void password_finish(struct passwords *passwords)
{
	wipe(passwords->account);
	wipe(passwords->server);
}
