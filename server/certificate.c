#include "certificate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "clock.h"
#include "log.h"
#include "memory.h"
#include "replace_file.h"
#include "state.h"
#include "thread.h"
#include "tls_self_signed.h"

#define HOST_SIZE 256

static char *make_own(const struct certificate_look *look)
{
	char host[HOST_SIZE] = "";
	const char *names[3] = {0};
	size_t count = 0;
	if (strchr(look->name, '.'))
		names[count++] = look->name;
	if (gethostname(host, sizeof host - 1) == 0)
		names[count] = host;
	return tls_self_signed(names);
}

/* Makes the file with the server's own. Returns 0 or an errno value. */
static int write_own(const struct certificate_look *look)
{
	char *folder = memory_text_n(
		look->own_file, (size_t)(strrchr(look->own_file, '/') - look->own_file));
	int wrong = state_make_folder(folder) ? 0 : errno;
	free(folder);
	if (wrong)
		return wrong;
	char *text = make_own(look);
	if (!text)
		return EIO;
	wrong = replace_file(look->own_file, text);
	sodium_memzero(text, strlen(text));
	free(text);
	return wrong;
}

/* The file is made before where there is none. */
static bool load_own(struct certificate_look *look, struct tls_certificate *loaded,
	char error[OPTION_ERROR_SIZE])
{
	const char *file = look->own_file;
	struct stat there;
	if (!file) {
		snprintf(error, OPTION_ERROR_SIZE, "%s", look->no_file);
		return false;
	}
	int wrong = stat(file, &there) != 0 && errno == ENOENT ? write_own(look) : 0;
	if (wrong) {
		snprintf(error, OPTION_ERROR_SIZE, "the file '%s' cannot be made: %s", file,
			strerrordesc_np(wrong));
		return false;
	}
	return tls_context_load(look->tls, file, file, loaded, error);
}

static void free_text(struct certificate_look *look)
{
	if (look->text)
		sodium_memzero(look->text, strlen(look->text));
	free(look->text);
	look->text = NULL;
}

/* Takes the text, which is to be freed. */
static bool take_text(struct certificate_look *look, char *text, struct tls_certificate *loaded,
	char error[OPTION_ERROR_SIZE])
{
	free_text(look);
	look->text = text;
	return tls_context_load_text(look->tls, "memory", text, loaded, error);
}

/* One that ends with the server, where its own cannot be kept. */
static bool load_in_memory(struct certificate_look *look, struct tls_certificate *loaded,
	char error[OPTION_ERROR_SIZE])
{
	char *text = make_own(look);
	if (!text) {
		snprintf(error, OPTION_ERROR_SIZE, "OpenSSL cannot make a certificate");
		return false;
	}
	return take_text(look, text, loaded, error);
}

static bool load(struct certificate_look *look, struct tls_certificate *loaded,
	char error[OPTION_ERROR_SIZE])
{
	if (!look->certificate_file)
		return load_own(look, loaded, error);
	return tls_context_load(look->tls, look->certificate_file,
		look->key_file ? look->key_file : look->certificate_file, loaded, error);
}

/* Once of what is loaded. */
static void tell_invalid(struct certificate_look *look)
{
	char from[CLOCK_TEXT_SIZE], until[CLOCK_TEXT_SIZE];
	int64_t now_ms = clock_utc_ms();
	bool invalid = now_ms < look->loaded.from || now_ms > look->loaded.until;
	if (invalid && !look->told_invalid)
		log_event(LOG_WARNING, "certificate_not_valid",
			LOG_TEXT("from", clock_text(from, look->loaded.from)),
			LOG_TEXT("until", clock_text(until, look->loaded.until)));
	look->told_invalid = invalid;
}

static const char *file_of(const struct certificate_look *look)
{
	return look->certificate_file ? look->certificate_file : look->own_file;
}

