#include "irc_lines.h"

#include <string.h>

#include "text.h"

static size_t start_line(struct irc_lines *lines)
{
	size_t start = irc_numeric_start(lines->call, lines->numeric);
	buffer_add_text(lines->call->out, lines->head);
	return start;
}

/* Bytes that the items of one line may have. */
static size_t items_space(struct irc_lines *lines)
{
	size_t start = start_line(lines), space = irc_write_space(lines->call->out, start);
	size_t tail = strlen(lines->tail);
	lines->call->out->length = start;
	return space > tail ? space - tail : 0;
}

void irc_lines_add(struct irc_lines *lines, const char *item)
{
	size_t length = strlen(item);
	if (lines->length > 0 && lines->length + 1 + length > lines->space)
		irc_lines_end(lines);
	if (lines->length == 0)
		lines->space = items_space(lines);
	if (lines->length > 0)
		lines->items[lines->length++] = lines->separator;
	length = text_cut(item, length, sizeof lines->items - lines->length);
	memcpy(lines->items + lines->length, item, length);
	lines->length += length;
}

void irc_lines_end(struct irc_lines *lines)
{
	struct buffer *out = lines->call->out;
	if (lines->length == 0)
		return;
	size_t start = start_line(lines);
	buffer_add(out, lines->items, lines->length);
	buffer_add_text(out, lines->tail);
	irc_write_end(out, start);
	lines->length = 0;
}
