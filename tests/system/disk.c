/* struct disk, as the test sees it. */
#include "disk.h"

#include <dirent.h>
#include <linux/futex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "harness.h"
#include "shim.h"

static struct disk *in_use;
static char file[TEMPORARY_PATH_SIZE];

struct disk *disk_new(const char *folder, const char *shadow)
{
	struct disk *disk = shim_memory(file, "disk", sizeof *disk);
	disk_move(disk, folder, shadow);
	return disk;
}

void disk_move(struct disk *disk, const char *folder, const char *shadow)
{
	snprintf(disk->folder, sizeof disk->folder, "%s", folder);
	snprintf(disk->shadow, sizeof disk->shadow, "%s", shadow ? shadow : "");
}

void disk_free(struct disk *disk)
{
	disk_use(NULL);
	munmap(disk, sizeof *disk);
	unlink(file);
}

void disk_use(struct disk *disk)
{
	in_use = disk;
}

void disk_prepare(void)
{
	if (in_use)
		shim_preload("DISK_SHIM", DISK_VARIABLE, file);
}

void disk_hold(struct disk *disk)
{
	disk->hold = 1;
}

void disk_release(struct disk *disk)
{
	disk->hold = 0;
	syscall(SYS_futex, &disk->hold, FUTEX_WAKE, 1000, NULL, NULL, 0);
}

static void copy_file(const char *from, const char *to)
{
	char bytes[65536];
	size_t length;
	FILE *in = fopen(from, "r"), *out = fopen(to, "w");
	must(in && out, "%s cannot be copied", from);
	while ((length = fread(bytes, 1, sizeof bytes, in)) > 0)
		ck_assert_uint_eq(fwrite(bytes, 1, length, out), length);
	fclose(in);
	ck_assert_int_eq(fclose(out), 0);
}

/* The index does not wait for the disk: one that was open when the machine stopped is made anew,
 * for it names the machine's start, which here stays the same. */
static bool is_index(const char *name)
{
	return strncmp(name, "words.db", strlen("words.db")) == 0;
}

void disk_lose_power(const struct disk *disk)
{
	char from[2 * TEMPORARY_PATH_SIZE], to[2 * TEMPORARY_PATH_SIZE];
	const struct dirent *entry;
	temporary_remove_tree(disk->folder);
	ck_assert_int_eq(rename(disk->shadow, disk->folder), 0);
	ck_assert_int_eq(mkdir(disk->shadow, 0700), 0);
	DIR *folder = opendir(disk->folder);
	ck_assert_ptr_nonnull(folder);
	while ((entry = readdir(folder))) {
		snprintf(from, sizeof from, "%s/%.90s", disk->folder, entry->d_name);
		snprintf(to, sizeof to, "%s/%.90s", disk->shadow, entry->d_name);
		if (is_index(entry->d_name))
			unlink(from);
		else if (entry->d_name[0] != '.')
			copy_file(from, to);
	}
	closedir(folder);
}

void disk_await_held(struct disk *disk)
{
	long until = now_ms() + WAIT_MS;
	while (disk->held == 0) {
		must(now_ms() < until, "nothing is synced");
		struct timespec most = {.tv_sec = 1};
		syscall(SYS_futex, &disk->held, FUTEX_WAIT, 0, &most, NULL, 0);
	}
}
