#include "tool_json_account.h"

#include <inttypes.h>
#include <string.h>

#include <sodium.h>

#include "access.h"
#include "account.h"
#include "irc_text.h"
#include "memory.h"
#include "password_hash.h"

#define SCRAM_NAME "SCRAM-SHA-256$"
#define NUMBERS "0123456789abcdef"

static json_t *certificates_of(const char *text)
{
	json_t *certificates = json_array();
	for (; *text; text += strspn(text, " ")) {
		size_t length = strcspn(text, " ");
		json_array_append_new(certificates, json_stringn(text, length));
		text += length;
	}
	return certificates;
}

static json_t *tokens_of(const char *text)
{
	struct tokens tokens = {0};
	json_t *list = json_array();
	tokens_read(&tokens, text);
	for (const struct token *token = tokens.first; token; token = token->next) {
		char hash[2 * TOKEN_HASH_BYTES + 1];
		json_t *object = json_object();
		json_object_set_new(object, "number", json_integer(token->number));
		tool_json_set_text(object, "label", token->label);
		sodium_bin2hex(hash, sizeof hash, token->hash, sizeof token->hash);
		tool_json_set_text(object, "hash", hash);
		tool_json_set_time(object, "made", token->made_at);
		tool_json_set_time(object, "used", token->used_at);
		json_array_append_new(list, object);
	}
	tokens_finish(&tokens);
	return list;
}

char *tool_json_write_account(const char *record)
{
	struct record_account account;
	json_t *object = json_object();
	record_read_account(record, &account);
	tool_json_set_text(object, "kind", TOOL_JSON_ACCOUNT);
	tool_json_set_text(object, "name", account.name);
	tool_json_set_time(object, "made", account.made_at);
	tool_json_set_time(object, "seen", account.seen_at);
	tool_json_set_known(object, "password_hash", account.hash);
	tool_json_set_known(object, "scram", account.scram);
	if (*account.certificates)
		json_object_set_new(object, "certificates", certificates_of(account.certificates));
	if (*account.tokens)
		json_object_set_new(object, "tokens", tokens_of(account.tokens));
	return tool_json_dump(object);
}

char *tool_json_write_server_ban(const char *record)
{
	struct record_server_ban ban;
	json_t *object = json_object();
	record_read_server_ban(record, &ban);
	tool_json_set_text(object, "kind", TOOL_JSON_SERVER_BAN);
	tool_json_set_text(object, ban.of_account ? "account" : "address", ban.mask);
	tool_json_set_known(object, "by", ban.by);
	tool_json_set_known(object, "why", ban.why);
	tool_json_set_time(object, "time", ban.at);
	tool_json_set_time(object, "until", ban.until);
	return tool_json_dump(object);
}

char *tool_json_write_marker(const char *account, const char *room, int64_t time)
{
	json_t *object = json_object();
	tool_json_set_text(object, "kind", TOOL_JSON_MARKER);
	tool_json_set_text(object, "account", account);
	tool_json_set_text(object, "room", room);
	tool_json_set_time(object, "time", time);
	return tool_json_dump(object);
}

static const char *get_name(struct tool_json_reading *reading, const char *member)
{
	const char *name = tool_json_get_word(reading, member, NAME_BYTES, " \t!@");
	if (name_check(name, strlen(name)) != NAME_GOOD)
		tool_json_wrong(reading, "'%s' must be a name that an account can have", member);
	return name;
}

static json_t *get_list(struct tool_json_reading *reading, const char *name, size_t most)
{
	json_t *list = json_object_get(reading->object, name);
	if (list && (!json_is_array(list) || json_array_size(list) > most)) {
		tool_json_wrong(reading, "'%s' must be a list of at most %zu", name, most);
		return NULL;
	}
	return list;
}

static const char *read_certificates(struct tool_json_reading *reading)
{
	size_t i;
	struct buffer text = {0};
	json_t *one, *list = get_list(reading, "certificates", ACCOUNT_CERTIFICATES_MAX);
	json_array_foreach(list, i, one)
	{
		const char *digits = json_is_string(one) ? json_string_value(one) : "";
		if (strlen(digits) != ACCOUNT_CERTIFICATE_BYTES ||
			strspn(digits, NUMBERS) != ACCOUNT_CERTIFICATE_BYTES)
			tool_json_wrong(reading,
				"'certificates' must have fingerprints of %d digits of 0 to 9 and "
				"a to f",
				ACCOUNT_CERTIFICATE_BYTES);
		buffer_format(&text, "%s%s", text.length > 0 ? " " : "", digits);
	}
	const char *kept = tool_json_keep(reading->json, memory_text(buffer_text(&text)));
	buffer_finish(&text);
	return kept;
}

