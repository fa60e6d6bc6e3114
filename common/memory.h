/* Allocation that does not fail, and fatal errors.
 *
 * After a broken invariant or an allocation that fails the program cannot go on sensibly, so it
 * logs what happened and ends at once. Any thread may call these functions. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdarg.h>
#include <stddef.h>

/* Logs the sentence as an error and calls abort(). */
_Noreturn void fatal(const char *sentence);

/* As malloc, calloc, realloc, strdup, strndup, asprintf and vasprintf; free what they return with
 * free(). */
void *memory_get(size_t size);
void *memory_zero(size_t size);
void *memory_grow(void *old, size_t size);

/* Makes room for one more item behind `count` items of `item` bytes each, with as few calls of
 * realloc(3) as a size that is remembered would need. For arrays that grow by one item at a time:
 * NULL and 0 at first, freed with free(3).
 *
 *   list->items = memory_add(list->items, list->count, sizeof *list->items);
 *   list->items[list->count++] = item; */
void *memory_add(void *items, size_t count, size_t item);

char *memory_text(const char *text);
char *memory_text_n(const char *text, size_t length);
char *memory_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *memory_vformat(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

/* Frees `*old` and stores a copy of `text`, which may be a part of `*old`; NULL stores NULL. */
void memory_replace(char **old, const char *text);

#endif
