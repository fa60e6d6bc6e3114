#include "account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "alike.h"
#include "history.h"
#include "memory.h"
#include "record.h"
#include "room.h"
#include "session.h"

#define BASE64 sodium_base64_VARIANT_ORIGINAL
#define BASE64_SIZE sodium_base64_ENCODED_LEN(SCRAM_KEY_BYTES, BASE64)
#define SCRAM_TEXT_SIZE (40 + 3 * BASE64_SIZE)
#define SCRAM_NAME "SCRAM-SHA-256$" /* RFC 5803, section 3 */
#define SEEN_MS 3600000		    /* how old `seen_at` may be before it is written again */
#define CERTIFICATES_SIZE (ACCOUNT_CERTIFICATES_MAX * (ACCOUNT_CERTIFICATE_BYTES + 1) + 1)

static struct account *find_key(const struct core *core, const struct name_key *key)
{
	struct account *account;
	HASH_FIND(hh, core->accounts, key->bytes, key->length, account);
	return account;
}

struct account *account_find(const struct core *core, const char *name)
{
	struct name_key key;
	if (!core->accounts)
		return NULL;
	name_key(&key, name, strlen(name));
	return find_key(core, &key);
}

struct account *account_by_id(const struct core *core, uint32_t id)
{
	struct account *account;
	HASH_FIND(by_id, core->accounts_by_id, &id, sizeof id, account);
	return account;
}

struct account *account_by_certificate(const struct core *core, const char *fingerprint)
{
	struct account_certificate *found;
	HASH_FIND_STR(core->account_certificates, fingerprint, found);
	return found ? found->account : NULL;
}

struct account *session_account(const struct session *session)
{
	return session->profile ? session->profile->account : NULL;
}

unsigned account_count(const struct core *core)
{
	return HASH_COUNT(core->accounts);
}

static int64_t utc(const struct core *core)
{
	return core->now + core->clock_offset;
}

static char *add_base64(char *to, const unsigned char *bytes, size_t size)
{
	sodium_bin2base64(to, BASE64_SIZE, bytes, size, BASE64);
	return to + strlen(to);
}

/* "" for no keys. */
static void write_scram(char text[SCRAM_TEXT_SIZE], const struct scram_keys *keys)
{
	text[0] = '\0';
	if (keys->iterations == 0)
		return;
	char *to = text + sprintf(text, SCRAM_NAME "%u:", keys->iterations);
	to = add_base64(to, keys->salt, sizeof keys->salt);
	*to++ = '$';
	to = add_base64(to, keys->stored_key, sizeof keys->stored_key);
	*to++ = ':';
	add_base64(to, keys->server_key, sizeof keys->server_key);
}

/* Reads as many bytes as `to` has, up to `mark`. */
static bool take_base64(const char **from, char mark, unsigned char *to, size_t size)
{
	size_t length = 0;
	const char *end = strchr(*from, mark);
	if (!end || sodium_base642bin(to, size, *from, (size_t)(end - *from), NULL, &length, NULL,
			    BASE64) != 0)
		return false;
	*from = end + (mark != '\0');
	return length == size;
}

static void read_scram(struct scram_keys *keys, const char *text)
{
	const char *from = text + strlen(SCRAM_NAME);
	char *end;
	memset(keys, 0, sizeof *keys);
	if (strncmp(text, SCRAM_NAME, strlen(SCRAM_NAME)) != 0)
		return;
	unsigned long iterations = strtoul(from, &end, 10);
	from = end + 1;
	if (*end == ':' && iterations <= SCRAM_ITERATIONS_MAX &&
		take_base64(&from, '$', keys->salt, sizeof keys->salt) &&
		take_base64(&from, ':', keys->stored_key, sizeof keys->stored_key) &&
		take_base64(&from, '\0', keys->server_key, sizeof keys->server_key))
		keys->iterations = (unsigned)iterations;
}

