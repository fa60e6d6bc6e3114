/* A history in memory, as it is handed over to another process. */
#include <stdlib.h>

#include "archive.h"
#include "stores.h"
#include "unit.h"

static uint64_t size; /* that the store says it has */

static uint64_t image_size(struct store *store)
{
	return size;
}

START_TEST(what_is_too_large_is_refused)
{
	static const struct store_ops ops = {.image_size = image_size};
	char error[OPTION_ERROR_SIZE] = "";
	struct archive archive = {.keeper = {.ops = &ops, .store = (struct store *)&size}};
	size = STORE_IMAGE_MAX;
	ck_assert(archive_can_pack(&archive, error));
	ck_assert_str_eq(error, "");
	size = STORE_IMAGE_MAX + 1;
	ck_assert(!archive_can_pack(&archive, error));
	unit_same(error, "the history in memory takes 2048 MB, and at most 2047 can be handed "
			 "over: only a restart is possible, which loses it");
	size = UINT64_C(5) << 30;
	ck_assert(!archive_can_pack(&archive, error));
	unit_same(error, "the history in memory takes 5120 MB, and at most 2047 can be handed "
			 "over: only a restart is possible, which loses it");
}
END_TEST

START_TEST(nothing_kept_can_be_handed_over)
{
	char error[OPTION_ERROR_SIZE];
	struct archive archive = {.mode = HISTORY_OFF};
	ck_assert(archive_can_pack(&archive, error));
}
END_TEST

START_TEST(the_length_is_known_before)
{
	char error[STORE_ERROR_SIZE];
	struct store_info info;
	struct store_options options = {0};
	struct buffer out = {0};
	const struct store_ops *ops = store_sqlite.write ? &store_sqlite : &store_none;
	struct store *store = ops->open(&options, &info, error);
	ck_assert_ptr_nonnull(store);
	uint64_t length = ops->image_size(store);
	ops->image(store, &(struct pack){.buffer = &out});
	ck_assert_uint_eq(out.length, sizeof(uint32_t) + length);
	ck_assert(length > 0 || ops->forgets);
	ops->close(store);
	buffer_finish(&out);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {what_is_too_large_is_refused, nothing_kept_can_be_handed_over,
		the_length_is_known_before, NULL};
	return unit_cases("archive", cases);
}
