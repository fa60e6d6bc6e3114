#include "paint.h"

#include <stdint.h>

#include "name.h"

/* No pure red: that is what refusals look like. */
const unsigned char paint_palette[PAINT_COLOURS] = {
	28, 30, 32, 63, 64, 100, 130, 134, 161, 164, 166, 167};

unsigned char paint_name(const char *name, size_t length)
{
	struct name_key key;
	name_key(&key, name, length);
	uint32_t hash = 2166136261; /* FNV-1a: nothing hangs on a collision here */
	for (size_t i = 0; i < key.length; i++)
		hash = (hash ^ (unsigned char)key.bytes[i]) * 16777619;
	return paint_palette[(hash >> 8) % PAINT_COLOURS];
}
