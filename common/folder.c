#include "folder.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "memory.h"

void folder_make_above(const char *path)
{
	char *copy = memory_text(path);
	for (char *end = copy; *end && (end = strchr(end + 1, '/'));) {
		*end = '\0';
		mkdir(copy, 0700);
		*end = '/';
	}
	free(copy);
}
