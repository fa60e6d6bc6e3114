#include "option_value.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

static void *member(const struct option_row *row, void *settings)
{
	return (char *)settings + row->offset;
}

bool option_error(char error[OPTION_ERROR_SIZE], const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(error, OPTION_ERROR_SIZE, format, arguments);
	va_end(arguments);
	return false;
}

static bool set_number(const struct option_row *row, void *settings, const char *value,
	char error[OPTION_ERROR_SIZE])
{
	char *end;
	errno = 0;
	long number = strtol(value, &end, 10);
	bool good =
		errno == 0 && end != value && (*value == '-' || (*value >= '0' && *value <= '9'));
	if (row->type == OPTION_BYTES && good && *end) {
		int shift = *end == 'K' || *end == 'k' ? 10 : *end == 'M' || *end == 'm' ? 20 : 0;
		good = shift && !end[1] && !__builtin_mul_overflow(number, 1L << shift, &number);
	} else if (*end) {
		good = false;
	}
	if (!good || number < row->min || number > row->max)
		return option_error(error,
			"'%s' must be a whole number from %ld to %ld%s, not '%s'", row->name,
			row->min, row->max,
			row->type == OPTION_BYTES ? " (K and M may follow it)" : "", value);
	*(long *)member(row, settings) = number;
	return true;
}

static bool set_choice(const struct option_row *row, void *settings, const char *value,
	char error[OPTION_ERROR_SIZE])
{
	char all[128] = "";
	for (long i = 0; row->choices[i]; i++) {
		if (strcmp(value, row->choices[i]) == 0) {
			*(long *)member(row, settings) = i;
			return true;
		}
		size_t used = strlen(all);
		snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", row->choices[i]);
	}
	return option_error(error, "'%s' must be one of %s, not '%s'", row->name, all, value);
}

void option_list_add(struct option_list *list, const char *value)
{
	list->values = memory_add(list->values, list->count, sizeof *list->values);
	list->values[list->count++] = memory_text(value);
}

void option_list_clear(struct option_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->values[i]);
	free(list->values);
	*list = (struct option_list){0};
}

void option_init(const struct option_row *row, void *settings)
{
	if (row->type == OPTION_FLAG)
		*(bool *)member(row, settings) = false;
	else if (row->type == OPTION_LIST)
		*(struct option_list *)member(row, settings) = (struct option_list){0};
	else if (row->type == OPTION_TEXT)
		*(char **)member(row, settings) = NULL;
}

bool option_set(const struct option_row *row, void *settings, const char *value,
	char error[OPTION_ERROR_SIZE])
{
	switch (row->type) {
	case OPTION_FLAG:
		*(bool *)member(row, settings) = true;
		return true;
	case OPTION_NUMBER:
	case OPTION_BYTES:
		return set_number(row, settings, value, error);
	case OPTION_TEXT:
		free(*(char **)member(row, settings));
		*(char **)member(row, settings) = memory_text(value);
		return true;
	case OPTION_LIST:
		option_list_add(member(row, settings), value);
		return true;
	case OPTION_CHOICE:
		return set_choice(row, settings, value, error);
	}
	return false;
}

void option_clear(const struct option_row *row, void *settings)
{
	if (row->type == OPTION_LIST) {
		option_list_clear(member(row, settings));
	} else if (row->type == OPTION_TEXT) {
		free(*(char **)member(row, settings));
		*(char **)member(row, settings) = NULL;
	}
}
