#include "record.h"

#include <stdarg.h>
#include <stdio.h>

#include "unit.h"

void record_note(struct record *record, const char *format, ...)
{
	char *to = record->text + record->length;
	size_t room = RECORD_SIZE - record->length;
	const char *between = record->between ? record->between : "\n";
	va_list values;
	if (record->quiet)
		return;
	size_t used = record->length > 0 ? (size_t)snprintf(to, room, "%s", between) : 0;
	va_start(values, format);
	used += (size_t)vsnprintf(to + used, room - used, format, values);
	va_end(values);
	ck_assert_uint_lt(used, room);
	record->length += used;
}

void record_forget(struct record *record)
{
	record->length = 0;
	*record->text = '\0';
}

void record_expect(struct record *record, const char *wanted)
{
	unit_same(record->text, wanted);
	record_forget(record);
}
