/* Text as the index of words has it: words separated by single blanks.
 *
 * A word is a run of letters, digits and marks: NFKC, case-folded like names (common/name.h), and
 * without the accents of Latin, Greek and Cyrillic. Each ideograph and kana is a word, so Chinese
 * and Japanese are found by any part. The sender's name is a word too: '=' and its key. Nothing
 * else has a '='. Pure. */
#ifndef WORD_TEXT_H
#define WORD_TEXT_H

#include <stdbool.h>

#include "buffer.h"

#define WORD_TEXT_VERSION 2   /* of this form; texts of another one do not find each other */
#define WORD_TEXT_WORDS_MAX 8 /* of a query; the rest is ignored */
#define WORD_TEXT_PREFIX_MIN 3

/* The punctuation that is a part of words, which is to be found in names alone. */
#define WORD_TEXT_CHARACTERS "!#$%&()*+,-./:;<=>?@[\\]^_`{|}~"

/* Replaces `out` by the words of a line, and a NUL that counts not. */
void word_text(struct buffer *out, const char *name, const char *text);

/* Replaces `out` by a query for FTS5: lines that have all words, and the name unless it is "". A
 * word that ends with '*' is a beginning where it has WORD_TEXT_PREFIX_MIN characters. False where
 * nothing is asked for. */
bool word_text_query(struct buffer *out, const char *words, const char *name);

#endif
