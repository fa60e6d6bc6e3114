/* The server's password: a secret that all who come in share (--password-file).
 *
 * It is known by its hash (Argon2id), which the prover checks (proof.h). A password that was right
 * is known again by a keyed hash in memory, which costs nothing: so a thousand people who come back
 * at once do not wait for a thousand proofs, and only guesses do. Under the core lock. */
#ifndef SERVER_PASSWORD_H
#define SERVER_PASSWORD_H

#include <stdbool.h>

#include "outcome.h"
#include "pack.h"

struct core;
struct proof;

/* `hash` is copied; NULL: none is asked for. */
void server_password_set(struct core *core, const char *hash);

bool server_password_asked(const struct core *core);

/* Whether it is this one: OUTCOME_DONE, _LATER, _PASSWORD_WRONG, _PASSWORD_WAIT or _PASSWORD_BUSY,
 * see proof_check(). */
enum outcome server_password_check(struct proof *proof, const char *password);

void server_password_free(struct core *core);

/* For another process (handover.h): a password that was right is known there, too, if that process
 * asks for the same one. */
void server_password_pack(const struct core *core, struct pack *out);
void server_password_unpack(struct core *core, struct unpack *in);

#endif
