#include "tokens.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "memory.h"

#define HEX_BYTES (2 * TOKEN_HASH_BYTES)
#define NUMBERS 3

static struct token *append(struct tokens *tokens, uint32_t number)
{
	struct token *token = memory_zero(sizeof *token), **last = &tokens->first;
	while (*last)
		last = &(*last)->next;
	*last = token;
	token->number = number;
	tokens->count++;
	if (tokens->last < number)
		tokens->last = number;
	return token;
}

struct token *tokens_add(struct tokens *tokens, const char *label, const unsigned char *hash)
{
	struct token *token = append(tokens, tokens->last + 1);
	memcpy(token->hash, hash, sizeof token->hash);
	strncpy(token->label, label, TOKEN_LABEL_BYTES);
	return token;
}

struct token *tokens_find(const struct tokens *tokens, uint32_t number)
{
	struct token *token = tokens->first;
	while (token && token->number != number)
		token = token->next;
	return token;
}

struct token *tokens_by_secret(const struct tokens *tokens, const char *secret)
{
	unsigned char hash[TOKEN_HASH_BYTES];
	struct token *found = NULL;
	if (!tokens->first || !token_text_is(secret))
		return NULL;
	token_text_hash(hash, secret);
	for (struct token *token = tokens->first; token; token = token->next)
		if (sodium_memcmp(token->hash, hash, sizeof hash) == 0)
			found = token;
	return found;
}

void tokens_remove(struct tokens *tokens, struct token *token)
{
	struct token **link = &tokens->first;
	while (*link != token)
		link = &(*link)->next;
	*link = token->next;
	tokens->count--;
	free(token);
}

void tokens_finish(struct tokens *tokens)
{
	while (tokens->first)
		tokens_remove(tokens, tokens->first);
}

void tokens_write(struct buffer *out, const struct tokens *tokens)
{
	char hex[HEX_BYTES + 1];
	for (const struct token *token = tokens->first; token; token = token->next) {
		sodium_bin2hex(hex, sizeof hex, token->hash, sizeof token->hash);
		buffer_format(out, "%" PRIu32 " %" PRId64 " %" PRId64 " %s %s\n", token->number,
			token->made_at, token->used_at, hex, token->label);
	}
}

static bool take_number(const char **from, int64_t *number)
{
	char *end;
	if (**from < '0' || **from > '9')
		return false;
	*number = strtoll(*from, &end, 10);
	*from = end + 1;
	return *end == ' ';
}

/* One line without its end. */
static bool read_line(struct tokens *tokens, const char *line, size_t length)
{
	char text[NUMBERS * 20 + HEX_BYTES + TOKEN_LABEL_BYTES + 5];
	unsigned char hash[TOKEN_HASH_BYTES];
	int64_t number, made_at, used_at;
	size_t size = 0;
	if (length >= sizeof text || tokens->count >= TOKENS_MAX)
		return false;
	memcpy(text, line, length);
	text[length] = '\0';
	const char *at = text;
	if (!take_number(&at, &number) || !take_number(&at, &made_at) ||
		!take_number(&at, &used_at) || number < 1 || number > UINT32_MAX ||
		tokens_find(tokens, (uint32_t)number))
		return false;
	if (strcspn(at, " ") != HEX_BYTES || at[HEX_BYTES] != ' ' ||
		sodium_hex2bin(hash, sizeof hash, at, HEX_BYTES, NULL, &size, NULL) != 0 ||
		size != sizeof hash)
		return false;
	at += HEX_BYTES + 1;
	if (!*at || strlen(at) > TOKEN_LABEL_BYTES)
		return false;
	struct token *token = append(tokens, (uint32_t)number);
	token->made_at = made_at;
	token->used_at = used_at;
	memcpy(token->hash, hash, sizeof hash);
	strcpy(token->label, at);
	return true;
}

bool tokens_read(struct tokens *tokens, const char *text)
{
	bool good = true;
	while (*text) {
		size_t length = strcspn(text, "\n");
		good = read_line(tokens, text, length) && text[length] && good;
		text += length + (text[length] != '\0');
	}
	return good;
}

PACK_SIZE(struct token, 128);
PACK_SIZE(struct tokens, 16);

void tokens_pack(const struct tokens *tokens, struct pack *out)
{
	pack_u32(out, tokens->count);
	for (const struct token *token = tokens->first; token; token = token->next) {
		pack_u32(out, token->number);
		pack_i64(out, token->made_at);
		pack_i64(out, token->used_at);
		pack_raw(out, token->hash, sizeof token->hash);
		pack_text(out, token->label);
	}
	pack_u32(out, tokens->last);
}

void tokens_unpack(struct tokens *tokens, struct unpack *in)
{
	for (unsigned left = unpack_count(in, TOKENS_MAX); left > 0; left--) {
		struct token *token = append(tokens, unpack_u32(in));
		token->made_at = unpack_time(in);
		token->used_at = unpack_time(in);
		unpack_into(in, token->hash, sizeof token->hash);
		strncpy(token->label, unpack_string(in), TOKEN_LABEL_BYTES);
	}
	tokens->last = unpack_u32(in);
}