static void keep(struct core *core, const struct account *account, bool dropped)
{
	char scram[SCRAM_TEXT_SIZE], certificates[CERTIFICATES_SIZE], *to = certificates;
	const struct account_certificate *each = account->certificates;
	struct buffer tokens = {0};
	*to = '\0';
	for (; each; each = each->next)
		to = stpcpy(stpcpy(to, to == certificates ? "" : " "), each->fingerprint);
	write_scram(scram, &account->scram);
	tokens_write(&tokens, &account->tokens);
	history_keep_account(core, &(struct record_account){.id = account->id,
					   .name = account->name,
					   .key = account->key,
					   .hash = account->hash,
					   .scram = scram,
					   .certificates = certificates,
					   .tokens = buffer_text(&tokens),
					   .made_at = account->made_at,
					   .seen_at = account->seen_at,
					   .dropped = dropped});
	sodium_memzero(scram, sizeof scram);
	buffer_finish(&tokens);
}

static struct account *add(struct core *core, uint32_t id, const char *name, const char *hash,
	const struct scram_keys *scram)
{
	struct name_key key;
	struct account *account = memory_zero(sizeof *account);
	name_key(&key, name, strlen(name));
	account->id = id;
	account->name = memory_text(name);
	account->key = memory_text_n(key.bytes, key.length);
	account->hash = memory_text(hash);
	account->scram = *scram;
	account->made_at = account->seen_at = utc(core);
	HASH_ADD_KEYPTR(hh, core->accounts, account->key, key.length, account);
	HASH_ADD(by_id, core->accounts_by_id, id, sizeof account->id, account);
	alike_add(core, ALIKE_OF_ACCOUNT, account, account->name, account->key);
	return account;
}

static enum outcome add_certificate(
	struct core *core, struct account *account, const char *fingerprint)
{
	struct account *other = account_by_certificate(core, fingerprint);
	if (other)
		return other == account ? OUTCOME_UNCHANGED : OUTCOME_CERTIFICATE_OTHER;
	if (account->certificate_count >= ACCOUNT_CERTIFICATES_MAX)
		return OUTCOME_CERTIFICATES_FULL;
	struct account_certificate *certificate = memory_zero(sizeof *certificate);
	certificate->account = account;
	strncpy(certificate->fingerprint, fingerprint, ACCOUNT_CERTIFICATE_BYTES);
	struct account_certificate **last = &account->certificates;
	while (*last)
		last = &(*last)->next;
	*last = certificate;
	account->certificate_count++;
	HASH_ADD_STR(core->account_certificates, fingerprint, certificate);
	return OUTCOME_DONE;
}

struct account *account_make(
	struct core *core, const char *name, const char *hash, const struct scram_keys *scram)
{
	do
		core->account_ids++;
	while (core->account_ids == 0 || account_by_id(core, core->account_ids));
	struct account *account = add(core, core->account_ids, name, hash, scram);
	keep(core, account, false);
	return account;
}

void account_restore(struct core *core, const struct record_account *record)
{
	struct scram_keys scram;
	char fingerprint[ACCOUNT_CERTIFICATE_BYTES + 1];
	if (account_find(core, record->name) || account_by_id(core, record->id) ||
		record->id == 0) /* which is nobody's */
		return;
	read_scram(&scram, record->scram);
	struct account *account = add(core, record->id, record->name, record->hash, &scram);
	account->made_at = record->made_at;
	account->seen_at = record->seen_at;
	tokens_read(&account->tokens, record->tokens);
	if (core->account_ids < record->id)
		core->account_ids = record->id;
	for (const char *at = record->certificates; *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		snprintf(fingerprint, sizeof fingerprint, "%.*s", (int)length, at);
		add_certificate(core, account, fingerprint);
		at += length;
	}
}

void account_restore_marker(struct core *core, const struct record_marker *record, const char *room)
{
	struct account *account = account_by_id(core, record->account);
	uint32_t gone;
	if (account)
		marks_set(&account->marks, room, record->room, record->time, &gone);
}

void account_set_password(struct core *core, struct account *account, const char *hash,
	const struct scram_keys *scram)
{
	memory_replace(&account->hash, hash);
	account->scram = *scram;
	tokens_finish(&account->tokens);
	keep(core, account, false);
}

