/* Figures in Prometheus' text format and in words, and what is said of the server's health. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures_text.h"
#include "figures_words.h"
#include "health.h"
#include "unit.h"

#define NAMES_MAX 128
#define NOW 1000000

static struct figures figures;
static struct buffer out;

static void set_up(void)
{
	figures = (struct figures){.loops = 2,
		.history = HISTORY_STRICT,
		.started_ms = INT64_C(1790000000000),
		.now_ms = INT64_C(1790000093784),
		.oldest_second = NOW,
		.libevent = "2.1.12-stable",
		.openssl = "3.0.17",
		.sqlite = "3.40.1"};
	figures.conns[DOOR_KIND_IRC][1] = 7;
	figures.counters[COUNTER_REFUSED_FULL] = 3;
	figures.counters[COUNTER_DELIVERIES] = 1234567;
	figures.turns[1].counts[0] = 98;
	figures.turns[1].counts[6] = 2;
	figures.turns[1].sum = 1500000000;
	buffer_clear(&out);
}

static const char *text(void)
{
	figures_text(&figures, &out);
	return buffer_text(&out);
}

static void has(const char *line)
{
	char wanted[256];
	snprintf(wanted, sizeof wanted, "\n%s\n", line);
	ck_assert_msg(strstr(buffer_text(&out), wanted) != NULL, "no line %s in %s", line,
		buffer_text(&out));
}

/* [a-zA-Z_:][a-zA-Z0-9_:]* */
static size_t name_length(const char *line)
{
	size_t length = 0;
	while (isalpha((unsigned char)line[length]) || strchr("_:", line[length]) ||
		(length > 0 && isdigit((unsigned char)line[length])))
		length++;
	return length;
}

static bool ends_with(const char *word, const char *end)
{
	size_t length = strlen(word), rest = strlen(end);
	return length >= rest && strcmp(word + length - rest, end) == 0;
}

/* Of one family, as its lines come. */
struct family {
	char name[96], type[16];
};

static void check_head(const char *line, struct family *family, char seen[][96], unsigned *count)
{
	char help[512], name[96], type[16];
	if (sscanf(line, "# HELP %95s %511[^\n]", name, help) == 2) {
		for (unsigned i = 0; i < *count; i++)
			ck_assert_str_ne(seen[i], name);
		ck_assert_uint_lt(*count, NAMES_MAX);
		snprintf(seen[(*count)++], 96, "%s", name);
		ck_assert_msg(isalnum((unsigned char)help[0]) && help[strlen(help) - 1] == '.',
			"help of %s is no sentence: %s", name, help);
		*family = (struct family){0};
		snprintf(family->name, sizeof family->name, "%s", name);
		return;
	}
	ck_assert_msg(sscanf(line, "# TYPE %95s %15s", name, type) == 2, "%s", line);
	ck_assert_str_eq(name, family->name);
	ck_assert_str_eq(family->type, "");
	snprintf(family->type, sizeof family->type, "%s", type);
	ck_assert(strcmp(type, "counter") == 0 || strcmp(type, "gauge") == 0 ||
		  strcmp(type, "histogram") == 0);
	ck_assert_int_eq(ends_with(name, "_total"), strcmp(type, "counter") == 0);
	ck_assert_msg(strncmp(name, "chatd_", 6) == 0 || strncmp(name, "process_", 8) == 0,
		"%s has another prefix", name);
}

static void check_sample(const char *line, const struct family *family)
{
	char name[96], *end;
	size_t length = name_length(line);
	ck_assert_uint_gt(length, 0);
	snprintf(name, sizeof name, "%.*s", (int)length, line);
	if (strcmp(family->type, "histogram") == 0) {
		ck_assert(ends_with(name, "_bucket") || ends_with(name, "_sum") ||
			  ends_with(name, "_count"));
		*strrchr(name, '_') = '\0';
	}
	ck_assert_str_eq(name, family->name);
	if (line[length] == '{') {
		const char *close = strchr(line, '}');
		ck_assert_ptr_nonnull(close);
		length = (size_t)(close - line) + 1;
	}
	ck_assert_int_eq(line[length], ' ');
	double value = strtod(line + length + 1, &end);
	ck_assert_msg(*end == '\0' && isfinite(value), "%s", line);
}

START_TEST(each_name_is_legal_and_has_its_help_and_type_once)
{
	char seen[NAMES_MAX][96];
	unsigned count = 0;
	struct family family = {0};
	char *all = strdup(text()), *rest = all, *line;
	while ((line = strsep(&rest, "\n")) != NULL && rest) {
		if (line[0] == '#')
			check_head(line, &family, seen, &count);
		else
			check_sample(line, &family);
	}
	ck_assert_str_eq(line, ""); /* the last line ends with a newline */
	ck_assert_uint_gt(count, 50);
	free(all);
}
END_TEST

START_TEST(values_stand_where_they_belong)
{
	text();
	has("chatd_connections{door=\"irc\",tls=\"yes\"} 7");
	has("chatd_connections{door=\"irc\",tls=\"no\"} 0");
	has("chatd_connections_refused_total{reason=\"full\"} 3");
	has("chatd_deliveries_total 1234567");
	has("chatd_uptime_seconds 93.784");
	has("process_start_time_seconds 1790000000.000");
	has("chatd_build_info{version=\"" CHATD_VERSION
	    "\",libevent=\"2.1.12-stable\",openssl=\"3.0.17\",sqlite=\"3.40.1\"} 1");
}
END_TEST

