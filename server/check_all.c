#include "check_all.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive.h"
#include "certificate.h"
#include "check_holder.h"
#include "check_sockets.h"
#include "clock.h"
#include "complain.h"
#include "config_files.h"
#include "descriptors.h"
#include "folder.h"
#include "given.h"
#include "log.h"
#include "memory.h"
#include "state.h"
#include "stores.h"
#include "text.h"
#include "tls_context.h"

#define SOON_MS (14 * 24 * 3600 * INT64_C(1000)) /* before a certificate ends */

/* What a start would find. */
struct check {
	const struct config *config;
	struct option_report *report;
	char folder[STATE_PATH_SIZE]; /* of the state; "" for none */
	struct check_server server;
};

static bool keeps_files(const struct config *config)
{
	return config->history >= HISTORY_RELAXED && store_sqlite.write;
}

/* 0 where the folder can be written or made, else why not. */
static int folder_error(const char *path)
{
	struct stat there;
	char *at = memory_text(path);
	int error = -1;
	while (error < 0) {
		char *above = NULL;
		if (stat(at, &there) == 0)
			error = !S_ISDIR(there.st_mode)				   ? ENOTDIR
				: faccessat(AT_FDCWD, at, W_OK | X_OK, AT_EACCESS) ? errno
										   : 0;
		else if (errno == ENOENT && strcmp(at, ".") != 0)
			above = folder_above(at);
		else
			error = errno;
		free(at);
		at = above;
	}
	free(at);
	return error;
}

static void find_folder(struct check *check)
{
	const struct config *config = check->config;
	int port = config_port(config);
	if (config->state)
		snprintf(check->folder, sizeof check->folder, "%s", config->state);
	else if (port == 0 || !state_folder(check->folder, port, getenv, state_of_system()))
		check->folder[0] = '\0';
}

static void check_folder(struct check *check)
{
	const struct config *config = check->config;
	int error = check->folder[0] ? folder_error(check->folder) : 0;
	if (config->state && error)
		option_mistake(check->report, "state", 0, "'state' cannot be '%.300s': %s",
			config->state, strerrordesc_np(error));
	else if (error)
		option_warning(check->report, NULL, 0,
			"the folder %.300s cannot be used: %s; what people say would be kept in "
			"memory: name another one with --state",
			check->folder, strerrordesc_np(error));
	else if (!check->folder[0] && keeps_files(config))
		option_warning(check->report, NULL, 0,
			"there is no folder for what people say, which would be kept in memory: "
			"name one with --state");
}

static char *path_in(const struct check *check, const char *name)
{
	return memory_format("%s/%s", check->folder, name);
}

/* systemd names the server's process to what it runs for a reload. */
static void find_server(struct check *check)
{
	char *path = path_in(check, "lock");
	const char *main_process = getenv("MAINPID");
	check->server.listens = main_process != NULL;
	if (main_process)
		check->server.process = (pid_t)atol(main_process);
	else if (check->folder[0])
		check->server.process = check_lock_holder(path);
	free(path);
}

static bool is_same_server(const struct check_server *server, pid_t process)
{
	return check_same_arguments(process, server->argc, server->argv);
}

/* The server that has the folder may take these addresses by a reload; or it is another one. */
static void check_user_of_folder(struct check *check)
{
	struct check_server *server = &check->server;
	if (!server->process || server->listens || is_same_server(server, server->process))
		return;
	option_warning(check->report, check->config->state ? "state" : NULL, 0,
		"the folder %.300s is in use by a chatd that listens on none of these addresses "
		"(process %ld): another server would not start with it; give it another 'state'",
		check->folder, (long)server->process);
	server->process = 0;
}

/* Whether another usual folder has a history of this server, or of none that runs. */
static bool may_be_ours(const struct check *check, const char *folder)
{
	struct stat found;
	char *history = memory_format("%s/history.db", folder);
	char *lock = memory_format("%s/lock", folder);
	bool there = stat(history, &found) == 0;
	pid_t holder = there ? check_lock_holder(lock) : 0;
	free(history);
	free(lock);
	return there && (!holder || is_same_server(&check->server, holder));
}

/* The usual folder is called after the port, so another port is another history. */
static void check_beginning(struct check *check)
{
	char *history = path_in(check, "history.db"), *above = folder_above(check->folder);
	bool begins = check->folder[0] && !check->config->state && keeps_files(check->config) &&
		      access(history, F_OK) != 0 && errno == ENOENT;
	DIR *folders = begins ? opendir(above) : NULL;
	struct dirent *entry;
	while (folders && begins && (entry = readdir(folders))) {
		if (entry->d_name[strspn(entry->d_name, "0123456789")])
			continue;
		char *other = memory_format("%s/%s", above, entry->d_name);
		if (may_be_ours(check, other)) {
			option_warning(check->report, NULL, 0,
				"the history would begin anew in %.300s, and there is one in "
				"%.300s: to go on with that, name its folder with 'state'",
				check->folder, other);
			begins = false;
		}
		free(other);
	}
	if (folders)
		closedir(folders);
	free(history);
	free(above);
}

