/* What is asked for instead of a server, and a server that cannot be: each ends with a sentence and
 * a status that says so, and leaves the terminal as it was. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "process.h"

/* Runs chatd to its end with this in its standard error and this status. */
static void expect_end(const char *const *arguments, int wanted, const char *said)
{
	struct server server;
	server_spawn(&server, arguments, NULL);
	int status = server_wait(&server);
	const char *log = server.log.bytes ? server.log.bytes : "";
	ck_assert_msg(status == wanted && strncmp(log, "chatd: ", 7) == 0 && strstr(log, said),
		"status %d, and it said: %s", status, log);
	server_free(&server);
}

START_TEST(a_taken_port_is_told_as_it_was_given)
{
	struct server server;
	char port[16], bound[32];
	server_spawn(&server, ARGUMENTS("--port", "0", "--bind", "127.0.0.1"), NULL);
	server_expect_listening(&server);
	snprintf(port, sizeof port, "%d", server.port);
	snprintf(bound, sizeof bound, "127.0.0.1:%d", server.port);
	expect_end(ARGUMENTS("--port", port, "--bind", "127.0.0.1"), 1,
		"is another server running there? Choose another with --port");
	expect_end(ARGUMENTS("--bind", bound), 1,
		"is another server running there? Choose another port in --bind");
	server_stop(&server);
	expect_end(ARGUMENTS("--bind", bound, "--bind", bound), 1,
		"two of --bind ask for it: leave one out");
	snprintf(bound, sizeof bound, "0.0.0.0:%s", port);
	expect_end(ARGUMENTS("--bind", "127.0.0.1", "--bind", bound, "--port", port), 1,
		"two of --bind ask for it: leave one out");
}
END_TEST

static rlim_t descriptors;

static void few_descriptors(void)
{
	struct rlimit few = {descriptors, descriptors};
	setrlimit(RLIMIT_NOFILE, &few);
}

/* Below 5 the system cannot even load the program's libraries. */
START_TEST(few_descriptors_end_with_a_sentence)
{
	int ran = 0, refused = 0;
	for (descriptors = 5; descriptors <= 44; descriptors++) {
		struct server server;
		struct client client;
		server_spawn(&server,
			ARGUMENTS("--port", "0", "--bind", "127.0.0.1", "--threads", "3"),
			few_descriptors);
		while (server.log.length == 0) {
			ck_assert(wait_fd(server.log_fd, POLLIN, now_ms() + WAIT_MS));
			server_read_log(&server);
		}
		if (strncmp(server.log.bytes, "chatd: ", 7) == 0) {
			ck_assert_int_eq(server_wait(&server), 1);
			ck_assert_ptr_nonnull(
				strstr(server.log.bytes, "chatd: too few descriptors: "));
			ck_assert_ptr_nonnull(strstr(server.log.bytes, "'ulimit -n'"));
			server_free(&server);
			refused++;
			continue;
		}
		server_expect_listening(&server);
		client_connect(&client, &server);
		client_greet(&client);
		server_stop(&server);
		ran++;
	}
	ck_assert_int_ge(ran, 5);
	ck_assert_int_ge(refused, 5);
}
END_TEST

/* As where somebody has as many processes as they may. */
static void forbid_threads(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAGAIN),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof code / sizeof code[0], code};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		_exit(126);
}

START_TEST(no_threads_end_with_a_sentence)
{
	struct server server;
	server_spawn(&server, ARGUMENTS("--port", "0", "--bind", "127.0.0.1", "--threads", "3"),
		forbid_threads);
	ck_assert_int_eq(server_wait(&server), 1);
	ck_assert_ptr_nonnull(strstr(
		server.log.bytes, "\nchatd: no thread could be started: try fewer --threads\n"));
	server_free(&server);
}
END_TEST

START_TEST(a_full_disk_is_no_success)
{
	static const char *const commands[] = {"\"$CHATD\" --help >/dev/full",
		"\"$CHATD\" --version >/dev/full",
		"echo secret | \"$CHATD\" --hash-password >/dev/full"};
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		ck_assert_str_eq(process_shell(commands[i]),
			"chatd: cannot write to standard output: No space left on device\n"
			"status 1\n");
}
END_TEST

START_TEST(passwords_that_could_never_be_given)
{
	ck_assert_str_eq(process_shell("printf '' | \"$CHATD\" --hash-password"),
		"chatd: no password was given\nstatus 1\n");
	ck_assert_str_eq(process_shell("printf '\\n' | \"$CHATD\" --hash-password"),
		"chatd: no password was given\nstatus 1\n");
	ck_assert_str_eq(process_shell("printf '%0401d\\n' 7 | \"$CHATD\" --hash-password"),
		"chatd: the password is too long: at most 400 bytes\nstatus 1\n");
	ck_assert_str_eq(process_shell("printf 'a\\351\\n' | \"$CHATD\" --hash-password"),
		"chatd: the password must be UTF-8 without control characters\nstatus 1\n");
	ck_assert_str_eq(process_shell("echo 'secret ' | \"$CHATD\" --hash-password"),
		"chatd: the password must not begin or end with a blank\nstatus 1\n");
	ck_assert_int_eq(
		strncmp(process_shell("printf '%0400d\\r\\n' 7 | \"$CHATD\" --hash-password"),
			"$argon2id$", 10),
		0);
	ck_assert_int_eq(strncmp(process_shell("printf secret | \"$CHATD\" --hash-password"),
				 "$argon2id$", 10),
		0);
}
END_TEST

