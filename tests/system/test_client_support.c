#include "test_client_support.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PORT_TRIES 50

static long now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const char *client_path(void)
{
	const char *path = getenv("CHAT_CLIENT");
	ck_assert_msg(path != NULL, "set CHAT_CLIENT to the program to test");
	return path;
}

/* Appends what is there to read; false at its end. A reset is an end too. */
static bool take(int fd, struct bytes *to)
{
	char chunk[65536];
	ssize_t length = read(fd, chunk, sizeof chunk);
	if (length <= 0)
		return length < 0 && (errno == EAGAIN || errno == EINTR);
	to->text = realloc(to->text, to->length + (size_t)length + 1);
	ck_assert_ptr_nonnull(to->text);
	memcpy(to->text + to->length, chunk, (size_t)length);
	to->length += (size_t)length;
	to->text[to->length] = '\0';
	return true;
}

static void must_be_ready(int fd, short events, const char *what)
{
	struct pollfd wait = {.fd = fd, .events = events};
	ck_assert_msg(poll(&wait, 1, WAIT_MS) == 1, "waited in vain for %s", what);
}

/* The address in `place`, and its size. */
static socklen_t loopback(struct sockaddr_storage *place, int family, int port)
{
	*place = (struct sockaddr_storage){.ss_family = (sa_family_t)family};
	if (family == AF_INET) {
		struct sockaddr_in *four = (struct sockaddr_in *)place;
		four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		four->sin_port = htons((uint16_t)port);
		return sizeof *four;
	}
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)place;
	six->sin6_addr = in6addr_loopback;
	six->sin6_port = htons((uint16_t)port);
	return sizeof *six;
}

static int take_port(int family, int *port)
{
	struct sockaddr_storage place;
	socklen_t size = loopback(&place, family, *port);
	int one = 1;
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(fd, 0);
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
	if (bind(fd, (struct sockaddr *)&place, size) < 0) {
		close(fd);
		return -1;
	}
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&place, &size), 0);
	*port = ntohs(family == AF_INET ? ((struct sockaddr_in *)&place)->sin_port
					: ((struct sockaddr_in6 *)&place)->sin6_port);
	return fd;
}

int server_listen(int family, int *port)
{
	int fd = take_port(family, port);
	if (fd >= 0)
		ck_assert_int_eq(listen(fd, 8), 0);
	return fd;
}

void server_refuse_both(int *four, int *six, int *port)
{
	for (int i = 0; i < PORT_TRIES; i++) {
		*port = 0;
		*four = take_port(AF_INET, port);
		*six = take_port(AF_INET6, port);
		if (*six >= 0)
			return;
		close(*four);
	}
	ck_abort_msg("no port is free at both addresses");
}

void server_listen_both(int *four, int *six, int *port)
{
	server_refuse_both(four, six, port);
	ck_assert_int_eq(listen(*four, 8), 0);
	ck_assert_int_eq(listen(*six, 8), 0);
}

void server_accept(struct peer *peer, int listener)
{
	must_be_ready(listener, POLLIN, "the client to connect");
	*peer = (struct peer){.fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)};
	ck_assert_int_ge(peer->fd, 0);
}

