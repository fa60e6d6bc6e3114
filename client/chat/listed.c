#include "listed.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "nearest.h"

void listed_add(struct listed *listed, const char *name)
{
	if (listed->over)
		listed_clear(listed);
	if (listed->count == LISTED_MAX)
		return;
	if (listed->count == listed->size) {
		listed->size = listed->size ? 2 * listed->size : 16;
		listed->names = memory_grow(listed->names, listed->size * sizeof *listed->names);
	}
	listed->names[listed->count++] = memory_text(name);
}

void listed_end(struct listed *listed)
{
	if (listed->over) /* of an empty list */
		listed_clear(listed);
	listed->over = true;
}

void listed_clear(struct listed *listed)
{
	for (size_t i = 0; i < listed->count; i++)
		free(listed->names[i]);
	free(listed->names);
	free(listed->doubted);
	*listed = (struct listed){0};
}

/* Without its sign, which all have. */
static const char *bare_name(const void *data, size_t i)
{
	const struct listed *listed = data;
	return i < listed->count ? listed->names[i] + 1 : NULL;
}

const char *listed_doubt(struct listed *listed, const char *name,
	bool (*same)(const void *data, const char *a, const char *b), const void *data)
{
	for (size_t i = 0; i < listed->count; i++)
		if (same(data, listed->names[i], name))
			return NULL;
	const char *near = nearest_word(name + 1, bare_name, listed);
	if (!near || (listed->doubted && same(data, listed->doubted, name)))
		return NULL;
	memory_replace(&listed->doubted, name);
	return near - 1;
}
