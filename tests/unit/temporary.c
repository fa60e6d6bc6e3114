#include "temporary.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *temporary_file(const char *bytes, size_t length)
{
	const char *folder = getenv("TMPDIR");
	char path[256];
	ck_assert_int_lt(
		snprintf(path, sizeof path, "%s/chatd-test-XXXXXX", folder ? folder : "/tmp"),
		(int)sizeof path);
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	temporary_write(path, bytes, length);
	return strdup(path);
}

void temporary_write(const char *path, const char *bytes, size_t length)
{
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

void temporary_remove(char *path)
{
	unlink(path);
	free(path);
}
