#include "faulty.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

/* What a write has replaced. */
struct undo {
	struct undo *before;
	struct file *file;
	sqlite3_int64 at;
	int length;
	char bytes[];
};

struct file {
	sqlite3_file base;
	sqlite3_file *real; /* stands behind */
};

static sqlite3_vfs *real;
static struct undo *undone;
static unsigned operations, limit;
static int failure; /* SQLITE_OK: the power goes */
static bool armed;

static sqlite3_file *inner(sqlite3_file *file)
{
	return ((struct file *)file)->real;
}

#define CALL(method, file) inner(file)->pMethods->method(inner(file))
#define CALL_WITH(method, file, ...) inner(file)->pMethods->method(inner(file), __VA_ARGS__)

static _Noreturn void lose_power(void)
{
	for (; undone; undone = undone->before)
		if (rand() % 2)
			undone->file->real->pMethods->xWrite(
				undone->file->real, undone->bytes, undone->length, undone->at);
	_exit(0);
}

/* SQLITE_OK where the operation is to be done. */
static int count(void)
{
	if (++operations < limit || !armed)
		return SQLITE_OK;
	if (failure == SQLITE_OK)
		lose_power();
	return failure;
}

static void forget(struct file *file)
{
	for (struct undo **link = &undone; *link;) {
		struct undo *undo = *link;
		if (undo->file == file) {
			*link = undo->before;
			free(undo);
		} else {
			link = &undo->before;
		}
	}
}

/* A file that is closed without a sync is one that is removed then. */
static int do_close(sqlite3_file *file)
{
	forget((struct file *)file);
	return CALL(xClose, file);
}

static int do_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 at)
{
	return CALL_WITH(xRead, file, bytes, length, at);
}

static int do_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 at)
{
	int code = count();
	if (code != SQLITE_OK)
		return code;
	if (armed && failure == SQLITE_OK) {
		struct undo *undo = calloc(1, sizeof *undo + (size_t)length);
		*undo = (struct undo){undone, (struct file *)file, at, length};
		CALL_WITH(xRead, file, undo->bytes, length, at);
		undone = undo;
	}
	return CALL_WITH(xWrite, file, bytes, length, at);
}

static int do_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	int code = count();
	return code != SQLITE_OK ? code : CALL_WITH(xTruncate, file, size);
}

static int do_sync(sqlite3_file *file, int flags)
{
	int code = count();
	if (code != SQLITE_OK)
		return code;
	forget((struct file *)file);
	(void)flags;
	return SQLITE_OK; /* the machine goes on: it may keep what was written in memory */
}

static int do_size(sqlite3_file *file, sqlite3_int64 *size)
{
	return CALL_WITH(xFileSize, file, size);
}

static int do_lock(sqlite3_file *file, int lock)
{
	return CALL_WITH(xLock, file, lock);
}

static int do_unlock(sqlite3_file *file, int lock)
{
	return CALL_WITH(xUnlock, file, lock);
}

static int do_check_lock(sqlite3_file *file, int *held)
{
	return CALL_WITH(xCheckReservedLock, file, held);
}

static int do_control(sqlite3_file *file, int what, void *data)
{
	return CALL_WITH(xFileControl, file, what, data);
}

static int do_sector(sqlite3_file *file)
{
	return CALL(xSectorSize, file);
}

static int do_kind(sqlite3_file *file)
{
	return CALL(xDeviceCharacteristics, file);
}

static int do_map(sqlite3_file *file, int page, int size, int extend, void volatile **at)
{
	return CALL_WITH(xShmMap, file, page, size, extend, at);
}

static int do_shared_lock(sqlite3_file *file, int first, int locks, int flags)
{
	return CALL_WITH(xShmLock, file, first, locks, flags);
}

static void do_barrier(sqlite3_file *file)
{
	CALL(xShmBarrier, file);
}

static int do_unmap(sqlite3_file *file, int remove)
{
	return CALL_WITH(xShmUnmap, file, remove);
}

static const sqlite3_io_methods methods = {2, do_close, do_read, do_write, do_truncate, do_sync,
	do_size, do_lock, do_unlock, do_check_lock, do_control, do_sector, do_kind, do_map,
	do_shared_lock, do_barrier, do_unmap, NULL, NULL};

static int do_open(
	sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *got_flags)
{
	struct file *file = (struct file *)base;
	(void)vfs;
	file->real = (sqlite3_file *)(void *)(file + 1);
	int code = real->xOpen(real, name, file->real, flags, got_flags);
	base->pMethods = file->real->pMethods ? &methods : NULL;
	return code;
}

void faulty_start(void)
{
	static sqlite3_vfs vfs;
	if (real)
		return;
	real = sqlite3_vfs_find(NULL);
	vfs = *real;
	vfs.zName = "faulty";
	vfs.szOsFile = (int)sizeof(struct file) + real->szOsFile;
	vfs.xOpen = do_open;
	sqlite3_vfs_register(&vfs, 1);
}

void faulty_fail(unsigned after, int code)
{
	operations = 0;
	limit = after;
	failure = code;
	armed = true;
}

void faulty_repair(void)
{
	operations = 0;
	armed = false;
}

void faulty_lose_power(unsigned after, unsigned seed)
{
	srand(seed);
	faulty_fail(after, SQLITE_OK);
}

unsigned faulty_operations(void)
{
	return operations;
}
