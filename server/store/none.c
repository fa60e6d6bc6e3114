#include <string.h>

#include <sodium.h>

#include "stores.h"

struct store {
	char unused;
};

static struct store *none_open(
	const struct store_options *options, struct store_info *info, char error[STORE_ERROR_SIZE])
{
	static struct store store;
	error[0] = '\0';
	memset(info, 0, sizeof *info);
	randombytes_buf(&info->origin, sizeof info->origin);
	randombytes_buf(info->secret, sizeof info->secret);
	return &store;
}

static void none_close(struct store *store)
{
}

static enum store_result none_write(struct store *store, const char *records, size_t length,
	bool durable, char error[STORE_ERROR_SIZE])
{
	return STORE_DONE;
}

static bool none_expire(struct store *store, int64_t now)
{
	return false;
}

static bool none_room(
	struct store *store, const char *key, struct buffer *out, char error[STORE_ERROR_SIZE])
{
	return true;
}

static bool none_some(struct store *store, uint32_t after, unsigned limit, struct buffer *out,
	char error[STORE_ERROR_SIZE])
{
	return true;
}

static bool none_server_bans(struct store *store, struct buffer *out, char error[STORE_ERROR_SIZE])
{
	return true;
}

static bool none_lines(struct store *store, const struct store_range *range, struct buffer *out,
	char error[STORE_ERROR_SIZE])
{
	return true;
}

static bool none_search(struct store *store, const struct store_search *search, struct buffer *out,
	bool *complete, char error[STORE_ERROR_SIZE])
{
	*complete = true;
	return true;
}

static bool none_number_at(struct store *store, uint32_t room, int64_t time, uint32_t *number,
	char error[STORE_ERROR_SIZE])
{
	*number = 1;
	return true;
}

static bool none_index(struct store *store)
{
	return false;
}

static bool none_verify(
	struct store *store, void (*told)(const char *fault, double part, void *data), void *data)
{
	told(NULL, 1, data);
	return true;
}

static int none_lock(const struct store *store)
{
	return -1;
}

static bool none_settled(struct store *store)
{
	return true;
}

static void none_image(struct store *store, struct pack *out)
{
	pack_u32(out, 0);
}

static uint64_t none_image_size(struct store *store)
{
	return 0;
}

const struct store_ops store_none = {
	.forgets = true,
	.open = none_open,
	.close = none_close,
	.lock = none_lock,
	.settled = none_settled,
	.image = none_image,
	.image_size = none_image_size,
	.write = none_write,
	.expire = none_expire,
	.room = none_room,
	.rooms = none_some,
	.accounts = none_some,
	.markers = none_some,
	.server_bans = none_server_bans,
	.lines = none_lines,
	.search = none_search,
	.number_at = none_number_at,
	.index = none_index,
	.verify = none_verify,
};