/* The first records of each kind. */
static bool read_some(struct store *store, char error[STORE_ERROR_SIZE])
{
	struct buffer records = {0};
	bool good = store_sqlite.rooms(store, 0, 100, &records, error) &&
		    store_sqlite.accounts(store, 0, 100, &records, error) &&
		    store_sqlite.server_bans(store, &records, error);
	buffer_finish(&records);
	return good;
}

static void check_database(struct check *check)
{
	struct store_options options = {.folder = check->folder, .read_only = true};
	struct store_info info = {0};
	char error[STORE_ERROR_SIZE] = "";
	char *path = path_in(check, "history.db");
	bool there = check->folder[0] && keeps_files(check->config) && access(path, F_OK) == 0;
	struct store *store = there ? store_sqlite.open(&options, &info, error) : NULL;
	bool good = !there || info.older || (store && read_some(store, error));
	if (!good)
		option_mistake(check->report, "state", 0, "the history cannot be read: %s", error);
	if (store)
		store_sqlite.close(store);
	free(path);
}

static void check_dates(struct check *check, const char *option, const char *file,
	const struct tls_certificate *loaded)
{
	char text[CLOCK_TEXT_SIZE];
	int64_t now = clock_utc_ms();
	if (now > loaded->until)
		option_warning(check->report, option, 0,
			"the certificate in %s has ended on %s: clients refuse it", file,
			clock_text(text, loaded->until));
	else if (now < loaded->from)
		option_warning(check->report, option, 0,
			"the certificate in %s is not valid before %s: clients refuse it", file,
			clock_text(text, loaded->from));
	else if (loaded->until - now < SOON_MS)
		option_warning(check->report, option, 0,
			"the certificate in %s ends on %s: get the next one", file,
			clock_text(text, loaded->until));
}

static void check_readers(struct check *check, const char *option, const char *file)
{
	struct stat found;
	if (stat(file, &found) == 0 && (found.st_mode & S_IROTH) != 0)
		option_warning(check->report, option, 0,
			"everybody on this machine can read the key in %s; chmod 640", file);
}

/* A start makes one for itself where no file is named; where its file is damaged, that lasts until
 * the end of the server. */
static void check_certificate(struct check *check)
{
	const struct config *config = check->config;
	struct tls_context *tls = tls_context_new();
	struct tls_certificate loaded;
	char error[TLS_ERROR_SIZE];
	char *own = path_in(check, CERTIFICATE_OWN_NAME);
	const char *option = config->tls_cert ? "tls-cert" : NULL;
	const char *file = config->tls_cert ? config->tls_cert : own;
	const char *key = config->tls_key ? config->tls_key : file;
	bool there = config->tls_cert || (check->folder[0] && access(own, F_OK) == 0);
	if (!tls || !there || (config->tls_key && !config->tls_cert)) {
		/* nothing to read, or it has been told */
	} else if (tls_context_load(tls, file, key, &loaded, error)) {
		check_dates(check, option, file, &loaded);
		check_readers(check, config->tls_key ? "tls-key" : option, key);
	} else if (config->tls_cert) {
		option_mistake(check->report, "tls-cert", 0, "%s", error);
	} else {
		option_warning(check->report, NULL, 0,
			"%s; a start would make a certificate that ends with the server", error);
	}
	tls_context_free(tls);
	free(own);
}

/* 0 where the file can be written, or made in its folder, else why not. */
static int file_error(const char *file)
{
	struct stat found;
	if (stat(file, &found) == 0)
		return S_ISDIR(found.st_mode)				  ? EISDIR
		       : faccessat(AT_FDCWD, file, W_OK, AT_EACCESS) == 0 ? 0
									  : errno;
	char *folder = folder_above(file);
	int error = stat(folder, &found) != 0					? errno
		    : !S_ISDIR(found.st_mode)					? ENOTDIR
		    : faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 ? 0
										: errno;
	free(folder);
	return error;
}

static void check_log(struct check *check)
{
	const char *file = check->config->log_file;
	int error = file ? file_error(file) : 0;
	if (error)
		option_mistake(check->report, "log-file", 0,
			"the log cannot be written to '%.300s': %s", file, strerrordesc_np(error));
}

static void check_descriptors(struct check *check)
{
	const struct config *config = check->config;
	char error[OPTION_ERROR_SIZE];
	size_t listeners = config->bind.count + given_count() + (config->metrics ? 1 : 0);
	size_t loops = config->threads ? (size_t)config->threads : 8;
	descriptors_raise_limit();
	if (!descriptors_enough(loops, listeners ? listeners : 1, error)) {
		option_mistake(check->report, "threads", 0, "%s", error);
		return;
	}
	long most = descriptors_for_clients();
	if (config->max_clients > most)
		option_warning(check->report, "max-clients", 0,
			"'max-clients' is %ld, but there are descriptors for %ld: raise "
			"'ulimit -Hn', or LimitNOFILE= of systemd",
			config->max_clients, most);
}

