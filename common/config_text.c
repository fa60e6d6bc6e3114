#include "config_text.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

/* Up to its end, which is not taken. */
static void skip_line(FILE *from)
{
	int c;
	while ((c = getc(from)) != EOF && c != '\n')
		;
	ungetc(c, from);
}

static void skip_block(FILE *from, FILE *to)
{
	int c, before = 0;
	while ((c = getc(from)) != EOF && !(before == '*' && c == '/')) {
		if (c == '\n')
			putc(c, to);
		before = c;
	}
	putc(' ', to);
}

/* `c` is the quote. */
static void copy_quoted(FILE *from, FILE *to, int quote)
{
	int c;
	putc(quote, to);
	while ((c = getc(from)) != EOF) {
		putc(c, to);
		if (c == quote)
			return;
		if (c == '\\' && (c = getc(from)) != EOF)
			putc(c, to);
	}
}

/* A '/' that begins no comment is part of a word. */
static void copy_slash(FILE *from, FILE *to, bool in_word)
{
	int next = in_word ? EOF : getc(from);
	if (next == '/') {
		skip_line(from);
	} else if (next == '*') {
		skip_block(from, to);
	} else {
		putc('/', to);
		ungetc(next, from);
	}
}

static void copy(FILE *from, FILE *to)
{
	bool in_word = false;
	int c;
	while ((c = getc(from)) != EOF) {
		if (c == '#')
			skip_line(from);
		else if (c == '/')
			copy_slash(from, to, in_word);
		else if (c == '"' || c == '\'')
			copy_quoted(from, to, c);
		else
			putc(c, to);
		in_word = c == '/' || !strchr(" \t\r\n={}()+,\"'#", c);
	}
}

FILE *config_text_open(const char *path)
{
	char *text;
	size_t size;
	FILE *from = fopen(path, "re"), *to;
	if (!from)
		return NULL;
	to = open_memstream(&text, &size);
	if (!to)
		fatal("out of memory");
	copy(from, to);
	int reason = ferror(from) ? errno : 0;
	fclose(from);
	fclose(to);
	FILE *result = reason ? NULL : fmemopen(NULL, size + 1, "w+");
	if (!result && !reason)
		fatal("out of memory");
	if (result) {
		fwrite(text, 1, size, result);
		rewind(result);
	}
	free(text);
	errno = reason;
	return result;
}
