#include "option_report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "option_value.h"

static size_t count_rows(const struct option_table *table)
{
	size_t count = 0;
	while (table->rows[count].name)
		count++;
	return count;
}

void option_report_init(struct option_report *report, const struct option_table *table)
{
	*report = (struct option_report){.table = table};
	report->origins = memory_zero((count_rows(table) + 1) * sizeof *report->origins);
}

void option_report_finish(struct option_report *report)
{
	for (size_t i = 0; report->table && report->table->rows[i].name; i++)
		free(report->origins[i].lines);
	free(report->origins);
	free(report->file);
	option_list_clear(&report->mistakes);
	option_list_clear(&report->warnings);
	*report = (struct option_report){0};
}

struct option_origin *option_origin(const struct option_report *report, const char *name)
{
	size_t i = 0;
	while (strcmp(report->table->rows[i].name, name) != 0)
		i++;
	return &report->origins[i];
}

void option_origin_set(struct option_origin *origin, enum option_source source)
{
	free(origin->lines);
	*origin = (struct option_origin){.source = source};
}

void option_origin_line(struct option_origin *origin, unsigned line)
{
	origin->lines = memory_add(origin->lines, origin->count, sizeof *origin->lines);
	origin->lines[origin->count++] = line;
}

static bool has(const struct option_list *list, const char *sentence)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->values[i], sentence) == 0)
			return true;
	return false;
}

static void add(struct option_list *list, const char *sentence)
{
	if (has(list, sentence))
		return;
	if (list->count < OPTION_MISTAKES_MAX)
		option_list_add(list, sentence);
	else if (list->count == OPTION_MISTAKES_MAX)
		option_list_add(list, "there is more; mend this first");
}

static void add_line(const struct option_report *report, struct option_list *list, unsigned line,
	const char *sentence)
{
	char *text = line && report->file ? memory_format("%s:%u: %s", report->file, line, sentence)
					  : memory_text(sentence);
	add(list, text);
	free(text);
}

static unsigned line_of(const struct option_report *report, const char *name, size_t index)
{
	const struct option_origin *origin = name ? option_origin(report, name) : NULL;
	if (!origin || origin->source != OPTION_FILE || origin->count == 0)
		return 0;
	return origin->lines[index < origin->count ? index : origin->count - 1];
}

__attribute__((format(printf, 5, 0))) static void add_about(struct option_report *report,
	struct option_list *list, const char *name, size_t index, const char *format,
	va_list arguments)
{
	char sentence[OPTION_ERROR_SIZE];
	vsnprintf(sentence, sizeof sentence, format, arguments);
	add_line(report, list, line_of(report, name, index), sentence);
}

bool option_mistake(
	struct option_report *report, const char *name, size_t index, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	add_about(report, &report->mistakes, name, index, format, arguments);
	va_end(arguments);
	return false;
}

void option_warning(
	struct option_report *report, const char *name, size_t index, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	add_about(report, &report->warnings, name, index, format, arguments);
	va_end(arguments);
}

bool option_mistake_line(struct option_report *report, unsigned line, const char *sentence)
{
	add_line(report, &report->mistakes, line, sentence);
	return false;
}

void option_mistakes_keep(struct option_report *report, size_t count)
{
	struct option_list *list = &report->mistakes;
	while (list->count > count)
		free(list->values[--list->count]);
}
