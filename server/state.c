#include "state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "folder.h"

#define SYSTEM_FOLDER "/var/lib/chatd"

static bool fits(int length)
{
	return length > 0 && length < STATE_PATH_SIZE;
}

/* Without the port's. A relative path is none (XDG Base Directory Specification). */
static bool all_ports(
	char out[STATE_PATH_SIZE], char *(*variable)(const char *name), bool of_system)
{
	const char *value = variable("STATE_DIRECTORY");
	if (value && *value == '/') /* a list */
		return fits(
			snprintf(out, STATE_PATH_SIZE, "%.*s", (int)strcspn(value, ":"), value));
	if (of_system)
		return fits(snprintf(out, STATE_PATH_SIZE, SYSTEM_FOLDER));
	value = variable("XDG_STATE_HOME");
	if (value && *value == '/')
		return fits(snprintf(out, STATE_PATH_SIZE, "%s/chatd", value));
	value = variable("HOME");
	return value && *value == '/' &&
	       fits(snprintf(out, STATE_PATH_SIZE, "%s/.local/state/chatd", value));
}

bool state_folder(
	char out[STATE_PATH_SIZE], int port, char *(*variable)(const char *name), bool of_system)
{
	char all[STATE_PATH_SIZE];
	return all_ports(all, variable, of_system) &&
	       fits(snprintf(out, STATE_PATH_SIZE, "%s/%d", all, port));
}

bool state_of_system(void)
{
	return geteuid() == 0 || access(SYSTEM_FOLDER, W_OK) == 0;
}

bool state_make_folder(const char *path)
{
	if (strlen(path) < STATE_PATH_SIZE)
		return folder_make(path);
	errno = ENAMETOOLONG;
	return false;
}
