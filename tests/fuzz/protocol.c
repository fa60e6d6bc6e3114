/* Lines that a server sends: a name is found only where it stands, and is one word. */
#include "protocol.h"

#include <string.h>

#include "fuzz.h"

static const char *const marks[] = {[PROTOCOL_OTHER] = "",
	[PROTOCOL_SAID] = "<",
	[PROTOCOL_ACTION] = "* ",
	[PROTOCOL_FROM] = "[",
	[PROTOCOL_TO] = "[to ",
	[PROTOCOL_SERVER] = "-- ",
	[PROTOCOL_REFUSAL] = "!! "};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = (const char *)data;
	struct protocol_line parsed;
	protocol_parse(&parsed, line, size);
	FUZZ_CHECK(parsed.name <= size && parsed.name_length <= size - parsed.name);
	const char *mark = marks[parsed.kind];
	FUZZ_CHECK(size >= strlen(mark) && memcmp(line, mark, strlen(mark)) == 0);
	if (parsed.name_length > 0) {
		FUZZ_CHECK(parsed.name == strlen(mark));
		FUZZ_CHECK(!memchr(line + parsed.name, ' ', parsed.name_length));
	}
	bool named = parsed.kind == PROTOCOL_SAID || parsed.kind == PROTOCOL_ACTION ||
		     parsed.kind == PROTOCOL_FROM || parsed.kind == PROTOCOL_TO;
	FUZZ_CHECK(named == (parsed.name_length > 0));
	if (protocol_quits(line, size))
		FUZZ_CHECK(size >= 4 && line[0] == '/');
	return 0;
}
