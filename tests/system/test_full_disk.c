/* A disk that is full for long, really or as the shim says, and files that cannot be used: what is
 * kept in memory is bounded, what finds no place is counted and said, and a start with a damaged or
 * a newer file loses nothing. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "disk.h"
#include "irc.h"
#include "process.h"
#include "stored_lines.h"

#define LINE_BYTES 40000
#define MAX_LINE "65536"
#define MANY 450	       /* lines, in all more than HISTORY_GATHERED_MAX */
#define MEMORY_KIB (80 * 1024) /* of a server with twice as much, and the readers' queues */
#define VERSION_OFFSET 60      /* of user_version in a database file */
#define FULL_BYTES "size=2m"

static struct server server;
static struct client alice, bob;
static char folder[TEMPORARY_PATH_SIZE];

static void start_server(void)
{
	server_start_at(&server, "127.0.0.1,door=line,plain",
		ARGUMENTS("--rate", "0", "--history", "strict", "--state", folder, "--history-wait",
			"300", "--send-queue", "64M", "--max-line", MAX_LINE));
}

static void join(struct client *client, const char *name)
{
	client_connect(client, &server);
	client->check = client_any_line; /* lines of the past have a time in front */
	client_say(client, "/nick %s", name);
	client_await(client, " now.");
	client_say(client, "/join tea");
	client_await(client, "You are in ");
	client_sync(client);
}

static void start(void)
{
	start_server();
	join(&alice, "alice");
	join(&bob, "bob");
	client_sync(&alice);
	client_say(&alice, "before");
	client_await(&bob, "<alice> before");
}

static void end(void)
{
	server_stop(&server);
	client_close(&alice);
	client_close(&bob);
}

struct count {
	unsigned lines;
	uint32_t last;
};

static void count_line(uint32_t number, const char *text, void *data)
{
	struct count *count = data;
	count->lines++;
	count->last = number;
}

/* bob reads along, so that nothing piles up but what waits for the disk. */
static void say_much(void)
{
	static char text[LINE_BYTES + 1];
	memset(text, 'x', LINE_BYTES);
	for (int i = 0; i < MANY; i++) {
		client_say(&alice, "%s", text);
		client_await(&bob, "<alice> xxx");
	}
}

START_TEST(what_finds_no_place_is_counted)
{
	unsigned missed;
	struct count count = {0};
	temporary_subfolder(folder, "state");
	struct disk *disk = disk_new(folder, NULL);
	disk_use(disk);
	start();
	disk->write_error = ENOSPC;
	client_say(&alice, "one");
	client_await(&bob, "The disk does not keep up");
	long before = server_status(&server, "VmRSS");
	say_much();
	client_await(&alice, "The disk is far behind");
	server_expect_log(&server, "event=history_full");
	printf("# memory, KiB: %ld, then %ld\n", before, server_status(&server, "VmHWM"));
	fflush(stdout);
	if (!server_is_sanitized(&server))
		ck_assert_int_lt((int)server_status(&server, "VmHWM"), MEMORY_KIB);
	disk->write_error = 0;
	client_await(&alice, "The disk keeps up again");
	ck_assert_int_eq(
		sscanf(client_line(&alice), "-- %u lines of that time will not", &missed), 1);
	server_expect_log(&server, "event=history_again not_kept=");
	client_say(&alice, "after");
	client_await(&bob, "<alice> after");
	end();
	stored_each(folder, "#tea", 1, count_line, &count);
	ck_assert_uint_eq(count.last, MANY + 3);
	ck_assert_uint_eq(count.lines + missed, MANY + 3);
	stored_verify(folder);
	disk_free(disk);
	temporary_remove_tree(folder);
}
END_TEST

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	must(write(fd, text, strlen(text)) == (ssize_t)strlen(text), "%s", path);
	close(fd);
}

/* A file system of its own, for this process and its children. */
static bool mount_small(void)
{
	char map[32];
	snprintf(map, sizeof map, "0 %u 1", (unsigned)getuid());
	if (unshare(CLONE_NEWNS) != 0) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
			return false;
		write_text("/proc/self/setgroups", "deny");
		write_text("/proc/self/uid_map", map);
	}
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("tmpfs", folder, "tmpfs", 0, FULL_BYTES) == 0;
}

