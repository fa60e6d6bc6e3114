/* Names: what is allowed is short, visible and cannot pass for something else, and each way to
 * write a name has the same key. */
#include "name.h"

#include <stdbool.h>
#include <string.h>

#include <utf8proc.h>

#include "fuzz.h"
#include "text.h"

static bool same_key(const struct name_key *key, const char *text, size_t length)
{
	struct name_key other;
	name_key(&other, text, length);
	return other.length == key->length && memcmp(other.bytes, key->bytes, key->length) == 0;
}

/* Composed and decomposed are one name. */
static void check_forms(const struct name_key *key, const char *text, size_t length)
{
	char *ended = strndup(text, length);
	utf8proc_uint8_t *composed = utf8proc_NFC((const utf8proc_uint8_t *)ended);
	utf8proc_uint8_t *decomposed = utf8proc_NFD((const utf8proc_uint8_t *)ended);
	FUZZ_CHECK(composed && decomposed);
	FUZZ_CHECK(same_key(key, (const char *)composed, strlen((const char *)composed)));
	if (strlen((const char *)decomposed) <= ROOM_NAME_BYTES) /* else it is no name */
		FUZZ_CHECK(
			same_key(key, (const char *)decomposed, strlen((const char *)decomposed)));
	free(composed);
	free(decomposed);
	free(ended);
}

static void check_good(const char *text, size_t length)
{
	struct name_key key;
	char safe[TEXT_SAFE_SIZE(ROOM_NAME_BYTES)];
	FUZZ_CHECK(length > 0 && length <= ROOM_NAME_BYTES);
	FUZZ_CHECK(text_safe(safe, text, length) == length && memcmp(safe, text, length) == 0);
	for (const char *bad = " \t<>\"*?;,"; *bad; bad++)
		FUZZ_CHECK(!memchr(text, *bad, length));
	name_key(&key, text, length);
	FUZZ_CHECK(key.length > 0);
	FUZZ_CHECK(key.bytes[key.length] == '\0' && strlen(key.bytes) == key.length);
	FUZZ_CHECK(key.length > ROOM_NAME_BYTES || same_key(&key, key.bytes, key.length));
	check_forms(&key, text, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct name_key key;
	name_key(&key, text, size);
	FUZZ_CHECK(strlen(key.bytes) <= NAME_KEY_BYTES);
	if (name_check(text, size) == NAME_GOOD) {
		FUZZ_CHECK(size <= NAME_BYTES);
		FUZZ_CHECK(text[0] != '-' && (text[0] < '0' || text[0] > '9'));
		FUZZ_CHECK(!memchr(text, '#', size) && !memchr(text, '.', size));
		FUZZ_CHECK(strncmp(key.bytes, NAME_GUEST_PREFIX, strlen(NAME_GUEST_PREFIX)) != 0);
		check_good(text, size);
	}
	if (room_name_check(text, size) == NAME_GOOD) {
		FUZZ_CHECK(text[0] == '#' && !memchr(text, '*', size) && !memchr(text, ',', size));
		check_good(text, size);
	}
	return 0;
}
