/* What the store costs: CPU for each line that it writes and indexes, by the size of a round and
 * the number of rooms; what of that the disk takes; and how long a page and a search take among
 * very many lines.
 *
 * usage: store-bench [--quick] [FOLDER]: the folder, which must be on the disk in question, is made
 * and its files are removed. */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "record.h"
#include "stores.h"

#define ROOMS_MAX 100
#define ASKED 500

static const char *const words[] = {"the", "a", "of", "build", "server", "please", "ok", "lunch",
	"disk", "why", "again", "test", "tomorrow", "nobody", "see", "line", "that", "not", "is",
	"works", "for", "me", "restart", "loop", "client", "patch", "merged", "thanks", "hello",
	"everybody", "report", "number"};
#define WORDS (sizeof words / sizeof *words)

struct bench {
	struct store *store;
	char folder[200];
	struct store_options options;
	uint32_t numbers[ROOMS_MAX + 1];
	uint64_t seed;
	unsigned long lines;
};

static double seconds(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static _Noreturn void give_up(const char *what)
{
	fprintf(stderr, "store-bench: %s\n", what);
	exit(EXIT_FAILURE);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

static uint64_t next_random(struct bench *bench)
{
	bench->seed = bench->seed * 6364136223846793005U + 1442695040888963407U;
	return bench->seed >> 33;
}

static void open_new(struct bench *bench)
{
	struct store_info info;
	char error[STORE_ERROR_SIZE];
	struct buffer records = {0};
	nftw(bench->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	if (mkdir(bench->folder, 0700) != 0)
		give_up(bench->folder);
	bench->options = (struct store_options){.folder = bench->folder};
	bench->store = store_sqlite.open(&bench->options, &info, error);
	if (!bench->store)
		give_up(error);
	memset(bench->numbers, 0, sizeof bench->numbers);
	for (uint32_t id = 1; id <= ROOMS_MAX; id++) {
		char name[16];
		snprintf(name, sizeof name, "#r%u", id);
		record_write_room(
			&records, &(struct record_room){.id = id, .name = name, .key = name}, NULL);
	}
	store_sqlite.write(bench->store, records.bytes, records.length, true, error);
	buffer_finish(&records);
}

/* About 63 bytes. */
static void add_line(struct bench *bench, struct buffer *records, uint32_t room)
{
	char text[200], name[24];
	size_t length = 0;
	uint64_t speaker = next_random(bench) % 200;
	while (length < 56)
		length += (size_t)snprintf(text + length, sizeof text - length, "%s ",
			words[next_random(bench) % WORDS]);
	snprintf(text + length, sizeof text - length, "u%llu",
		(unsigned long long)(next_random(bench) % 100000));
	snprintf(name, sizeof name, "speaker-%llu", (unsigned long long)speaker);
	record_write_line(records, &(struct record_line){.room = room,
					   .number = ++bench->numbers[room],
					   .time = INT64_C(1700000000000) + (int64_t)bench->lines++,
					   .connection = 1 + speaker,
					   .name = name,
					   .user = "~user",
					   .host = "192.0.2.77",
					   .text = text});
}

struct cost {
	double write, index, waited;
};

static void write_lines(
	struct bench *bench, unsigned lines, unsigned round, unsigned rooms, struct cost *cost)
{
	struct buffer records = {0};
	char error[STORE_ERROR_SIZE];
	for (unsigned done = 0; done < lines; done += round) {
		records.length = 0;
		for (unsigned i = 0; i < round; i++)
			add_line(bench, &records, 1 + (uint32_t)(next_random(bench) % rooms));
		double cpu = seconds(CLOCK_THREAD_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
		if (store_sqlite.write(bench->store, records.bytes, records.length, true, error) !=
			STORE_DONE)
			give_up(error);
		cost->write += seconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
		cost->waited += seconds(CLOCK_MONOTONIC) - wall;
		cpu = seconds(CLOCK_THREAD_CPUTIME_ID);
		while (store_sqlite.index(bench->store))
			;
		cost->index += seconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
	}
	buffer_finish(&records);
}

static void measure_rounds(struct bench *bench, unsigned lines)
{
	printf("%8s %6s | %15s %10s %10s | %s\n", "a round", "rooms", "us a line: write", "index",
		"both", "us a round");
	for (unsigned rooms = 1; rooms <= ROOMS_MAX; rooms *= 10)
		for (unsigned round = 1; round <= 1000; round *= 10) {
			struct cost cost = {0};
			unsigned all = round == 1 ? lines / 10 : lines;
			open_new(bench);
			write_lines(bench, all / 10, round, rooms, &(struct cost){0});
			write_lines(bench, all, round, rooms, &cost);
			printf("%8u %6u | %15.2f %10.2f %10.2f | %.0f\n", round, rooms,
				cost.write * 1e6 / all, cost.index * 1e6 / all,
				(cost.write + cost.index) * 1e6 / all,
				cost.waited * 1e6 * round / all);
			fflush(stdout);
			store_sqlite.close(bench->store);
		}
}

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

/* What one question took: of the processor, and of time. */
struct times {
	double cpu[ASKED], wall[ASKED];
	double cpu_start, wall_start;
};

static void start_question(struct times *times)
{
	times->cpu_start = seconds(CLOCK_THREAD_CPUTIME_ID);
	times->wall_start = seconds(CLOCK_MONOTONIC);
}

static void end_question(struct times *times, unsigned i)
{
	times->cpu[i] = seconds(CLOCK_THREAD_CPUTIME_ID) - times->cpu_start;
	times->wall[i] = seconds(CLOCK_MONOTONIC) - times->wall_start;
}

static void report_head(void)
{
	printf("%-40s %8s %8s %8s | %8s %8s\n", "ms", "CPU 50%", "99%", "most", "50%", "99%");
}

static void report(const char *what, struct times *times)
{
	qsort(times->cpu, ASKED, sizeof *times->cpu, by_size);
	qsort(times->wall, ASKED, sizeof *times->wall, by_size);
	printf("%-40s %8.3f %8.3f %8.3f | %8.3f %8.3f\n", what, times->cpu[ASKED / 2] * 1e3,
		times->cpu[ASKED * 99 / 100] * 1e3, times->cpu[ASKED - 1] * 1e3,
		times->wall[ASKED / 2] * 1e3, times->wall[ASKED * 99 / 100] * 1e3);
	fflush(stdout);
}

/* What the disk itself takes of each round. */
static void measure_disk(struct bench *bench)
{
	struct times times;
	char path[300], bytes[4096] = {0};
	open_new(bench);
	store_sqlite.close(bench->store);
	snprintf(path, sizeof path, "%s/disk", bench->folder);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	for (unsigned i = 0; i < ASKED; i++) /* later writes do not make it longer */
		if (write(fd, bytes, sizeof bytes) != sizeof bytes)
			give_up(path);
	fsync(fd);
	for (unsigned i = 0; i < ASKED; i++) {
		start_question(&times);
		if (pwrite(fd, bytes, sizeof bytes, (off_t)(i * sizeof bytes)) != sizeof bytes ||
			fdatasync(fd) != 0)
			give_up(path);
		end_question(&times, i);
	}
	close(fd);
	report_head();
	report("the disk: 4 KiB and fdatasync()", &times);
}

/* Each letter is a word: common, rare, a beginning, one that nobody says. */
static const char *make_words(struct bench *bench, const char *kinds)
{
	static char asked[100];
	size_t length = 0;
	for (; *kinds; kinds++) {
		const char *common = words[next_random(bench) % WORDS];
		unsigned rare = (unsigned)(next_random(bench) % 100000);
		char *to = asked + length;
		size_t size = sizeof asked - length;
		if (*kinds == 'c')
			length += (size_t)snprintf(to, size, "%s ", common);
		else if (*kinds == 'r')
			length += (size_t)snprintf(to, size, "u%u ", rare);
		else if (*kinds == 'b')
			length += (size_t)snprintf(to, size, "u%u* ", 10 + rare % 90);
		else
			length += (size_t)snprintf(to, size, "x%u ", rare);
	}
	return asked;
}

static void ask_words(
	struct bench *bench, const char *what, const char *kinds, uint32_t rooms, unsigned limit)
{
	struct times times;
	struct buffer out = {0};
	char error[STORE_ERROR_SIZE];
	unsigned incomplete = 0;
	for (unsigned i = 0; i < ASKED; i++) {
		bool complete;
		struct store_search search = {.room = 1 + (uint32_t)(next_random(bench) % rooms),
			.before = UINT32_MAX,
			.limit = limit,
			.words = make_words(bench, kinds),
			.name = ""};
		start_question(&times);
		if (!store_sqlite.search(bench->store, &search, &out, &complete, error))
			give_up(error);
		end_question(&times, i);
		incomplete += !complete;
		buffer_clear(&out);
	}
	report(what, &times);
	if (incomplete > 0)
		printf("  %u of %u ended before they were complete\n", incomplete, ASKED);
	buffer_finish(&out);
}

static void ask_pages(struct bench *bench, unsigned lines)
{
	struct times times;
	struct buffer out = {0};
	char error[STORE_ERROR_SIZE];
	for (unsigned i = 0; i < ASKED; i++) {
		struct store_range range = {.room = 1, .limit = 50, .newest = i % 2};
		range.first = (uint32_t)(next_random(bench) % lines);
		range.last = range.first + 100;
		start_question(&times);
		if (!store_sqlite.lines(bench->store, &range, &out, error))
			give_up(error);
		end_question(&times, i);
		buffer_clear(&out);
	}
	report("50 lines in the middle of a room", &times);
	buffer_finish(&out);
}

static off_t size_of(struct bench *bench, const char *name)
{
	char path[300];
	struct stat status;
	snprintf(path, sizeof path, "%s/%s", bench->folder, name);
	return stat(path, &status) == 0 ? status.st_size : 0;
}

static void count_fault(const char *fault, double part, void *data)
{
	unsigned *faults = data;
	(void)part;
	*faults += fault != NULL;
}

static void measure_verify(struct bench *bench)
{
	unsigned faults = 0;
	double start = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_THREAD_CPUTIME_ID);
	store_sqlite.verify(bench->store, count_fault, &faults);
	printf("verified in %.1f s (%.1f s of CPU): %u faults\n", seconds(CLOCK_MONOTONIC) - start,
		seconds(CLOCK_THREAD_CPUTIME_ID) - cpu, faults);
}

static void measure_questions(struct bench *bench, unsigned lines)
{
	struct cost cost = {0};
	char error[STORE_ERROR_SIZE];
	open_new(bench);
	write_lines(bench, lines / 2, 1000, 1, &cost);
	write_lines(bench, lines / 2, 1000, 10, &cost);
	double start = seconds(CLOCK_THREAD_CPUTIME_ID);
	store_sqlite.close(bench->store);
	printf("%u lines: write %.2f, index %.2f us a line; history %.0f, words %.0f bytes a "
	       "line\n",
		lines, cost.write * 1e6 / lines, cost.index * 1e6 / lines,
		(double)size_of(bench, "history.db") / lines,
		(double)size_of(bench, "words.db") / lines);
	struct store_info info;
	start = seconds(CLOCK_MONOTONIC);
	bench->store = store_sqlite.open(&bench->options, &info, error);
	if (!bench->store)
		give_up(error);
	printf("opened in %.1f ms\n", (seconds(CLOCK_MONOTONIC) - start) * 1e3);
	report_head();
	ask_pages(bench, lines / 2);
	ask_words(bench, "a common word", "c", 10, 20);
	ask_words(bench, "three common words", "ccc", 10, 20);
	ask_words(bench, "a common word and a rare one", "cr", 10, 20);
	ask_words(bench, "a rare word in the largest room", "r", 1, 20);
	ask_words(bench, "a common word in an empty room", "c", 100, 20);
	ask_words(bench, "the beginning of a thousand words", "b", 1, 20);
	ask_words(bench, "a common word and a beginning", "cb", 1, 20);
	ask_words(bench, "a common word and one that nobody says", "cx", 1, 20);
	measure_verify(bench);
	store_sqlite.close(bench->store);
}

int main(int argc, char **argv)
{
	static struct bench bench = {.seed = 42};
	bool quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
	const char *folder = argc > 1 + quick ? argv[1 + quick] : "store-bench.tmp";
	snprintf(bench.folder, sizeof bench.folder, "%s", folder);
	measure_disk(&bench);
	measure_rounds(&bench, quick ? 2000 : 50000);
	measure_questions(&bench, quick ? 20000 : 1000000);
	nftw(bench.folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return 0;
}
