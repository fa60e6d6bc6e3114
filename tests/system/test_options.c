/* The command line, the configuration file, and HUP. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "temporary.h"

struct file {
	char path[TEMPORARY_PATH_SIZE];
};

static void file_write(const struct file *file, const char *content)
{
	int fd = open(file->path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, content, strlen(content)), (ssize_t)strlen(content));
	close(fd);
}

static void file_new(struct file *file, const char *content)
{
	char *path = temporary_file("", 0);
	strcpy(file->path, path);
	free(path);
	file_write(file, content);
}

static void fifo_new(struct file *file)
{
	file_new(file, "");
	unlink(file->path);
	ck_assert_int_eq(mkfifo(file->path, 0600), 0);
}

/* What it says is one sentence that names what was wrong, and the exit status is 2. */
static void refused(const char *const *arguments, const char *named)
{
	struct server server;
	server_spawn(&server, arguments, NULL);
	int status = server_wait(&server);
	const char *said = server.log.bytes ? server.log.bytes : "";
	ck_assert_msg(status == 2, "%s %s: status %d", arguments[0], said, status);
	ck_assert_msg(strncmp(said, "chatd: ", 7) == 0 && strstr(said, named) != NULL,
		"%s: it said: %s", arguments[0], said);
	ck_assert_msg(strstr(said, "Try 'chatd --help'.") != NULL, "it said: %s", said);
	server_free(&server);
}

#define REFUSED(named, ...) refused(ARGUMENTS(__VA_ARGS__), named)

START_TEST(wrong_options)
{
	REFUSED("prot", "--prot", "5555");
	REFUSED("port", "--port", "65536");
	REFUSED("port", "--port", "-1");
	REFUSED("port", "--port", "5555x");
	REFUSED("port", "--port", "");
	REFUSED("port", "--port");
	REFUSED("threads", "--threads", "65");
	REFUSED("bind", "--bind", "[::1");
	REFUSED("bind", "--bind", "127.0.0.1:99999");
	REFUSED("door must be irc, line, web or auto", "--bind", "127.0.0.1,door=gopher");
	REFUSED("door must be irc, line, web or auto", "--bind", "[::1]:0,door=");
	REFUSED("',door=...'", "--bind", "127.0.0.1,dor=irc");
	REFUSED("greet-after", "--greet-after", "60001");
	REFUSED("greet-after", "--greet-after", "-1");
	REFUSED("max-line", "--max-line", "79");
	REFUSED("max-line", "--max-line", "1M");
	REFUSED("rate", "--rate", "99999999999999999999");
	REFUSED("slow-queue", "--send-queue", "100K");
	REFUSED("log-level", "--log-level", "loud");
	REFUSED("name", "--name", "a\nb");
	REFUSED("/nowhere/motd", "--motd", "/nowhere/motd");
	REFUSED("/nowhere/motd", "--rate", "x", "--motd", "/nowhere/motd");
	REFUSED("/nowhere/chatd.conf", "--config", "/nowhere/chatd.conf");
	REFUSED("'/dev/zero' has more than 1048576 bytes", "--config", "/dev/zero");
	REFUSED("'--config' was given twice", "--config", "/dev/null", "-c", "/dev/null");
	REFUSED("5555", "5555");
}
END_TEST

START_TEST(help_and_version)
{
	static const char *const names[] = {"--port", "--bind", "--threads", "--max-clients",
		"--max-per-address", "--motd", "--name", "--greet-after", "door=irc", "--rate",
		"--burst", "--max-line", "--send-queue", "--slow-queue", "--slow-seconds",
		"--drain", "--log-level", "--config", "--version", "--help"};
	struct server server;
	server_spawn(&server, ARGUMENTS("--help"), NULL);
	ck_assert_int_eq(server_wait(&server), 0);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		ck_assert_msg(strstr(server.out.bytes, names[i]) != NULL, "no %s", names[i]);
	server_free(&server);
	server_spawn(&server, ARGUMENTS("--version"), NULL);
	ck_assert_int_eq(server_wait(&server), 0);
	ck_assert_int_eq(strncmp(server.out.bytes, "chatd ", 6), 0);
	server_free(&server);
}
END_TEST

START_TEST(configuration_file)
{
	struct server server;
	struct client client;
	struct file file;
	file_new(&file, "# a comment\n"
			"port = 0\n"
			"bind = {\"127.0.0.1\", \"127.0.0.2\"}\n"
			"name = \"the café\"\n"
			"max-line = 100\n"
			"threads = 2\n");
	server_spawn(&server, ARGUMENTS("--config", file.path), NULL);
	server_expect_log(&server, "threads=2");
	server_expect_listening(&server);
	client_connect(&client, &server);
	client_expect(&client, "-- Welcome to the café. You are ...");
	client_await(&client, "-- Type a line");
	client_say(&client, "%0101d", 0);
	client_expect(&client, "!! that line ... too long ... 100 bytes");
	server_expect_log(&server, "event=listening address=127.0.0.2:");
	server_stop(&server);
	unlink(file.path);
}
END_TEST

