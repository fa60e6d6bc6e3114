/* chatd --backup and --restore: a copy that is made while people talk, what is left when it is
 * killed or finds no place, and a server that goes on from it. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "disk.h"
#include "process.h"
#include "stored_lines.h"

#define WRITERS 4
#define LINES_BEFORE 20000 /* so that a copy has several steps */
#define ROOM_OF(writer) ((writer) % 2 == 0 ? "#tea" : "#coffee")

static struct server server;
static char folder[TEMPORARY_PATH_SIZE], other[TEMPORARY_PATH_SIZE], backups[TEMPORARY_PATH_SIZE];
static char file[TEMPORARY_PATH_SIZE + 16];

static void set_up(void)
{
	temporary_subfolder(folder, "state");
	temporary_subfolder(other, "other");
	temporary_subfolder(backups, "backups");
	snprintf(file, sizeof file, "%s/file", backups);
	setenv("FOLDER", folder, 1);
	setenv("OTHER", other, 1);
	setenv("FILE", file, 1);
}

static void start_in(const char *state)
{
	server_start_at(&server, "127.0.0.1,door=line",
		ARGUMENTS("--history", "strict", "--keep", "forever", "--rate", "0", "--state",
			state));
}

static void come(struct client *client, const char *name, const char *room)
{
	client_come(client, &server);
	client_say(client, "/nick %s", name);
	client_await(client, " now.");
	client_say(client, "/join %s", room);
	client_await(client, "You are in ");
	client_sync(client);
}

#define BACKUP "\"$CHATD\" --backup \"$FILE\" --state \"$FOLDER\""
#define RESTORE "\"$CHATD\" --restore \"$FILE\" --state \"$OTHER\""

static pid_t begin_backup(void)
{
	return process_spawn(ARGUMENTS(getenv("CHATD"), "--backup", file, "--state", folder), -1,
		-1, -1, disk_prepare);
}

/* How many files there are, hidden ones too. */
static unsigned count_files(void)
{
	unsigned count = 0;
	DIR *open = opendir(backups);
	ck_assert_ptr_nonnull(open);
	for (const struct dirent *one; (one = readdir(open));)
		count += strcmp(one->d_name, ".") != 0 && strcmp(one->d_name, "..") != 0;
	closedir(open);
	return count;
}

/* A history that takes more than one step to copy. */
static void import_lines(void)
{
	char path[TEMPORARY_PATH_SIZE + 16];
	snprintf(path, sizeof path, "%s/in", folder);
	FILE *in = fopen(path, "w");
	ck_assert_ptr_nonnull(in);
	for (int i = 1; i <= LINES_BEFORE; i++)
		fprintf(in,
			"{\"room\":\"#old\",\"number\":%d,\"time\":\"2026-01-01T00:00:00.000Z\","
			"\"name\":\"al\",\"kind\":\"say\",\"text\":\"%0300d\"}\n",
			i, i);
	ck_assert_int_eq(fclose(in), 0);
	shell_expect_part("\"$CHATD\" --import --state \"$FOLDER\" <\"$FOLDER/in\"", "status 0\n");
}

struct talk {
	struct client writers[WRITERS], readers[WRITERS];
	unsigned said[WRITERS];
};

/* Each writer says its next line, and each line is seen by somebody: so it is on the disk. */
static void say_round(struct talk *talk)
{
	char line[64];
	for (int i = 0; i < WRITERS; i++)
		client_say(&talk->writers[i], "line %d.%u", i, ++talk->said[i]);
	for (int i = 0; i < WRITERS; i++) {
		snprintf(line, sizeof line, "line %d.%u", i, talk->said[i]);
		client_await(&talk->readers[i], line);
	}
}

struct stored_texts {
	struct text all;
	unsigned count, said[WRITERS];
};

static void take(uint32_t number, const char *text, void *data)
{
	struct stored_texts *texts = data;
	unsigned writer, line;
	ck_assert_uint_eq(number, ++texts->count); /* no hole */
	text_add(&texts->all, text);
	if (sscanf(text, "line %u.%u", &writer, &line) == 2)
		ck_assert_uint_eq(line, ++texts->said[writer]); /* none missing, none twice */
}

