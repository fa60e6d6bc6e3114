/* Values as bytes: what is packed is read again, and bytes that are cut or wrong are refused. */
#include <stdlib.h>
#include <string.h>

#include "pack.h"
#include "unit.h"

/* One of each kind. */
static void pack_all(struct pack *out)
{
	pack_u8(out, 0xfe);
	pack_u16(out, 0xfedc);
	pack_u32(out, 0xfedcba98);
	pack_u64(out, UINT64_C(0xfedcba9876543210));
	pack_i64(out, -5);
	pack_bool(out, true);
	pack_bool(out, false);
	pack_bytes(out, "a\0b", 3);
	pack_text(out, "said");
	pack_text(out, NULL);
	pack_text(out, "");
	pack_u32(out, 2);
	pack_u16(out, 7);
}

START_TEST(what_is_packed_is_read_again)
{
	struct buffer out = {0};
	pack_all(&(struct pack){.buffer = &out});
	struct unpack in = unpack_begin(out.bytes, out.length);
	ck_assert_uint_eq(unpack_u8(&in), 0xfe);
	ck_assert_uint_eq(unpack_u16(&in), 0xfedc);
	ck_assert_uint_eq(unpack_u32(&in), 0xfedcba98);
	ck_assert_uint_eq(unpack_u64(&in), UINT64_C(0xfedcba9876543210));
	ck_assert_int_eq(unpack_i64(&in), -5);
	ck_assert(unpack_bool(&in));
	ck_assert(!unpack_bool(&in));
	size_t length;
	ck_assert_mem_eq(unpack_bytes(&in, &length), "a\0b", 3);
	ck_assert_uint_eq(length, 3);
	unit_same(unpack_text(&in), "said");
	ck_assert_ptr_null(unpack_text(&in));
	ck_assert(!in.failed);
	unit_same(unpack_string(&in), "");
	ck_assert_uint_eq(unpack_count(&in, 2), 2);
	ck_assert(!unpack_done(&in));
	ck_assert_uint_eq(unpack_u16(&in), 7);
	ck_assert(unpack_done(&in));
	buffer_finish(&out);
}
END_TEST

START_TEST(numbers_are_little_endian_without_gaps)
{
	struct buffer bytes = {0};
	struct pack out = {.buffer = &bytes};
	pack_u8(&out, 1);
	pack_u32(&out, 0x05040302);
	pack_u16(&out, 0x0706);
	pack_u64(&out, UINT64_C(0x0f0e0d0c0b0a0908));
	ck_assert_uint_eq(bytes.length, 15);
	for (unsigned i = 0; i < 15; i++)
		ck_assert_uint_eq((unsigned char)bytes.bytes[i], i + 1);
	buffer_finish(&bytes);
}
END_TEST

/* Reads the same from bytes of this length only, in memory of its own, so that a sanitizer sees a
 * byte too many. */
static bool reads_all(const char *bytes, size_t length)
{
	char *copy = malloc(length + !length);
	memcpy(copy, bytes, length);
	struct unpack in = unpack_begin(copy, length);
	size_t taken;
	unpack_u8(&in), unpack_u16(&in), unpack_u32(&in), unpack_u64(&in), unpack_i64(&in);
	unpack_bool(&in), unpack_bool(&in), unpack_bytes(&in, &taken);
	unpack_text(&in), unpack_text(&in), unpack_string(&in), unpack_count(&in, 2);
	unpack_u16(&in);
	bool done = unpack_done(&in);
	free(copy);
	return done;
}

START_TEST(what_is_cut_is_refused)
{
	struct buffer out = {0};
	pack_all(&(struct pack){.buffer = &out});
	for (size_t length = 0; length < out.length; length++)
		ck_assert(!reads_all(out.bytes, length));
	ck_assert(reads_all(out.bytes, out.length));
	buffer_finish(&out);
}
END_TEST

