/* Where a program that follows rooms has stopped (--resume): a file with the last line of each room
 * that it has printed.
 *
 * A row for each room: its name, the time of the line in ms since 1970, and its id, which may be
 * missing. The file is replaced as a whole: whenever the program or the machine ends, there is the
 * old or the new one. It is for its owner alone, and for the one program that has locked it. The
 * names of the files beside it begin with a full stop, so they are no program's. */
#ifndef RESUME_H
#define RESUME_H

#include <stdint.h>

#include "lock_file.h"

/* Locks the place for this program, until it ends: as lock_file(), with a file of its own. */
int resume_lock(const char *path, char holder[LOCK_HOLDER_SIZE]);

/* Calls `each` with each row; the id is NULL where it is missing. Returns 0, also where there is no
 * file, or an errno value: EBADMSG where the file is not as resume_write() leaves it. To pass over
 * a damaged row would be to miss lines and not to say so. */
int resume_read(const char *path,
	void (*each)(void *data, const char *room, const char *id, int64_t time), void *data);

/* Writes rows, at least one, onto the disk. Returns 0 or an errno value. */
int resume_write(const char *path, const char *rows);

#endif
