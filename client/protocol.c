#include "protocol.h"

#include <string.h>
#include <strings.h>

#include "name.h"

static bool ends_word(const char *line, size_t length, size_t at)
{
	return at == length || line[at] == ' ';
}

/* The bytes of the name that begins at `from` and ends before `close` and a blank (or only a
 * blank, where `close` is 0). 0 if there is none. */
static size_t name_bytes(const char *line, size_t length, size_t from, char close)
{
	for (size_t at = from; at <= length && at - from <= NAME_BYTES; at++) {
		if (close && at < length && line[at] == close && ends_word(line, length, at + 1))
			return at - from;
		if (ends_word(line, length, at))
			return close ? 0 : at - from;
	}
	return 0;
}

static bool starts(const char *line, size_t length, const char *mark)
{
	size_t size = strlen(mark);
	return length >= size && memcmp(line, mark, size) == 0;
}

void protocol_parse(struct protocol_line *parsed, const char *line, size_t length)
{
	static const struct {
		const char *mark;
		enum protocol_kind kind;
		bool named;
		char close;
	} forms[] = {
		{"-- ", PROTOCOL_SERVER, false, 0},
		{"!! ", PROTOCOL_REFUSAL, false, 0},
		{"<", PROTOCOL_SAID, true, '>'},
		{"* ", PROTOCOL_ACTION, true, 0},
		{"[to ", PROTOCOL_TO, true, ']'},
		{"[", PROTOCOL_FROM, true, ']'},
	};
	*parsed = (struct protocol_line){.kind = PROTOCOL_OTHER};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (!starts(line, length, forms[i].mark))
			continue;
		size_t from = strlen(forms[i].mark);
		size_t size = forms[i].named ? name_bytes(line, length, from, forms[i].close) : 0;
		if (forms[i].named && !size)
			continue;
		*parsed = (struct protocol_line){forms[i].kind, from, size};
		return;
	}
}

bool protocol_quits(const char *line, size_t length)
{
	static const char *const words[] = {"/quit", "/exit", "/bye"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t size = strlen(words[i]);
		if (length < size || strncasecmp(line, words[i], size) != 0)
			continue;
		if (length == size || strchr(" \t\r\n", line[size]))
			return true;
	}
	return false;
}