/* Root may read and write what the server's user may not. */
static void warn_of_root(struct check *check)
{
	struct stat found;
	if (geteuid() != 0 || !check->folder[0] || stat(check->folder, &found) != 0 ||
		found.st_uid == 0)
		return;
	const struct passwd *user = getpwuid(found.st_uid);
	option_warning(check->report, NULL, 0,
		"this was checked as root; the server's user may not read or write all of it: "
		"runuser -u %s -- chatd --check ...",
		user ? user->pw_name : "USER");
}

static void check_files(struct check *check)
{
	struct config_files files;
	config_files_load(&files, check->config, check->report);
	if (files.access.allow_only && files.access.allow.count == 0)
		option_warning(check->report, "allow", 0,
			"'allow' has no address: only this machine would be let in");
	config_files_finish(&files);
}

static void check_all(struct check *check)
{
	check_files(check);
	given_warn(check->config, check->report);
	find_folder(check);
	check_folder(check);
	find_server(check);
	check_certificate(check);
	check_database(check);
	check_sockets(check->config, &check->server, check->report);
	check_user_of_folder(check);
	check_beginning(check);
	check_log(check);
	check_descriptors(check);
	warn_of_root(check);
}

static void say(const char *before, const char *sentence)
{
	char safe[TEXT_SAFE_SIZE(OPTION_ERROR_SIZE * 8)];
	text_safe(safe, sentence, strnlen(sentence, OPTION_ERROR_SIZE * 8));
	fprintf(stderr, "%s%s%s\n", log_mark(*before ? LOG_WARNING : LOG_ERROR), before, safe);
}

static void count(char *out, size_t size, size_t number, const char *what)
{
	snprintf(out, size, "%zu %s%s", number, what, number == 1 ? "" : "s");
}

/* The number behind "FILE:"; sentences that are not about the file stand behind those that are. */
static uint64_t line_of(const struct option_report *report, const char *sentence)
{
	size_t length = report->file ? strlen(report->file) : 0;
	if (length == 0 || strncmp(sentence, report->file, length) != 0 || sentence[length] != ':')
		return UINT64_MAX;
	return strtoul(sentence + length + 1, NULL, 10);
}

static void sort(const struct option_report *report, const struct option_list *list)
{
	for (size_t i = 1; i < list->count; i++) {
		char *value = list->values[i];
		size_t at = i;
		for (; at > 0 && line_of(report, list->values[at - 1]) > line_of(report, value);
			at--)
			list->values[at] = list->values[at - 1];
		list->values[at] = value;
	}
}

static int tell(const struct check *check)
{
	const struct option_list *mistakes = &check->report->mistakes;
	const struct option_list *warnings = &check->report->warnings;
	char all[32], odd[32];
	for (size_t i = 0; i < mistakes->count; i++)
		say("", mistakes->values[i]);
	for (size_t i = 0; i < warnings->count; i++)
		say("warning: ", warnings->values[i]);
	count(all, sizeof all, mistakes->count, "mistake");
	count(odd, sizeof odd, warnings->count, "warning");
	if (check->report->usage)
		fprintf(stderr, "Try 'chatd --help'.\n");
	else if (mistakes->count > 0)
		fprintf(stderr, "%s%s, %s: a server would not start like this.\n",
			log_mark(LOG_ERROR), all, odd);
	else if (warnings->count > 0)
		printf("The configuration is good, with %s.\n", odd);
	else
		printf("The configuration is good.\n");
	if (check->server.process)
		printf("A server runs with it: process %ld.\n", (long)check->server.process);
	if (fflush(stdout) != 0 || ferror(stdout))
		return complain("cannot write to standard output", EXIT_FAILURE);
	return check->report->usage ? EXIT_USAGE : mistakes->count > 0;
}

/* `check` knows afterwards whether a server runs. */
static void find(struct check *check, int argc, char *const *argv)
{
	struct option_report *report = check->report;
	check->server = (struct check_server){.argc = argc, .argv = argv};
	if (report->usage)
		check_files(check);
	else
		check_all(check);
	sort(report, &report->mistakes);
	sort(report, &report->warnings);
}

void check_find(
	const struct config *config, struct option_report *report, int argc, char *const *argv)
{
	struct check check = {.config = config, .report = report};
	find(&check, argc, argv);
}

int check_run(
	const struct config *config, struct option_report *report, int argc, char *const *argv)
{
	struct check check = {.config = config, .report = report};
	find(&check, argc, argv);
	return tell(&check);
}