static bool remove_certificate(struct core *core, struct account *account, const char *fingerprint)
{
	struct account_certificate **link = &account->certificates, *found;
	while (*link && strcmp((*link)->fingerprint, fingerprint) != 0)
		link = &(*link)->next;
	found = *link;
	if (!found)
		return false;
	*link = found->next;
	account->certificate_count--;
	HASH_DEL(core->account_certificates, found);
	free(found);
	return true;
}

bool account_remove_certificate(struct core *core, struct account *account, const char *fingerprint)
{
	bool removed = remove_certificate(core, account, fingerprint);
	if (removed)
		keep(core, account, false);
	return removed;
}

enum outcome account_add_certificate(
	struct core *core, struct account *account, const char *fingerprint, bool shown)
{
	enum outcome outcome = add_certificate(core, account, fingerprint);
	if (outcome == OUTCOME_CERTIFICATE_OTHER && shown &&
		account->certificate_count < ACCOUNT_CERTIFICATES_MAX) {
		account_remove_certificate(
			core, account_by_certificate(core, fingerprint), fingerprint);
		outcome = add_certificate(core, account, fingerprint);
	}
	if (outcome == OUTCOME_DONE)
		keep(core, account, false);
	return outcome;
}

struct token *account_add_token(struct core *core, struct account *account, const char *label,
	char secret[TOKEN_TEXT_BYTES + 1])
{
	unsigned char hash[TOKEN_HASH_BYTES];
	token_text_make(secret);
	token_text_hash(hash, secret);
	struct token *token = tokens_add(&account->tokens, label, hash);
	token->made_at = utc(core);
	keep(core, account, false);
	return token;
}

void account_remove_token(struct core *core, struct account *account, struct token *token)
{
	tokens_remove(&account->tokens, token);
	keep(core, account, false);
}

void account_token_used(struct core *core, struct account *account, struct token *token)
{
	int64_t day = utc(core) - utc(core) % TOKEN_DAY_MS;
	if (token->used_at == day || history_may_keep(core) == OUTCOME_HISTORY_FAILED)
		return;
	token->used_at = day;
	keep(core, account, false);
}

void account_seen(struct core *core, struct account *account)
{
	int64_t before = account->seen_at;
	if (utc(core) - before < SEEN_MS || history_may_keep(core) == OUTCOME_HISTORY_FAILED)
		return;
	account->seen_at = utc(core);
	keep(core, account, false);
}

void account_add_session(struct account *account, struct session *session, uint32_t token)
{
	core_list_add(&account->sessions, session);
	session_profile(session)->account = account;
	session->profile->token = token;
}

void account_remove_session(struct session *session)
{
	struct account *account = session_account(session);
	if (!account)
		return;
	core_list_remove(&account->sessions, session);
	session->profile->account = NULL;
	session->profile->token = 0;
}

bool account_is_home(const struct account *account, const struct origin *origin)
{
	for (unsigned i = 0; origin->host != 0 && i < ACCOUNT_HOMES_MAX; i++)
		if (account->homes[i] == origin->host)
			return true;
	return false;
}

void account_add_home(struct account *account, const struct origin *origin)
{
	unsigned i = 0;
	if (origin->host == 0)
		return;
	while (i < ACCOUNT_HOMES_MAX - 1 && account->homes[i] != origin->host)
		i++;
	memmove(account->homes + 1, account->homes, i * sizeof account->homes[0]);
	account->homes[0] = origin->host;
}

void account_add_room(struct room *room, uint32_t id)
{
	struct account *account = account_by_id(room->core, id);
	if (account)
		core_list_add(&account->roles, room);
	if (account && room->founder == id)
		account->rooms++;
}

void account_remove_room(struct room *room, uint32_t id)
{
	struct account *account = account_by_id(room->core, id);
	if (account)
		core_list_remove(&account->roles, room);
	if (account && room->founder == id)
		account->rooms--;
}

void account_room_ends(struct room *room)
{
	account_remove_room(room, room->founder);
	for (unsigned i = 0; i < room->operator_count; i++)
		account_remove_room(room, room->operators[i]);
}