static void expect_prefix(const char *room, const struct talk *talk, const unsigned *confirmed)
{
	struct stored_texts whole = {0}, copy = {0};
	stored_each(folder, room, 1, take, &whole);
	stored_each(other, room, 1, take, &copy);
	must(copy.all.length > 0 && copy.all.length <= whole.all.length &&
			memcmp(copy.all.bytes, whole.all.bytes, copy.all.length) == 0,
		"%s is not in the same order", room);
	for (int i = 0; i < WRITERS; i++) {
		if (strcmp(ROOM_OF(i), room) != 0)
			continue;
		ck_assert_uint_eq(whole.said[i], talk->said[i]);
		ck_assert_uint_ge(copy.said[i], confirmed[i]);
	}
	text_free(&whole.all);
	text_free(&copy.all);
}

static void same_certificate(void)
{
	shell_expect_part("cmp \"$FOLDER/certificate.pem\" \"$OTHER/certificate.pem\" && "
			  "stat -c %a \"$OTHER\"/certificate.pem \"$OTHER\"/history.db \"$FILE\"",
		"600\n600\n600\nstatus 0\n");
}

/* Each sync of the backup takes a while, so that people talk meanwhile. */
START_TEST(a_server_goes_on_from_a_backup_under_load)
{
	struct talk talk = {0};
	unsigned confirmed[WRITERS], rounds = 0;
	int status;
	char name[16];
	import_lines();
	start_in(folder);
	for (int i = 0; i < WRITERS; i++) {
		snprintf(name, sizeof name, "writer%d", i);
		come(&talk.writers[i], name, ROOM_OF(i));
		snprintf(name, sizeof name, "reader%d", i);
		come(&talk.readers[i], name, ROOM_OF(i));
	}
	for (int i = 0; i < 50; i++)
		say_round(&talk);
	memcpy(confirmed, talk.said, sizeof confirmed);
	struct disk *disk = disk_new(backups, NULL);
	disk_use(disk);
	disk->delay_ms = 100;
	pid_t pid = begin_backup();
	do {
		say_round(&talk);
		rounds++;
	} while (waitpid(pid, &status, WNOHANG) == 0);
	ck_assert_int_eq(status, 0);
	printf("# %u rounds were said while the backup was made\n", rounds);
	ck_assert_uint_gt(rounds, 3);
	server_stop(&server);
	shell_expect_part(RESTORE, " has ");
	for (int i = 0; i < 2; i++)
		expect_prefix(ROOM_OF(i), &talk, confirmed);
	stored_verify(other);
	same_certificate();
	start_in(other);
	struct client back;
	come(&back, "writer1", "#coffee");
	client_say(&back, "after");
	client_sync(&back);
	server_stop(&server);
	client_close(&back);
	stored_verify(other);
	for (int i = 0; i < WRITERS; i++) {
		client_close(&talk.writers[i]);
		client_close(&talk.readers[i]);
	}
	disk_free(disk);
}
END_TEST

static void expect_ended(pid_t pid, int signal, int status)
{
	ck_assert_int_eq(kill(pid, signal), 0);
	ck_assert_int_eq(process_status(pid), status);
	must(access(file, F_OK) != 0, "there is half a backup");
}

START_TEST(a_backup_that_is_killed_leaves_no_half)
{
	import_lines();
	struct disk *disk = disk_new(backups, NULL);
	disk_use(disk);
	disk_hold(disk);
	pid_t pid = begin_backup();
	disk_await_held(disk);
	shell_expect_part(BACKUP, "chatd: another process makes this backup now, in ");
	expect_ended(pid, SIGKILL, 128 + SIGKILL);
	disk->held = 0;
	pid = begin_backup();
	disk_await_held(disk);
	if (is_sanitized()) /* ThreadSanitizer keeps a signal back until a call has returned */
		disk_release(disk);
	expect_ended(pid, SIGTERM, 128 + SIGTERM);
	ck_assert_uint_eq(count_files(), 0);
	disk_release(disk);
	shell_expect_part(BACKUP, " has 20,000 lines of 1 room and 0 accounts, in ");
	ck_assert_uint_eq(count_files(), 1);
	shell_expect_part(BACKUP,
		"/file is there already, and is kept: remove it, or name another file\n"
		"status 1\n");
	disk_free(disk);
}
END_TEST