START_TEST(command_line_beats_the_file)
{
	struct server server;
	struct client client;
	struct file file;
	file_new(&file, "name = \"file\"\nmax-line = 100\n");
	server_start(&server, ARGUMENTS("--name", "line", "--config", file.path));
	client_connect(&client, &server);
	client_expect(&client, "-- Welcome to line. ...");
	client_await(&client, "-- Type a line");
	client_say(&client, "%0101d", 0);
	client_expect(&client, "!! that line ... too long ... 100 bytes");
	server_stop(&server);
	unlink(file.path);
}
END_TEST

START_TEST(wrong_files)
{
	static const struct {
		const char *content, *named;
	} wrong[] = {{"prot = 5\n", "prot"}, {"\nport = 99999\n", "port"},
		{"name = \"unfinished\n", ""}, {"help = true\n", "help"}, {"max-line = \n", ""}};
	struct file file;
	file_new(&file, "");
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		file_write(&file, wrong[i].content);
		REFUSED(file.path, "--config", file.path);
		REFUSED(wrong[i].named, "--config", file.path);
	}
	unlink(file.path);
}
END_TEST

START_TEST(motd_is_shown_and_safe)
{
	struct server server;
	struct client client;
	struct file file;
	file_new(&file, "Be nice.\r\n\n<bob> I never said this \033[31m\n\xff\n\n");
	server_start(&server, ARGUMENTS("--motd", file.path));
	client_connect(&client, &server);
	client_expect(&client, "-- Welcome to ...");
	client_expect(&client, "-- Be nice.");
	client_expect(&client, "-- ");
	client_expect(&client, "-- <bob> I never said this \uFFFD[31m");
	client_expect(&client, "-- \uFFFD");
	client_expect(&client, "-- Type a line...");
	client_ask(&client, "/motd", "-- Be nice.");
	server_stop(&server);
	unlink(file.path);
}
END_TEST

START_TEST(doors_in_the_file)
{
	struct server server;
	struct client client;
	struct file file;
	file_new(&file, "bind = {\"127.0.0.1:0,door=line,plain\", \"[::1]:0,door=irc\"}\n"
			"greet-after = 60000\n");
	server_spawn(&server, ARGUMENTS("--config", file.path), NULL);
	server_expect_listening(&server);
	client_connect(&client, &server);
	client_greet(&client);
	ck_assert_ptr_nonnull(strstr(server.log.bytes, " door=line speaks=plain\n"));
	server_expect_log(&server, " door=irc speaks=");
	server_stop(&server);
	unlink(file.path);
}
END_TEST

static void hup(struct server *server, const char *answer)
{
	server_signal(server, SIGHUP);
	server_expect_log(server, answer);
}

START_TEST(hup_rereads_and_drops_nobody)
{
	struct server server;
	struct client a, b;
	struct file motd, config;
	file_new(&motd, "old\n");
	file_new(&config, "max-line = 100\n");
	server_start(&server, ARGUMENTS("--motd", motd.path, "--config", config.path));
	client_join(&a, &server, "alice");
	client_join(&b, &server, "bob");
	client_ask(&b, "/motd", "-- old");
	file_write(&motd, "new\n");
	file_write(&config, "max-line = 200\nlog-level = debug\n");
	hup(&server, "event=reloaded");
	client_ask(&b, "/motd", "-- new");
	client_say(&b, "%0150d", 7);
	client_await(&a, "0000007");
	client_say(&b, "%0250d", 7);
	client_expect(&b, "!! that line ... too long ... 200 bytes");
	client_say(&a, "still here");
	client_expect(&b, "<alice> still here");
	server_stop(&server);
	unlink(motd.path);
	unlink(config.path);
}
END_TEST

START_TEST(hup_rereads_how_long_newcomers_may_be_silent)
{
	struct server server;
	struct client client;
	struct file config;
	file_new(&config, "greet-after = 60000\n");
	server_start_at(&server, "127.0.0.1", ARGUMENTS("--config", config.path));
	file_write(&config, "greet-after = 0\n");
	hup(&server, "event=reloaded");
	client_connect(&client, &server);
	client_greet(&client);
	server_stop(&server);
	unlink(config.path);
}
END_TEST

