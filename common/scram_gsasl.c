#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsasl.h>
#include <sodium.h>

#include "memory.h"
#include "scram.h"

#define MECHANISM "SCRAM-SHA-256"
#define BASE64_SIZE sodium_base64_ENCODED_LEN(SCRAM_KEY_BYTES, sodium_base64_VARIANT_ORIGINAL)

_Static_assert(SCRAM_KEY_BYTES == crypto_auth_hmacsha256_BYTES, "the keys are of this hash");
_Static_assert(SCRAM_SALT_BYTES <= SCRAM_KEY_BYTES, "a salt fits into a hash");

struct scram {
	Gsasl_session *session;
	scram_find *find; /* NULL for a client */
	void *data;
};

static Gsasl *library;

static void set_base64(
	Gsasl_session *session, Gsasl_property property, const unsigned char *bytes, size_t length)
{
	char text[BASE64_SIZE];
	sodium_bin2base64(text, sizeof text, bytes, length, sodium_base64_VARIANT_ORIGINAL);
	gsasl_property_set(session, property, text);
	sodium_memzero(text, sizeof text);
}

/* Gives the library the keys of the name that the client has told. */
static int give_keys(Gsasl_session *session, const struct scram *scram)
{
	const char *name = gsasl_property_fast(session, GSASL_AUTHID);
	struct scram_keys keys = {0};
	char iterations[16];
	if (!name)
		return GSASL_NO_AUTHID;
	scram->find(scram->data, name, &keys);
	snprintf(iterations, sizeof iterations, "%u", keys.iterations);
	gsasl_property_set(session, GSASL_SCRAM_ITER, iterations);
	set_base64(session, GSASL_SCRAM_SALT, keys.salt, sizeof keys.salt);
	set_base64(session, GSASL_SCRAM_STOREDKEY, keys.stored_key, sizeof keys.stored_key);
	set_base64(session, GSASL_SCRAM_SERVERKEY, keys.server_key, sizeof keys.server_key);
	sodium_memzero(&keys, sizeof keys);
	return GSASL_OK;
}

static int property_cb(Gsasl *gsasl, Gsasl_session *session, Gsasl_property property)
{
	const struct scram *scram = gsasl_session_hook_get(session);
	if (scram->find && property == GSASL_SCRAM_ITER)
		return give_keys(session, scram);
	return GSASL_NO_CALLBACK;
}

static void start_library(void)
{
	if (gsasl_init(&library) != GSASL_OK)
		fatal("GNU SASL could not be started");
	gsasl_callback_set(library, property_cb);
}

static Gsasl *get_library(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, start_library);
	return library;
}

bool scram_exists(void)
{
	return true;
}

/* To gsasl_free(3) and wipe; NULL where there can be none. */
static char *prepare(const char *text)
{
	char *prepared = NULL;
	int result = gsasl_saslprep(text, GSASL_ALLOW_UNASSIGNED, &prepared, NULL);
	return result == GSASL_OK ? prepared : NULL;
}

static void release(char *prepared)
{
	sodium_memzero(prepared, strlen(prepared));
	gsasl_free(prepared);
}

bool scram_possible(const char *text)
{
	char *prepared = prepare(text);
	if (!prepared)
		return false;
	release(prepared);
	return true;
}

static void hmac(unsigned char out[SCRAM_KEY_BYTES], const unsigned char key[SCRAM_KEY_BYTES],
	const char *text)
{
	crypto_auth_hmacsha256(out, (const unsigned char *)text, strlen(text), key);
}

/* Hi() of RFC 5802, section 2.2, which is PBKDF2. The library has it, too, and takes twice as long.
 */
