#include "confusables.h"

#include <pthread.h>
#include <string.h>

#include <unicode/uspoof.h>

#include "ascii.h"

#define SKELETON_BYTES 512

static pthread_once_t once = PTHREAD_ONCE_INIT;
static USpoofChecker *checker; /* NULL where ICU has no data */

static void load(void)
{
	UErrorCode error = U_ZERO_ERROR;
	checker = uspoof_open(&error);
	if (U_FAILURE(error))
		checker = NULL;
}

bool confusables_exist(void)
{
	return true;
}

void confusables_load(void)
{
	pthread_once(&once, load);
}

/* Unicode writes "rn" for 'm'. Written the other way round, most names are their own skeletons, as
 * there are far more with an 'm'. Returns the new length. */
static size_t join_rn(char *bytes, size_t length)
{
	size_t to = 0;
	for (size_t at = 0; at < length; at++) {
		bool both = bytes[at] == 'r' && at + 1 < length && bytes[at + 1] == 'n';
		bytes[to++] = both ? 'm' : bytes[at];
		at += both;
	}
	return to;
}

void confusables_skeleton(struct name_key *skeleton, const char *name)
{
	char bytes[SKELETON_BYTES];
	UErrorCode error = U_ZERO_ERROR;
	size_t length = strlen(name), stem = length;
	while (stem > 0 && ascii_is_digit(name[stem - 1]))
		stem--;
	skeleton->length = 0;
	skeleton->bytes[0] = '\0';
	confusables_load();
	if (!checker || stem == 0)
		return;
	int32_t size = uspoof_getSkeletonUTF8(
		checker, 0, name, (int32_t)stem, bytes, sizeof bytes, &error);
	if (U_FAILURE(error) || size <= 0 || size >= SKELETON_BYTES)
		return;
	name_key(skeleton, bytes, join_rn(bytes, (size_t)size));
	if (skeleton->length == 0 || skeleton->length + length - stem > NAME_KEY_BYTES) {
		skeleton->length = 0;
		skeleton->bytes[0] = '\0';
		return;
	}
	memcpy(skeleton->bytes + skeleton->length, name + stem, length - stem + 1);
	skeleton->length = (unsigned char)(skeleton->length + length - stem);
}
