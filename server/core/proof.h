/* Proofs: how a peer shows who it is, before it has a session (an IRC client that registers) or
 * with one.
 *
 * Checking a password against its hash (Argon2id, RFC 9106) takes long on purpose, and so does
 * making the hash of a new one. A prover of the server does both in a thread of its own, and not
 * under the core lock. Meanwhile the peer's command waits: it answers OUTCOME_LATER and is run
 * again, with the same arguments, after the door's resume(). A peer proves one thing at a time.
 * Without a prover it is done at once.
 *
 * How often wrong passwords may be tried is in guesses.h. Names without an account cost the same
 * time: they are checked against a hash that no password has. Under the core lock, by the peer's
 * loop, unless a function says otherwise. */
#ifndef PROOF_H
#define PROOF_H

#include "account.h"
#include "session.h"

#define PROOF_HASH_SIZE 128    /* of crypto_pwhash_str(), with its NUL */
#define PROOF_PASSWORD_MAX 300 /* bytes of a password */
#define PROOF_PASSWORD_MIN 8   /* characters of a new one */
#define PROOF_LINES_A_TRY 20   /* which a wrong password costs of a session's allowance */

enum proof_state {
	PROOF_NONE,
	PROOF_IN_LINE, /* another password of its address or of the account is being checked */
	PROOF_WAITING, /* for the prover */
	PROOF_GOOD,
	PROOF_BAD,
	PROOF_MADE,
};

/* A new password, as it is kept. */
struct proof_password {
	char hash[PROOF_HASH_SIZE];
	struct scram_keys scram;
};

struct proof {
	const struct door *door;
	void *peer;
	struct core_loop *loop;
	struct origin origin;
	uint64_t who;	  /* for guesses.h */
	uint64_t about;	  /* whose password it is, for guesses.h */
	uint64_t request; /* what `state` is about: whose password, and which */
	uint32_t token;	  /* the number of the login token that proof_password() has found last; 0:
			     it was the password, or neither */
	uint32_t account; /* whose tries count while it waits for the prover; 0 for nobody's */
	enum proof_state state;
	struct tries *line; /* in which it waits; NULL for none */
	struct proof_password *made;
};

/* What the server does for the core. */
struct prover {
	/* Checks the password, or, where `hash` is NULL, makes its hash, elsewhere, and has
	 * proof_checked() or proof_made() called on the peer's loop, unless forget() comes before.
	 * False if too many wait already. Texts are copied. Those with fewer `wrong` passwords so
	 * far come first. */
	bool (*start)(void *data, struct proof *proof, const char *hash, const char *password,
		unsigned wrong);
	void (*forget)(void *data, struct proof *proof);
	void *data;
};

void proof_set_prover(struct core *core, const struct prover *prover);

/* `peer` is handed to the door's functions. */
struct proof *proof_new(
	const struct door *door, void *peer, struct core_loop *loop, const struct origin *origin);
/* NULL is allowed. What is being checked counts as wrong. */
void proof_free(struct proof *proof);

/* The session's own; made with the first call. */
struct proof *session_proof(struct session *session);

/* Whether passwords may be sent: nobody on the way can read them, or the server allows it. */
bool proof_is_private(const struct proof *proof);

/* Whether this is the password of the account with this name, or one of its login tokens: then
 * proof->token says which. A right token is never made to wait, since nobody can guess it; a wrong
 * one is a wrong password. OUTCOME_DONE: `*account` is the one.
 * OUTCOME_LATER; OUTCOME_NOT_PRIVATE; OUTCOME_LOGIN_WRONG: there is no such account, or it has
 * another password; OUTCOME_PASSWORD_WAIT, OUTCOME_LOGIN_WAIT: not looked at, after wrong ones of
 * the address or for the account, see proof_wait(); OUTCOME_PASSWORD_BUSY: too many wait. */
enum outcome proof_password(
	struct proof *proof, const char *name, const char *password, struct account **account);

/* Makes what is kept of a new password: OUTCOME_DONE and proof->made, which the caller takes with
 * proof_take(); OUTCOME_LATER; OUTCOME_NOT_PRIVATE; OUTCOME_PASSWORD_SHORT, _LONG, _BUSY. */
enum outcome proof_make(struct proof *proof, const char *password);
/* Wiped and freed by the caller: proof_password_free(). */
struct proof_password *proof_take(struct proof *proof);
void proof_password_free(struct proof_password *made);

/* For mechanisms that check by themselves (SCRAM, RFC 7677). To be asked right before the step that
 * decides: OUTCOME_DONE, _PASSWORD_WAIT or _LOGIN_WAIT; and to be told what came of it. */
enum outcome proof_may_try(const struct proof *proof, const char *name);
void proof_tried(struct proof *proof, const char *name, bool good);

/* Any hash, such as that of an operator; `about` is a number for whose it is, without its upper 32
 * bits. OUTCOME_PASSWORD_WRONG where it is another password. */
enum outcome proof_check(
	struct proof *proof, uint32_t about, const char *hash, const char *password);

/* Seconds until the next password of the peer, for the account with this name or NULL, is looked
 * at; 0 for at once. */
long proof_wait(const struct proof *proof, const char *name);

/* Wrong passwords of the peer's address in a row so far. */
unsigned proof_wrong(const struct proof *proof);

/* Ends what is being checked or is known; for a command that is not going to ask for it. */
void proof_cancel(struct proof *proof);

/* For the server: the prover has done its work. `made` belongs to the proof then; NULL where there
 * was too little memory. By the peer's loop. */
void proof_checked(struct proof *proof, bool good);
void proof_made(struct proof *proof, struct proof_password *made);

/* The account is about to be freed: nobody waits in its line any more. */
void proof_forget_account(struct core *core, struct account *account);

/* For core_enter(): calls resume() for those that may try again. */
void proof_resume(struct core_loop *loop);

/* Whether the password has this hash; its hash; and hash and keys: false where there is too little
 * memory. Take long; any thread, no lock. */
bool proof_hash_verify(const char *hash, const char *password);
bool proof_hash(char hash[PROOF_HASH_SIZE], const char *password);
bool proof_hash_make(struct proof_password *made, const char *password);

#endif
