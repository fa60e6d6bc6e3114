#include "input.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/event.h>

#include "framing.h"
#include "irc_text.h"
#include "memory.h"
#include "text_copy.h"

#define READ_BYTES 16384

struct input {
	int fd; /* -1 at its end */
	int error;
	struct event *event;
	struct evbuffer *bytes;
	bool dropping; /* the rest of a line that was too long */
	unsigned long number;
	void (*ready)(void *data);
	void *data;
};

static void read_cb(evutil_socket_t fd, short what, void *data)
{
	struct input *input = data;
	char bytes[READ_BYTES];
	ssize_t length = read(fd, bytes, sizeof bytes);
	if (length > 0) {
		evbuffer_add(input->bytes, bytes, (size_t)length);
	} else if (length == 0 || (errno != EINTR && errno != EAGAIN)) {
		input->error = length < 0 ? errno : 0;
		input->fd = -1;
	}
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

/* The next line in the buffer, blank or not; INPUT_NOTHING if there is none. */
static enum input_kind take_line(struct input *input, char **line)
{
	size_t length = evbuffer_get_length(input->bytes);
	const char *bytes = (const char *)evbuffer_pullup(input->bytes, -1);
	bool last = input->fd < 0;
	struct frame frame;
	enum framing_result result =
		framing_next(&input->dropping, bytes, length, last, INPUT_LINE_BYTES, &frame);
	if (result == FRAMING_LINE)
		*line = text_copy_safe(bytes, frame.length, IRC_FORMATTING | TEXT_CONTROL('\t'));
	evbuffer_drain(input->bytes, frame.used);
	if (input->dropping ? !last : result == FRAMING_MORE)
		return INPUT_NOTHING;
	input->dropping = false;
	input->number++;
	return result == FRAMING_LINE ? INPUT_LINE : INPUT_TOO_LONG;
}

enum input_kind input_next(struct input *input, char **line)
{
	enum input_kind kind;
	while ((kind = take_line(input, line)) != INPUT_NOTHING) {
		if (kind == INPUT_TOO_LONG || !text_blank(*line, strlen(*line)))
			return kind;
		free(*line);
	}
	if (input->error) {
		errno = input->error;
		input->error = 0;
		return INPUT_FAILED;
	}
	if (input->fd < 0)
		return INPUT_END;
	event_add(input->event, NULL);
	return INPUT_NOTHING;
}

unsigned long input_number(const struct input *input)
{
	return input->number;
}
