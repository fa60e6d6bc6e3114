#include "line_parse.h"

#include <stdbool.h>
#include <string.h>

#include "text.h"

/* Whether it is a byte within a character of several (RFC 3629, section 3). */
static bool is_inside(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

void line_parse(struct line_input *input, char *text)
{
	*input = (struct line_input){.kind = LINE_SAY, .rest = text};
	if (text_blank(text, strlen(text))) {
		input->kind = LINE_EMPTY;
		return;
	}
	if (text[0] != '/')
		return;
	input->rest = text + 1;
	if (text[1] == '/')
		return;
	size_t word = strcspn(text + 1, " \t");
	size_t kept = word < LINE_COMMAND_BYTES ? word : LINE_COMMAND_BYTES;
	while (kept < word && is_inside(text[1 + kept]))
		kept--;
	input->kind = LINE_COMMAND;
	memcpy(input->command, text + 1, kept);
	input->rest = text + 1 + word;
}