/* A terminal with chatd --hash-password in it. */
struct terminal {
	int fd;
	pid_t pid;
	struct text got;
	size_t at; /* what was awaited ends here */
};

static void terminal_await(struct terminal *terminal, const char *part)
{
	text_await(&terminal->got, &terminal->at, terminal->fd, part);
}

static bool terminal_shows(const struct terminal *terminal)
{
	struct termios now;
	ck_assert_int_eq(tcgetattr(terminal->fd, &now), 0);
	return now.c_lflag & ECHO;
}

/* As a shell: the program has a group of its own, so that it can be stopped. */
static _Noreturn void lead(void)
{
	char said[64];
	int status;
	signal(SIGTTOU, SIG_IGN);
	pid_t pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		tcsetpgrp(STDIN_FILENO, getpid());
		signal(SIGTTOU, SIG_DFL);
		signal(SIGINT, SIG_DFL); /* nohup and a shell's & have these ignored */
		signal(SIGQUIT, SIG_DFL);
		signal(SIGHUP, SIG_DFL);
		execl(getenv("CHATD"), "chatd", "--hash-password", (char *)NULL);
		_exit(127);
	}
	while (waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status)) {
		tcsetpgrp(STDIN_FILENO, getpgrp());
		dprintf(STDOUT_FILENO, "[stopped]\n");
		if (read(STDIN_FILENO, said, sizeof said) > 0) { /* fg */
			tcsetpgrp(STDIN_FILENO, pid);
			kill(pid, SIGCONT);
		}
	}
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

static void terminal_start(struct terminal *terminal)
{
	*terminal = (struct terminal){0};
	terminal->pid = forkpty(&terminal->fd, NULL, NULL, NULL);
	ck_assert_int_ge(terminal->pid, 0);
	if (terminal->pid == 0)
		lead();
	terminal_await(terminal, "Password: ");
	while (terminal_shows(terminal)) /* hidden right behind the prompt */
		sched_yield();
}

static void terminal_type(const struct terminal *terminal, const char *keys)
{
	ck_assert_int_eq(write(terminal->fd, keys, strlen(keys)), (ssize_t)strlen(keys));
}

static void terminal_expect_end(struct terminal *terminal, int wanted)
{
	ck_assert_int_eq(process_status(terminal->pid), wanted);
	bool shows = terminal_shows(terminal);
	ck_assert_msg(shows, "the terminal does not show what is typed");
	ck_assert_ptr_null(strstr(terminal->got.bytes, "secret"));
	close(terminal->fd);
	text_free(&terminal->got);
}

START_TEST(a_password_is_not_shown)
{
	struct terminal terminal;
	terminal_start(&terminal);
	terminal_type(&terminal, "secret\n");
	terminal_await(&terminal, "$argon2id$");
	terminal_expect_end(&terminal, 0);
	terminal_start(&terminal);
	terminal_type(&terminal, "\4"); /* Ctrl-D */
	terminal_await(&terminal, "chatd: no password was given");
	terminal_expect_end(&terminal, 1);
}
END_TEST

START_TEST(what_ends_it_leaves_the_terminal_as_it_was)
{
	static const struct {
		const char *keys;
		int signal;
	} ends[] = {{"secr\3", SIGINT}, {"secr\34", SIGQUIT}};
	struct terminal terminal;
	struct rlimit no_core = {0, 0};
	setrlimit(RLIMIT_CORE, &no_core);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		terminal_start(&terminal);
		terminal_type(&terminal, ends[i].keys);
		terminal_expect_end(&terminal, 128 + ends[i].signal);
	}
	static const int signals[] = {SIGTERM, SIGHUP};
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		terminal_start(&terminal);
		ck_assert_int_eq(kill(-tcgetpgrp(terminal.fd), signals[i]), 0);
		terminal_expect_end(&terminal, 128 + signals[i]);
	}
}
END_TEST

START_TEST(one_may_stop_and_go_on)
{
	struct terminal terminal;
	terminal_start(&terminal);
	terminal_type(&terminal, "\32"); /* Ctrl-Z */
	terminal_await(&terminal, "[stopped]");
	ck_assert(terminal_shows(&terminal));
	terminal_type(&terminal, "fg\n");
	terminal_await(&terminal, "Password: ");
	while (terminal_shows(&terminal))
		sched_yield();
	terminal_type(&terminal, "secret\n");
	terminal_await(&terminal, "$argon2id$");
	terminal_expect_end(&terminal, 0);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {a_taken_port_is_told_as_it_was_given,
		few_descriptors_end_with_a_sentence, no_threads_end_with_a_sentence,
		a_full_disk_is_no_success, passwords_that_could_never_be_given,
		a_password_is_not_shown, what_ends_it_leaves_the_terminal_as_it_was,
		one_may_stop_and_go_on, NULL};
	return run_tests("asked", NULL, once);
}
