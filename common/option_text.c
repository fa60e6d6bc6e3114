#include "option_text.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

static const void *member(const struct option_row *row, const void *settings)
{
	return (const char *)settings + row->offset;
}

static const char *text_of(const struct option_row *row, const void *settings)
{
	return *(char *const *)member(row, settings);
}

static const struct option_list *list_of(const struct option_row *row, const void *settings)
{
	return member(row, settings);
}

static long number_of(const struct option_row *row, const void *settings)
{
	return *(const long *)member(row, settings);
}

static bool flag_of(const struct option_row *row, const void *settings)
{
	return *(const bool *)member(row, settings);
}

size_t option_count(const struct option_row *row, const void *settings)
{
	if (row->type == OPTION_LIST)
		return list_of(row, settings)->count;
	return row->type != OPTION_TEXT || text_of(row, settings);
}

static char *bytes_text(long bytes)
{
	if (bytes > 0 && bytes % (1 << 20) == 0)
		return memory_format("%ldM", bytes >> 20);
	if (bytes > 0 && bytes % (1 << 10) == 0)
		return memory_format("%ldK", bytes >> 10);
	return memory_format("%ld", bytes);
}

static char *shown(const struct option_row *row, const char *text)
{
	return row->secret ? memory_format("%.*s:...", (int)strcspn(text, ":"), text)
			   : memory_text(text);
}

char *option_text(const struct option_row *row, const void *settings, size_t i)
{
	switch (row->type) {
	case OPTION_FLAG:
		return memory_text(flag_of(row, settings) ? "true" : "false");
	case OPTION_NUMBER:
		return memory_format("%ld", number_of(row, settings));
	case OPTION_BYTES:
		return bytes_text(number_of(row, settings));
	case OPTION_TEXT:
		return shown(row, text_of(row, settings));
	case OPTION_LIST:
		return shown(row, list_of(row, settings)->values[i]);
	case OPTION_CHOICE:
		return memory_text(row->choices[number_of(row, settings)]);
	}
	return NULL;
}

char *option_quoted(const char *text)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	if (*text && text[strspn(text, plain)] == '\0')
		return memory_text(text);
	char *quoted = memory_get(2 * strlen(text) + 3), *to = quoted;
	*to++ = '"';
	for (; *text; text++) {
		if (strchr("\"\\$", *text) || *text == '\n') /* ${NAME} is a variable */
			*to++ = '\\';
		*to++ = *text == '\n' ? 'n' : *text;
	}
	*to++ = '"';
	*to = '\0';
	return quoted;
}

char *option_all(const struct option_row *row, const void *settings)
{
	char *all = memory_text("");
	for (size_t i = 0; i < option_count(row, settings); i++) {
		char *value = option_text(row, settings, i);
		char *longer = memory_format("%s%s%s", all, i ? ", " : "", value);
		free(value);
		free(all);
		all = longer;
	}
	return all;
}

static bool same_list(const struct option_list *one, const struct option_list *other)
{
	bool same = one->count == other->count;
	for (size_t i = 0; same && i < one->count; i++)
		same = strcmp(one->values[i], other->values[i]) == 0;
	return same;
}

bool option_same(const struct option_row *row, const void *one, const void *other)
{
	const char *a, *b;
	switch (row->type) {
	case OPTION_FLAG:
		return flag_of(row, one) == flag_of(row, other);
	case OPTION_NUMBER:
	case OPTION_BYTES:
	case OPTION_CHOICE:
		return number_of(row, one) == number_of(row, other);
	case OPTION_TEXT:
		a = text_of(row, one);
		b = text_of(row, other);
		return a && b ? strcmp(a, b) == 0 : a == b;
	case OPTION_LIST:
		return same_list(list_of(row, one), list_of(row, other));
	}
	return false;
}

static void swap(void *one, void *other, size_t size)
{
	char kept[sizeof(struct option_list)];
	memcpy(kept, one, size);
	memcpy(one, other, size);
	memcpy(other, kept, size);
}

void option_swap(const struct option_row *row, void *one, void *other)
{
	static const size_t sizes[] = {[OPTION_FLAG] = sizeof(bool),
		[OPTION_NUMBER] = sizeof(long),
		[OPTION_BYTES] = sizeof(long),
		[OPTION_TEXT] = sizeof(char *),
		[OPTION_LIST] = sizeof(struct option_list),
		[OPTION_CHOICE] = sizeof(long)};
	swap((char *)one + row->offset, (char *)other + row->offset, sizes[row->type]);
}