void account_free(struct core *core, struct account *account, bool dropped)
{
	if (dropped)
		keep(core, account, true);
	while (account->certificates)
		remove_certificate(core, account, account->certificates->fingerprint);
	alike_remove(core, account, account->name, account->key);
	HASH_DEL(core->accounts, account);
	HASH_DELETE(by_id, core->accounts_by_id, account);
	sodium_memzero(&account->scram, sizeof account->scram);
	free(account->sessions.items);
	free(account->roles.items);
	free(account->tries.line.items);
	marks_finish(&account->marks);
	tokens_finish(&account->tokens);
	free(account->hash);
	free(account->name);
	free(account->key);
	free(account);
}

void accounts_free(struct core *core)
{
	while (core->accounts)
		account_free(core, core->accounts, false);
}

PACK_SIZE(struct account, 416);
PACK_SIZE(struct account_certificate, 144);
PACK_SIZE(struct scram_keys, 84);

static void pack_account(const struct account *account, struct pack *out)
{
	pack_u32(out, account->id);
	pack_text(out, account->name);
	pack_text(out, account->hash);
	pack_u32(out, account->scram.iterations);
	pack_raw(out, account->scram.salt, sizeof account->scram.salt);
	pack_raw(out, account->scram.stored_key, sizeof account->scram.stored_key);
	pack_raw(out, account->scram.server_key, sizeof account->scram.server_key);
	pack_u32(out, account->certificate_count);
	for (const struct account_certificate *each = account->certificates; each;
		each = each->next)
		pack_text(out, each->fingerprint);
	tokens_pack(&account->tokens, out);
	marks_pack(&account->marks, out);
	tries_pack(&account->tries, out);
	pack_i64(out, account->made_at);
	pack_i64(out, account->seen_at);
	for (unsigned i = 0; i < ACCOUNT_HOMES_MAX; i++)
		pack_u32(out, account->homes[i]);
	pack_u32(out, account->takeovers);
	pack_i64(out, account->takeovers_since);
}

/* NULL where it cannot be. */
static struct account *unpack_account(struct core *core, struct unpack *in)
{
	struct scram_keys scram;
	struct name_key key;
	uint32_t id = unpack_u32(in);
	const char *name = unpack_string(in), *hash = unpack_string(in);
	scram.iterations = unpack_u32(in);
	unpack_into(in, scram.salt, sizeof scram.salt);
	unpack_into(in, scram.stored_key, sizeof scram.stored_key);
	unpack_into(in, scram.server_key, sizeof scram.server_key);
	name_key(&key, name, strlen(name));
	if (in->failed || id == 0 || key.length == 0 || strlen(name) > NAME_BYTES ||
		find_key(core, &key) || account_by_id(core, id))
		return NULL;
	struct account *account = add(core, id, name, hash, &scram);
	sodium_memzero(&scram, sizeof scram);
	for (unsigned left = unpack_count(in, ACCOUNT_CERTIFICATES_MAX); left > 0; left--)
		add_certificate(core, account, unpack_string(in));
	tokens_unpack(&account->tokens, in);
	marks_unpack(&account->marks, in);
	tries_unpack(&account->tries, in);
	account->made_at = unpack_time(in);
	account->seen_at = unpack_time(in);
	for (unsigned i = 0; i < ACCOUNT_HOMES_MAX; i++)
		account->homes[i] = unpack_u32(in);
	account->takeovers = unpack_u32(in);
	account->takeovers_since = unpack_time(in);
	return account;
}

void accounts_pack(const struct core *core, struct pack *out)
{
	pack_u32(out, core->account_ids);
	pack_u32(out, account_count(core));
	for (const struct account *account = core->accounts; account; account = account->hh.next)
		pack_account(account, out);
}

void accounts_unpack(struct core *core, struct unpack *in)
{
	core->account_ids = unpack_u32(in);
	for (unsigned left = unpack_count(in, UINT32_MAX); left > 0; left--) {
		if (unpack_account(core, in))
			continue;
		unpack_fail(in);
		return;
	}
}