/* Users of the machine who can read the key can pose as the server. */
static void warn_of_readers(const struct certificate_look *look)
{
	const char *file = look->key_file ? look->key_file : file_of(look);
	struct stat found;
	if (!*look->why && stat(file, &found) == 0 && (found.st_mode & S_IROTH) != 0)
		log_event(LOG_WARNING, "key_file_open", LOG_TEXT("file", file),
			LOG_TEXT("advice", "everybody on this machine can read it; chmod 640"));
}

static void log_loaded(const struct certificate_look *look)
{
	char until[CLOCK_TEXT_SIZE];
	clock_text(until, look->loaded.until);
	if (*look->why)
		log_event(LOG_WARNING, "certificate", LOG_TEXT("sha256", look->loaded.fingerprint),
			LOG_TEXT("reason", look->why));
	else
		log_event(LOG_INFO, "certificate", LOG_TEXT("sha256", look->loaded.fingerprint),
			LOG_TEXT("file", file_of(look)), LOG_TEXT("until", until));
	warn_of_readers(look);
}

static void mark(struct certificate_mark *mark, const char *file)
{
	struct stat found;
	*mark = (struct certificate_mark){0};
	if (file && stat(file, &found) == 0)
		*mark = (struct certificate_mark){
			found.st_dev, found.st_ino, found.st_size, found.st_mtim, found.st_ctim};
}

static bool same_time(const struct timespec *one, const struct timespec *other)
{
	return one->tv_sec == other->tv_sec && one->tv_nsec == other->tv_nsec;
}

static bool same_mark(const struct certificate_mark *one, const struct certificate_mark *other)
{
	return one->device == other->device && one->inode == other->inode &&
	       one->size == other->size && same_time(&one->written, &other->written) &&
	       same_time(&one->changed, &other->changed);
}

/* Notes how the files are now; false if they are as they were. */
static bool has_changed(struct certificate_look *look)
{
	struct certificate_mark former[2];
	memcpy(former, look->marks, sizeof former);
	mark(&look->marks[0], file_of(look));
	mark(&look->marks[1], look->key_file);
	return !same_mark(&former[0], &look->marks[0]) || !same_mark(&former[1], &look->marks[1]);
}

static void look_again(struct certificate_look *look)
{
	struct tls_certificate loaded;
	char error[OPTION_ERROR_SIZE];
	bool changed = has_changed(look);
	if (changed || look->forced) {
		bool good = load(look, &loaded, error);
		if (!good) {
			log_event(LOG_ERROR, "certificate_not_loaded", LOG_TEXT("reason", error));
		} else if (look->failed ||
			   strcmp(loaded.fingerprint, look->loaded.fingerprint) != 0) {
			look->loaded = loaded;
			atomic_store(&look->until, loaded.until);
			look->told_invalid = false;
			look->why[0] = '\0';
			free_text(look);
			log_loaded(look);
		}
		look->failed = !good;
	}
	look->forced = false;
	tell_invalid(look);
}

static void *run(void *data)
{
	struct certificate *certificate = data;
	look_again(&certificate->look);
	atomic_store(&certificate->done, true);
	return NULL;
}

static void join(struct certificate *certificate)
{
	if (certificate->looking)
		pthread_join(certificate->thread, NULL);
	certificate->looking = false;
}

/* Nothing happens while the former look goes on; then the next second begins this one. */
static void start_look(struct certificate *certificate)
{
	struct certificate_look *look = &certificate->look;
	if (certificate->looking && !atomic_load(&certificate->done))
		return;
	join(certificate);
	memory_replace(&look->certificate_file, certificate->wished);
	memory_replace(&look->key_file, certificate->wished_key);
	look->forced = certificate->asked;
	certificate->asked = false;
	certificate->seconds = 0;
	atomic_store(&certificate->done, false);
	certificate->looking = thread_start(&certificate->thread, run, certificate) == 0;
}

void certificate_second(struct certificate *certificate)
{
	bool has_files = certificate->wished || certificate->look.own_file;
	if (certificate->tls && has_files &&
		(certificate->asked || ++certificate->seconds >= CERTIFICATE_LOOK_SECONDS))
		start_look(certificate);
}

