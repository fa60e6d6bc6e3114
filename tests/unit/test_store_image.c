/* A SQLite store in memory that goes on in another process. */
#include <sqlite3.h>

#include "sqlite_store.h"
#include "stored.h"

START_TEST(a_store_that_is_handed_over_may_grow_on)
{
	struct stored old, new;
	struct buffer image = {0};
	sqlite3_int64 most = -1; /* asks for it */
	stored_start(&old, &stored_kinds[1]);
	stored_start(&new, &stored_kinds[1]);
	stored_room(&old, 1, "#a");
	stored_say_many(&old, 1, 1, 2, "al");
	old.ops->image(old.store, &(struct pack){.buffer = &image});
	struct unpack in = unpack_begin(image.bytes, image.length);
	uint32_t length = unpack_u32(&in);
	ck_assert_msg(
		new.ops->take_image(new.store, &in, length, &new.info, new.error), "%s", new.error);
	ck_assert(unpack_done(&in));
	unit_same(stored_lines(&new, 1, 1, 9), "1 al text 1|2 al text 2|");
	sqlite3_file_control(new.store->write.sqlite, "main", SQLITE_FCNTL_SIZE_LIMIT, &most);
	ck_assert_int_eq(most, STORE_IMAGE_MAX);
	stored_end(&old);
	stored_end(&new);
	buffer_finish(&image);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {a_store_that_is_handed_over_may_grow_on, NULL};
	return unit_cases("store_image", cases);
}
