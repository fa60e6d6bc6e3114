#include "access_rules.h"

#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "text_file.h"

#define WANTED                                                                            \
	"must be an address or a range of addresses, such as 192.0.2.1, 192.0.2.0/24 or " \
	"2001:db8::/32"

static bool is_path(const char *value)
{
	return *value == '/' || *value == '.';
}

/* Ends the line at its comment and the blanks before that; returns its first word. */
static char *trim(char *line)
{
	line[strcspn(line, "#\r")] = '\0';
	line += strspn(line, " \t");
	size_t length = strlen(line);
	while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
		line[--length] = '\0';
	return line;
}

/* A value of --allow or --deny. */
struct value {
	const char *option;
	size_t index;
	struct option_report *report;
};

static void add_lines(
	struct address_set *set, const struct value *value, const char *path, char *text)
{
	size_t number = 0;
	for (char *line = text; line;) {
		struct address_range range;
		char *end = strchr(line, '\n');
		if (end)
			*end = '\0';
		number++;
		line = trim(line);
		if (*line && !address_range_parse(&range, line))
			option_mistake(value->report, value->option, value->index,
				"'%s': line %zu of %.200s " WANTED, value->option, number, path);
		else if (*line)
			address_set_add(set, &range);
		line = end ? end + 1 : NULL;
	}
}

static void add_file(struct address_set *set, const struct value *value, const char *path)
{
	char reason[OPTION_ERROR_SIZE - 32];
	size_t length;
	char *text = text_file_read(
		path, TEXT_FILE_REGULAR, ACCESS_FILE_MAX, &length, reason, sizeof reason);
	if (!text)
		option_mistake(value->report, value->option, value->index, "'%s': %s",
			value->option, reason);
	else if (strlen(text) < length)
		option_mistake(value->report, value->option, value->index,
			"'%s': %.300s is no text file", value->option, path);
	else
		add_lines(set, value, path, text);
	free(text);
}

static void add_all(struct address_set *set, const char *option, const struct option_list *list,
	struct option_report *report)
{
	for (size_t i = 0; i < list->count; i++) {
		struct address_range range;
		const char *value = list->values[i];
		if (is_path(value))
			add_file(set, &(struct value){option, i, report}, value);
		else if (address_range_parse(&range, value))
			address_set_add(set, &range);
		else
			option_mistake(report, option, i,
				"'%s' " WANTED
				", or a file (/path or ./path) with one on each line; not '%.100s'",
				option, value);
	}
	address_set_sort(set);
}

bool access_rules_load(
	struct access_rules *rules, const struct config *config, struct option_report *report)
{
	size_t before = report->mistakes.count;
	*rules = (struct access_rules){.allow_only = config->allow.count > 0};
	add_all(&rules->allow, "allow", &config->allow, report);
	add_all(&rules->deny, "deny", &config->deny, report);
	return report->mistakes.count == before;
}

void access_rules_log(const struct access_rules *rules)
{
	if (rules->allow_only && rules->allow.count == 0)
		log_event(LOG_WARNING, "nobody_allowed",
			LOG_TEXT("advice", "the files of --allow have no address: only this "
					   "machine is let in"));
}
