#include "check_holder.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "address.h"
#include "lock_file.h"

#define ROW_SIZE 512
#define LISTENING 0x0A		 /* a state of /proc/net/tcp */
#define UNIX_LISTENING 0x10000	 /* a flag of /proc/net/unix */
#define ARGUMENTS_SIZE (1 << 16) /* of a command line; longer ones are other ones */

static bool is_locked(ino_t inode)
{
	char row[ROW_SIZE];
	unsigned long found;
	bool locked = false;
	FILE *locks = fopen("/proc/locks", "re");
	while (locks && !locked && fgets(row, sizeof row, locks))
		locked = sscanf(row, "%*s FLOCK %*s %*s %*d %*x:%*x:%lu", &found) == 1 &&
			 found == inode;
	if (locks)
		fclose(locks);
	return locked;
}

/* Calls `is` for what each descriptor of the process is ("socket:[123]", "/a/file"). */
static enum check_answer has_open(
	pid_t process, bool (*is)(const char *what, const void *data), const void *data)
{
	char path[64], what[4096];
	snprintf(path, sizeof path, "/proc/%ld/fd", (long)process);
	DIR *folder = opendir(path);
	enum check_answer answer = folder ? CHECK_NO : CHECK_UNSEEN;
	struct dirent *entry;
	while (folder && answer == CHECK_NO && (entry = readdir(folder))) {
		ssize_t length = readlinkat(dirfd(folder), entry->d_name, what, sizeof what - 1);
		what[length > 0 ? length : 0] = '\0';
		if (is(what, data))
			answer = CHECK_YES;
	}
	if (folder)
		closedir(folder);
	return answer;
}

static bool is_same(const char *what, const void *data)
{
	return strcmp(what, data) == 0;
}

/* A process that was handed the lock by another one is in no row of /proc/locks. */
static bool has_lock(pid_t process, const char *path, ino_t inode)
{
	char *whole = realpath(path, NULL);
	enum check_answer open = whole ? has_open(process, is_same, whole) : CHECK_UNSEEN;
	free(whole);
	return open == CHECK_YES || (open == CHECK_UNSEEN && is_locked(inode));
}

pid_t check_lock_holder(const char *path)
{
	char text[LOCK_HOLDER_SIZE] = "";
	struct stat found;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t length = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
	pid_t process = length > 0 ? (pid_t)strtol(text, NULL, 10) : 0;
	bool there =
		process > 0 && fstat(fd, &found) == 0 && (kill(process, 0) == 0 || errno == EPERM);
	if (fd >= 0)
		close(fd);
	return there && has_lock(process, path, found.st_ino) ? process : 0;
}

struct place {
	unsigned char bytes[16];
	bool any;
	int port;
};

static struct place place_of(const struct sockaddr *address)
{
	struct place place = {.any = address_is_any(address), .port = address_port_of(address)};
	address_bytes(place.bytes, address);
	return place;
}

/* The address of a row, whose words are those of the memory. */
static bool parse_place(struct place *place, const char *hex, unsigned port)
{
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
	unsigned words[4];
	int count = sscanf(hex, "%8x%8x%8x%8x", &words[0], &words[1], &words[2], &words[3]);
	memcpy(&four.sin_addr, words, sizeof four.sin_addr);
	memcpy(&six.sin6_addr, words, sizeof six.sin6_addr);
	*place = place_of(count == 1 ? (struct sockaddr *)&four : (struct sockaddr *)&six);
	return count == 1 || count == 4;
}

static unsigned long find_row(const char *file, const struct place *wanted, bool *of_root)
{
	char row[ROW_SIZE], hex[64];
	unsigned port, state, user;
	unsigned long inode, found = 0;
	struct place place;
	FILE *rows = fopen(file, "re");
	while (rows && !found && fgets(row, sizeof row, rows)) {
		if (sscanf(row, "%*d: %63[0-9A-F]:%x %*s %x %*s %*s %*s %u %*d %lu", hex, &port,
			    &state, &user, &inode) != 5 ||
			state != LISTENING || (int)port != wanted->port ||
			!parse_place(&place, hex, port))
			continue;
		if (place.any || wanted->any || memcmp(place.bytes, wanted->bytes, 16) == 0) {
			found = inode;
			*of_root = user == 0;
		}
	}
	if (rows)
		fclose(rows);
	return found;
}

unsigned long check_listener_of(const struct sockaddr *address, bool *of_root)
{
	struct place wanted = place_of(address);
	unsigned long found = find_row("/proc/net/tcp", &wanted, of_root);
	return found ? found : find_row("/proc/net/tcp6", &wanted, of_root);
}

unsigned long check_listener_at(const char *path)
{
	char row[ROW_SIZE];
	unsigned flags;
	unsigned long inode, found = 0;
	int at;
	FILE *rows = fopen("/proc/net/unix", "re");
	while (rows && !found && fgets(row, sizeof row, rows)) {
		at = 0;
		row[strcspn(row, "\n")] = '\0';
		if (sscanf(row, "%*s %*x %*x %x %*x %*x %lu %n", &flags, &inode, &at) == 2 && at &&
			(flags & UNIX_LISTENING) && strcmp(row + at, path) == 0)
			found = inode;
	}
	if (rows)
		fclose(rows);
	return found;
}

enum check_answer check_has_socket(pid_t process, unsigned long inode)
{
	char what[64];
	snprintf(what, sizeof what, "socket:[%lu]", inode);
	return has_open(process, is_same, what);
}

pid_t check_socket_owner(unsigned long inode, pid_t preferred)
{
	pid_t owner = 0;
	if (preferred && check_has_socket(preferred, inode) == CHECK_YES)
		return preferred;
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	while (folder && !owner && (entry = readdir(folder))) {
		pid_t process = (pid_t)strtol(entry->d_name, NULL, 10);
		if (process > 0 && check_has_socket(process, inode) == CHECK_YES)
			owner = process;
	}
	if (folder)
		closedir(folder);
	return owner;
}

static ssize_t read_of(pid_t process, const char *file, char *out, size_t size)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%ld/%s", (long)process, file);
	FILE *from = fopen(path, "re");
	ssize_t length = from ? (ssize_t)fread(out, 1, size - 1, from) : -1;
	if (from)
		fclose(from);
	out[length > 0 ? length : 0] = '\0';
	return length;
}

void check_process_name(char name[CHECK_NAME_SIZE], pid_t process)
{
	read_of(process, "comm", name, CHECK_NAME_SIZE);
	name[strcspn(name, "\n")] = '\0';
}

bool check_same_arguments(pid_t process, int argc, char *const *argv)
{
	char *text = malloc(ARGUMENTS_SIZE);
	ssize_t length = text ? read_of(process, "cmdline", text, ARGUMENTS_SIZE) : -1;
	const char *at = text, *end = text + (length > 0 ? length : 0);
	bool same = length > 0;
	if (same)
		at += strlen(at) + 1; /* the program's name may be another path */
	for (int i = 1; same && i < argc; i++) {
		if (strcmp(argv[i], "--check") == 0)
			continue;
		same = at < end && strcmp(at, argv[i]) == 0;
		at += same ? strlen(at) + 1 : 0;
	}
	same = same && at >= end;
	free(text);
	return same;
}