void peer_send(struct peer *peer, const char *bytes, size_t length)
{
	while (length) {
		must_be_ready(peer->fd, POLLOUT, "the client to read");
		ssize_t sent = send(peer->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (sent < 0 && errno == EAGAIN)
			continue;
		ck_assert_int_gt(sent, 0);
		bytes += sent;
		length -= (size_t)sent;
	}
}

void peer_say(struct peer *peer, const char *text)
{
	peer_send(peer, text, strlen(text));
}

void peer_take(struct peer *peer, const char *what)
{
	must_be_ready(peer->fd, POLLIN, what);
	peer->ended = !take(peer->fd, &peer->got);
}

void peer_expect(struct peer *peer, const char *text)
{
	while (!peer->got.text || !strstr(peer->got.text, text)) {
		ck_assert_msg(!peer->ended, "no '%s' in '%s'", text, peer->got.text);
		peer_take(peer, text);
	}
}

void peer_expect_end(struct peer *peer)
{
	while (!peer->ended)
		peer_take(peer, "the client's end");
}

void peer_close(struct peer *peer)
{
	close(peer->fd);
	free(peer->got.text);
	*peer = (struct peer){.fd = -1};
}

void peer_reset(struct peer *peer)
{
	struct linger linger = {.l_onoff = 1, .l_linger = 0};
	setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
	peer_close(peer);
}

static void start(struct process *process, int in, char *const *words)
{
	int input[2] = {in, -1}, output[2], error[2];
	if (in < 0)
		ck_assert_int_eq(pipe2(input, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(output, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(error, O_CLOEXEC), 0);
	*process = (struct process){.in = input[1], .out = output[0], .err = error[0]};
	process->id = fork();
	ck_assert_int_ge(process->id, 0);
	if (process->id == 0) {
		dup2(input[0], STDIN_FILENO);
		dup2(output[1], STDOUT_FILENO);
		dup2(error[1], STDERR_FILENO);
		signal(SIGPIPE, SIG_DFL);
		execvp(words[0], words);
		_exit(127);
	}
	close(output[1]);
	close(error[1]);
	if (in < 0)
		close(input[0]);
}

static char *as_word(const char *text)
{
	char *word = strdup(text);
	ck_assert_ptr_nonnull(word);
	return word;
}

void process_start(struct process *process, int in, const char *const *words)
{
	char *copies[16] = {NULL};
	for (size_t i = 0; i < 15 && words[i]; i++)
		copies[i] = as_word(words[i]);
	start(process, in, copies);
	for (size_t i = 0; copies[i]; i++)
		free(copies[i]);
}

void client_start(struct process *process, int in, const char *const *arguments)
{
	const char *words[16] = {client_path()};
	for (size_t i = 0; i < 14 && arguments[i]; i++)
		words[i + 1] = arguments[i];
	process_start(process, in, words);
	signal(SIGPIPE, SIG_IGN);
}

void client_feed(struct process *process, const char *text)
{
	size_t length = strlen(text);
	while (length) {
		must_be_ready(process->in, POLLOUT, "the client to read its input");
		ssize_t written = write(process->in, text, length < 4096 ? length : 4096);
		ck_assert_int_gt(written, 0);
		text += written;
		length -= (size_t)written;
	}
}

void client_end_input(struct process *process)
{
	if (process->in >= 0)
		close(process->in);
	process->in = -1;
}

/* Reads one of its outputs if there is something to read, and closes it at its end. */
static void drain(int *fd, short ready, struct bytes *to)
{
	if (*fd < 0 || !ready || take(*fd, to))
		return;
	close(*fd);
	*fd = -1;
}

static int reap(struct process *process, long limit)
{
	int status;
	while (waitpid(process->id, &status, WNOHANG) == 0) {
		if (now_ms() > limit) {
			kill(process->id, SIGKILL);
			ck_abort_msg("it does not end; so far it said '%s' and complained '%s'",
				process->said.text, process->complained.text);
		}
		poll(NULL, 0, 5);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int process_wait(struct process *process)
{
	long limit = now_ms() + WAIT_MS;
	while ((process->out >= 0 || process->err >= 0) && now_ms() <= limit) {
		struct pollfd wait[2] = {{.fd = process->out, .events = POLLIN},
			{.fd = process->err, .events = POLLIN}};
		poll(wait, 2, 100);
		drain(&process->out, wait[0].revents, &process->said);
		drain(&process->err, wait[1].revents, &process->complained);
	}
	int status = reap(process, limit);
	client_end_input(process);
	if (!process->said.text)
		process->said.text = as_word("");
	if (!process->complained.text)
		process->complained.text = as_word("");
	return status;
}