START_TEST(a_backup_without_space_leaves_nothing)
{
	import_lines();
	struct disk *disk = disk_new(backups, NULL);
	disk_use(disk);
	disk->write_error = ENOSPC;
	ck_assert_int_eq(process_status(begin_backup()), EXIT_FAILURE);
	ck_assert_uint_eq(count_files(), 0);
	disk->write_error = 0;
	disk->sync_error = EIO;
	ck_assert_int_eq(process_status(begin_backup()), EXIT_FAILURE);
	ck_assert_uint_eq(count_files(), 0);
	disk->sync_error = 0;
	shell_expect_part(BACKUP " 2>&1 >/dev/full", "cannot write to standard output");
	unlink(file);
	shell_expect_part(
		"\"$CHATD\" --backup \"$FILE/x\" --state \"$FOLDER\"", "/file/x: No such file");
	shell_expect_part("\"$CHATD\" --backup \"$FILE/\" --state \"$FOLDER\"",
		"'backup' must be the name of a file");
	shell_expect_part("\"$CHATD\" --backup \"$FILE\" --state \"$OTHER\"",
		"history.db cannot be opened: No such file or directory; give the same --config, "
		"--state or --port as the server\n");
	ck_assert_uint_eq(count_files(), 0);
	disk_free(disk);
}
END_TEST

/* In a folder where others may write. */
START_TEST(a_file_of_somebody_else_is_not_filled)
{
	import_lines();
	process_shell("echo precious >\"$OTHER/precious\"; ln \"$OTHER/precious\" "
		      "\"${FILE%/*}/.file.new\"");
	shell_expect_part(
		BACKUP, "/.file.new is in the way: remove it, or name another file\nstatus 1\n");
	shell_expect_part("cat \"$OTHER/precious\"", "precious\n");
	if (getuid() == 0) {
		process_shell("rm \"${FILE%/*}/.file.new\"; touch \"${FILE%/*}/.file.new\"; "
			      "chown 65534 \"${FILE%/*}/.file.new\"");
		shell_expect_part(BACKUP, "/.file.new is in the way: ");
	}
	process_shell("rm \"${FILE%/*}/.file.new\"");
	shell_expect_part(BACKUP, " has 20,000 lines of ");
}
END_TEST

#define DIGEST                                                                   \
	"(cd \"$OTHER\" && find . -type f ! -name lock | sort | xargs md5sum | " \
	"md5sum)"

static void expect_refused(const char *change, const char *said)
{
	char command[512], before[256];
	snprintf(before, sizeof before, "%s", process_shell(DIGEST));
	snprintf(command, sizeof command, "%s; " RESTORE, change);
	const char *got = process_shell(command);
	must(strstr(got, said) && strstr(got, "status 1\n"), "%s said: %s", command, got);
	ck_assert_str_eq(process_shell(DIGEST), before);
}

