/* Tells what a person typed: something to say, or a command. Pure. */
#ifndef LINE_PARSE_H
#define LINE_PARSE_H

#define LINE_COMMAND_BYTES 32 /* a longer word is cut off; no command is as long */

enum line_kind { LINE_EMPTY, LINE_SAY, LINE_COMMAND };

struct line_input {
	enum line_kind kind;
	char command[LINE_COMMAND_BYTES + 1]; /* without its slash */
	char *rest; /* points into the text: what is said, or what follows the command */
};

/* `text` is safe. "//x" says "/x"; a line of blanks is empty. */
void line_parse(struct line_input *input, char *text);

#endif
