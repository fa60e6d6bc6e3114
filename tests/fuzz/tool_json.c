/* Lines of JSON of an export: what is taken is written and taken again as the same, and has no
 * control characters that a terminal would obey. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tool_json.h"

#define NOW INT64_C(1800000000000)

static void check_text(const char *text)
{
	for (; *text; text++)
		FUZZ_CHECK(*text != '\033' && *text != '\r' && *text != '\a');
}

static char *write_again(struct tool_json *json)
{
	if (json->type == TOOL_JSON_IS_LINE)
		return tool_json_write(json->room, &json->line);
	if (json->type == TOOL_JSON_IS_STORE) {
		struct store_info info = {.origin = json->origin};
		memcpy(info.secret, json->secret, sizeof info.secret);
		return tool_json_write_store(&info);
	}
	const struct tool_accounts none = {0};
	struct buffer record = {0};
	json->card.name = json->card.key = json->room;
	json->card.id += json->card.id == 0; /* a room of a store has one */
	record_write_room(&record, &json->card, json->masks);
	char *again = tool_json_write_room(record.bytes, json->origin, json->card.number, &none);
	tool_json_guarded(record.bytes);
	buffer_finish(&record);
	return again;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char error[TOOL_JSON_ERROR_SIZE] = "";
	struct tool_json json;
	if (!tool_json_read(&json, (const char *)data, size, NOW, error)) {
		FUZZ_CHECK(*error && !strchr(error, '\n'));
		return 0;
	}
	for (unsigned i = 0; i < json.count; i++)
		check_text(json.texts[i]);
	char *first = write_again(&json);
	tool_json_finish(&json);
	FUZZ_CHECK(tool_json_read(&json, first, strlen(first), NOW, error));
	char *second = write_again(&json);
	FUZZ_CHECK(strcmp(first, second) == 0);
	tool_json_finish(&json);
	free(second);
	free(first);
	return 0;
}