START_TEST(a_failed_reader_gives_nothing_for_ever)
{
	struct buffer bytes = {0};
	struct pack out = {.buffer = &bytes};
	pack_u16(&out, 0x0101);
	pack_u32(&out, 1);
	struct unpack in = unpack_begin(bytes.bytes, bytes.length);
	ck_assert_uint_eq(unpack_u64(&in), 0);
	ck_assert(in.failed);
	size_t length = 9;
	ck_assert_uint_eq(unpack_u8(&in), 0);
	ck_assert_uint_eq(unpack_u32(&in), 0);
	ck_assert(!unpack_bool(&in));
	ck_assert_ptr_null(unpack_bytes(&in, &length));
	ck_assert_uint_eq(length, 0);
	ck_assert_ptr_null(unpack_text(&in));
	unit_same(unpack_string(&in), "");
	ck_assert_uint_eq(unpack_count(&in, 100), 0);
	ck_assert(!unpack_done(&in));
	buffer_finish(&bytes);
}
END_TEST

/* Whether a text, or a bool, of these bytes is refused. */
static bool refuses(const char *bytes, size_t length, bool text)
{
	struct unpack in = unpack_begin(bytes, length);
	if (text)
		ck_assert_ptr_null(unpack_text(&in));
	else
		unpack_bool(&in);
	return in.failed;
}

START_TEST(what_cannot_be_is_refused)
{
	ck_assert(refuses("\3\0\0\0ab\0\0", 8, true)); /* a NUL within */
	ck_assert(refuses("\2\0\0\0abc", 7, true));    /* none behind it */
	ck_assert(refuses("\376\377\377\377ab", 6, true));
	ck_assert(refuses("\2", 1, false));
	ck_assert(!refuses("\1", 1, false));

	struct unpack in = unpack_begin("\377\377\377\377", 4);
	unit_same(unpack_string(&in), ""); /* NULL where there has to be a text */
	ck_assert(in.failed);
}
END_TEST

START_TEST(a_count_is_bounded)
{
	struct unpack in = unpack_begin("\3\0\0\0abc", 7);
	ck_assert_uint_eq(unpack_count(&in, 2), 0);
	ck_assert(in.failed);
	in = unpack_begin("\4\0\0\0abc", 7); /* more than there are bytes */
	ck_assert_uint_eq(unpack_count(&in, 100), 0);
	ck_assert(in.failed);
	in = unpack_begin("\3\0\0\0abc", 7);
	ck_assert_uint_eq(unpack_count(&in, 3), 3);
	ck_assert(!in.failed);
}
END_TEST

static struct buffer taken;

static void take(struct pack *full)
{
	buffer_add(&taken, full->buffer->bytes, full->buffer->length);
	full->buffer->length = 0;
}

START_TEST(a_buffer_that_is_emptied_does_not_grow)
{
	struct buffer buffer = {0};
	struct pack out = {&buffer, take};
	char large[100];
	memset(large, 'x', sizeof large);
	buffer_reserve(&buffer, 8);
	size_t size = buffer.size;
	for (int i = 0; i < 1000; i++)
		pack_u8(&out, (uint8_t)('0' + i % 10));
	ck_assert_uint_eq(buffer.size, size);
	pack_raw(&out, large, sizeof large); /* but for this */
	take(&out);
	ck_assert_uint_eq(taken.length, 1000 + sizeof large);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(taken.bytes[i], '0' + i % 10);
	ck_assert_mem_eq(taken.bytes + 1000, large, sizeof large);
	buffer_finish(&taken);
	buffer_finish(&buffer);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {what_is_packed_is_read_again,
		numbers_are_little_endian_without_gaps, what_is_cut_is_refused,
		a_failed_reader_gives_nothing_for_ever, what_cannot_be_is_refused,
		a_count_is_bounded, a_buffer_that_is_emptied_does_not_grow, NULL};
	return unit_cases("pack", cases);
}
