#include "page.h"

#include <string.h>

const struct page_file *page_find(const struct page_file *files, const char *path, size_t length)
{
	for (const struct page_file *file = files; file->path; file++)
		if (strlen(file->path) == length && memcmp(file->path, path, length) == 0)
			return file;
	return NULL;
}
