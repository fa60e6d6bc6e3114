/* A certificate's fingerprint, as it is shown and as people may type it. */
#include "fingerprint.h"

#include "unit.h"

#define SHOWN                                                          \
	"00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:" \
	"14:15:16:17:18:19:1A:1B:1C:1D:1E:FF"
#define BARE "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff"

START_TEST(it_is_shown_as_openssl_shows_it)
{
	unsigned char bytes[FINGERPRINT_BYTES];
	char text[FINGERPRINT_TEXT_SIZE];
	for (unsigned i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)i;
	bytes[FINGERPRINT_BYTES - 1] = 0xFF;
	fingerprint_text(text, bytes);
	unit_same(text, SHOWN);
}
END_TEST

START_TEST(it_is_read_in_every_form_that_people_copy)
{
	static const char *const forms[] = {
		SHOWN, BARE, ("sha256 Fingerprint=" SHOWN), ("SHA-256 " SHOWN), ("  " BARE)};
	char text[FINGERPRINT_TEXT_SIZE];
	for (unsigned i = 0; i < sizeof forms / sizeof *forms; i++) {
		ck_assert_msg(fingerprint_read(text, forms[i]), "%s", forms[i]);
		unit_same(text, SHOWN);
	}
}
END_TEST

START_TEST(what_is_none_is_refused)
{
	static const char *const wrong[] = {"", ":", (SHOWN ":"), (SHOWN "0"), (BARE "00"),
		(":" BARE), "0:001020304",
		"SHA1 Fingerprint=00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10",
		"g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff"};
	char text[FINGERPRINT_TEXT_SIZE];
	for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++)
		ck_assert_msg(!fingerprint_read(text, wrong[i]), "%s", wrong[i]);
}
END_TEST

Suite *unit_suite(void)
{
	const TTest *const cases[] = {
		it_is_shown_as_openssl_shows_it,
		it_is_read_in_every_form_that_people_copy,
		what_is_none_is_refused,
		NULL,
	};
	return unit_cases("fingerprint", cases);
}