START_TEST(buckets_add_up)
{
	text();
	has("chatd_loop_turn_seconds_bucket{loop=\"1\",le=\"0.00001\"} 98");
	has("chatd_loop_turn_seconds_bucket{loop=\"1\",le=\"0.0005\"} 98");
	has("chatd_loop_turn_seconds_bucket{loop=\"1\",le=\"0.001\"} 100");
	has("chatd_loop_turn_seconds_bucket{loop=\"1\",le=\"2.5\"} 100");
	has("chatd_loop_turn_seconds_bucket{loop=\"1\",le=\"10\"} 100");
	has("chatd_loop_turn_seconds_bucket{loop=\"1\",le=\"+Inf\"} 100");
	has("chatd_loop_turn_seconds_sum{loop=\"1\"} 1.500000000");
	has("chatd_loop_turn_seconds_count{loop=\"1\"} 100");
	has("chatd_loop_turn_seconds_count{loop=\"0\"} 0");
	has("chatd_lock_wait_seconds_bucket{le=\"+Inf\"} 0");
	has("chatd_lock_wait_seconds_sum 0.000000000");
	has("chatd_lock_wait_seconds_count 0");
}
END_TEST

START_TEST(each_counter_has_one_line)
{
	uint64_t number = 7000000;
	for (int i = 0; i < COUNTER_COUNT; i++)
		figures.counters[i] = number + (uint64_t)i;
	const char *all = text();
	for (int i = 0; i < COUNTER_COUNT; i++) {
		char value[32];
		snprintf(value, sizeof value, " %d\n", 7000000 + i);
		const char *found = strstr(all, value);
		ck_assert_msg(found != NULL, "no line for %s", counter_rows[i].name);
		ck_assert_ptr_null(strstr(found + 1, value));
	}
}
END_TEST

static void take_row(void *to, const char *line)
{
	buffer_add_all(to, line, "\n", NULL);
}

static const char *words(void)
{
	buffer_clear(&out);
	figures_words(&figures, take_row, &out);
	return buffer_text(&out);
}

START_TEST(words_are_aligned_and_say_the_same)
{
	char *all = strdup(words()), *rest = all, *line;
	while ((line = strsep(&rest, "\n")) != NULL && rest) {
		ck_assert_msg(strcspn(line, ":") < 12 && line[12] == ' ' && line[13] != ' ',
			"not aligned: %s", line);
		ck_assert_uint_lt(strlen(line), 200);
	}
	free(all);
	const char *has_all[] = {"up 0 days 00:01:33", "IRC 7", "with TLS 7",
		"1,234,567 deliveries", "\nTurned away: 3 server full",
		"half within 10 us, 99 % within 1 ms, all within 1 ms",
		"libevent 2.1.12-stable, OpenSSL 3.0.17, SQLite 3.40.1", "strict, in time"};
	for (size_t i = 0; i < sizeof has_all / sizeof has_all[0]; i++)
		ck_assert_msg(strstr(buffer_text(&out), has_all[i]) != NULL, "no %s in %s",
			has_all[i], buffer_text(&out));
}
END_TEST

START_TEST(words_name_what_is_missing_or_wrong)
{
	figures.openssl = figures.sqlite = "";
	figures.history_late = 1;
	snprintf(figures.trouble, sizeof figures.trouble, "no space left on device");
	figures.turns[0].counts[DURATIONS_BOUNDS] = 1;
	const char *has_all[] = {"no TLS, no SQLite", "the disk is LATE",
		"\nThe disk:    no space left on device\n", "the longest more than 10 s"};
	words();
	for (size_t i = 0; i < sizeof has_all / sizeof has_all[0]; i++)
		ck_assert_msg(strstr(buffer_text(&out), has_all[i]) != NULL, "no %s in %s",
			has_all[i], buffer_text(&out));
	figures.history = HISTORY_OFF;
	ck_assert_ptr_nonnull(strstr(words(), "\nHistory:     off\n"));
	ck_assert_ptr_null(strstr(words(), "Stored:"));
}
END_TEST

static void is_bad(const char *sentence)
{
	char why[HEALTH_SIZE];
	ck_assert(!health_good(&figures, NOW, why));
	ck_assert_str_eq(why, sentence);
}

START_TEST(it_is_healthy_until_a_loop_or_the_disk_is_stuck)
{
	char why[HEALTH_SIZE];
	figures.oldest_second = NOW - HEALTH_SECONDS * 1000 + 1;
	ck_assert(health_good(&figures, NOW, why));
	ck_assert_str_eq(why, "");
	figures.oldest_second = NOW - 12500;
	figures.oldest_loop = 1;
	is_bad("Loop 1 has been stuck for 12 seconds.");
	figures.oldest_second = NOW;
	figures.history_late = 1;
	is_bad("The history is late, so lines are sent before they are stored: the disk does not "
	       "answer in time.");
	snprintf(figures.trouble, sizeof figures.trouble, "disk I/O error");
	is_bad("The history is late, so lines are sent before they are stored: disk I/O error.");
	figures.history_late = 0;
	is_bad("The history could not be written: disk I/O error.");
	figures.stopping = true;
	is_bad("The server is stopping.");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {each_name_is_legal_and_has_its_help_and_type_once,
		values_stand_where_they_belong, buckets_add_up, each_counter_has_one_line,
		words_are_aligned_and_say_the_same, words_name_what_is_missing_or_wrong,
		it_is_healthy_until_a_loop_or_the_disk_is_stuck, NULL};
	return unit_cases_with("figures", set_up, NULL, cases);
}
