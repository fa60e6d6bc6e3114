#include "harness.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TEST_SECONDS 300 /* of one test; CK_TIMEOUT_MULTIPLIER makes it more */
#define CHUNK 65536
#define SANITIZED_SHARE 4

static void one_thread(void)
{
	server_threads = 1;
}

static void three_threads(void)
{
	server_threads = 3;
}

static TCase *add_case(
	Suite *suite, const char *name, void (*set_up)(void), const TTest *const *tests)
{
	TCase *all = tcase_create(name);
	tcase_set_timeout(all, TEST_SECONDS);
	tcase_add_checked_fixture(all, set_up, NULL);
	for (; tests && *tests; tests++)
		tcase_add_test(all, *tests);
	suite_add_tcase(suite, all);
	return all;
}

int run_suite(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run_nothing(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return EXIT_SUCCESS;
}

bool is_sanitized(void)
{
	const char *sanitized = getenv("SANITIZED");
	return sanitized && *sanitized;
}

int rounds_wanted(const char *variable, int usual)
{
	const char *value = getenv(variable);
	if (value && atoi(value) > 0)
		return atoi(value);
	return is_sanitized() ? usual / SANITIZED_SHARE : usual;
}

int run_tests(const char *name, const TTest *const *each, const TTest *const *once)
{
	Suite *suite = suite_create(name);
	if (!is_sanitized())
		add_case(suite, "1 thread", one_thread, each);
	add_case(suite, "3 threads", three_threads, each);
	add_case(suite, "once", three_threads, once);
	return run_suite(suite);
}

int run_scenes(
	const char *name, const TTest *const *each, void (*set_up)(void), void (*tear_down)(void))
{
	Suite *suite = suite_create(name);
	if (!is_sanitized())
		tcase_add_checked_fixture(
			add_case(suite, "1 thread", one_thread, each), set_up, tear_down);
	tcase_add_checked_fixture(
		add_case(suite, "3 threads", three_threads, each), set_up, tear_down);
	return run_suite(suite);
}

int run_once(
	const char *name, const TTest *const *once, void (*set_up)(void), void (*tear_down)(void))
{
	Suite *suite = suite_create(name);
	tcase_add_checked_fixture(add_case(suite, name, three_threads, once), set_up, tear_down);
	return run_suite(suite);
}

void note(const char *why)
{
	printf("# not tried: %s\n", why);
	fflush(stdout);
}

long now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = send(fd, bytes, length, MSG_NOSIGNAL);
		if (written <= 0)
			return false;
		bytes += written;
		length -= (size_t)written;
	}
	return true;
}

bool wait_fd(int fd, short events, long until)
{
	struct pollfd poller = {.fd = fd, .events = events};
	for (;;) {
		long left = until - now_ms();
		int ready = poll(&poller, 1, left > 0 ? (int)left : 0);
		if (ready > 0)
			return true;
		if (ready == 0 || errno != EINTR)
			return false;
	}
}

bool text_read(struct text *text, int fd)
{
	if (text->size - text->length < CHUNK + 1) {
		text->size = 2 * text->size + CHUNK + 1;
		text->bytes = realloc(text->bytes, text->size);
		ck_assert_ptr_nonnull(text->bytes);
	}
	ssize_t length = read(fd, text->bytes + text->length, CHUNK);
	if (length < 0)
		return errno == EAGAIN || errno == EINTR;
	text->length += (size_t)length;
	text->bytes[text->length] = '\0';
	return length > 0;
}

void text_await(struct text *text, size_t *at, int fd, const char *part)
{
	long until = now_ms() + WAIT_MS;
	const char *found;
	while (!(found = text->bytes ? strstr(text->bytes + *at, part) : NULL))
		must(wait_fd(fd, POLLIN, until) && text_read(text, fd), "no '%s' came; only: %s",
			part, text->bytes ? text->bytes + *at : "");
	*at = (size_t)(found - text->bytes) + strlen(part);
}

void text_add(struct text *text, const char *line)
{
	size_t length = strlen(line);
	if (text->size < text->length + length + 2) {
		text->size = 2 * text->size + length + 2;
		text->bytes = realloc(text->bytes, text->size);
		ck_assert_ptr_nonnull(text->bytes);
	}
	memcpy(text->bytes + text->length, line, length);
	text->length += length;
	text->bytes[text->length++] = '\n';
	text->bytes[text->length] = '\0';
}

void text_free(struct text *text)
{
	free(text->bytes);
	*text = (struct text){0};
}

char *text_format(const char *format, va_list list)
{
	char *text;
	must(vasprintf(&text, format, list) >= 0, "out of memory");
	return text;
}

static bool enter_network(void)
{
	struct ifreq lo = {.ifr_name = "lo"};
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0 && unshare(CLONE_NEWNET) != 0)
		return false;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	lo.ifr_flags = IFF_UP | IFF_RUNNING;
	bool up = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &lo) == 0;
	if (fd >= 0)
		close(fd);
	return up;
}

bool network_available(void)
{
	int status;
	pid_t child = fork();
	if (child == 0)
		_exit(enter_network() ? 0 : 1);
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

void network_enter(void)
{
	ck_assert(enter_network());
}

void network_add_address(const char *text)
{
	struct ifreq request = {.ifr_name = "lo:1"};
	struct sockaddr_in *address = (struct sockaddr_in *)&request.ifr_addr;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	address->sin_family = AF_INET;
	ck_assert_int_eq(inet_pton(AF_INET, text, &address->sin_addr), 1);
	ck_assert_int_eq(ioctl(fd, SIOCSIFADDR, &request), 0);
	close(fd);
}

/* None of those that the kernel gives to whoever asks for any: another program might get it before
 * it is used. */
int free_port(void)
{
	static unsigned count;
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	do
		address.sin_port =
			htons((uint16_t)(10000 + ((unsigned)getpid() * 16 + count++) % 20000));
	while (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 && count < 20000);
	ck_assert_uint_lt(count, 20000);
	close(fd);
	return ntohs(address.sin_port);
}

/* A test case need not free its clients, since its process ends, so AddressSanitizer looks for no
 * leaks here. It does in the servers that are started. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}
