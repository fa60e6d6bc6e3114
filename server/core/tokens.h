/* The login tokens of an account: secrets that log in as its password does, and end one by one
 * (token_text.h). Of each only a hash is kept.
 *
 * A list and its form as text; account.h keeps it with the account, login_token.h says who may
 * change it. Under the core lock. */
#ifndef TOKENS_H
#define TOKENS_H

#include <stdbool.h>
#include <stdint.h>

#include "pack.h"
#include "token_text.h"

#define TOKENS_MAX 16
#define TOKEN_LABEL_BYTES 60
#define TOKEN_DAY_MS INT64_C(86400000)

struct token {
	struct token *next;
	uint32_t number; /* from 1 on; never that of an earlier one while the server runs */
	int64_t made_at; /* milliseconds since 1970 (UTC) */
	int64_t used_at; /* the beginning of the day of its last use; 0: never used */
	unsigned char hash[TOKEN_HASH_BYTES];
	char label[TOKEN_LABEL_BYTES + 1];
};

/* Zero has none. */
struct tokens {
	struct token *first; /* the oldest one */
	uint32_t count;
	uint32_t last; /* the highest number so far */
};

/* Adds one with this hash; there must be fewer than TOKENS_MAX. */
struct token *tokens_add(struct tokens *tokens, const char *label, const unsigned char *hash);

/* NULL where there is none. By its secret: takes the same time whichever it is. */
struct token *tokens_find(const struct tokens *tokens, uint32_t number);
struct token *tokens_by_secret(const struct tokens *tokens, const char *secret);

/* Frees one of them, all of them. */
void tokens_remove(struct tokens *tokens, struct token *token);
void tokens_finish(struct tokens *tokens);

/* A line for each: number, made_at, used_at, hash in hex, label. */
void tokens_write(struct buffer *out, const struct tokens *tokens);

/* Adds those of the text. False where a line is none of these; the others are added. */
bool tokens_read(struct tokens *tokens, const char *text);

/* For another process (handover.h); `tokens` has none before, and is in any case valid afterwards.
 */
void tokens_pack(const struct tokens *tokens, struct pack *out);
void tokens_unpack(struct tokens *tokens, struct unpack *in);

#endif
