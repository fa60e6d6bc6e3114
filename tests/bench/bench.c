/* The benchmark: chatd against a bare epoll broadcaster, in the same run on the same machine.
 *
 *     bench --bare PATH [--chatd PATH] [--history MODE,MODE] [--before PATH] [--threads 1,2]
 *           [--scenario NAME] [--rounds N] [--window N] [--quick] [--ircd PATH] [--tls]
 *
 * --history lets chatd take part once with each of these modes; their files are in TMPDIR, which
 * says on which disk. --before is a chatd from before there was history, with which the others are
 * compared in the place of the broadcaster.
 *
 * --tls lets all of them speak TLS, in all scenarios; the broadcaster, too.
 *
 * --ircd adds another IRC server to the scenarios that speak IRC: a program that says where it
 * listens as chatd does ("event=listening address=127.0.0.1:PORT") and ends when it is told to
 * (TERM); inspircd in this folder is such a script. With --tls its argument is "tls".
 *
 * Times are printed, never judged. It fails (exit 1) when a line was missing, doubled, out of
 * order or altered, when a client was not served, or when a server of ours did not end with status
 * 0. README.md has more. */
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpus.h"
#include "report.h"
#include "scenario.h"
#include "secure.h"
#include "server.h"
#include "subject.h"

enum { ROUNDS_MAX = 9, SUMMARY_SIZE = 2048 };

static struct programs programs;
static const char *wanted;
static unsigned wanted_rounds, wanted_window;
static bool quick;
static unsigned failures;
static char summary[SUMMARY_SIZE];

static void begin(struct run *run, const struct scenario *scenario, const struct scale *scale,
	const struct subject *subject)
{
	*run = (struct run){.scale = scale,
		.pace = scenario->pace,
		.protocol = subject->protocol,
		.tls = programs.tls};
	run->good = subject_start(&run->server, &programs, subject, scenario);
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
	if (scale->rooms)
		printf(" in %u rooms", scale->rooms);
	if (scale->speakers)
		printf(", %u of them speak", scale->speakers);
	if (scale->window)
		printf(", window %u", scale->window);
	if (scale->rate)
		printf(", %u lines a second", scale->rate);
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
	struct subject subjects[SUBJECTS_MAX];
	const char *why;

	if (wanted_rounds)
		scale.rounds = wanted_rounds;
	if (wanted_window && scale.window)
		scale.window = wanted_window;
	unsigned count = subjects_of(subjects, &programs, scenario, &why);
	if (count == 0)
		printf("\n%s: skipped, %s\n", scenario->name, why);
	else
		run_rounds(scenario, &scale, subjects, count);
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
	fprintf(stderr,
		"usage: bench --bare PATH [--chatd PATH] [--history MODE,MODE] "
		"[--before PATH]\n             [--threads 1,2] [--scenario NAME] [--rounds N] "
		"[--window N] [--quick]\n             [--ircd PATH] [--tls]\n"
		"scenarios:");
	for (const struct scenario *scenario = scenarios; scenario->name; scenario++)
		fprintf(stderr, " %s", scenario->name);
	fprintf(stderr, "\n");
	exit(2);
}

static void read_modes(char *list)
{
	for (char *each = strtok(list, ","); each; each = strtok(NULL, ","))
		if (programs.mode_count < MODES_MAX)
			programs.modes[programs.mode_count++] = each;
}

static bool start_tls(void)
{
	if (!secure_start()) {
		fprintf(stderr, "bench: built without TLS\n");
		exit(2);
	}
	return true;
}

static void read_options(int argc, char **argv, char **threads)
{
	static const struct option options[] = {
		{"bare", required_argument, NULL, 'b'},
		{"chatd", required_argument, NULL, 'c'},
		{"before", required_argument, NULL, 'p'},
		{"history", required_argument, NULL, 'h'},
		{"threads", required_argument, NULL, 't'},
		{"scenario", required_argument, NULL, 's'},
		{"rounds", required_argument, NULL, 'r'},
		{"window", required_argument, NULL, 'w'},
		{"quick", no_argument, NULL, 'q'},
		{"ircd", required_argument, NULL, 'i'},
		{"tls", no_argument, NULL, 'l'},
		{0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'b':
			programs.bare = optarg;
			break;
		case 'c':
			programs.chatd = optarg;
			break;
		case 'p':
			programs.before = optarg;
			break;
		case 'h':
			read_modes(optarg);
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
		case 'i':
			programs.ircd = optarg;
			break;
		case 'l':
			programs.tls = start_tls();
			break;
		default:
			usage();
		}
	}
	if (!programs.bare || optind < argc)
		usage();
}

int main(int argc, char **argv)
{
	static char one[] = "1";
	char *threads = one;
	unsigned ran = 0;

	read_options(argc, argv, &threads);
	cpus_init();
	for (char *each = strtok(threads, ","); each; each = strtok(NULL, ",")) {
		if (programs.thread_counts < THREADS_MAX)
			programs.threads[programs.thread_counts++] = number(each, 64);
	}
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
