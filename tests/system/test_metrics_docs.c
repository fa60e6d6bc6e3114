/* The figures are those that docs/operations.md explains and the dashboard shows, and promtool can
 * read them. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "metrics.h"
#include "process.h"

static char *read_source(const char *path)
{
	char file[256];
	struct text text = {0};
	snprintf(file, sizeof file, "%s/%s", getenv("SOURCE"), path);
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	while (text_read(&text, fd))
		continue;
	close(fd);
	return text.bytes;
}

static bool is_family(const char *name)
{
	char line[160];
	snprintf(line, sizeof line, "\n# TYPE %s ", name);
	return strstr(metrics_body() - 1, line) != NULL;
}

/* Without what a histogram adds. */
static void expect_known(const char *name)
{
	static const char *const ends[] = {"_bucket", "_sum", "_count"};
	char base[96];
	bool known = is_family(name);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0] && !known; i++) {
		size_t length = strlen(name), end = strlen(ends[i]);
		if (length <= end || strcmp(name + length - end, ends[i]) != 0)
			continue;
		snprintf(base, sizeof base, "%.*s", (int)(length - end), name);
		known = is_family(base);
	}
	must(known, "there is no figure %s", name);
}

/* Each word of the text that begins like a figure is one, unless it is the name of a file. */
static unsigned expect_all_known(const char *text, const char *prefix)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
	unsigned count = 0;
	for (const char *at = text; (at = strstr(at, prefix)) != NULL; count++) {
		char name[96];
		size_t length = strspn(at, letters);
		snprintf(name, sizeof name, "%.*s", (int)length, at);
		if (at == text || at[-1] != '/')
			expect_known(name);
		at += length;
	}
	return count;
}

START_TEST(the_documents_name_what_there_is)
{
	metrics_start(NULL);
	metrics_get("/metrics");
	char *manual = read_source("docs/operations.md");
	ck_assert_uint_gt(expect_all_known(manual, "chatd_"), 50);
	ck_assert_uint_ge(expect_all_known(manual, "process_"), 5);
	for (const char *at = metrics_body(); (at = strstr(at, "# TYPE ")) != NULL; at++) {
		char name[96], row[160];
		ck_assert_int_eq(sscanf(at, "# TYPE %95s", name), 1);
		snprintf(row, sizeof row, "\n| `%s` | ", name);
		must(strstr(manual, row) != NULL, "docs/operations.md has no row for %s", name);
	}
	free(manual);
	server_stop(&metrics_server);
}
END_TEST

START_TEST(the_dashboard_names_what_there_is)
{
	json_t *panel, *target;
	size_t i, j;
	unsigned count = 0;
	char path[256];
	metrics_start(NULL);
	metrics_get("/metrics");
	snprintf(path, sizeof path, "%s/docs/grafana-dashboard.json", getenv("SOURCE"));
	json_t *board = json_load_file(path, 0, NULL);
	ck_assert_ptr_nonnull(board);
	ck_assert_int_ge(json_integer_value(json_object_get(board, "schemaVersion")), 39);
	json_array_foreach(json_object_get(board, "panels"), i, panel)
	{
		json_array_foreach(json_object_get(panel, "targets"), j, target)
		{
			const char *expr = json_string_value(json_object_get(target, "expr"));
			count += expect_all_known(expr, "chatd_") +
				 expect_all_known(expr, "process_");
		}
	}
	ck_assert_uint_gt(count, 30);
	json_decref(board);
	server_stop(&metrics_server);
}
END_TEST

/* Prometheus' own opinion of the text. */
START_TEST(promtool_finds_nothing_wrong)
{
	char program[256], command[512];
	if (!process_find("promtool", program)) {
		note("promtool is not installed");
		return;
	}
	metrics_start(NULL);
	snprintf(command, sizeof command,
		"bash -c 'exec 3<>/dev/tcp/127.0.0.1/%d; "
		"printf \"GET /metrics HTTP/1.0\\r\\n\\r\\n\" >&3; "
		"sed \"1,/^\\r$/d\" <&3 | promtool check metrics'",
		metrics_port.port);
	ck_assert_str_eq(process_shell(command), "status 0\n");
	server_stop(&metrics_server);
}
END_TEST

int main(void)
{
	const TTest *const once[] = {the_documents_name_what_there_is,
		the_dashboard_names_what_there_is, promtool_finds_nothing_wrong, NULL};
	return run_tests("metrics_docs", NULL, once);
}
