#include "irc_id.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "table.h"

static char process_start[16], line_start[24];
static size_t line_start_length;

void irc_id_init(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(process_start, sizeof process_start, "%08x-", table_hash(&now, sizeof now));
	irc_id_set_origin(0);
}

void irc_id_set_origin(uint64_t origin)
{
	line_start_length =
		(size_t)snprintf(line_start, sizeof line_start, "%016" PRIx64 "-", origin);
}

bool irc_id_any(const struct event *event)
{
	return event->number > 0 || event->id > 0;
}

/* Writes the number in front of `end`; returns where it begins. This is done for each line. */
static char *write_number(char *end, uint64_t number, unsigned base)
{
	do
		*--end = "0123456789abcdef"[number % base];
	while ((number /= base) > 0);
	return end;
}

void irc_id_add(struct buffer *out, const struct event *event, unsigned part)
{
	char text[48], *end = text + sizeof text, *at = end;
	if (part > 0) {
		at = write_number(at, part, 10);
		*--at = '-';
	}
	if (event->number > 0) {
		buffer_add(out, line_start, line_start_length);
		at = write_number(at, event->number, 10);
		*--at = '-';
		at = write_number(at, event->room_id, 10);
	} else {
		buffer_add_text(out, process_start);
		at = write_number(at, event->id, 16);
	}
	buffer_add(out, at, (size_t)(end - at));
}

void irc_id_add_line(struct buffer *out, uint32_t room, uint32_t number)
{
	buffer_add(out, line_start, line_start_length);
	buffer_format(out, "%" PRIu32 "-%" PRIu32, room, number);
}

static bool read_number(const char **text, uint32_t *number)
{
	uint64_t value = 0;
	const char *at = *text;
	for (; *at >= '0' && *at <= '9' && value <= UINT32_MAX; at++)
		value = 10 * value + (uint64_t)(*at - '0');
	if (at == *text || value > UINT32_MAX)
		return false;
	*number = (uint32_t)value;
	*text = at;
	return true;
}

bool irc_id_read(const char *id, uint32_t *room, uint32_t *number)
{
	uint32_t part;
	if (strncmp(id, line_start, line_start_length) != 0)
		return false;
	id += line_start_length;
	if (!read_number(&id, room) || *id++ != '-' || !read_number(&id, number))
		return false;
	if (*id == '-') {
		id++;
		return read_number(&id, &part) && !*id;
	}
	return !*id;
}
