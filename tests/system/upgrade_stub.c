/* A new chatd that goes wrong, or is slow, in the way that $UPGRADE_STUB names. It does each step
 * as chatd does before that. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "upgrade_message.h"

#define FOREVER_MS 1000000

static struct upgrade_message message;
static int fd;

static int is(const char *way)
{
	return strcmp(getenv("UPGRADE_STUB"), way) == 0;
}

static void say(enum upgrade_type type, const struct buffer *body)
{
	if (upgrade_send(fd, type, body, NULL, 0, clock_monotonic_ms() + FOREVER_MS) !=
		UPGRADE_GOOD)
		_exit(1);
}

static void read_to(enum upgrade_type type)
{
	do
		if (upgrade_receive(fd, &message, clock_monotonic_ms() + FOREVER_MS) !=
			UPGRADE_GOOD)
			_exit(1);
	while (message.type != type);
}

static void hang(void)
{
	for (;;)
		pause();
}

int main(void)
{
	struct buffer body = {0};
	struct pack out = {.buffer = &body};
	fd = atoi(getenv(UPGRADE_VARIABLE));
	if (is("says nothing"))
		hang();
	pack_u32(&out, UPGRADE_STATE_VERSION + (is("another version") ? 1 : 0));
	pack_text(&out, "9.9");
	say(is("says nonsense") ? UPGRADE_GO : UPGRADE_HELLO, &body);
	read_to(UPGRADE_PREPARE);
	if (is("dies unprepared"))
		raise(SIGKILL);
	say(UPGRADE_PREPARED, NULL);
	read_to(UPGRADE_STATE);
	if (is("dies with the state"))
		raise(SIGKILL);
	if (is("hangs with the state"))
		hang();
	if (is("hangs when all is its own")) {
		say(UPGRADE_READY, NULL);
		read_to(UPGRADE_GO);
		hang();
	}
	body.length = 0;
	pack_text(&out, "it does not like the state");
	if (is("refuses the state"))
		say(UPGRADE_FAILED, &body);
	hang();
}
