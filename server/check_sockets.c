#include "check_sockets.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_holder.h"
#include "config_bind.h"
#include "folder.h"
#include "given.h"
#include "memory.h"

#define TRIED_MAX 256

/* An address of the configuration. */
struct wanted {
	const char *option; /* whose value it is */
	size_t index;
	const char *text;
};

struct tried {
	struct sockaddr_storage address;
	const char *text; /* as it stands in the configuration */
};

struct sockets {
	struct check_server *server;
	struct option_report *report;
	struct tried tried[TRIED_MAX];
	size_t count;
};

/* Binds as the server does and lets go at once: nobody can connect, and another server can take the
 * address meanwhile. */
static int try_bind(const struct sockaddr *address, socklen_t length, bool both_families)
{
	int on = 1, only = !both_families;
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (address->sa_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
	int error = bind(fd, address, length) == 0 ? 0 : errno;
	close(fd);
	return error;
}

static bool is_ours(struct check_server *server, pid_t process)
{
	if (process && !server->process &&
		check_same_arguments(process, server->argc, server->argv))
		server->process = process;
	bool ours = process && process == server->process;
	server->listens |= ours;
	return ours;
}

/* Whether systemd waits there for whoever comes first, and hands the socket over then; it does not
 * do that for addresses of --bind. */
static bool is_for_us(struct sockets *sockets, const struct wanted *wanted, const char *where,
	pid_t owner, const char *name, bool of_root)
{
	if (strcmp(wanted->option, "port") != 0)
		return false;
	if (owner && strncmp(name, "systemd", strlen("systemd")) == 0)
		option_warning(sockets->report, wanted->option, wanted->index,
			"%s is held by systemd (process %ld), which hands it to the server that it "
			"starts; one that is started by hand would not get it",
			where, (long)owner);
	else if (!owner && of_root && access("/run/systemd/system", F_OK) == 0)
		option_warning(sockets->report, wanted->option, wanted->index,
			"%s is in use; whether by systemd, which hands it to the server "
			"(chatd.socket), cannot be seen by this user",
			where);
	else
		return false;
	return true;
}

/* Somebody listens there. */
static void tell_in_use(struct sockets *sockets, const struct wanted *wanted, const char *where,
	unsigned long inode, bool of_root)
{
	struct check_server *server = sockets->server;
	char name[CHECK_NAME_SIZE];
	pid_t owner = inode ? check_socket_owner(inode, server->process) : 0;
	if (is_ours(server, owner))
		return;
	if (!owner && inode && server->process &&
		check_has_socket(server->process, inode) == CHECK_UNSEEN) {
		option_warning(sockets->report, wanted->option, wanted->index,
			"%s is in use; whether by the server of this state (process %ld) cannot be "
			"seen by this user",
			where, (long)server->process);
		server->listens = true;
		return;
	}
	check_process_name(name, owner);
	if (is_for_us(sockets, wanted, where, owner, name, of_root))
		return;
	if (owner)
		option_mistake(sockets->report, wanted->option, wanted->index,
			"cannot listen on %s: it is in use by process %ld (%s)", where, (long)owner,
			name);
	else
		option_mistake(sockets->report, wanted->option, wanted->index,
			"cannot listen on %s: it is in use by another process", where);
}

/* Whether two addresses of the configuration cannot be listened on together. All addresses stand
 * for both families here, as they do for `:PORT`; `[::]` alone is passed over. */
static bool collide(const struct sockaddr *one, const struct sockaddr *other)
{
	unsigned char bytes[16], others[16];
	if (address_port_of(one) == 0 || address_port_of(one) != address_port_of(other) ||
		one->sa_family != other->sa_family)
		return false;
	return address_is_any(one) || address_is_any(other) ||
	       (address_bytes(bytes, one) && address_bytes(others, other) &&
		       memcmp(bytes, others, sizeof bytes) == 0);
}

/* False, and a mistake, where an earlier address of the configuration is in the way. */
static bool note(struct sockets *sockets, const struct wanted *wanted,
	const struct sockaddr *address, socklen_t length)
{
	for (size_t i = 0; i < sockets->count; i++)
		if (collide(address, (const struct sockaddr *)&sockets->tried[i].address))
			return option_mistake(sockets->report, wanted->option, wanted->index,
				"'%s' and '%s' ask for the same port: leave one out", wanted->text,
				sockets->tried[i].text);
	if (sockets->count < TRIED_MAX) {
		struct tried *tried = &sockets->tried[sockets->count++];
		tried->text = wanted->text;
		memcpy(&tried->address, address, length);
	}
	return true;
}

/* `where` names it in sentences. Returns 0 or an error that is not yet told. */
static int try(struct sockets *sockets, const struct wanted *wanted, const struct sockaddr *address,
	socklen_t length, bool both_families, const char *where)
{
	if (!note(sockets, wanted, address, length))
		return 0;
	int error = try_bind(address, length, both_families);
	if (error != EADDRINUSE && error != EACCES)
		return error;
	bool of_root = false;
	unsigned long inode = check_listener_of(address, &of_root);
	if (error == EACCES && !inode) /* else systemd may have opened it for the server */
		return error;
	tell_in_use(sockets, wanted, where, inode, of_root);
	return 0;
}

static void tell_error(
	struct sockets *sockets, const struct wanted *wanted, const char *where, int error)
{
	if (error)
		option_mistake(sockets->report, wanted->option, wanted->index,
			"cannot listen on %s: %s%s", where, strerrordesc_np(error),
			error == EACCES ? "; choose a port above 1023" : "");
}

static void check_all(struct sockets *sockets, const struct wanted *wanted, int port)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	char where[32];
	snprintf(where, sizeof where, "port %d", port);
	if (!note(sockets, wanted, (struct sockaddr *)&four, sizeof four))
		return;
	int error = try(sockets, wanted, (struct sockaddr *)&six, sizeof six, true, where);
	if (error && error != EACCES)
		error = try_bind((struct sockaddr *)&four, sizeof four, false);
	tell_error(sockets, wanted, where, error);
}

