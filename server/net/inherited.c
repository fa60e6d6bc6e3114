#include "inherited.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"

static struct inherited *items;
static size_t item_count;

void inherited_pack(const struct inherited *inherited, struct pack *out)
{
	pack_text(out, inherited->asked);
	pack_u32(out, (uint32_t)inherited->tag);
	pack_u32(out, (uint32_t)inherited->tls);
	pack_text(out, inherited->file.path);
	pack_u64(out, inherited->file.device);
	pack_u64(out, inherited->file.inode);
}

bool inherited_add(int fd, struct unpack *in)
{
	const char *asked = unpack_text(in);
	struct inherited one = {.fd = fd};
	one.tag = (int)unpack_u32(in);
	one.tls = (int)unpack_u32(in);
	const char *path = unpack_string(in);
	one.file.device = unpack_u64(in);
	one.file.inode = unpack_u64(in);
	if (!unpack_done(in) || strlen(path) >= sizeof one.file.path)
		return false;
	strcpy(one.file.path, path);
	one.asked = asked ? memory_text(asked) : NULL;
	items = memory_add(items, item_count, sizeof *items);
	items[item_count++] = one;
	return true;
}

static bool is(const struct inherited *one, const char *asked)
{
	return asked ? one->asked && strcmp(one->asked, asked) == 0 : !one->asked;
}

bool inherited_take(struct inherited *out, const char *asked)
{
	for (size_t i = 0; i < item_count; i++) {
		if (!is(&items[i], asked))
			continue;
		*out = items[i];
		memmove(&items[i], &items[i + 1], (--item_count - i) * sizeof *items);
		return true;
	}
	return false;
}

unsigned inherited_given(void)
{
	unsigned count = 0;
	for (size_t i = 0; i < item_count; i++)
		count += is(&items[i], NULL);
	return count;
}

void inherited_close(void)
{
	for (size_t i = 0; i < item_count; i++) {
		socket_file_remove(&items[i].file);
		close(items[i].fd);
		free(items[i].asked);
	}
	free(items);
	items = NULL;
	item_count = 0;
}
