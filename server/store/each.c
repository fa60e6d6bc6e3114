#include "each.h"

#include "record.h"

#define AT_ONCE 500

bool each_record(struct store *store, each_read *read, each_take *take, void *data,
	char error[STORE_ERROR_SIZE])
{
	struct buffer some = {0};
	uint32_t last = 0;
	bool good;
	do {
		buffer_clear(&some);
		good = read(store, last, AT_ONCE, &some, error);
		for (size_t at = 0; good && at < some.length; at += record_length(some.bytes + at))
			last = take(data, some.bytes + at);
	} while (good && some.length > 0);
	buffer_finish(&some);
	return good;
}