static void check_host(
	struct sockets *sockets, const struct wanted *wanted, const char *host, int port)
{
	struct addrinfo hints = {.ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	char where[ADDRESS_HOST_BYTES + 32];
	snprintf(where, sizeof where, "%s port %d", host, port);
	int wrong = getaddrinfo(host, NULL, &hints, &found), error = EADDRNOTAVAIL;
	if (wrong)
		option_mistake(sockets->report, wanted->option, wanted->index,
			"cannot listen on %s: %s", where,
			wrong == EAI_SYSTEM ? strerrordesc_np(errno) : gai_strerror(wrong));
	bool here = false;
	for (struct addrinfo *info = found; info; info = info->ai_next) {
		address_set_port(info->ai_addr, port);
		int failed = try(sockets, wanted, info->ai_addr, info->ai_addrlen, false, where);
		here = here || failed == 0;
		if (failed && (error == EADDRNOTAVAIL || failed == EACCES))
			error = failed;
	}
	if (found) { /* a name may have addresses that this machine lacks */
		tell_error(sockets, wanted, where, here && error != EACCES ? 0 : error);
		freeaddrinfo(found);
	}
}

static void check_unix(struct sockets *sockets, const struct wanted *wanted, const char *path)
{
	struct stat there;
	char *folder = folder_above(path);
	const char *wrong = NULL;
	unsigned long inode = check_listener_at(path);
	if (access(folder, W_OK | X_OK) != 0)
		wrong = strerrordesc_np(errno);
	else if (lstat(path, &there) == 0 && !S_ISSOCK(there.st_mode))
		wrong = "something is there that is no socket";
	if (wrong)
		option_mistake(sockets->report, wanted->option, wanted->index,
			"cannot listen on %s: %s", path, wrong);
	else if (inode && lstat(path, &there) == 0)
		tell_in_use(sockets, wanted, path, inode, false);
	free(folder);
}

static void check_bind(struct sockets *sockets, const struct config *config, size_t i)
{
	struct wanted wanted = {"bind", i, config->bind.values[i]};
	struct config_bind bind;
	if (config_bind(&bind, wanted.text))
		return; /* that has been told */
	int port = bind.address.port >= 0 ? bind.address.port : (int)config->port;
	if (bind.path[0])
		check_unix(sockets, &wanted, bind.path);
	else if (bind.address.host[0])
		check_host(sockets, &wanted, bind.address.host, port);
	else
		check_all(sockets, &wanted, port);
}

static void check_metrics(struct sockets *sockets, const struct config *config)
{
	struct wanted wanted = {"metrics", 0, config->metrics};
	struct address address;
	if (!config->metrics || config_metrics(&address, config->metrics))
		return;
	if (address.host[0])
		check_host(sockets, &wanted, address.host, address.port);
	else
		check_all(sockets, &wanted, address.port);
}

void check_sockets(
	const struct config *config, struct check_server *server, struct option_report *report)
{
	struct sockets *sockets = memory_zero(sizeof *sockets);
	struct wanted port = {"port", 0, "port"};
	sockets->server = server;
	sockets->report = report;
	if (config->bind.count == 0 && given_count() == 0)
		check_all(sockets, &port, (int)config->port);
	for (size_t i = 0; i < config->bind.count; i++)
		check_bind(sockets, config, i);
	check_metrics(sockets, config);
	free(sockets);
}