/* `reading` is at the token. */
static void read_token(struct tool_json_reading *reading, struct buffer *text)
{
	const char *label = tool_json_get_text(reading, "label", TOKEN_LABEL_BYTES, 0);
	const char *hash = tool_json_get(reading, "hash");
	int64_t number = tool_json_get_number(reading, "number", 1, UINT32_MAX);
	int64_t made = tool_json_get_time(reading, "made", reading->now);
	int64_t used = tool_json_get_time(reading, "used", reading->now);
	buffer_format(text, "%" PRId64 " %" PRId64 " %" PRId64 " %.*s %s\n", number, made, used,
		2 * TOKEN_HASH_BYTES + 1, hash, label);
}

static const char *read_tokens(struct tool_json_reading *reading)
{
	size_t i;
	struct tokens tokens = {0};
	struct buffer text = {0};
	json_t *account = reading->object, *one, *list = get_list(reading, "tokens", TOKENS_MAX);
	json_array_foreach(list, i, one)
	{
		reading->object = one; /* members of what is no object are missing */
		read_token(reading, &text);
	}
	reading->object = account;
	const char *kept = tool_json_keep(reading->json, memory_text(buffer_text(&text)));
	buffer_finish(&text);
	if (!tokens_read(&tokens, kept))
		tool_json_wrong(reading,
			"'tokens' must be objects with a number, a label and a hash of %d digits",
			2 * TOKEN_HASH_BYTES);
	tokens_finish(&tokens);
	return kept;
}

void tool_json_read_account(struct tool_json_reading *reading)
{
	struct record_account *account = &reading->json->account;
	account->name = get_name(reading, "name");
	account->made_at = tool_json_get_time(reading, "made", reading->now);
	account->seen_at = tool_json_get_time(reading, "seen", reading->now);
	account->hash = tool_json_get_word(reading, "password_hash", TOOL_JSON_WORD_BYTES, " \t");
	if (*account->hash && !password_hash_good(account->hash))
		tool_json_wrong(reading, "'password_hash' must be one that chatd can check");
	account->scram = tool_json_get_word(reading, "scram", TOOL_JSON_WORD_BYTES, " \t");
	if (*account->scram && strncmp(account->scram, SCRAM_NAME, strlen(SCRAM_NAME)) != 0)
		tool_json_wrong(reading, "'scram' must be keys of SCRAM-SHA-256");
	account->certificates = read_certificates(reading);
	account->tokens = read_tokens(reading);
}

void tool_json_read_server_ban(struct tool_json_reading *reading)
{
	struct address_range range;
	struct record_server_ban *ban = &reading->json->ban;
	ban->of_account = json_object_get(reading->object, "account") != NULL;
	ban->mask = ban->of_account
			    ? get_name(reading, "account")
			    : tool_json_get_word(reading, "address", TOOL_JSON_WORD_BYTES, " \t");
	if (!ban->of_account && strcmp(ban->mask, ACCESS_EVERYBODY) != 0 &&
		!address_range_parse(&range, ban->mask))
		tool_json_wrong(reading,
			"'address' must be an address or a range such as 192.0.2.0/24, or there is "
			"an 'account'");
	ban->by = tool_json_get_word(reading, "by", TOOL_JSON_WORD_BYTES, " \t!@");
	ban->why = tool_json_get_text(reading, "why", MASK_WHY_BYTES, IRC_FORMATTING);
	ban->at = tool_json_get_time(reading, "time", reading->now);
	ban->until = tool_json_get_time(reading, "until", INT64_MAX);
}

void tool_json_read_marker(struct tool_json_reading *reading)
{
	struct tool_json *json = reading->json;
	tool_json_need(reading, "time");
	json->reader = get_name(reading, "account");
	json->read_at = tool_json_get_time(reading, "time", reading->now);
}
