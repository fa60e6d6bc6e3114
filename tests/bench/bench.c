/* The benchmark: chatd against a bare epoll broadcaster, in the same run on the same machine.
 *
 *     bench --bare PATH [--chatd PATH] [--threads 1,2] [--scenario NAME] [--rounds N]
 *           [--window N] [--quick]
 *
 * Times are printed, never judged. It fails (exit 1) when a line was missing, doubled, out of
 * order or altered, when a client was not served, or when a server did not end with status 0. */
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpus.h"
#include "report.h"
#include "scenario.h"
#include "server.h"

enum { SUBJECTS_MAX = ROWS_MAX, ROUNDS_MAX = 9, NAME_SIZE = 24, SUMMARY_SIZE = 1024 };

struct subject {
	char name[NAME_SIZE];
	unsigned threads; /* 0: it is bare */
};

static const char *chatd;
static const char *bare;
static const char *wanted;
static unsigned wanted_rounds, wanted_window;
static bool quick;
static struct subject subjects[SUBJECTS_MAX];
static unsigned subject_count;
static unsigned failures;
static char summary[SUMMARY_SIZE];

static void add_subject(struct subject *list, unsigned *count, unsigned threads)
{
	if (*count == SUBJECTS_MAX)
		return;
	struct subject *subject = &list[(*count)++];
	subject->threads = threads;
	if (threads == 0)
		snprintf(subject->name, sizeof subject->name, "bare");
	else
		snprintf(subject->name, sizeof subject->name, "chatd/%u", threads);
}

static bool start_server(
	struct server *server, const struct subject *subject, const struct scenario *scenario)
{
	char threads[16];
	const char *const chatd_argv[] = {chatd, "--port", "0", "--bind", "127.0.0.1", "--rate",
		"0", "--threads", threads, "--max-clients", "20000", "--log-level", "info",
		scenario->deep_queues ? "--send-queue" : NULL, "64M", "--slow-queue", "64M", NULL};
	const char *const bare_argv[] = {bare, "0", NULL};
	char *argv[sizeof chatd_argv / sizeof *chatd_argv] = {0};
	const char *const *from = subject->threads ? chatd_argv : bare_argv;

	snprintf(threads, sizeof threads, "%u", subject->threads);
	for (unsigned i = 0; from[i]; i++)
		argv[i] = strdup(from[i]);
	bool good = server_start(server, subject->name, argv, subject->threads);
	for (unsigned i = 0; argv[i]; i++)
		free(argv[i]);
	return good;
}

static void begin(struct run *run, const struct scenario *scenario, const struct scale *scale,
	const struct subject *subject)
{
	*run = (struct run){.scale = scale, .pace = scenario->pace};
	run->good = start_server(&run->server, subject, scenario);
	if (run->good && scenario->begin)
		scenario->begin(run);
}

static void end(struct run *run, const struct scenario *scenario, struct row *row, double *values)
{
	bool started = run->server.pid > 0;

	if (started && scenario->end)
		scenario->end(run, values);
	if (started && !server_stop(&run->server))
		run->good = false;
	row->errors += run->errors;
	failures += !run->good;
}

/* Always in the same order, so that all pause for the same time: TCP treats a connection that was
 * silent for 200 ms differently, and who paused longer would look worse. */
static void run_slice(
	const struct scenario *scenario, struct run *runs, struct table *table, unsigned slice)
{
	double unused[COLUMNS_MAX];
	bool counts = slice >= runs[0].scale->warm_up;

	for (unsigned i = 0; i < table->rows; i++) {
		if (runs[i].good)
			scenario->slice(
				&runs[i], counts ? table->row[i].values[table->samples] : unused);
	}
	if (counts && table->samples < SAMPLES_MAX - 1)
		table->samples++;
}

static void run_round(const struct scenario *scenario, const struct scale *scale,
	const struct subject *list, struct table *table)
{
	struct run *runs = calloc(table->rows, sizeof *runs);

	if (!runs)
		exit(1);
	for (unsigned i = 0; i < table->rows; i++)
		begin(&runs[i], scenario, scale, &list[i]);
	for (unsigned slice = 0; slice < scale->slices; slice++)
		run_slice(scenario, runs, table, slice);
	for (unsigned i = 0; i < table->rows; i++)
		end(&runs[i], scenario, &table->row[i], table->row[i].values[table->samples - 1]);
	free(runs);
}

static void add_to_summary(const struct scenario *scenario, const struct table *table)
{
	const struct column *column = &scenario->columns[scenario->headline];

	for (unsigned row = 1; row < table->rows; row++) {
		double value = table_value(table, row, scenario->headline);
		size_t used = strlen(summary);
		if (isfinite(value))
			snprintf(summary + used, sizeof summary - used, "; %s %s: %s %.*f",
				scenario->name, table->row[row].name, column->title,
				column->decimals, value);
	}
}

