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

/* The number of the first wrong line, 0 where there is none. */
static size_t add_lines(struct address_set *set, char *text)
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
			return number;
		if (*line)
			address_set_add(set, &range);
		line = end ? end + 1 : NULL;
	}
	return 0;
}

static bool add_file(struct address_set *set, const char *option, const char *path,
	char error[OPTION_ERROR_SIZE])
{
	char reason[OPTION_ERROR_SIZE - 32];
	size_t length;
	char *text = text_file_read(
		path, TEXT_FILE_REGULAR, ACCESS_FILE_MAX, &length, reason, sizeof reason);
	if (!text) {
		snprintf(error, OPTION_ERROR_SIZE, "'%s': %s", option, reason);
		return false;
	}
	bool whole = strlen(text) == length;
	size_t wrong = add_lines(set, text);
	free(text);
	if (wrong == 0 && whole)
		return true;
	if (wrong > 0)
		snprintf(error, OPTION_ERROR_SIZE, "'%s': line %zu of %.200s " WANTED, option,
			wrong, path);
	else
		snprintf(error, OPTION_ERROR_SIZE, "'%s': %.300s is no text file", option, path);
	return false;
}

static bool add_all(struct address_set *set, const char *option, const struct option_list *list,
	char error[OPTION_ERROR_SIZE])
{
	for (size_t i = 0; i < list->count; i++) {
		struct address_range range;
		const char *value = list->values[i];
		if (is_path(value)) {
			if (!add_file(set, option, value, error))
				return false;
		} else if (address_range_parse(&range, value)) {
			address_set_add(set, &range);
		} else {
			snprintf(error, OPTION_ERROR_SIZE,
				"'%s' " WANTED
				", or a file (/path or ./path) with one on each line; not '%.100s'",
				option, value);
			return false;
		}
	}
	address_set_sort(set);
	return true;
}

bool access_rules_load(
	struct access_rules *rules, const struct config *config, char error[OPTION_ERROR_SIZE])
{
	*rules = (struct access_rules){.allow_only = config->allow.count > 0};
	if (add_all(&rules->allow, "allow", &config->allow, error) &&
		add_all(&rules->deny, "deny", &config->deny, error))
		return true;
	access_rules_finish(rules);
	return false;
}

void access_rules_log(const struct access_rules *rules)
{
	if (rules->allow_only && rules->allow.count == 0)
		log_event(LOG_WARNING, "nobody_allowed",
			LOG_TEXT("advice", "the files of --allow have no address: only this "
					   "machine is let in"));
}
