#include "given.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "config_bind.h"
#include "inherited.h"

#define FIRST 3
#define MOST 1000
#define NAME_BYTES_MAX 255 /* systemd's limit */

static int ports[MOST]; /* of those that given_take() took, -1 for none */
static unsigned taken;

/* The number in a variable, -1 where it has none. */
static long number(const char *variable)
{
	const char *text = getenv(variable);
	char *end;
	long value = text ? strtol(text, &end, 10) : -1;
	return text && *text >= '0' && *text <= '9' && !*end ? value : -1;
}

static unsigned from_environment(void)
{
	long count = number("LISTEN_FDS");
	return number("LISTEN_PID") == getpid() && count > 0 && count <= MOST ? (unsigned)count : 0;
}

unsigned given_count(void)
{
	return from_environment() + inherited_given();
}

static int port_of(int fd)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof address;
	if (getsockname(fd, (struct sockaddr *)&address, &size) != 0)
		return -1;
	return address.ss_family == AF_UNIX ? -1
					    : address_port_of((const struct sockaddr *)&address);
}

void given_warn(const struct config *config, struct option_report *report)
{
	unsigned count = taken > 0 ? taken : from_environment();
	bool listened = count == 0 || config->bind.count > 0 ||
			option_origin(report, "port")->source == OPTION_DEFAULT;
	for (unsigned i = 0; i < count && !listened; i++)
		listened = (taken > 0 ? ports[i] : port_of(FIRST + (int)i)) == config->port;
	if (!listened)
		option_warning(report, "port", 0,
			"port %ld is not listened on, since sockets were handed over "
			"(LISTEN_FDS; with systemd, by chatd.socket)",
			config->port);
}

/* The name at `*names`, which becomes the next one; NULL behind the last. */
static void take_name(char name[NAME_BYTES_MAX + 1], const char **names)
{
	size_t length = *names ? strcspn(*names, ":") : 0;
	snprintf(name, NAME_BYTES_MAX + 1, "%.*s", (int)length, *names ? *names : "");
	*names = *names && (*names)[length] ? *names + length + 1 : NULL;
}

static bool has_words(const char *name)
{
	static const char *const firsts[] = {"tls", "plain", NULL};
	size_t length = strcspn(name, ",");
	for (const char *const *first = firsts; *first; first++)
		if (strlen(*first) == length && strncmp(name, *first, length) == 0)
			return true;
	return strncmp(name, "door=", 5) == 0;
}

/* Where fewer are there than were promised, one of ours has the number of a missing one. */
static bool is_ours(const struct listener_list *list, int fd)
{
	bool ours = false;
	for (size_t i = 0; i < list->count && !ours; i++)
		ours = list->items[i]->fd == fd;
	return ours;
}

static bool take(struct listener_list *list, int fd, const char *name, bool tls,
	char error[OPTION_ERROR_SIZE])
{
	struct config_bind words = {.door = DETECT_AUTO};
	const char *wrong = has_words(name) ? config_bind_words(&words, name) : NULL;
	if (!wrong && words.tls == BIND_TLS && !tls)
		wrong = "this chatd was built without TLS";
	if (wrong) {
		snprintf(error, OPTION_ERROR_SIZE, "the name '%.60s' of descriptor %d: %s", name,
			fd, wrong);
		return false;
	}
	if (is_ours(list, fd) || !listener_take(list, fd)) {
		snprintf(error, OPTION_ERROR_SIZE,
			"descriptor %d, given by LISTEN_FDS, is no listening stream socket", fd);
		return false;
	}
	list->items[list->count - 1]->tag = (int)words.door;
	list->items[list->count - 1]->tls = words.tls;
	return true;
}

static void note_port(int fd)
{
	if (taken < MOST)
		ports[taken++] = port_of(fd);
}

/* What an upgraded server was given long ago. */
static void take_inherited(struct listener_list *list)
{
	struct inherited one;
	while (inherited_take(&one, NULL)) {
		if (!listener_take(list, one.fd))
			continue;
		note_port(one.fd);
		list->items[list->count - 1]->tag = one.tag;
		list->items[list->count - 1]->tls = (enum bind_tls)one.tls;
	}
}

bool given_take(struct listener_list *list, bool tls, char error[OPTION_ERROR_SIZE])
{
	unsigned count = from_environment();
	const char *names = getenv("LISTEN_FDNAMES");
	bool good = true;
	take_inherited(list);
	for (unsigned i = 0; good && i < count; i++) {
		char name[NAME_BYTES_MAX + 1];
		take_name(name, &names);
		good = take(list, FIRST + (int)i, name, tls, error);
		note_port(FIRST + (int)i);
	}
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDNAMES");
	return good;
}
