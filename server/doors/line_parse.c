#include "line_parse.h"

#include <string.h>

#include "text.h"

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
	size_t kept = text_cut(text + 1, word, LINE_COMMAND_BYTES);
	input->kind = LINE_COMMAND;
	memcpy(input->command, text + 1, kept);
	input->rest = text + 1 + word;
}