static void print_scale(const struct scenario *scenario, const struct scale *scale)
{
	printf("\n%s: %s\n  %u clients", scenario->name, scenario->about, scale->clients);
	if (scale->speakers)
		printf(", %u of them speak", scale->speakers);
	if (scale->window)
		printf(", window %u", scale->window);
	if (scale->lines)
		printf(", %u lines each", scale->lines);
	if (scale->connects)
		printf(", %u connects", scale->connects);
	if (scale->run_ms && !scale->lines)
		printf(", %u ms", scale->run_ms);
	printf(", %u round%s of %u slice%s\n", scale->rounds, scale->rounds == 1 ? "" : "s",
		scale->slices, scale->slices == 1 ? "" : "s");
}

static void run_rounds(const struct scenario *scenario, const struct scale *scale,
	const struct subject *list, unsigned count)
{
	struct table *table = table_new(scenario->columns);
	struct cpus_moment start = cpus_now();

	table->rows = count;
	for (unsigned i = 0; i < count; i++)
		table->row[i].name = list[i].name;
	print_scale(scenario, scale);
	fflush(stdout);
	for (unsigned round = 0; round < scale->rounds; round++)
		run_round(scenario, scale, list, table);
	table_print(table);
	printf("  other programs kept %.2f processors busy meanwhile\n", cpus_others(&start));
	fflush(stdout);
	add_to_summary(scenario, table);
	table_free(table);
}

static void run_scenario(const struct scenario *scenario)
{
	struct scale scale = quick ? scenario->quick : scenario->full;
	struct subject two[SUBJECTS_MAX];
	unsigned count = 0;

	if (wanted_rounds)
		scale.rounds = wanted_rounds;
	if (wanted_window && scale.window)
		scale.window = wanted_window;
	if (scenario->subjects == SUBJECTS_ALL) {
		run_rounds(scenario, &scale, subjects, subject_count);
		return;
	}
	if (!chatd || cpus_for_server() < 2) {
		printf("\n%s: skipped, %s\n", scenario->name,
			chatd ? "it takes 4 processors, two for the server and two for the load"
			      : "there is no chatd");
		return;
	}
	add_subject(two, &count, 1);
	add_subject(two, &count, 2);
	run_rounds(scenario, &scale, two, count);
}

static unsigned number(const char *text, unsigned max)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (end == text || value == 0 || value > max) {
		fprintf(stderr, "%s: a number from 1 to %u is wanted\n", text, max);
		exit(2);
	}
	return (unsigned)value;
}

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: bench --bare PATH [--chatd PATH] [--threads 1,2] "
			"[--scenario NAME]\n             [--rounds N] [--window N] [--quick]\n"
			"scenarios:");
	for (const struct scenario *scenario = scenarios; scenario->name; scenario++)
		fprintf(stderr, " %s", scenario->name);
	fprintf(stderr, "\n");
	exit(2);
}

static void read_options(int argc, char **argv, char **threads)
{
	static const struct option options[] = {
		{"bare", required_argument, NULL, 'b'},
		{"chatd", required_argument, NULL, 'c'},
		{"threads", required_argument, NULL, 't'},
		{"scenario", required_argument, NULL, 's'},
		{"rounds", required_argument, NULL, 'r'},
		{"window", required_argument, NULL, 'w'},
		{"quick", no_argument, NULL, 'q'},
		{0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'b':
			bare = optarg;
			break;
		case 'c':
			chatd = optarg;
			break;
		case 't':
			*threads = optarg;
			break;
		case 's':
			wanted = optarg;
			break;
		case 'r':
			wanted_rounds = number(optarg, ROUNDS_MAX);
			break;
		case 'w':
			wanted_window = number(optarg, CROWD_WINDOW_MAX);
			break;
		case 'q':
			quick = true;
			break;
		default:
			usage();
		}
	}
	if (!bare || optind < argc)
		usage();
}

int main(int argc, char **argv)
{
	static char one[] = "1";
	char *threads = one;
	unsigned ran = 0;

	read_options(argc, argv, &threads);
	cpus_init();
	add_subject(subjects, &subject_count, 0);
	for (char *each = strtok(threads, ","); chatd && each; each = strtok(NULL, ","))
		add_subject(subjects, &subject_count, number(each, 64));
	printf("%u processors: %u for the server, %u for the load\n", cpus_count(),
		cpus_for_server(), cpus_load_threads());
	for (const struct scenario *scenario = scenarios; scenario->name; scenario++) {
		if (wanted && strcmp(wanted, scenario->name) != 0)
			continue;
		run_scenario(scenario);
		ran++;
	}
	if (ran == 0)
		usage();
	printf("\nbench: %s, %u runs failed%s\n", failures ? "FAILED" : "ok", failures, summary);
	return failures ? 1 : 0;
}
