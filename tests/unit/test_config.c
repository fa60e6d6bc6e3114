/* What the operator can choose. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "temporary.h"
#include "unit.h"

static struct config config;
static char error[OPTION_ERROR_SIZE];

/* Loads with up to two words. */
static bool load(const char *one, const char *two)
{
	char program[] = "chatd";
	char *argv[] = {program, one ? strdup(one) : NULL, two ? strdup(two) : NULL, NULL};
	char *made[] = {argv[1], argv[2]};
	struct option_report report;
	bool good = config_load(&config, two ? 3 : one ? 2 : 1, argv, false, &report);
	if (!good) {
		snprintf(error, sizeof error, "%s", report.mistakes.values[0]);
		config_finish(&config);
	}
	option_report_finish(&report);
	free(made[0]);
	free(made[1]);
	return good;
}

static void expect_wrong(const char *one, const char *two, const char *pattern)
{
	ck_assert_msg(!load(one, two), "%s %s was taken", one, two ? two : "");
	unit_like(error, pattern);
}

START_TEST(the_defaults_are_as_they_are_told)
{
	ck_assert(load(NULL, NULL));
	ck_assert_int_eq(config.port, 5555);
	ck_assert_int_eq(config.threads, 0);
	ck_assert_uint_eq(config.bind.count, 0);
	ck_assert_str_eq(config.name, "chatd");
	ck_assert_ptr_null(config.motd);
	ck_assert_ptr_null(config.config);
	ck_assert_int_eq(config.max_clients, 0);
	ck_assert_int_eq(config.max_per_address, 64);
	ck_assert_int_eq(config.log_level, LOG_INFO);
	ck_assert_int_eq(config.greet_ms, 300);
	ck_assert_int_eq(config.drain_ms, 1000);
	ck_assert_int_eq(config.limits.rate, 20);
	ck_assert_int_eq(config.limits.burst, 100);
	ck_assert_int_eq(config.limits.max_line, 4096);
	ck_assert_int_eq(config.limits.send_queue_max, 1048576);
	ck_assert_int_eq(config.limits.slow_queue, 262144);
	ck_assert_int_eq(config.limits.slow_seconds, 30);
	ck_assert_int_eq(config.limits.wakeup_lines, 64);
	ck_assert_int_eq(config.limits.wakeup_bytes, 16384);
	ck_assert(!config.help && !config.version);
	config_finish(&config);
}
END_TEST

START_TEST(no_two_options_share_a_name_or_letter)
{
	for (const struct option_row *a = config_table.rows; a->name; a++) {
		ck_assert_ptr_nonnull(a->help);
		for (const struct option_row *b = config_table.rows; b != a; b++) {
			ck_assert_str_ne(a->name, b->name);
			ck_assert(!a->letter || a->letter != b->letter);
			ck_assert_uint_ne(a->offset, b->offset);
		}
	}
}
END_TEST

START_TEST(each_option_is_its_own)
{
	ck_assert(load("--rate=0", "--max-line=8K"));
	ck_assert_int_eq(config.limits.rate, 0);
	ck_assert_int_eq(config.limits.max_line, 8192);
	ck_assert_int_eq(config.limits.burst, 100);
	config_finish(&config);
	ck_assert(load("-p", "0"));
	ck_assert_int_eq(config.port, 0);
	config_finish(&config);
	ck_assert(load("-ldebug", "-V"));
	ck_assert_int_eq(config.log_level, LOG_DEBUG);
	ck_assert(config.version);
	config_finish(&config);
}
END_TEST

START_TEST(values_out_of_range_are_refused)
{
	expect_wrong("--port=65536", NULL, "'port' must be ... from 0 to 65535, not '65536'");
	expect_wrong("--threads=65", NULL, "'threads' must be ... from 0 to 64, not '65'");
	expect_wrong("--burst=0", NULL, "'burst' must be ... from 1 to 1000000, not '0'");
	expect_wrong("--max-line=79", NULL,
		"'max-line' must be ... from 80 to 65536 (K and M ... not '79'");
	expect_wrong("--log-level=loud", NULL,
		"'log-level' must be ... error, warning, info, debug, not 'loud'");
	expect_wrong("--prot=1", NULL, "there is no option '--prot'; ... '--port'?");
	expect_wrong("lobby", NULL, "there is one word ... 'lobby'");
}
END_TEST

START_TEST(addresses_to_bind_are_checked)
{
	ck_assert(load("--bind=127.0.0.1:7", "--bind=[::1]"));
	ck_assert_uint_eq(config.bind.count, 2);
	config_finish(&config);
	expect_wrong("-b", "host:x",
		"'bind' cannot be 'host:x': the port must be a whole number from 0 to 65535");
	expect_wrong("-b", "[::1",
		"'bind' cannot be '[::1': an address in brackets must look like [::1] or "
		"[::1]:5555");
	expect_wrong("--bind=::1", "--bind=a b",
		"'bind' cannot be 'a b': the host must have 1 to "
		"255 characters, no blanks and no stray brackets");
	expect_wrong("-b", ":", "'bind' cannot be ':': the port must be ...");
	expect_wrong("-b", "", "'bind' cannot be '': the host must have ...");
}
END_TEST