START_TEST(a_restore_is_refused_before_anything_is_touched)
{
	char said[TEMPORARY_PATH_SIZE + 100];
	struct client alice, bob;
	start_in(folder);
	come(&alice, "alice", "tea");
	come(&bob, "bob", "tea");
	client_say(&alice, "the first tea");
	client_await(&bob, "the first tea"); /* so it is on the disk */
	shell_expect_part(
		BACKUP, " has 1 line of 1 room, 0 accounts and the server's own certificate, in ");
	server_stop(&server);
	client_close(&alice);
	client_close(&bob);
	start_in(other);
	come(&alice, "alice", "coffee");
	client_say(&alice, "another");
	client_sync(&alice);
	snprintf(said, sizeof said,
		"chatd: %s is in use by a chatd that runs (process %d): stop it first\nstatus 1\n",
		other, (int)server.pid);
	shell_expect_part(RESTORE, said);
	server_stop(&server);
	client_close(&alice);
	expect_refused("cp \"$FILE\" \"$FILE.good\"; sed -i 's/first tea/worst tea/' \"$FILE\"",
		"/file is damaged: #tea: line 1 is not what was stored");
	expect_refused("head -c 9000 \"$FILE.good\" >\"$FILE\"", "/file is damaged");
	expect_refused("echo hello >\"$FILE\"", "/file is no backup of chatd");
	expect_refused("rm \"$FILE\"", "/file cannot be read: No such file or directory");
	expect_refused("mkdir \"$FILE\"", "/file is no file");
	process_shell("rmdir \"$FILE\"; cp \"$FILE.good\" \"$FILE\"");
	shell_expect_part(RESTORE, "The history that was there is kept: ");
	stored_expect(other, "#tea", "the first tea", NULL);
	same_certificate();
	/* And back: what was kept is a backup, too. */
	shell_expect_part(
		"\"$CHATD\" --restore \"$OTHER\"/history.db.before-restore-*Z --state \"$OTHER\"",
		"No certificate was in the backup.\nstatus 0\n");
	stored_expect(other, "#coffee", "another", NULL);
}
END_TEST

/* The history that is there stays until the new one is whole. */
START_TEST(a_restore_that_is_killed_changes_nothing)
{
	struct client alice;
	import_lines();
	shell_expect_part(BACKUP, " has ");
	start_in(other);
	come(&alice, "alice", "coffee");
	client_say(&alice, "another");
	client_sync(&alice);
	server_stop(&server);
	client_close(&alice);
	struct disk *disk = disk_new(other, NULL);
	disk_use(disk);
	disk_hold(disk);
	pid_t pid = process_spawn(ARGUMENTS(getenv("CHATD"), "--restore", file, "--state", other),
		-1, -1, -1, disk_prepare);
	disk_await_held(disk);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(process_status(pid), 128 + SIGKILL);
	stored_expect(other, "#coffee", "another", NULL);
	disk_release(disk);
	disk_free(disk);
	shell_expect_part("ls \"$OTHER\"", "history.db.new");
	start_in(other);
	server_stop(&server);
	shell_expect_part("ls \"$OTHER\" | grep -c new", "0\n");
	stored_expect(other, "#coffee", "another", NULL);
	shell_expect_part(RESTORE, "The history that was there is kept: ");
	shell_expect_part("ls \"$OTHER\" | grep -c new", "0\n");
}
END_TEST

#define NOBODY 65534

/* So that the server can use them. */
START_TEST(what_root_restores_belongs_to_the_owner_of_the_folder)
{
	if (getuid() != 0 || is_sanitized()) {
		note("only root can try this, and LeakSanitizer cannot become another user");
		return;
	}
	import_lines();
	shell_expect_part(BACKUP, " has ");
	ck_assert_int_eq(chmod(temporary_folder(), 0711), 0);
	ck_assert_int_eq(chown(other, NOBODY, NOBODY), 0);
	shell_expect_part("\"$CHATD\" --restore \"$FILE\" --state \"$OTHER/5555\"", "status 0\n");
	shell_expect_part(
		"\"$CHATD\" --import --state \"$OTHER/5556\" <\"$FOLDER/in\"", "status 0\n");
	shell_expect_part(
		"find \"$OTHER\" ! -user 65534; find \"$OTHER\" -type f -user 65534 | wc -l",
		"5\nstatus 0\n");
}
END_TEST

int main(void)
{
	const TTest *const once[] = {a_server_goes_on_from_a_backup_under_load,
		a_backup_that_is_killed_leaves_no_half, a_backup_without_space_leaves_nothing,
		a_file_of_somebody_else_is_not_filled,
		a_restore_is_refused_before_anything_is_touched,
		a_restore_that_is_killed_changes_nothing,
		what_root_restores_belongs_to_the_owner_of_the_folder, NULL};
	if (!stored_available())
		return run_nothing("this build has no store");
	return run_once("backup", once, set_up, NULL);
}
