#include "hidden.h"

#include <string.h>

#include <sodium.h>

#define CTRL(letter) ((letter) - '@')
#define ESCAPE CTRL('[')
#define DELETE 0x7F

void hidden_clear(struct hidden *hidden)
{
	sodium_memzero(hidden, sizeof *hidden);
}

static void add(struct hidden *hidden, char c)
{
	if (hidden->length < SECRET_MAX)
		hidden->text[hidden->length++] = c;
}

/* All bytes of the last character (UTF-8). */
static void rub_out(struct hidden *hidden)
{
	while (hidden->length > 0 && (hidden->text[--hidden->length] & 0xC0) == 0x80)
		;
	hidden->text[hidden->length] = '\0';
}

static void rub_out_all(struct hidden *hidden)
{
	sodium_memzero(hidden->text, sizeof hidden->text);
	hidden->length = 0;
}

/* Passes over the bytes of a key like an arrow: Escape, '[' or 'O', parameters, and a letter or
 * '~' (ECMA-48, 5.4); or Escape and one character. */
static bool is_of_key(struct hidden *hidden, char c)
{
	int before = hidden->escape;
	hidden->escape = c == ESCAPE ? ESCAPE : 0;
	if (before == ESCAPE && (c == '[' || c == 'O'))
		hidden->escape = c;
	else if ((before == '[' || before == 'O') && c >= ' ' && c < '@')
		hidden->escape = before;
	return before || c == ESCAPE;
}

enum hidden_end hidden_type(struct hidden *hidden, const char *bytes, size_t length, size_t *used)
{
	for (*used = 0; *used < length;) {
		char c = bytes[(*used)++];
		if (c != '\r' && c != '\n' && is_of_key(hidden, c))
			continue;
		if (c == '\r' || c == '\n')
			return HIDDEN_DONE;
		if (c == CTRL('G') || (c == CTRL('D') && hidden->length == 0))
			return HIDDEN_GIVEN_UP;
		if (c == DELETE || c == CTRL('H'))
			rub_out(hidden);
		else if (c == CTRL('U') || c == CTRL('W'))
			rub_out_all(hidden);
		else if ((unsigned char)c >= ' ')
			add(hidden, c);
	}
	return HIDDEN_MORE;
}

void hidden_paste(struct hidden *hidden, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length && bytes[i] != '\r' && bytes[i] != '\n'; i++)
		if ((unsigned char)bytes[i] >= ' ' && bytes[i] != DELETE)
			add(hidden, bytes[i]);
}