START_TEST(the_servers_name_is_checked)
{
	char name[80] = "--name=";
	static const char sentence[] =
		"'name' must have 1 to 64 bytes of UTF-8 without control characters";
	memset(name + 7, 'x', 64);
	ck_assert(load(name, NULL));
	config_finish(&config);
	memset(name + 7, 'x', 65);
	expect_wrong(name, NULL, sentence);
	expect_wrong("--name=", NULL, sentence);
	expect_wrong("--name=a\nb", NULL, sentence);
	expect_wrong("--name=a\xFF", NULL, sentence);
	ck_assert(load("-n", "Caf\xC3\xA9 chat"));
	config_finish(&config);
}
END_TEST

START_TEST(the_description_is_checked)
{
	static const char *const wrong =
		"'description' must have 1 to 64 bytes of UTF-8 without control characters";
	ck_assert(load(NULL, NULL));
	unit_same(config.description, "A chatd server");
	config_finish(&config);
	ck_assert(load("--description", "Tea, and cake"));
	unit_same(config.description, "Tea, and cake");
	config_finish(&config);
	expect_wrong("--description=", NULL, wrong);
	expect_wrong("--description", "a\nb", wrong);
}
END_TEST

START_TEST(queues_are_checked_together)
{
	expect_wrong("--send-queue=128K", NULL,
		"'slow-queue' (262144) must not be more than 'send-queue' (131072)");
	ck_assert(load("--send-queue=128K", "--slow-queue=128K"));
	config_finish(&config);
}
END_TEST

START_TEST(the_file_is_read_first)
{
	static const char text[] = "port = 7\nname = \"from the file\"\nmax-per-address = 3\n";
	char *path = temporary_file(text, sizeof text - 1);
	char option[300];
	snprintf(option, sizeof option, "--config=%s", path);
	ck_assert_msg(load(option, "--port=8"), "%s", error);
	ck_assert_int_eq(config.port, 8);
	ck_assert_str_eq(config.name, "from the file");
	ck_assert_int_eq(config.max_per_address, 3);
	config_finish(&config);
	temporary_write(path, "bind = {\":x\"}\n", 14);
	ck_assert(!load(option, NULL));
	unit_like(error, "...:1: 'bind' cannot be ':x': ...");
	temporary_remove(path);
}
END_TEST

static char *read_motd(void)
{
	struct option_report report;
	char *motd;
	option_report_init(&report, &config_table);
	bool good = config_motd(&config, &motd, &report);
	snprintf(error, sizeof error, "%s", good ? "" : report.mistakes.values[0]);
	option_report_finish(&report);
	return motd;
}

/* The message of the day from a file with these bytes; NULL where it is refused. */
static char *motd_of(const char *bytes, size_t length)
{
	char *path = temporary_file(bytes, length);
	config = (struct config){.motd = path};
	char *motd = read_motd();
	temporary_remove(path);
	ck_assert(!motd == !!error[0]);
	return motd;
}

static void expect_motd(const char *bytes, size_t length, const char *wanted)
{
	char *motd = motd_of(bytes, length);
	ck_assert_ptr_nonnull(motd);
	unit_same(motd, wanted);
	free(motd);
}

START_TEST(the_message_of_the_day_is_made_safe)
{
	expect_motd("be kind\n", 8, "be kind");
	expect_motd("one\r\ntwo\n\nthree", 15, "one\ntwo\n\nthree");
	expect_motd("a\x1B[2J\n\n\n", 8, "a\xEF\xBF\xBD[2J");
	expect_motd("\xFF\tb", 3, "\xEF\xBF\xBD\tb");
	expect_motd("a\0b", 3,
		"a\xEF\xBF\xBD"
		"b");
}
END_TEST

START_TEST(a_message_has_a_largest_size)
{
	char *bytes = malloc(16385);
	memset(bytes, 1, 16385); /* each becomes three */
	char *motd = motd_of(bytes, 16384);
	ck_assert_uint_eq(strlen(motd), 3 * 16384);
	free(motd);
	ck_assert_ptr_null(motd_of(bytes, 16385));
	ck_assert_ptr_nonnull(strstr(error, "' has more than 16384 bytes"));
	free(bytes);
}
END_TEST

START_TEST(a_message_that_cannot_be_read_is_told)
{
	char nowhere[] = "/nowhere/at/all", folder[] = "/";
	config = (struct config){.motd = nowhere};
	ck_assert_ptr_null(read_motd());
	ck_assert_str_eq(
		error, "'motd': cannot read the file '/nowhere/at/all': No such file or directory");
	config.motd = folder;
	ck_assert_ptr_null(read_motd());
	unit_like(error, "'motd': cannot read ... '/': Is a directory");
	char device[] = "/dev/zero";
	config.motd = device;
	ck_assert_ptr_null(read_motd());
	unit_like(error, "'motd': cannot read ... '/dev/zero': ... regular file ...");
	config.motd = NULL;
	ck_assert_ptr_null(read_motd());
	ck_assert_str_eq(error, "");
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {the_defaults_are_as_they_are_told,
		no_two_options_share_a_name_or_letter, each_option_is_its_own,
		values_out_of_range_are_refused, addresses_to_bind_are_checked,
		the_servers_name_is_checked, the_description_is_checked,
		queues_are_checked_together, the_file_is_read_first,
		the_message_of_the_day_is_made_safe, a_message_has_a_largest_size,
		a_message_that_cannot_be_read_is_told, NULL};
	return unit_cases("config", cases);
}
