#include "notes.h"

#include <stdarg.h>
#include <stdio.h>

#include "unit.h"

void notes_add(struct notes *notes, const char *format, ...)
{
	char *to = notes->text + notes->length;
	size_t room = NOTES_SIZE - notes->length;
	const char *between = notes->between ? notes->between : "\n";
	va_list values;
	if (notes->quiet)
		return;
	size_t used = notes->length > 0 ? (size_t)snprintf(to, room, "%s", between) : 0;
	va_start(values, format);
	used += (size_t)vsnprintf(to + used, room - used, format, values);
	va_end(values);
	ck_assert_uint_lt(used, room);
	notes->length += used;
}

void notes_forget(struct notes *notes)
{
	notes->length = 0;
	*notes->text = '\0';
}

void notes_expect(struct notes *notes, const char *wanted)
{
	unit_same(notes->text, wanted);
	notes_forget(notes);
}
