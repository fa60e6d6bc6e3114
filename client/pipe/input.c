#include "input.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "charset.h"
#include "irc_text.h"
#include "memory.h"
#include "text.h"

#define READ_BYTES 16384

struct input {
	int fd; /* -1 at its end */
	int error;
	struct event *event;
	struct evbuffer *bytes;
	bool skipping; /* the rest of a line that was too long */
	unsigned long number;
	void (*ready)(void *data);
	void *data;
};

static void take(struct input *input)
{
	char bytes[READ_BYTES];
	ssize_t length = read(input->fd, bytes, sizeof bytes);
	if (length > 0) {
		evbuffer_add(input->bytes, bytes, (size_t)length);
	} else if (length == 0 || (errno != EINTR && errno != EAGAIN)) {
		input->error = length < 0 ? errno : 0;
		input->fd = -1;
	}
}

static void read_cb(evutil_socket_t fd, short what, void *data)
{
	struct input *input = data;
	(void)fd;
	(void)what;
	take(input);
	input->ready(input->data);
}

struct input *input_new(struct event_base *base, const struct option_list *messages, int fd,
	void (*ready)(void *data), void *data)
{
	struct input *input = memory_zero(sizeof *input);
	input->fd = fd;
	input->ready = ready;
	input->data = data;
	input->bytes = evbuffer_new();
	input->event = event_new(base, fd, EV_READ, read_cb, input);
	if (!input->bytes || !input->event)
		fatal("out of memory");
	for (size_t i = 0; i < messages->count; i++)
		evbuffer_add_printf(input->bytes, "%s\n", messages->values[i]);
	return input;
}

void input_free(struct input *input)
{
	if (!input)
		return;
	event_free(input->event);
	evbuffer_free(input->bytes);
	free(input);
}

static char *decode(const char *text, size_t length)
{
	static const uint32_t passing = TEXT_CONTROL('\t') | TEXT_CONTROL(IRC_BOLD) |
					TEXT_CONTROL(IRC_COLOUR) | TEXT_CONTROL(IRC_HEX_COLOUR) |
					TEXT_CONTROL(IRC_RESET) | TEXT_CONTROL(IRC_MONOSPACE) |
					TEXT_CONTROL(IRC_REVERSE) | TEXT_CONTROL(IRC_ITALICS) |
					TEXT_CONTROL(IRC_STRIKETHROUGH) |
					TEXT_CONTROL(IRC_UNDERLINE);
	char *decoded = charset_in(text, length);
	length = strlen(decoded);
	char *safe = memory_get(TEXT_SAFE_SIZE(length));
	text_safe_with(safe, decoded, length, passing);
	free(decoded);
	return safe;
}

/* The next raw line in the buffer, to free(3); NULL if there is none. What has come of one that is
 * too long already is dropped. */
static char *raw_line(struct input *input, size_t *length)
{
	char *raw = evbuffer_readln(input->bytes, length, EVBUFFER_EOL_LF);
	size_t left = evbuffer_get_length(input->bytes);
	if (raw)
		return raw;
	if (input->fd < 0 && (left || input->skipping)) {
		raw = memory_get(left + 1);
		*length = left;
		evbuffer_remove(input->bytes, raw, left);
	} else if (left > INPUT_LINE_BYTES + 1) { /* it may end with CR LF */
		input->skipping = true;
		evbuffer_drain(input->bytes, left);
	}
	return raw;
}

static enum input_kind take_line(struct input *input, char *raw, size_t length, char **line)
{
	bool too_long = input->skipping;
	input->skipping = false;
	input->number++;
	if (length && raw[length - 1] == '\r')
		length--;
	if (too_long || length > INPUT_LINE_BYTES)
		return INPUT_TOO_LONG;
	*line = decode(raw, length);
	if (!text_blank(*line, strlen(*line)))
		return INPUT_LINE;
	free(*line);
	return INPUT_NOTHING;
}

enum input_kind input_next(struct input *input, char **line)
{
	size_t length;
	char *raw;
	while ((raw = raw_line(input, &length))) {
		enum input_kind kind = take_line(input, raw, length, line);
		free(raw);
		if (kind != INPUT_NOTHING)
			return kind;
	}
	if (input->error) {
		errno = input->error;
		input->error = 0;
		return INPUT_FAILED;
	}
	if (input->fd < 0)
		return INPUT_END;
	if (event_add(input->event, NULL) < 0)
		fatal("cannot wait for standard input");
	return INPUT_NOTHING;
}

unsigned long input_number(const struct input *input)
{
	return input->number;
}
