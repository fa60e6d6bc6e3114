#include "state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "memory.h"

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

const char *state_variable(char *(*variable)(const char *name), bool of_system)
{
	static const char *const names[] = {"STATE_DIRECTORY", "XDG_STATE_HOME", "HOME", NULL};
	for (const char *const *name = names; *name; name++) {
		const char *value = variable(*name);
		if (value && *value == '/')
			return *name;
		if (of_system)
			break;
	}
	return NULL;
}

bool state_make_folder(const char *path)
{
	if (strlen(path) < STATE_PATH_SIZE)
		return folder_make(path);
	errno = ENAMETOOLONG;
	return false;
}

/* The folder, or the nearest one above that is there. */
static bool find_owner(const char *path, struct stat *found)
{
	char *above = memory_text(path);
	bool good;
	while (!(good = stat(above, found) == 0) && strchr(above, '/') && errno == ENOENT) {
		char *slash = strrchr(above, '/');
		slash[slash == above && slash[1] ? 1 : 0] = '\0';
	}
	if (!good && errno == ENOENT && *path != '/')
		good = stat(".", found) == 0;
	free(above);
	return good;
}

bool state_act_as_owner(const char *path)
{
	struct stat found;
	if (geteuid() != 0)
		return true;
	if (!find_owner(path, &found))
		return false;
	return found.st_uid == 0 || (setegid(found.st_gid) == 0 && seteuid(found.st_uid) == 0);
}
