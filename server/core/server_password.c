#include "server_password.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "core.h"
#include "memory.h"
#include "proof.h"

#define ABOUT 0 /* for proof_check(): whose password it is */

struct server_password {
	char hash[PROOF_HASH_SIZE];
	bool known; /* a password was right: `digest` is its hash under `key` */
	unsigned char key[crypto_generichash_KEYBYTES];
	unsigned char digest[crypto_generichash_BYTES];
};

void server_password_free(struct core *core)
{
	if (core->password)
		sodium_memzero(core->password, sizeof *core->password);
	free(core->password);
	core->password = NULL;
}

void server_password_set(struct core *core, const char *hash)
{
	if (core->password && hash && strcmp(core->password->hash, hash) == 0)
		return;
	server_password_free(core);
	if (!hash)
		return;
	core->password = memory_zero(sizeof *core->password);
	*stpncpy(core->password->hash, hash, PROOF_HASH_SIZE - 1) = '\0';
	randombytes_buf(core->password->key, sizeof core->password->key);
}

bool server_password_asked(const struct core *core)
{
	return core->password != NULL;
}

static void digest(const struct server_password *server, const char *password,
	unsigned char out[crypto_generichash_BYTES])
{
	crypto_generichash(out, crypto_generichash_BYTES, (const unsigned char *)password,
		strlen(password), server->key, sizeof server->key);
}

enum outcome server_password_check(struct proof *proof, const char *password)
{
	struct server_password *server = proof->loop->core->password;
	unsigned char tried[crypto_generichash_BYTES];
	proof->loop->core->secret = true;
	if (!server)
		return OUTCOME_DONE;
	digest(server, password, tried);
	if (server->known && sodium_memcmp(tried, server->digest, sizeof tried) == 0)
		return proof_wait(proof, NULL) > 0 ? OUTCOME_PASSWORD_WAIT : OUTCOME_DONE;
	enum outcome outcome = proof_check(proof, ABOUT, server->hash, password);
	if (outcome == OUTCOME_DONE) {
		memcpy(server->digest, tried, sizeof tried);
		server->known = true;
	}
	return outcome;
}

PACK_SIZE(struct server_password,
	PROOF_HASH_SIZE + 1 + crypto_generichash_KEYBYTES + crypto_generichash_BYTES);

void server_password_pack(const struct core *core, struct pack *out)
{
	const struct server_password *server = core->password;
	pack_text(out, server && server->known ? server->hash : NULL);
	if (!server || !server->known)
		return;
	pack_raw(out, server->key, sizeof server->key);
	pack_raw(out, server->digest, sizeof server->digest);
}

void server_password_unpack(struct core *core, struct unpack *in)
{
	struct server_password known = {.known = true};
	const char *hash = unpack_text(in);
	if (!hash)
		return;
	unpack_into(in, known.key, sizeof known.key);
	unpack_into(in, known.digest, sizeof known.digest);
	if (!in->failed && core->password && strcmp(core->password->hash, hash) == 0) {
		*stpncpy(known.hash, hash, PROOF_HASH_SIZE - 1) = '\0';
		*core->password = known;
	}
	sodium_memzero(&known, sizeof known);
}
