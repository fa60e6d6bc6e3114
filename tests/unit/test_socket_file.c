/* The file of a unix socket. */
#include "socket_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "temporary.h"
#include "unit.h"

#define AT_ONCE 20

static char folder[TEMPORARY_PATH_SIZE], path[SOCKET_FILE_SIZE], reason[128];
static struct socket_file file;

static void set_up(void)
{
	temporary_subfolder(folder, "sockets");
	snprintf(path, sizeof path, "%s/chat", folder);
}

static int listen_here(int mode)
{
	return socket_file_listen(&file, path, mode, 10, reason, sizeof reason);
}

static unsigned mode_of(void)
{
	struct stat there;
	ck_assert_int_eq(lstat(path, &there), 0);
	ck_assert(S_ISSOCK(there.st_mode));
	return there.st_mode & 07777;
}

static bool is_there(void)
{
	struct stat there;
	return lstat(path, &there) == 0;
}

static struct sockaddr_un address_of(const char *of)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof address.sun_path, "%s", of);
	return address;
}

static bool can_connect(void)
{
	struct sockaddr_un address = address_of(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bool can = connect(fd, (struct sockaddr *)&address, sizeof address) == 0 ||
		   errno == EAGAIN; /* many wait to be let in */
	close(fd);
	return can;
}

/* What is there stays as it is. */
static void expect_refused(const char *why)
{
	struct stat before, after;
	bool there = lstat(path, &before) == 0;
	ck_assert_int_lt(listen_here(0666), 0);
	ck_assert_str_eq(reason, why);
	ck_assert_str_eq(file.path, "");
	ck_assert_int_eq(lstat(path, &after) == 0, there);
	if (there)
		ck_assert(before.st_ino == after.st_ino && before.st_mode == after.st_mode);
}

START_TEST(the_mode_is_the_one_asked_for_whatever_the_umask)
{
	static const mode_t masks[] = {0, 022, 077, 0777};
	static const int modes[] = {0, 0600, 0660, 0666, 0777};
	set_up();
	for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
		for (size_t j = 0; j < sizeof modes / sizeof *modes; j++) {
			mode_t before = umask(masks[i]);
			int fd = listen_here(modes[j]);
			ck_assert_msg(fd >= 0, "%s", reason);
			ck_assert_uint_eq(mode_of(), (unsigned)modes[j]);
			ck_assert_uint_eq(umask(before), masks[i]);
			socket_file_remove(&file);
			close(fd);
			ck_assert(!is_there());
		}
	}
}
END_TEST

START_TEST(a_file_of_a_dead_server_is_replaced)
{
	set_up();
	int dead = listen_here(0600);
	close(dead);
	ck_assert(is_there() && !can_connect());
	int fd = listen_here(0660);
	ck_assert_msg(fd >= 0, "%s", reason);
	ck_assert_uint_eq(mode_of(), 0660);
	ck_assert(can_connect());
	close(fd);
}
END_TEST

START_TEST(a_living_one_is_refused)
{
	set_up();
	int fd = listen_here(0666);
	struct socket_file first = file;
	expect_refused("another server listens there");
	ck_assert(can_connect());
	for (int i = 0; i < 20; i++) { /* until so many wait that no more may connect */
		int caller = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		struct sockaddr_un address = address_of(path);
		if (connect(caller, (struct sockaddr *)&address, sizeof address) != 0)
			ck_assert_int_eq(errno, EAGAIN);
	}
	expect_refused("another server listens there");
	socket_file_remove(&first);
	ck_assert(!is_there());
	close(fd);
}
END_TEST

START_TEST(what_is_no_socket_is_not_touched)
{
	char target[sizeof path + 8];
	set_up();
	snprintf(target, sizeof target, "%s/other", folder);
	temporary_write(path, "precious", 8);
	expect_refused("something is there that is no socket");
	unlink(path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	expect_refused("something is there that is no socket");
	rmdir(path);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	expect_refused("something is there that is no socket");
	unlink(path);
	ck_assert_int_eq(symlink(target, path), 0); /* to nothing */
	expect_refused("something is there that is no socket");
	struct socket_file other;
	int dead = socket_file_listen(&other, target, 0600, 1, reason, sizeof reason);
	close(dead);
	expect_refused("something is there that is no socket"); /* but a link to one */
	ck_assert_int_eq(access(target, F_OK), 0);
}
END_TEST

START_TEST(a_socket_of_another_kind_is_not_touched)
{
	set_up();
	struct sockaddr_un address = address_of(path);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	expect_refused("a socket of another program is there");
	close(fd);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_told)
{
	set_up();
	snprintf(path, sizeof path, "%s/none/chat", folder);
	expect_refused("No such file or directory");
	snprintf(path, sizeof path, "%s/file", folder);
	temporary_write(path, "", 0);
	strcat(path, "/chat");
	expect_refused("Not a directory");
}
END_TEST

START_TEST(a_locked_folder_is_told)
{
	set_up();
	int lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_eq(flock(lock, LOCK_EX), 0);
	expect_refused("another program has locked its folder");
	close(lock);
	int fd = listen_here(0666);
	ck_assert_int_ge(fd, 0);
	close(fd);
}
END_TEST

START_TEST(only_ones_own_file_is_removed)
{
	set_up();
	int fd = listen_here(0600);
	struct socket_file first = file;
	unlink(path);
	int other = listen_here(0600);
	ck_assert_int_ge(other, 0);
	socket_file_remove(&first);
	ck_assert(can_connect());
	unlink(path);
	temporary_write(path, "precious", 8);
	socket_file_remove(&file);
	ck_assert(is_there());
	close(fd);
	close(other);
}
END_TEST

/* Each of many programs finds the file of a dead server, and one gets its place. */
START_TEST(one_of_many_that_start_at_once_gets_it)
{
	int go[2], stay[2];
	char byte;
	set_up();
	close(listen_here(0600));
	ck_assert_int_eq(pipe(go), 0);
	ck_assert_int_eq(pipe(stay), 0);
	pid_t pids[AT_ONCE];
	for (int i = 0; i < AT_ONCE; i++) {
		pids[i] = fork();
		ck_assert_int_ge(pids[i], 0);
		if (pids[i] == 0) {
			close(go[1]);
			close(stay[1]);
			(void)!read(go[0], &byte, 1);
			int fd = listen_here(0600);
			bool refused =
				fd < 0 && strcmp(reason, "another server listens there") == 0;
			if (fd >= 0)
				(void)!read(stay[0], &byte, 1); /* until the others are through */
			_exit(fd >= 0 ? 1 : refused ? 0 : 2);
		}
	}
	close(go[0]);
	close(go[1]);
	int first = 0, ended = 0, status;
	while (ended < AT_ONCE - 1) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(WEXITSTATUS(status), 0);
		ended++;
	}
	ck_assert(can_connect());
	close(stay[0]);
	close(stay[1]);
	ck_assert_int_gt(wait(&status), 0);
	first += WEXITSTATUS(status) == 1;
	ck_assert_int_eq(first, 1);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_mode_is_the_one_asked_for_whatever_the_umask,
		a_file_of_a_dead_server_is_replaced, a_living_one_is_refused,
		what_is_no_socket_is_not_touched, a_socket_of_another_kind_is_not_touched,
		a_folder_that_is_not_there_is_told, a_locked_folder_is_told,
		only_ones_own_file_is_removed, one_of_many_that_start_at_once_gets_it, NULL};
	return unit_cases("socket_file", cases);
}
