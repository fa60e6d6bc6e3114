/* Login tokens as text: random secrets that log in to an account in the place of its password.
 *
 * A token is TOKEN_TEXT_PREFIX and 40 characters, which carry 200 random bits. It is one word for a
 * double-click, has no letters that look alike, and is recognised in any text, so that it is not
 * said by mistake. */
#ifndef TOKEN_TEXT_H
#define TOKEN_TEXT_H

#include <stdbool.h>

#define TOKEN_TEXT_PREFIX "chatd_"
#define TOKEN_TEXT_BYTES 46
#define TOKEN_HASH_BYTES 32

void token_text_make(char out[TOKEN_TEXT_BYTES + 1]);

/* BLAKE2b. A secret with so many random bits needs no slow hash. */
void token_text_hash(unsigned char hash[TOKEN_HASH_BYTES], const char *token);

/* Whether the whole text has the form of a token. */
bool token_text_is(const char *text);

/* Whether there is one in the text, or most of one. */
bool token_text_within(const char *text);

#endif
