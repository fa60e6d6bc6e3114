#include "config_text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define CONFIG_TEXT_BYTES ((size_t)1 << 20)

/* Stops before the newline. */
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

/* To the other quote, or to the end of the line; see config_text_open_quote(). */
static void copy_quoted(FILE *from, FILE *to, int quote)
{
	int c;
	putc(quote, to);
	while ((c = getc(from)) != EOF) {
		putc(c, to);
		if (c == quote || c == '\n')
			return;
		if (c == '\\' && (c = getc(from)) != EOF)
			putc(c, to);
	}
}

/* A '/' that does not begin a comment is copied. */
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

static bool is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

static unsigned count_lines(const char *text)
{
	unsigned lines = 1;
	while ((text = strchr(text, '\n')) != NULL) {
		text++;
		lines++;
	}
	return lines;
}

static char *without_comments(char *bytes, size_t length)
{
	char *text;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	FILE *from = length > 0 ? fmemopen(bytes, length, "r") : NULL;
	if (!to || (length > 0 && !from))
		fatal("out of memory");
	if (from) {
		copy(from, to);
		fclose(from);
	}
	fclose(to);
	return text;
}

char *config_text_read(const char *path, enum text_file_kind kind, char *error, size_t error_size)
{
	size_t length;
	char *bytes = text_file_read(path, kind, CONFIG_TEXT_BYTES, &length, error, error_size);
	if (!bytes)
		return NULL;
	char *text = NULL;
	errno = EINVAL;
	if (strlen(bytes) < length)
		snprintf(error, error_size, "%s:%u: a NUL byte; settings are text", path,
			count_lines(bytes));
	else if (kind == TEXT_FILE_REGULAR && is_blank(bytes))
		snprintf(error, error_size,
			"the file '%s' is empty; a comment in it says that this is meant", path);
	else
		text = without_comments(bytes, length);
	free(bytes);
	return text;
}

/* The end of the line at `text`, and whether a quote is open there. A backslash takes the next
 * character, also the end of a line, into the text. */
static char *line_end(char *text, bool *open)
{
	char quote = '\0';
	for (; *text && *text != '\n'; text++)
		if (quote && *text == '\\' && text[1])
			text++;
		else if (quote)
			quote = *text == quote ? '\0' : quote;
		else if (*text == '"' || *text == '\'')
			quote = *text;
	*open = quote != '\0';
	return text;
}

bool config_text_open_quote(char *text, struct config_text_error *error)
{
	bool open = false;
	char *end, *line = text;
	*error = (struct config_text_error){0};
	for (; (end = line_end(line, &open)), !open && *end; line = end + 1)
		continue;
	if (!open)
		return false;
	error->line = 1;
	for (const char *at = text; at < line; at++)
		error->line += *at == '\n';
	for (; line < end; line++)
		*line = *line == '\n' ? '\n' : ' ';
	snprintf(error->sentence, sizeof error->sentence,
		"a quote is opened and not closed in this line");
	return true;
}

static FILE *open_text(const char *text)
{
	size_t length = strlen(text);
	FILE *file = fmemopen(NULL, length + 1, "w+");
	if (!file)
		fatal("out of memory");
	fwrite(text, 1, length, file);
	rewind(file);
	return file;
}

/* libconfuse's words for what somebody may have typed. */
static void put_plainly(char *sentence, size_t size)
{
	char token[64];
	if (strcmp(sentence, "unexpected token '{'") == 0)
		snprintf(sentence, size, "this takes one value, which stands without braces");
	else if (sscanf(sentence, "unexpected token '%63[^']'", token) == 1)
		snprintf(sentence, size,
			"'%s' is not expected here: is a quote, a comma or a brace missing?",
			token);
	else if (strcmp(sentence, "premature end of file") == 0)
		snprintf(sentence, size, "the file ends too early: is a brace missing?");
	else if (strcmp(sentence, "unexpected closing brace") == 0)
		snprintf(sentence, size, "a closing brace without an opening one");
}

/* libconfuse passes no pointer to its error function. */
static struct config_text_error *error_out;

__attribute__((format(printf, 2, 0))) static void error_cb(
	cfg_t *cfg, const char *format, va_list arguments)
{
	if (error_out->sentence[0]) /* only the first error is reported */
		return;
	error_out->line = cfg ? (unsigned)cfg->line : 0;
	vsnprintf(error_out->sentence, sizeof error_out->sentence, format, arguments);
	put_plainly(error_out->sentence, sizeof error_out->sentence);
	const char *unknown = "no such option '";
	size_t prefix = strlen(unknown), length = strlen(error_out->sentence);
	if (strncmp(error_out->sentence, unknown, prefix) == 0 &&
		length - prefix <= sizeof error_out->unknown)
		snprintf(error_out->unknown, sizeof error_out->unknown, "%.*s",
			(int)(length - prefix - 1), error_out->sentence + prefix);
}

bool config_text_parse_text(cfg_t *cfg, const char *text, struct config_text_error *error)
{
	FILE *file = open_text(text);
	*error = (struct config_text_error){0};
	error_out = error;
	cfg_set_error_function(cfg, error_cb);
	int result = cfg_parse_fp(cfg, file);
	fclose(file);
	if (result != CFG_SUCCESS && !error->sentence[0])
		snprintf(error->sentence, sizeof error->sentence, "not understood");
	return result == CFG_SUCCESS;
}

bool config_text_parse(
	cfg_t *cfg, const char *path, enum text_file_kind kind, char *error, size_t error_size)
{
	struct config_text_error wrong;
	char *text = config_text_read(path, kind, error, error_size);
	if (!text)
		return false;
	bool good =
		!config_text_open_quote(text, &wrong) && config_text_parse_text(cfg, text, &wrong);
	if (!good)
		snprintf(error, error_size, "%s:%u: %s", path, wrong.line, wrong.sentence);
	free(text);
	errno = EINVAL;
	return good;
}
