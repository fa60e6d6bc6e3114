/* --allow and --deny, also of files. */
#include "access_rules.h"

#include <stdint.h>
#include <stdlib.h>

#include "temporary.h"
#include "unit.h"

static struct access_rules rules;
static char error[OPTION_ERROR_SIZE];
static char *file; /* the last one made */

static bool load(const char *allow, const char *deny)
{
	char *allowed[] = {(char *)(uintptr_t)allow}, *denied[] = {(char *)(uintptr_t)deny};
	struct config config = {.allow = {allowed, allow ? 1 : 0}, .deny = {denied, deny ? 1 : 0}};
	struct option_report report;
	access_rules_finish(&rules);
	option_report_init(&report, &config_table);
	bool good = access_rules_load(&rules, &config, &report);
	snprintf(error, sizeof error, "%s", good ? "" : report.mistakes.values[0]);
	option_report_finish(&report);
	return good;
}

static bool has(const struct address_set *set, const char *address)
{
	struct address_range range;
	ck_assert(address_range_parse(&range, address));
	return address_set_has(set, range.first);
}

static const char *file_of(const char *text, size_t length)
{
	free(file);
	return file = temporary_file(text, length);
}

#define FILE_OF(text) file_of(text, sizeof text - 1)

START_TEST(nothing_is_no_rule)
{
	ck_assert(load(NULL, NULL));
	ck_assert(!rules.allow_only);
	ck_assert_uint_eq(rules.deny.count, 0);
}
END_TEST

START_TEST(values_are_addresses)
{
	ck_assert(load("192.0.2.0/24", "2001:db8::/32"));
	ck_assert(rules.allow_only);
	ck_assert(has(&rules.allow, "192.0.2.7"));
	ck_assert(has(&rules.deny, "2001:db8::7"));
	ck_assert(!has(&rules.deny, "192.0.2.7"));
}
END_TEST

START_TEST(or_files)
{
	ck_assert(load(NULL, FILE_OF("# whom nobody wants\r\n\n192.0.2.1\r\n  2001:db8::/32  # all "
				     "of them\n10.0.0.0/8")));
	ck_assert(has(&rules.deny, "192.0.2.1"));
	ck_assert(has(&rules.deny, "2001:db8:1::"));
	ck_assert(has(&rules.deny, "10.255.0.1"));
	ck_assert_uint_eq(rules.deny.count, 3);
}
END_TEST

START_TEST(an_empty_file_allows_nobody)
{
	ck_assert(load(FILE_OF("# nobody yet\n"), NULL));
	ck_assert(rules.allow_only);
	ck_assert_uint_eq(rules.allow.count, 0);
}
END_TEST

START_TEST(what_is_wrong_is_told)
{
	ck_assert(!load("example.org", NULL));
	unit_like(error, "'allow' must be an address ...; not 'example.org'");
	ck_assert(!load(NULL, "192.0.2.0/33"));
	unit_like(error, "'deny' must be ...; not '192.0.2.0/33'");
	ck_assert(!load(NULL, "/does/not/exist"));
	unit_like(error, "'deny': cannot read the file '/does/not/exist': No such file...");
	ck_assert(!load(NULL, "."));
	unit_like(error, "'deny': cannot read the file '.': ...");
	ck_assert(!load(NULL, FILE_OF("192.0.2.1\n\n192.0.2\n192.0.3\n")));
	unit_like(error, "'deny': line 3 of /... must be an address ...");
	ck_assert(!load(FILE_OF("192.0.2.1\n\0"
				"192.0.2\n"),
		NULL));
	unit_like(error, "'allow': /... is no text file");
	ck_assert_uint_eq(rules.allow.count, 0);
}
END_TEST

static void tear_down(void)
{
	access_rules_finish(&rules);
	free(file);
	file = NULL;
}

Suite *unit_suite(void)
{
	const TTest *const cases[] = {nothing_is_no_rule, values_are_addresses, or_files,
		an_empty_file_allows_nobody, what_is_wrong_is_told, NULL};
	return unit_cases_with("access_rules", NULL, tear_down, cases);
}
