/* The file of a unix socket.
 *
 * A server that dies leaves its file behind, to which nobody can connect; the next server replaces
 * it. A file to which somebody can connect is not touched, nor one that is no socket. Two servers
 * that start at the same time take turns, by a lock of the folder. */
#ifndef SOCKET_FILE_H
#define SOCKET_FILE_H

#include <stddef.h>
#include <sys/types.h>

#define SOCKET_FILE_SIZE 108 /* of a path with its NUL: that of sun_path in unix(7) */

struct socket_file {
	char path[SOCKET_FILE_SIZE]; /* empty for none */
	dev_t device;
	ino_t inode;
};

/* Makes the file and listens: a non-blocking socket, or -1 with a reason that follows "cannot
 * listen on PATH: ". At no time can more users connect than `mode` allows, whatever the umask and
 * the folder's ACL say. Waits up to SOCKET_FILE_WAIT_MS for another server that is starting. It
 * changes the umask: only while the process has one thread, or in one with an umask of its own
 * (unshare(2), CLONE_FS). */
#define SOCKET_FILE_WAIT_MS 3000
int socket_file_listen(struct socket_file *file, const char *path, int mode, int backlog,
	char *reason, size_t size);

/* Gives the file this mode if it is still the one that was made. */
void socket_file_set_mode(const struct socket_file *file, int mode);

/* Removes the file if it is still the one that was made. While the socket is open: a server that
 * starts cannot have replaced it then. */
void socket_file_remove(struct socket_file *file);

#endif
