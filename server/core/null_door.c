#include "door.h"

static void null_encode(const struct event *event, unsigned dialect, struct buffer *out)
{
	(void)event;
	(void)dialect;
	(void)out;
}

static uint64_t null_send(void *peer, const struct iovec *run, unsigned count, uint64_t total)
{
	(void)peer;
	(void)run;
	(void)count;
	return total;
}

static void null_close(void *peer, enum door_close why)
{
	(void)peer;
	(void)why;
}

static void null_resume(void *peer)
{
	(void)peer;
}

static void null_address(const void *peer, char out[DOOR_ADDRESS_SIZE])
{
	(void)peer;
	out[0] = '\0';
}

const struct door null_door = {.name = "null",
	.encode = null_encode,
	.send = null_send,
	.close = null_close,
	.resume = null_resume,
	.address = null_address};
