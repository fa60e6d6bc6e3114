#include "unix_socket.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

const char *unix_own_name(void)
{
	static struct local_user user;
	const struct passwd *row = getpwuid(getuid());
	local_user_init(&user, getuid(), row ? row->pw_name : NULL);
	return user.name;
}

void unix_server_start(struct server *server, const char *path, const char *const *arguments)
{
	char bind[sizeof "unix:" + UNIX_PATH_SIZE + 32], threads[16];
	snprintf(bind, sizeof bind, "unix:%s", path);
	snprintf(threads, sizeof threads, "%d", server_threads);
	const char *words[20] = {"--threads", threads, "--bind", bind};
	for (int i = 4; arguments && *arguments; i++) {
		ck_assert_int_lt(i, 19);
		words[i] = *arguments++;
	}
	server_spawn(server, words, NULL);
	server_expect_log(server, "event=listening address=");
}

static int open_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	int error = errno;
	close(fd);
	errno = error;
	return -1;
}

void unix_connect(struct client *client, const char *path)
{
	int fd = open_socket(path);
	must(fd >= 0, "cannot connect to %s: %s", path, strerror(errno));
	client_init(client, fd);
}

void unix_connect_when_there(struct client *client, const char *path)
{
	long until = now_ms() + WAIT_MS;
	int fd;
	while ((fd = open_socket(path)) < 0)
		must(now_ms() < until, "nobody listens on %s", path);
	client_init(client, fd);
}

static void pass(int to, int fd)
{
	union {
		char bytes[CMSG_SPACE(sizeof fd)];
		struct cmsghdr header;
	} control = {.header = {.cmsg_level = SOL_SOCKET,
			     .cmsg_type = SCM_RIGHTS,
			     .cmsg_len = CMSG_LEN(sizeof fd)}};
	char byte = 0;
	struct msghdr message = {.msg_iov = &(struct iovec){.iov_base = &byte, .iov_len = 1},
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control};
	memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
	(void)!sendmsg(to, &message, 0);
}

static int take(int from)
{
	char byte, control[CMSG_SPACE(sizeof(int))];
	struct msghdr message = {.msg_iov = &(struct iovec){.iov_base = &byte, .iov_len = 1},
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof control};
	int fd = -1;
	if (recvmsg(from, &message, MSG_CMSG_CLOEXEC) == 1 && CMSG_FIRSTHDR(&message))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof fd);
	return fd;
}

void unix_connect_as(struct client *client, const char *path, uid_t uid)
{
	int pair[2];
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	pid_t child = fork();
	if (child == 0) { /* the folders above may be closed to this user */
		char folder[UNIX_PATH_SIZE];
		snprintf(folder, sizeof folder, "%s", path);
		char *name = strrchr(folder, '/');
		*name++ = '\0';
		if (chdir(folder) == 0 && setuid(uid) == 0)
			pass(pair[1], open_socket(name));
		_exit(0);
	}
	close(pair[1]);
	int fd = take(pair[0]);
	close(pair[0]);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	must(fd >= 0, "user %d cannot connect to %s", (int)uid, path);
	client_init(client, fd);
}
