/* Runs a fuzz target without libFuzzer: over each file of its corpus, and over mutations of them
 * that are the same in each run.
 *
 *   replay_TARGET CORPUS [MUTATIONS]   MUTATIONS is for all files together; where SANITIZED is
 *                                      set, a fifth of them
 *   replay_TARGET FILE                 one input alone
 *
 * An input on which the target dies is written to standard error as an argument for printf(1). */
#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

#define INPUT_MAX 8192
#define FILES_MAX 256
#define SANITIZED_SHARE 5
#define SEED UINT64_C(0x5EED5EED5EED5EED)

struct input {
	uint8_t bytes[INPUT_MAX];
	size_t size;
};

static struct input *files;
static size_t file_count;
static struct input current;
static uint64_t state = SEED; /* xorshift64star */

static size_t draw(size_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (size_t)((state * UINT64_C(0x2545F4914F6CDD1D)) >> 33) % below;
}

static void put(const char *text, size_t length)
{
	if (write(STDERR_FILENO, text, length) < 0)
		_exit(1);
}

/* Calls nothing that a signal's handler must not call. */
static void died(int number)
{
	static const char digits[] = "01234567";
	put("replay: died on the input '", 27);
	for (size_t i = 0; i < current.size; i++) {
		uint8_t byte = current.bytes[i];
		char octal[4] = {'\\', digits[byte >> 6], digits[byte >> 3 & 7], digits[byte & 7]};
		put(octal, sizeof octal);
	}
	put("'\n", 2);
	signal(number, SIG_DFL);
	raise(number);
}

/* With exactly its bytes, so that a sanitizer sees what reads over them. */
static void run(void)
{
	uint8_t *exact = malloc(current.size + !current.size);
	if (!exact)
		abort();
	memcpy(exact, current.bytes, current.size);
	LLVMFuzzerTestOneInput(exact, current.size);
	free(exact);
}

static void make_gap(size_t at, size_t size)
{
	if (current.size + size > INPUT_MAX)
		return;
	memmove(current.bytes + at + size, current.bytes + at, current.size - at);
	current.size += size;
}

static void insert_byte(void)
{
	static const uint8_t likely[] = {'\n', '\r', 0, ' ', '\t', '/', '#', ':', '[', '{', '"',
		0x1B, 0x7F, 0x80, 0xC2, 0xC3, 0xCC, 0xE2, 0xED, 0xF0, 0xFF};
	size_t at = draw(current.size + 1);
	if (current.size == INPUT_MAX)
		return;
	make_gap(at, 1);
	current.bytes[at] = draw(2) ? likely[draw(sizeof likely)] : (uint8_t)draw(256);
}

static void remove_bytes(void)
{
	size_t at = draw(current.size + 1);
	size_t size = draw(draw(4) ? 4 : current.size + 1);
	if (size > current.size - at)
		size = current.size - at;
	memmove(current.bytes + at, current.bytes + at + size, current.size - at - size);
	current.size -= size;
}

static void change_byte(void)
{
	if (current.size > 0)
		current.bytes[draw(current.size)] ^= (uint8_t)(1 << draw(8));
}

/* Repeats a part, often enough that limits are reached. */
static void repeat_part(void)
{
	uint8_t part[64];
	if (current.size == 0)
		return;
	size_t at = draw(current.size);
	size_t size = 1 + draw(sizeof part);
	if (size > current.size - at)
		size = current.size - at;
	memcpy(part, current.bytes + at, size);
	for (size_t times = 1 + draw(draw(4) ? 8 : 200); times > 0; times--) {
		if (current.size + size > INPUT_MAX)
			return;
		make_gap(at, size);
		memcpy(current.bytes + at, part, size);
	}
}

static void insert_other(void)
{
	const struct input *other = &files[draw(file_count)];
	size_t at = draw(current.size + 1);
	if (current.size + other->size > INPUT_MAX)
		return;
	make_gap(at, other->size);
	memcpy(current.bytes + at, other->bytes, other->size);
}

static void mutate(void)
{
	static void (*const ways[])(void) = {
		insert_byte, remove_bytes, change_byte, change_byte, repeat_part, insert_other};
	current = files[draw(file_count)];
	for (size_t times = 1 + draw(8); times > 0; times--)
		ways[draw(sizeof ways / sizeof *ways)]();
}

static void read_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file || file_count == FILES_MAX) {
		fprintf(stderr, "replay: cannot read '%s'\n", path);
		exit(1);
	}
	struct input *input = &files[file_count++];
	input->size = fread(input->bytes, 1, INPUT_MAX, file);
	fclose(file);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void read_folder(const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_visible, alphasort);
	for (int i = 0; i < count; i++) {
		char name[4096];
		snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
		read_file(name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static void replay(const char *path, long mutations)
{
	struct stat info;
	files = calloc(FILES_MAX, sizeof *files);
	if (!files || stat(path, &info) != 0) {
		fprintf(stderr, "replay: there is no '%s'\n", path);
		exit(1);
	}
	if (S_ISDIR(info.st_mode))
		read_folder(path);
	else
		read_file(path);
	for (size_t i = 0; i < file_count; i++) {
		current = files[i];
		run();
	}
	for (long i = 0; i < mutations && file_count > 0; i++) {
		mutate();
		run();
	}
	printf("%zu files and %ld mutations\n", file_count, mutations);
}

int main(int argc, char **argv)
{
	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: %s CORPUS [MUTATIONS] | FILE\n", argv[0]);
		return 2;
	}
	signal(SIGABRT, died);
	signal(SIGSEGV, died);
	const char *sanitized = getenv("SANITIZED");
	long mutations = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
	replay(argv[1], sanitized && *sanitized ? mutations / SANITIZED_SHARE : mutations);
	int nothing = file_count == 0; /* an empty corpus is a mistake of the build */
	free(files);
	return nothing;
}
