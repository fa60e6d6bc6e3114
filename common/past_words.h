/* What people type behind /history, /since and /search, at the line door and in chat-client.
 *
 * Times are of this machine's time zone (when.h), in ms since 1970. Any thread. */
#ifndef PAST_WORDS_H
#define PAST_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

#define PAST_WORD_SIZE 128 /* that says what is wanted: a number, a time, a name, a room */
#define PAST_SEARCH_WORDS_MAX 8
#define PAST_SEARCH_WORDS_BYTES 300

/* Begins with all zero. */
struct past_words {
	char word[PAST_WORD_SIZE];  /* the one that was read last: where it fails, the wrong one */
	unsigned lines;		    /* of a page; 0: not said */
	uint32_t first;		    /* number of the first line; 0: not said */
	uint32_t before;	    /* the lines before this one; 0: not said */
	int64_t since, until;	    /* times of the first and the last line; 0: not said */
	char bound[PAST_WORD_SIZE]; /* "before:..." as it was typed, or "" */
	char name[PAST_WORD_SIZE];  /* of a search: who said it; "" for anybody */
	char room[PAST_WORD_SIZE];  /* likewise: where; "" for the one in which one is */
	struct buffer words, typed; /* likewise: the words; and all that was typed but `bound`, with
				       a blank in front of each */
};

enum past_words_result {
	PAST_WORDS_GOOD,
	PAST_WORDS_USAGE,  /* too many, or too few */
	PAST_WORDS_SIZE,   /* no such number of lines */
	PAST_WORDS_TIME,   /* no time */
	PAST_WORDS_FUTURE, /* a time after `now` */
	PAST_WORDS_SEARCH, /* nothing to search for, or too much */
};

/* Reads "[N|TIME] [before:NUMBER|TIME]", with N up to `most`; where that is 0, "NUMBER|TIME
 * [before:NUMBER|TIME]", where the first number is that of a line. */
enum past_words_result past_words_page(
	struct past_words *words, const char *text, unsigned most, int64_t now);

/* Reads "WORDS [from:NAME] [in:ROOM] [before:NUMBER|TIME]", in any order. */
enum past_words_result past_words_search(struct past_words *words, const char *text, int64_t now);

void past_words_finish(struct past_words *words);

#endif
