#include "past_words.h"

#include <stdio.h>
#include <string.h>

#include "ascii.h"
#include "name.h"
#include "when.h"

#define BEFORE "before:"
#define FROM "from:"
#define IN "in:"

/* Takes the next word of the text; false where there is none. Longer ones are cut. */
static bool next_word(struct past_words *words, const char **text)
{
	*text += strspn(*text, " \t");
	size_t length = strcspn(*text, " \t");
	snprintf(words->word, PAST_WORD_SIZE, "%.*s",
		(int)(length < PAST_WORD_SIZE ? length : PAST_WORD_SIZE - 1), *text);
	*text += length;
	return length > 0;
}

/* What stands behind the start of the word; NULL where it begins otherwise. */
static const char *behind(const struct past_words *words, const char *start)
{
	size_t length = strlen(start);
	return ascii_equal_n(words->word, start, length) ? words->word + length : NULL;
}

static enum past_words_result read_time(const char *word, int64_t now, int64_t *time)
{
	enum when_result result = when_parse(word, now, time);
	return result == WHEN_GOOD     ? PAST_WORDS_GOOD
	       : result == WHEN_FUTURE ? PAST_WORDS_FUTURE
				       : PAST_WORDS_TIME;
}

static enum past_words_result read_before(struct past_words *words, const char *value, int64_t now)
{
	int64_t time;
	if (!*value)
		return PAST_WORDS_USAGE;
	words->before = when_number(value);
	if (words->before == 0) {
		enum past_words_result result = read_time(value, now, &time);
		if (result != PAST_WORDS_GOOD) {
			memmove(words->word, value, strlen(value) + 1);
			return result;
		}
		words->until = time - 1;
	}
	snprintf(words->bound, sizeof words->bound, "%s", words->word);
	return PAST_WORDS_GOOD;
}

/* Also one that is too large for a number. */
static bool is_count(const char *word)
{
	return strspn(word, "0123456789") == strlen(word);
}

enum past_words_result past_words_page(
	struct past_words *words, const char *text, unsigned most, int64_t now)
{
	bool from = false;
	while (next_word(words, &text)) {
		uint32_t number = when_number(words->word);
		const char *bound = behind(words, BEFORE);
		enum past_words_result result = PAST_WORDS_GOOD;
		if (bound && !*words->bound) {
			result = read_before(words, bound, now);
		} else if (from) {
			return PAST_WORDS_USAGE;
		} else if (most > 0 && is_count(words->word) && (number == 0 || number > most)) {
			return PAST_WORDS_SIZE;
		} else {
			from = true;
			if (number > 0 && most > 0)
				words->lines = number;
			else if (number > 0)
				words->first = number;
			else
				result = read_time(words->word, now, &words->since);
		}
		if (result != PAST_WORDS_GOOD)
			return result;
	}
	return from || most > 0 ? PAST_WORDS_GOOD : PAST_WORDS_USAGE;
}

enum past_words_result past_words_search(struct past_words *words, const char *text, int64_t now)
{
	unsigned count = 0;
	bool any = false;
	while (next_word(words, &text)) {
		const char *bound = behind(words, BEFORE), *from = behind(words, FROM);
		const char *in = behind(words, IN);
		enum past_words_result result = PAST_WORDS_GOOD;
		if (bound) {
			result = read_before(words, bound, now);
		} else if (from) {
			strcpy(words->name, from);
		} else if (in) {
			strcpy(words->room, in);
		} else {
			buffer_add_all(&words->words, words->words.length > 0 ? " " : "",
				words->word, NULL);
			count++;
			for (const char *c = words->word; *c; c++)
				any |= ascii_is_alnum(*c) || (unsigned char)*c >= 0x80;
		}
		if (!bound)
			buffer_add_all(&words->typed, " ", words->word, NULL);
		if (result != PAST_WORDS_GOOD)
			return result;
	}
	bool good = (any || *words->name) && count <= PAST_SEARCH_WORDS_MAX &&
		    words->words.length <= PAST_SEARCH_WORDS_BYTES &&
		    strlen(words->name) <= NAME_BYTES;
	return good ? PAST_WORDS_GOOD : PAST_WORDS_SEARCH;
}

void past_words_finish(struct past_words *words)
{
	buffer_finish(&words->words);
	buffer_finish(&words->typed);
}
