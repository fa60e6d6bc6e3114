#include "proof.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "journal.h"
#include "memory.h"
#include "password_hash.h"

/* One check takes a little more than a hundredth of a second: long for guessing, possible on a
 * server with little memory. */
#define HASH_TIMES 4
#define HASH_MEMORY ((size_t)8 << 20)

/* No password has it. Names that do not exist are checked against it, so that they take as long. */
#define NOBODY_HASH                                             \
	"$argon2id$v=19$m=8192,t=4,p=1$MDEyMzQ1Njc4OWFiY2RlZg$" \
	"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"

/* proof.about: the number of an account, or one of these with a hash in its lower half. */
#define ABOUT_NEW (UINT64_C(1) << 32)
#define ABOUT_NOBODY (UINT64_C(2) << 32)
#define ABOUT_OTHER (UINT64_C(3) << 32)

/* Who tries, on this machine: a session by its number, others by one of theirs. */
#define LOCAL (UINT64_C(1) << 32)
#define LOCAL_NEWCOMER (UINT64_C(1) << 33)

_Static_assert(PROOF_HASH_SIZE >= crypto_pwhash_STRBYTES, "a hash fits");

bool proof_hash_verify(const char *hash, const char *password)
{
	return password_hash_good(hash) &&
	       crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

bool proof_hash(char hash[PROOF_HASH_SIZE], const char *password)
{
	return crypto_pwhash_str(hash, password, strlen(password), HASH_TIMES, HASH_MEMORY) == 0;
}

bool proof_hash_make(struct proof_password *made, const char *password)
{
	scram_keys_make(&made->scram, password);
	return proof_hash(made->hash, password);
}

void proof_set_prover(struct core *core, const struct prover *prover)
{
	if (!core->prover)
		core->prover = memory_get(sizeof *core->prover);
	*core->prover = *prover;
}

struct proof *proof_new(
	const struct door *door, void *peer, struct core_loop *loop, const struct origin *origin)
{
	struct proof *proof = memory_zero(sizeof *proof);
	*proof = (struct proof){.door = door, .peer = peer, .loop = loop, .origin = *origin};
	proof->who = origin->host ? origin->host : LOCAL_NEWCOMER | ++loop->core->proof_ids;
	return proof;
}

struct proof *session_proof(struct session *session)
{
	struct profile *profile = session_profile(session);
	if (!profile->proof) {
		profile->proof =
			proof_new(session->door, session->peer, session->loop, &session->origin);
		if (session->origin.host == 0)
			profile->proof->who = LOCAL | session->id;
	}
	return profile->proof;
}

bool proof_is_private(const struct proof *proof)
{
	return proof->loop->core->plain_passwords || proof->door->is_private(proof->peer);
}

static int64_t now_of(const struct proof *proof)
{
	return proof->loop->core->now;
}

static struct tries *tries_of(const struct proof *proof)
{
	return guesses_find(&proof->loop->core->guesses, proof->who, now_of(proof));
}

/* The tries of the account, where they count for this peer; else NULL. */
static struct tries *account_tries(const struct proof *proof, struct account *account)
{
	if (!account || account_is_home(account, &proof->origin))
		return NULL;
	tries_age(&account->tries, now_of(proof));
	return &account->tries;
}

unsigned proof_wrong(const struct proof *proof)
{
	const struct tries *tries = tries_of(proof);
	return tries ? tries->wrong : 0;
}

long proof_wait(const struct proof *proof, const char *name)
{
	struct account *account = name ? account_find(proof->loop->core, name) : NULL;
	long wait = tries_wait(tries_of(proof), now_of(proof));
	long other = tries_wait(account_tries(proof, account), now_of(proof));
	return wait > other ? wait : other;
}

/* Those who wait in the line try again. */
static void resume_line(struct core *core, struct tries *tries)
{
	for (unsigned i = 0; tries && i < tries->line.count; i++) {
		struct proof *proof = tries->line.items[i];
		proof->state = PROOF_NONE;
		proof->line = NULL;
		if (proof->loop == core->current) {
			proof->door->resume(proof->peer);
		} else {
			core_list_add(&proof->loop->proofs, proof);
			core_wake(proof->loop);
		}
	}
	if (tries)
		tries->line.count = 0;
}

void proof_resume(struct core_loop *loop)
{
	for (unsigned i = 0; i < loop->proofs.count; i++) {
		struct proof *proof = loop->proofs.items[i];
		proof->door->resume(proof->peer);
	}
	loop->proofs.count = 0;
}

void proof_forget_account(struct core *core, struct account *account)
{
	resume_line(core, &account->tries);
}

static void end_check(struct proof *proof, enum guess guess)
{
	struct core *core = proof->loop->core;
	struct account *account = proof->account ? account_by_id(core, proof->account) : NULL;
	resume_line(core, tries_of(proof));
	guesses_end(&core->guesses, proof->who, guess, core->now);
	if (account) {
		resume_line(core, &account->tries);
		account->tries.checking = false;
		tries_note(&account->tries, guess, core->now);
	}
	proof->account = 0;
}

static void wait_in_line(struct proof *proof, struct tries *tries)
{
	proof->state = PROOF_IN_LINE;
	proof->line = tries;
	core_list_add(&tries->line, proof);
}

/* The account has to wait. */
static enum outcome refuse_early(const struct proof *proof, uint64_t about, int64_t until)
{
	guesses_early(&proof->loop->core->guesses, proof->who, about, until, now_of(proof));
	return OUTCOME_LOGIN_WAIT;
}

/* Begins a check, or, where `hash` is NULL, has one made. `account` is whose tries count; NULL for
 * nobody's. */
static enum outcome start(
	struct proof *proof, struct account *account, const char *hash, const char *password)
{
	struct core *core = proof->loop->core;
	const struct prover *prover = core->prover;
	struct tries *own = tries_of(proof), *others = account_tries(proof, account);
	if (hash && tries_wait(own, core->now) > 0)
		return OUTCOME_PASSWORD_WAIT;
	if (hash && tries_wait(others, core->now) > 0)
		return refuse_early(proof, proof->about, others->until);
	if ((own && own->checking) || (others && others->checking)) {
		wait_in_line(proof, own && own->checking ? own : others);
		return OUTCOME_LATER;
	}
	if (prover && !prover->start(prover->data, proof, hash, password, proof_wrong(proof)))
		return OUTCOME_PASSWORD_BUSY;
	guesses_begin(&core->guesses, proof->who, proof->about, core->now);
	if (others)
		others->checking = true;
	proof->account = others ? account->id : 0;
	proof->state = PROOF_WAITING;
	if (prover)
		return OUTCOME_LATER;
	if (hash) {
		bool good = proof_hash_verify(hash, password);
		end_check(proof, good ? GUESS_RIGHT : GUESS_WRONG);
		proof->state = good ? PROOF_GOOD : PROOF_BAD;
	} else {
		struct proof_password *made = memory_zero(sizeof *made);
		end_check(proof, GUESS_NONE);
		proof->made = proof_hash_make(made, password) ? made : NULL;
		proof->state = PROOF_MADE;
	}
	return OUTCOME_DONE;
}

void proof_cancel(struct proof *proof)
{
	struct core *core = proof->loop->core;
	if (proof->state == PROOF_IN_LINE)
		core_list_remove(&proof->line->line, proof);
	if (proof->state == PROOF_WAITING) {
		core->prover->forget(core->prover->data, proof);
		end_check(proof, proof->about == ABOUT_NEW ? GUESS_NONE : GUESS_WRONG);
	}
	proof_password_free(proof->made);
	proof->made = NULL;
	proof->line = NULL;
	proof->state = PROOF_NONE;
}

void proof_free(struct proof *proof)
{
	if (!proof)
		return;
	proof_cancel(proof);
	core_list_remove(&proof->loop->proofs, proof);
	if (proof->origin.host == 0)
		guesses_forget(&proof->loop->core->guesses, proof->who);
	free(proof);
}

/* A check of one password never counts for another one. */
static uint64_t request_of(uint64_t about, const char *hash, const char *password)
{
	uint64_t request = about * UINT64_C(0x9E3779B97F4A7C15);
	request ^= table_hash(password, strlen(password));
	return hash ? request ^ (uint64_t)table_hash(hash, strlen(hash)) << 32 : request;
}

/* OUTCOME_DONE once the state says what came of it. */
static enum outcome run(struct proof *proof, uint64_t about, struct account *account,
	const char *hash, const char *password)
{
	uint64_t request = request_of(about, hash, password);
	if (proof->state != PROOF_NONE && proof->request != request)
		proof_cancel(proof);
	proof->about = about;
	proof->request = request;
	if (proof->state == PROOF_IN_LINE || proof->state == PROOF_WAITING)
		return OUTCOME_LATER;
	return proof->state == PROOF_NONE ? start(proof, account, hash, password) : OUTCOME_DONE;
}

static bool take_good(struct proof *proof)
{
	bool good = proof->state == PROOF_GOOD;
	proof->state = PROOF_NONE;
	return good;
}

enum outcome proof_check(
	struct proof *proof, uint32_t about, const char *hash, const char *password)
{
	proof->loop->core->secret = true;
	enum outcome outcome =
		run(proof, ABOUT_OTHER | about, NULL, hash ? hash : NOBODY_HASH, password);
	if (outcome != OUTCOME_DONE)
		return outcome;
	return take_good(proof) ? OUTCOME_DONE : OUTCOME_PASSWORD_WRONG;
}

static uint64_t about_name(const struct account *account, const char *name)
{
	struct name_key key;
	if (account)
		return account->id;
	name_key(&key, name, strlen(name));
	return ABOUT_NOBODY | table_hash(key.bytes, key.length);
}

/* A name that is none is not logged: it could be the password. */
static void log_refused(const struct proof *proof, const struct account *account)
{
	char peer[DOOR_ADDRESS_SIZE] = "";
	if (proof->door->log_address)
		proof->door->log_address(proof->peer, peer);
	journal_from(proof->loop->core, proof->origin.host, LOG_WARNING, "login_refused",
		LOG_ADDRESS("peer", peer), LOG_TEXT("tried", account ? account->name : "unknown"),
		LOG_NUMBER("wrong", proof_wrong(proof)));
}

static bool take_token(struct proof *proof, struct account *account, const char *secret)
{
	struct token *token = account ? tokens_by_secret(&account->tokens, secret) : NULL;
	proof->token = token ? token->number : 0;
	if (!token)
		return false;
	proof_cancel(proof);
	account_token_used(proof->loop->core, account, token);
	account_add_home(account, &proof->origin);
	return true;
}

enum outcome proof_password(
	struct proof *proof, const char *name, const char *password, struct account **account)
{
	proof->loop->core->secret = true;
	if (!proof_is_private(proof))
		return OUTCOME_NOT_PRIVATE;
	*account = account_find(proof->loop->core, name);
	if (take_token(proof, *account, password))
		return OUTCOME_DONE;
	enum outcome outcome = run(proof, about_name(*account, name), *account,
		*account ? (*account)->hash : NOBODY_HASH, password);
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (take_good(proof) && *account) {
		account_add_home(*account, &proof->origin);
		return OUTCOME_DONE;
	}
	log_refused(proof, *account);
	return OUTCOME_LOGIN_WRONG;
}

static unsigned characters(const char *text)
{
	unsigned count = 0;
	for (; *text; text++)
		count += (*text & 0xC0) != 0x80;
	return count;
}

enum outcome proof_make(struct proof *proof, const char *password)
{
	size_t length = strlen(password);
	proof->loop->core->secret = true;
	if (!proof_is_private(proof))
		return OUTCOME_NOT_PRIVATE;
	if (length > PROOF_PASSWORD_MAX)
		return OUTCOME_PASSWORD_LONG;
	if (characters(password) < PROOF_PASSWORD_MIN)
		return OUTCOME_PASSWORD_SHORT;
	enum outcome outcome = run(proof, ABOUT_NEW, NULL, NULL, password);
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (proof->made)
		return OUTCOME_DONE;
	proof->state = PROOF_NONE;
	return OUTCOME_PASSWORD_BUSY;
}

struct proof_password *proof_take(struct proof *proof)
{
	struct proof_password *made = proof->made;
	proof->made = NULL;
	proof->state = PROOF_NONE;
	return made;
}

void proof_password_free(struct proof_password *made)
{
	if (made)
		sodium_memzero(made, sizeof *made);
	free(made);
}

enum outcome proof_may_try(const struct proof *proof, const char *name)
{
	struct account *account = account_find(proof->loop->core, name);
	if (tries_wait(tries_of(proof), now_of(proof)) > 0)
		return OUTCOME_PASSWORD_WAIT;
	const struct tries *others = account_tries(proof, account);
	if (tries_wait(others, now_of(proof)) > 0)
		return refuse_early(proof, about_name(account, name), others->until);
	return OUTCOME_DONE;
}

void proof_tried(struct proof *proof, const char *name, bool good)
{
	struct core *core = proof->loop->core;
	struct account *account = account_find(core, name);
	struct tries *others = account_tries(proof, account);
	enum guess guess = good ? GUESS_RIGHT : GUESS_WRONG;
	guesses_note(&core->guesses, proof->who, about_name(account, name), guess, core->now);
	if (others)
		tries_note(others, guess, core->now);
	if (good && account)
		account_add_home(account, &proof->origin);
	if (!good)
		log_refused(proof, account);
}

void proof_checked(struct proof *proof, bool good)
{
	end_check(proof, good ? GUESS_RIGHT : GUESS_WRONG);
	proof->state = good ? PROOF_GOOD : PROOF_BAD;
	proof->door->resume(proof->peer);
}

void proof_made(struct proof *proof, struct proof_password *made)
{
	end_check(proof, GUESS_NONE);
	proof->made = made;
	proof->state = PROOF_MADE;
	proof->door->resume(proof->peer);
}