START_TEST(hup_rereads_the_log_level)
{
	struct server server;
	struct client client;
	struct file config;
	file_new(&config, "log-level = info\n");
	server_start(&server, ARGUMENTS("--config", config.path));
	client_join(&client, &server, "alice");
	client_close(&client);
	server_expect_log(&server, "event=closed");
	file_write(&config, "log-level = warning\nkeep = 5d\n");
	server_signal(&server, SIGHUP);
	server_expect_log(&server, "level=warning event=needs_restart option=keep");
	client_join(&client, &server, "alice");
	server_signal(&server, SIGTERM);
	client_await_end(&client);
	ck_assert_int_eq(server_wait(&server), 0);
	ck_assert_int_eq((int)server_log_count(&server, "event=stopped"), 0);
	client_close(&client);
	server_free(&server);
	unlink(config.path);
}
END_TEST

START_TEST(hup_with_a_bad_file_keeps_the_old_settings)
{
	struct server server;
	struct client a, b;
	struct file config, motd;
	file_new(&motd, "the old one\n");
	file_new(&config, "max-line = 100\n");
	server_start(&server, ARGUMENTS("--config", config.path, "--motd", motd.path));
	client_join(&a, &server, "alice");
	client_join(&b, &server, "bob");
	file_write(&config, "max-line = 200\nrate = many\n");
	hup(&server, "level=error event=not_reloaded reason=");
	unlink(motd.path);
	file_write(&config, "max-line = 200\n");
	hup(&server, "level=error event=not_reloaded reason=");
	client_say(&b, "%0150d", 7);
	client_expect(&b, "!! that line ... too long ... 100 bytes");
	client_ask(&b, "/motd", "-- the old one");
	client_say(&b, "hello");
	client_await(&a, "<bob> hello");
	server_stop(&server);
	unlink(config.path);
}
END_TEST

/* As `chatd -c <(...)`: what has been read once is gone. */
START_TEST(settings_from_a_pipe_are_kept)
{
	struct server server;
	struct client a;
	struct file fifo;
	fifo_new(&fifo);
	server_spawn(&server, ARGUMENTS("--config", fifo.path), NULL);
	int fd = open(fifo.path, O_WRONLY | O_CLOEXEC); /* waits for who reads */
	static const char text[] = "port = 0\nbind = \"127.0.0.1\"\nmax-line = 100\n";
	ck_assert_int_eq(write(fd, text, sizeof text - 1), (ssize_t)sizeof text - 1);
	close(fd);
	server_expect_listening(&server);
	client_join(&a, &server, "alice");
	hup(&server, "level=error event=not_reloaded reason=\"cannot read the file '");
	server_expect_log(&server, "it must be a regular file here");
	client_say(&a, "%0150d", 7);
	client_expect(&a, "!! that line ... too long ... 100 bytes");
	server_stop(&server);
	unlink(fifo.path);
}
END_TEST

START_TEST(hup_with_an_empty_file_keeps_the_old_settings)
{
	struct server server;
	struct client a;
	struct file config;
	file_new(&config, "max-line = 100\n");
	server_start(&server, ARGUMENTS("--config", config.path));
	client_join(&a, &server, "alice");
	file_write(&config, "");
	hup(&server, "level=error event=not_reloaded reason=\"the file '");
	client_say(&a, "%0150d", 7);
	client_expect(&a, "!! that line ... too long ... 100 bytes");
	server_stop(&server);
	unlink(config.path);
}
END_TEST

START_TEST(a_message_of_the_day_never_waits)
{
	struct server server;
	struct client a;
	struct file fifo, motd;
	fifo_new(&fifo);
	REFUSED("it must be a regular file here", "--motd", fifo.path);
	REFUSED("it must be a regular file here", "--motd", "/dev/zero");
	file_new(&motd, "hello\n");
	server_start(&server, ARGUMENTS("--motd", motd.path));
	client_join(&a, &server, "alice");
	ck_assert_int_eq(rename(fifo.path, motd.path), 0);
	hup(&server, "level=error event=not_reloaded reason=\"'motd': ");
	client_ask(&a, "/motd", "-- hello");
	server_stop(&server);
	unlink(motd.path);
}
END_TEST

START_TEST(each_bind_line_counts)
{
	struct server server;
	struct file file;
	file_new(&file, "port = 0\nbind = \"127.0.0.1\"\nbind = \"127.0.0.2\"\n");
	server_spawn(&server, ARGUMENTS("--config", file.path), NULL);
	server_expect_listening(&server);
	server_expect_log(&server, "event=listening address=127.0.0.2:");
	server_stop(&server);
	unlink(file.path);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {wrong_options, help_and_version, configuration_file,
		command_line_beats_the_file, wrong_files, motd_is_shown_and_safe, doors_in_the_file,
		hup_rereads_how_long_newcomers_may_be_silent, hup_rereads_and_drops_nobody,
		hup_rereads_the_log_level, settings_from_a_pipe_are_kept,
		hup_with_an_empty_file_keeps_the_old_settings, a_message_of_the_day_never_waits,
		each_bind_line_counts, hup_with_a_bad_file_keeps_the_old_settings, NULL};
	return run_tests("options", NULL, tests);
}