static void salt_password(
	unsigned char out[SCRAM_KEY_BYTES], const char *password, const struct scram_keys *keys)
{
	static const unsigned char first_block[] = {0, 0, 0, 1};
	crypto_auth_hmacsha256_state start, state;
	unsigned char block[SCRAM_KEY_BYTES];
	crypto_auth_hmacsha256_init(&start, (const unsigned char *)password, strlen(password));
	state = start;
	crypto_auth_hmacsha256_update(&state, keys->salt, sizeof keys->salt);
	crypto_auth_hmacsha256_update(&state, first_block, sizeof first_block);
	crypto_auth_hmacsha256_final(&state, block);
	memcpy(out, block, sizeof block);
	for (unsigned i = 1; i < keys->iterations; i++) {
		state = start;
		crypto_auth_hmacsha256_update(&state, block, sizeof block);
		crypto_auth_hmacsha256_final(&state, block);
		for (size_t at = 0; at < sizeof block; at++)
			out[at] ^= block[at];
	}
	sodium_memzero(&start, sizeof start);
	sodium_memzero(&state, sizeof state);
	sodium_memzero(block, sizeof block);
}

bool scram_keys_make(struct scram_keys *keys, const char *password)
{
	unsigned char salted[SCRAM_KEY_BYTES], client_key[SCRAM_KEY_BYTES];
	char *prepared = prepare(password);
	memset(keys, 0, sizeof *keys);
	if (!prepared)
		return false;
	keys->iterations = SCRAM_ITERATIONS;
	randombytes_buf(keys->salt, sizeof keys->salt);
	salt_password(salted, prepared, keys);
	hmac(client_key, salted, "Client Key");
	crypto_hash_sha256(keys->stored_key, client_key, sizeof client_key);
	hmac(keys->server_key, salted, "Server Key");
	sodium_memzero(salted, sizeof salted);
	sodium_memzero(client_key, sizeof client_key);
	release(prepared);
	return true;
}

void scram_keys_fake(
	struct scram_keys *keys, const char *name, const unsigned char secret[SCRAM_SECRET_BYTES])
{
	unsigned char hash[SCRAM_KEY_BYTES];
	hmac(hash, secret, name);
	keys->iterations = SCRAM_ITERATIONS;
	memcpy(keys->salt, hash, sizeof keys->salt);
	randombytes_buf(keys->stored_key, sizeof keys->stored_key);
	randombytes_buf(keys->server_key, sizeof keys->server_key);
}

struct scram *scram_server_new(scram_find *find, void *data)
{
	struct scram *scram = memory_zero(sizeof *scram);
	scram->find = find;
	scram->data = data;
	if (gsasl_server_start(get_library(), MECHANISM, &scram->session) != GSASL_OK)
		fatal("GNU SASL has no " MECHANISM);
	gsasl_session_hook_set(scram->session, scram);
	return scram;
}

struct scram *scram_client_new(const char *name, const char *password)
{
	struct scram *scram = memory_zero(sizeof *scram);
	if (gsasl_client_start(get_library(), MECHANISM, &scram->session) != GSASL_OK)
		fatal("GNU SASL has no " MECHANISM);
	gsasl_session_hook_set(scram->session, scram);
	gsasl_property_set(scram->session, GSASL_AUTHID, name);
	gsasl_property_set(scram->session, GSASL_PASSWORD, password);
	return scram;
}

void scram_free(struct scram *scram)
{
	if (!scram)
		return;
	gsasl_finish(scram->session);
	free(scram);
}

enum scram_step scram_step(
	struct scram *scram, const char *message, size_t length, struct buffer *out)
{
	char *answer = NULL;
	size_t answer_length = 0;
	int result = gsasl_step(scram->session, message, length, &answer, &answer_length);
	if (result == GSASL_OK || result == GSASL_NEEDS_MORE)
		buffer_add(out, answer, answer_length);
	gsasl_free(answer);
	if (result == GSASL_NEEDS_MORE)
		return SCRAM_MORE;
	return result == GSASL_OK ? SCRAM_DONE : SCRAM_FAILED;
}

static const char *property(const struct scram *scram, Gsasl_property which)
{
	const char *text = gsasl_property_fast(scram->session, which);
	return text ? text : "";
}

const char *scram_name(const struct scram *scram)
{
	return property(scram, GSASL_AUTHID);
}

const char *scram_acts_as(const struct scram *scram)
{
	return property(scram, GSASL_AUTHZID);
}