static void fill(const char *path)
{
	static char bytes[4096];
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_ge(fd, 0);
	while (write(fd, bytes, sizeof bytes) > 0)
		;
	ck_assert_int_eq(errno, ENOSPC);
	close(fd);
}

START_TEST(a_file_system_that_is_full)
{
	char filler[TEMPORARY_PATH_SIZE + 8];
	temporary_subfolder(folder, "small");
	if (!mount_small()) {
		note("no file system can be mounted here");
		return;
	}
	start();
	snprintf(filler, sizeof filler, "%s/filler", folder);
	fill(filler);
	char text[LINE_BYTES + 1];
	memset(text, 'x', LINE_BYTES); /* more than what may be left in the files */
	text[LINE_BYTES] = '\0';
	for (int i = 0; i < 2; i++)
		client_say(&alice, "%s", text);
	server_expect_log(&server, "event=history_late");
	server_expect_log(&server, "the disk is full");
	client_await(&bob, "The disk does not keep up");
	client_say(&alice, "still here");
	client_await(&bob, "<alice> still here");
	ck_assert_int_eq(unlink(filler), 0);
	client_await(&bob, "The disk keeps up again");
	end();
	struct count count = {0};
	stored_each(folder, "#tea", 1, count_line, &count);
	ck_assert_uint_eq(count.lines, 4);
	stored_verify(folder);
	ck_assert_int_eq(umount2(folder, MNT_DETACH), 0);
}
END_TEST

/* A history with one line, and its file's path. */
static void make_history(char path[TEMPORARY_PATH_SIZE + 16])
{
	temporary_subfolder(folder, "state");
	start();
	end();
	snprintf(path, TEMPORARY_PATH_SIZE + 16, "%s/history.db", folder);
}

static void overwrite(const char *path, long at, const char *bytes, size_t length)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, bytes, length, at), (ssize_t)length);
	close(fd);
}

START_TEST(a_damaged_file_is_moved_aside)
{
	char path[TEMPORARY_PATH_SIZE + 16], bytes[20] = "";
	make_history(path);
	overwrite(path, 0, "This is no database", 19);
	start();
	text_await(&server.log, &server.log_at, server.log_fd, "event=history_damaged moved_to=");
	char *aside = server.log.bytes + server.log_at;
	char *behind = aside + strcspn(aside, " ");
	must(strncmp(behind, " accounts=0\n", 12) == 0, "what is '%s'?", aside);
	*behind = '\0';
	int fd = open(aside, O_RDONLY | O_CLOEXEC);
	must(fd >= 0 && read(fd, bytes, 19) == 19, "what is '%s'?", aside);
	ck_assert_str_eq(bytes, "This is no database");
	*behind = ' ';
	end();
	stored_expect(folder, "#tea", "before", NULL);
	temporary_remove_tree(folder);
}
END_TEST

START_TEST(a_newer_file_is_refused)
{
	char path[TEMPORARY_PATH_SIZE + 16];
	static const char version[4] = {0, 0, 1, 0};
	make_history(path);
	overwrite(path, VERSION_OFFSET, version, sizeof version);
	server_spawn(&server,
		ARGUMENTS("--port", "0", "--bind", "127.0.0.1", "--history", "strict", "--state",
			folder),
		NULL);
	ck_assert_int_eq(server_wait(&server), EXIT_FAILURE);
	must(strstr(server.log.bytes, "was written by a newer chatd") != NULL &&
			strstr(server.log.bytes, "start that chatd, or move the file away"),
		"it said: %s", server.log.bytes);
	server_free(&server);
	temporary_remove_tree(folder);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {what_finds_no_place_is_counted, a_file_system_that_is_full,
		a_damaged_file_is_moved_aside, a_newer_file_is_refused, NULL};
	if (!stored_available())
		return run_nothing("this build has no store");
	return run_tests("full disk", NULL, once);
}
