#include "shim.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"

void *shim_memory(char path[TEMPORARY_PATH_SIZE], const char *name, size_t size)
{
	snprintf(path, TEMPORARY_PATH_SIZE, "%s/%s", temporary_folder(), name);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ck_assert_ptr_ne(memory, MAP_FAILED);
	close(fd);
	return memory;
}

/* A sanitizer's library wants to be the first one; behind the shim it works as well. */
void shim_preload(const char *library, const char *variable, const char *path)
{
	char options[512];
	const char *now = getenv("ASAN_OPTIONS");
	snprintf(options, sizeof options, "%s:verify_asan_link_order=0", now ? now : "");
	setenv("ASAN_OPTIONS", options, 1);
	setenv("LD_PRELOAD", getenv(library), 1);
	setenv(variable, path, 1);
}
