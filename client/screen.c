#include "screen.h"

#include <stdlib.h>
#include <string.h>

#include <event2/buffer.h>

#include "memory.h"
#include "paint.h"
#include "text.h"

void screen_init(struct screen *screen, FILE *to, bool colour)
{
	*screen = (struct screen){.to = to, .colour = colour, .kept = evbuffer_new()};
	if (!screen->kept)
		fatal("out of memory");
}

void screen_finish(struct screen *screen)
{
	evbuffer_free(screen->kept);
	screen->kept = NULL;
}

void screen_line(struct screen *screen, const char *bytes, size_t length)
{
	char *safe = memory_get(TEXT_SAFE_SIZE(length));
	size_t size = text_safe(safe, bytes, length);
	paint_line(screen->kept, safe, size, screen->colour);
	free(safe);
}

bool screen_empty(const struct screen *screen)
{
	return evbuffer_get_length(screen->kept) == 0;
}

bool screen_flush(struct screen *screen)
{
	size_t size = evbuffer_get_length(screen->kept);
	if (size == 0)
		return true;
	const unsigned char *bytes = evbuffer_pullup(screen->kept, -1);
	bool good = fwrite(bytes, 1, size, screen->to) == size && fflush(screen->to) == 0;
	evbuffer_drain(screen->kept, size);
	return good;
}

bool screen_wants_colour(void)
{
	const char *never = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");
	return !(never && *never) && terminal && *terminal && strcmp(terminal, "dumb") != 0;
}
