#include "socket_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define LOOK_AGAIN_MS 20

_Static_assert(sizeof((struct sockaddr_un *)0)->sun_path == SOCKET_FILE_SIZE, "see socket_file.h");

/* What is wrong, for who starts the server. */
struct trouble {
	char *reason;
	size_t size;
};

static bool is_wrong(const struct trouble *trouble, const char *reason)
{
	snprintf(trouble->reason, trouble->size, "%s", reason);
	return false;
}

static struct sockaddr_un address_of(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	return address;
}

static int open_folder(const char *path)
{
	char folder[SOCKET_FILE_SIZE];
	snprintf(folder, sizeof folder, "%s", path);
	char *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0'; /* "/chat" is in "/" */
	return open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Waits for a lock of the folder, which ends when the descriptor is closed. -1 with a reason. */
static int lock_folder(const char *path, const struct trouble *trouble)
{
	int fd = open_folder(path);
	for (int waited = 0; fd >= 0; waited += LOOK_AGAIN_MS) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return fd;
		if ((errno != EWOULDBLOCK && errno != EINTR) || waited >= SOCKET_FILE_WAIT_MS)
			break;
		(void)poll(NULL, 0, LOOK_AGAIN_MS);
	}
	int error = errno;
	if (fd >= 0)
		close(fd);
	is_wrong(trouble, fd < 0		 ? strerror(error)
			  : error == EWOULDBLOCK ? "another program has locked its folder"
						 : strerror(error));
	return -1;
}

/* 0 where somebody listens on the socket, else why nobody can be reached there. */
static int knock(const char *path)
{
	struct sockaddr_un address = address_of(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error = fd >= 0 ? 0 : errno;
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)
		error = errno == EAGAIN ? 0 : errno; /* so many wait to be let in */
	if (fd >= 0)
		close(fd);
	return error;
}

/* Sees to it that nothing is at the path. */
static bool make_place(const char *path, const struct trouble *trouble)
{
	struct stat there;
	if (lstat(path, &there) != 0)
		return errno == ENOENT ? true : is_wrong(trouble, strerror(errno));
	if (!S_ISSOCK(there.st_mode))
		return is_wrong(trouble, "something is there that is no socket");
	int error = knock(path);
	if (error == 0)
		return is_wrong(trouble, "another server listens there");
	if (error == EPROTOTYPE)
		return is_wrong(trouble, "a socket of another program is there");
	if (error != ECONNREFUSED && error != ENOENT)
		return is_wrong(trouble, strerror(error));
	if (unlink(path) == 0 || errno == ENOENT)
		return true;
	return is_wrong(trouble, strerror(errno));
}

/* Nobody can connect before listen(). The mode of the socket is that of the file to be, from which
 * the umask takes away; where the folder has a default ACL, that does instead (acl(5)). */
static bool make(struct socket_file *file, int fd, int mode, int backlog)
{
	struct sockaddr_un address = address_of(file->path);
	struct stat made;
	mode_t mask = umask(~(mode_t)mode & 0777);
	bool bound = fchmod(fd, (mode_t)mode) == 0 &&
		     bind(fd, (const struct sockaddr *)&address, sizeof address) == 0;
	umask(mask);
	if (!bound || lstat(file->path, &made) != 0)
		return false;
	file->device = made.st_dev;
	file->inode = made.st_ino;
	return listen(fd, backlog) == 0;
}

/* By the file itself: a link that somebody puts in its place is not followed. */
void socket_file_set_mode(const struct socket_file *file, int mode)
{
	char self[32];
	struct stat there;
	int fd = file->path[0] ? open(file->path, O_PATH | O_NOFOLLOW | O_CLOEXEC) : -1;
	snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
	if (fd >= 0 && fstat(fd, &there) == 0 && S_ISSOCK(there.st_mode) &&
		there.st_dev == file->device && there.st_ino == file->inode &&
		(there.st_mode & 0777) != (mode_t)mode)
		(void)chmod(self, (mode_t)mode);
	if (fd >= 0)
		close(fd);
}

void socket_file_remove(struct socket_file *file)
{
	struct stat there;
	if (file->path[0] && lstat(file->path, &there) == 0 && S_ISSOCK(there.st_mode) &&
		there.st_dev == file->device && there.st_ino == file->inode)
		unlink(file->path);
	file->path[0] = '\0';
}

static int listen_at(struct socket_file *file, int mode, int backlog, const struct trouble *trouble)
{
	if (!make_place(file->path, trouble))
		return -1;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && make(file, fd, mode, backlog))
		return fd;
	is_wrong(trouble, strerror(errno));
	socket_file_remove(file);
	if (fd >= 0)
		close(fd);
	return -1;
}

int socket_file_listen(struct socket_file *file, const char *path, int mode, int backlog,
	char *reason, size_t size)
{
	const struct trouble trouble = {reason, size};
	*file = (struct socket_file){0};
	snprintf(file->path, sizeof file->path, "%s", path);
	int folder = lock_folder(path, &trouble);
	int fd = folder >= 0 ? listen_at(file, mode, backlog, &trouble) : -1;
	if (folder >= 0)
		close(folder);
	if (fd < 0)
		file->path[0] = '\0';
	return fd;
}
