/* Login tokens, as the owner of an account uses them: each program that logs in by itself (a
 * browser, a bot) gets one of its own, which can be taken back without touching the others.
 *
 * Who has come by a token chats as who has come by the password, and may list and revoke tokens,
 * but not make any, nor change what else the account has: whoever finds a token cannot keep the
 * owner out. Under the core lock, by the session's loop. */
#ifndef LOGIN_TOKEN_H
#define LOGIN_TOKEN_H

#include "login.h"

/* Makes a token. Its secret, which is told to the session alone and kept nowhere, is written to
 * `secret`; the caller wipes it. What the session is told next waits until the token is stored. As
 * login_may_change(); OUTCOME_NOT_PRIVATE, OUTCOME_TOKENS_FULL, OUTCOME_TOKEN_LABEL. */
enum outcome login_token_add(struct session *session, const char *label,
	char secret[TOKEN_TEXT_BYTES + 1], const struct token **token);

/* Revokes tokens: by number, all of a label, "this" by which the session has come, or "all" ("*").
 * Sessions that have come by them are logged out, also this one. `*count` is how many there were.
 * As login_may_change(), OUTCOME_TOKEN_NONE. */
enum outcome login_token_drop(struct session *session, const char *which, unsigned *count);

#endif
