#include "state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "folder.h"

static bool fits(int length)
{
	return length > 0 && length < STATE_PATH_SIZE;
}

/* Without the port's. A relative path is none (XDG Base Directory Specification). */
static bool all_ports(char out[STATE_PATH_SIZE], char *(*variable)(const char *name), bool root)
{
	const char *value = variable("STATE_DIRECTORY");
	if (value && *value == '/') /* a list */
		return fits(
			snprintf(out, STATE_PATH_SIZE, "%.*s", (int)strcspn(value, ":"), value));
	if (root)
		return fits(snprintf(out, STATE_PATH_SIZE, "/var/lib/chatd"));
	value = variable("XDG_STATE_HOME");
	if (value && *value == '/')
		return fits(snprintf(out, STATE_PATH_SIZE, "%s/chatd", value));
	value = variable("HOME");
	return value && *value == '/' &&
	       fits(snprintf(out, STATE_PATH_SIZE, "%s/.local/state/chatd", value));
}

bool state_folder(
	char out[STATE_PATH_SIZE], int port, char *(*variable)(const char *name), bool root)
{
	char all[STATE_PATH_SIZE];
	return all_ports(all, variable, root) &&
	       fits(snprintf(out, STATE_PATH_SIZE, "%s/%d", all, port));
}

bool state_make_folder(const char *path)
{
	if (strlen(path) < STATE_PATH_SIZE)
		return folder_make(path);
	errno = ENAMETOOLONG;
	return false;
}