static void take_options(struct certificate *certificate, const struct config *config)
{
	memory_replace(&certificate->wished, config->tls_cert);
	memory_replace(&certificate->wished_key, config->tls_key);
}

void certificate_reload(struct certificate *certificate, const struct config *config)
{
	if (!certificate->tls)
		return;
	take_options(certificate, config);
	certificate->asked = true;
	start_look(certificate);
}

/* Where the server's own is kept, or why it is not. */
static void find_own(struct certificate_look *look, const struct config *config, int port)
{
	char folder[STATE_PATH_SIZE];
	if (config->state)
		look->own_file = memory_format("%s/" CERTIFICATE_OWN_NAME, config->state);
	else if (port == 0)
		look->no_file = "port 0 is another one each time: name a folder with --state";
	else if (!state_folder(folder, port, getenv, state_of_system()))
		look->no_file = "there is no folder for it: name one with --state";
	else
		look->own_file = memory_format("%s/" CERTIFICATE_OWN_NAME, folder);
}

bool certificate_open(struct certificate *certificate, const struct config *config, int port,
	char error[OPTION_ERROR_SIZE])
{
	struct certificate_look *look = &certificate->look;
	*certificate = (struct certificate){.tls = tls_context_new()};
	if (!certificate->tls)
		return true;
	look->tls = certificate->tls;
	look->name = memory_text(config->name);
	find_own(look, config, port);
	take_options(certificate, config);
	memory_replace(&look->certificate_file, certificate->wished);
	memory_replace(&look->key_file, certificate->wished_key);
	has_changed(look);
	bool good = load(look, &look->loaded, error);
	if (!good && !look->certificate_file) {
		snprintf(look->why, sizeof look->why, "%s", error);
		good = load_in_memory(look, &look->loaded, error);
	}
	atomic_store(&look->until, look->loaded.until);
	return good;
}

void certificate_close(struct certificate *certificate)
{
	struct certificate_look *look = &certificate->look;
	join(certificate);
	free(certificate->wished);
	free(certificate->wished_key);
	free(look->certificate_file);
	free(look->key_file);
	free_text(look);
	free(look->own_file);
	free(look->name);
	tls_context_free(certificate->tls);
	*certificate = (struct certificate){0};
}

void certificate_pack(struct certificate *certificate, struct pack *out)
{
	pack_bool(out, certificate->tls != NULL);
	if (!certificate->tls)
		return;
	join(certificate);
	tls_context_pack(certificate->tls, out);
	pack_text(out, certificate->look.text);
}

bool certificate_unpack(struct certificate *certificate, struct unpack *in)
{
	struct certificate_look *look = &certificate->look;
	char error[OPTION_ERROR_SIZE];
	if (!unpack_bool(in))
		return !in->failed;
	if (!certificate->tls || !tls_context_unpack(certificate->tls, in))
		return false;
	const char *text = unpack_text(in);
	if (text && look->text && !take_text(look, memory_text(text), &look->loaded, error))
		return false;
	atomic_store(&look->until, look->loaded.until);
	return !in->failed;
}

uint64_t certificate_until(const struct certificate *certificate)
{
	return (uint64_t)(atomic_load(&certificate->look.until) / 1000);
}

void certificate_log(struct certificate *certificate)
{
	if (!certificate->tls)
		return;
	log_loaded(&certificate->look);
	tell_invalid(&certificate->look);
}

void certificate_describe(const struct certificate *certificate, char *out, size_t size)
{
	const struct certificate_look *look = &certificate->look;
	if (!certificate->tls)
		snprintf(
			out, size, "This chatd was built without TLS: all can be read on the way.");
	else if (*look->why)
		snprintf(out, size,
			"The TLS certificate is in memory, and gone when chatd ends (%s).\n"
			"Its fingerprint:  SHA-256 %s",
			look->why, look->loaded.fingerprint);
	else
		snprintf(out, size, "The TLS certificate is in %s.\nIts fingerprint:  SHA-256 %s",
			file_of(look), look->loaded.fingerprint);
}
