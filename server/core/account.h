/* Accounts: names that belong to whoever knows their password or has their certificate.
 *
 * This file knows what an account is and finds it; login.h is how a session gets into one, proof.h
 * how a peer proves that it may. All accounts are in memory for as long as the server runs: some
 * 600 bytes each. They are found by the key of their name (two names are one where their keys are
 * equal, name.h), by number, and by the certificates that were added to them. Under the core lock.
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "core.h"
#include "guesses.h"
#include "marks.h"
#include "name.h"
#include "outcome.h"
#include "pack.h"
#include "scram.h"
#include "tokens.h"

#define ACCOUNTS_MAX 200000
#define ACCOUNT_CERTIFICATES_MAX 8
#define ACCOUNT_CERTIFICATE_BYTES 64 /* SHA-256 in small hex digits */
#define ACCOUNT_HOMES_MAX 8

struct record_account;
struct record_marker;

struct account_certificate {
	UT_hash_handle hh; /* head: core.account_certificates */
	struct account *account;
	struct account_certificate *next; /* head: account.certificates, the oldest first */
	char fingerprint[ACCOUNT_CERTIFICATE_BYTES + 1];
};

struct account {
	UT_hash_handle hh;    /* head: core.accounts. The key is `key` */
	UT_hash_handle by_id; /* head: core.accounts_by_id */
	uint32_t id;	      /* given by the core, never to another account */
	char *name;	      /* as its owner writes it */
	char *key;
	char *hash;		 /* of the password, as crypto_pwhash_str() makes it; never NULL */
	struct scram_keys scram; /* iterations 0: none */
	struct account_certificate *certificates;
	unsigned certificate_count;
	struct tokens tokens;
	unsigned rooms;		   /* whose founder it is, see ownership.h */
	struct core_list roles;	   /* struct room whose founder or operator it is */
	int64_t made_at, seen_at;  /* milliseconds since 1970 (UTC); seen: the last login or end,
				    * up to an hour before */
	struct core_list sessions; /* struct session that are logged in */
	struct marks marks;	   /* what it has read */
	struct tries tries;
	uint32_t homes[ACCOUNT_HOMES_MAX]; /* origin.host from where it has logged in, the last one
					      first; 0: none. Forgotten when the server ends */
	unsigned takeovers;		   /* see login.h */
	int64_t takeovers_since;
};

/* NULL where there is none. */
struct account *account_find(const struct core *core, const char *name);
struct account *account_by_id(const struct core *core, uint32_t id);
struct account *account_by_certificate(const struct core *core, const char *fingerprint);

/* The account that the session is logged in to; NULL for none. */
struct account *session_account(const struct session *session);

unsigned account_count(const struct core *core);

/* A new account; the name has been checked and is of no other. `hash` and `scram` are copied. */
struct account *account_make(
	struct core *core, const char *name, const char *hash, const struct scram_keys *scram);

/* As it was stored; for restore.c, before the first session. Ignores one that cannot be. */
void account_restore(struct core *core, const struct record_account *record);
/* `room`: the key of the record's room. */
void account_restore_marker(
	struct core *core, const struct record_marker *record, const char *room);

/* Its tokens end with the old password. */
void account_set_password(struct core *core, struct account *account, const char *hash,
	const struct scram_keys *scram);

/* OUTCOME_UNCHANGED where the account has it already, OUTCOME_CERTIFICATE_OTHER where another one
 * has, OUTCOME_CERTIFICATES_FULL. `shown`: its owner does it, who has proven to have the key, so
 * that another account, which may have had the fingerprint only, loses it. `fingerprint` has
 * ACCOUNT_CERTIFICATE_BYTES small hex digits. */
enum outcome account_add_certificate(
	struct core *core, struct account *account, const char *fingerprint, bool shown);
/* False where it has no such certificate. */
bool account_remove_certificate(
	struct core *core, struct account *account, const char *fingerprint);

/* Makes a login token, and writes its secret to `secret`, which the caller shows and wipes. There
 * must be fewer than TOKENS_MAX. */
struct token *account_add_token(struct core *core, struct account *account, const char *label,
	char secret[TOKEN_TEXT_BYTES + 1]);
void account_remove_token(struct core *core, struct account *account, struct token *token);
/* Somebody has logged in by it. */
void account_token_used(struct core *core, struct account *account, struct token *token);

/* It was used just now. */
void account_seen(struct core *core, struct account *account);

/* For login.c: the session is in the account from now on, by the token with this number (0 for
 * none), or is not any more. */
void account_add_session(struct account *account, struct session *session, uint32_t token);
void account_remove_session(struct session *session);

/* Whether it has logged in from there before. Never for this machine, from where all users of a
 * tunnel or a proxy come. */
bool account_is_home(const struct account *account, const struct origin *origin);
void account_add_home(struct account *account, const struct origin *origin);

/* For ownership.c: the account with this number has a role in the room from now on, or not any
 * more; and for room.c: the room ends, with the roles in it. */
void account_add_room(struct room *room, uint32_t id);
void account_remove_room(struct room *room, uint32_t id);
void account_room_ends(struct room *room);

/* Frees an account in which no session is; `dropped`: it is stored no longer either. */
void account_free(struct core *core, struct account *account, bool dropped);
void accounts_free(struct core *core);

/* For another process (handover.h): without sessions and roles in rooms, which add themselves.
 * There are none before. */
void accounts_pack(const struct core *core, struct pack *out);
void accounts_unpack(struct core *core, struct unpack *in);

#endif
