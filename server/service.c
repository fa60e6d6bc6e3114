#include "service.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "clock.h"

#define MESSAGE_BYTES 256
#define PATIENCE_SECONDS 600
#define CLOSING_SECONDS 90 /* to store what is left */

static struct {
	struct sockaddr_un address;
	socklen_t address_size; /* 0: nobody listens */
	int64_t watchdog_ms;
	unsigned people; /* as last told */
	int64_t told_at; /* ms; 0: never */
	bool stopping;
} service;

/* A path, or a name that is in no folder, which begins with '@'. */
static socklen_t take_address(struct sockaddr_un *address, const char *name)
{
	size_t length = strlen(name);
	if ((*name != '/' && *name != '@') || length < 2 || length >= sizeof address->sun_path)
		return 0;
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	memcpy(address->sun_path, name, length);
	if (*name == '@')
		address->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (*name == '/'));
}

/* 0 where the variable has no number. */
static int64_t number(const char *variable)
{
	const char *text = getenv(variable);
	char *end;
	long long value = text ? strtoll(text, &end, 10) : 0;
	return text && *text && !*end && value > 0 ? value : 0;
}

void service_open(void)
{
	const char *name = getenv("NOTIFY_SOCKET");
	bool ours = !getenv("WATCHDOG_PID") || number("WATCHDOG_PID") == getpid();
	if (name)
		service.address_size = take_address(&service.address, name);
	if (service.address_size > 0 && ours)
		service.watchdog_ms = number("WATCHDOG_USEC") / 1000;
	if (ours)
		unsetenv("WATCHDOG_PID"); /* an upgrade in place has another */
}

bool service_is_managed(void)
{
	return service.address_size > 0;
}

__attribute__((format(printf, 1, 2))) static void tell(const char *format, ...)
{
	char message[MESSAGE_BYTES];
	if (service.address_size == 0)
		return;
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || length < 0)
		return;
	(void)sendto(fd, message, (size_t)length, MSG_NOSIGNAL,
		(const struct sockaddr *)&service.address, service.address_size);
	close(fd);
}

void service_patience(const char *status)
{
	tell("EXTEND_TIMEOUT_USEC=%d000000\nSTATUS=%s", PATIENCE_SECONDS, status);
}

static void tell_people(const char *first)
{
	tell("%sSTATUS=%u %s here", first, service.people,
		service.people == 1 ? "person is" : "people are");
}

void service_start(unsigned people)
{
	service.people = people;
	service_ready();
}

void service_ready(void)
{
	tell_people("READY=1\n");
}

void service_reloading(void)
{
	tell("RELOADING=1\nMONOTONIC_USEC=%" PRId64 "\nSTATUS=Reading the configuration again",
		clock_ns(CLOCK_MONOTONIC) / 1000);
}

void service_stopping(unsigned people, long drain_ms)
{
	service.stopping = true;
	tell("STOPPING=1\nEXTEND_TIMEOUT_USEC=%ld000000\nSTATUS=Saying goodbye to %u %s",
		2 * (drain_ms / 1000 + 1) + CLOSING_SECONDS, people,
		people == 1 ? "person" : "people");
}

void service_people(unsigned people, int64_t now)
{
	if (people == service.people || service.stopping ||
		(service.told_at > 0 && now - service.told_at < SERVICE_STATUS_MS))
		return;
	service.people = people;
	service.told_at = now;
	tell_people("");
}

void service_hand_over(pid_t pid)
{
	tell("MAINPID=%d", (int)pid); /* which says its status itself */
	service.address_size = 0;     /* what this process does from now on is its own business */
}

int64_t service_watchdog_ms(void)
{
	return service.watchdog_ms;
}

void service_alive(void)
{
	tell("WATCHDOG=1");
}
