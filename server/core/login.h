/* Accounts, as those use them who have one: how a session gets into its account and out of it, and
 * what it may do there.
 *
 * Those who share a room with the session are told (EVENT_ACCOUNT), and so is the session.
 * Functions with a password answer OUTCOME_LATER like those of proof.h. What is changed is
 * confirmed when it is stored. Under the core lock, by the session's loop unless a function says
 * otherwise. */
#ifndef LOGIN_H
#define LOGIN_H

#include "account.h"
#include "proof.h"
#include "session.h"

#define LOGIN_TAKEOVERS 3 /* see login_make_way() */
#define LOGIN_TAKEOVERS_MS 600000

/* The session belongs to the account from now on, whatever it was logged in to before, and has its
 * roles in its rooms. It has proven that it may, by the token with this number or, where that is 0,
 * otherwise. False where the account is banned from the server: then the session has been told so,
 * and ends. */
bool login_enter(struct session *session, struct account *account, uint32_t token);

/* It belongs to none any more. Where it has the account's name, or one that looks like it, it
 * becomes a guest. By any loop. */
void login_leave(struct session *session);

/* The session takes the name of its account, see login_make_way(). OUTCOME_DONE; _NOT_LOGGED_IN;
 * _NAME_SILENCED (self_silent_room()); _NAME_ELSEWHERE: another connection of the account has it.
 */
enum outcome login_claim_name(struct session *session, bool anyway);

/* Frees the account's name for its owner: a stranger who has it becomes a guest, and another
 * connection of the account, which is dead in most cases, is ended. But not more than
 * LOGIN_TAKEOVERS times in LOGIN_TAKEOVERS_MS unless `anyway`: two programs that come back by
 * themselves would end each other for ever. False where the name is not free then. `by` is the
 * session that may have it; NULL for one that is still to be opened. */
bool login_make_way(
	struct core *core, struct account *account, const struct session *by, bool anyway);

/* A user of this machine has come, and is about to get its name (session_open()): whoever else has
 * that becomes a guest, but not where an account has the name. */
void login_make_way_here(struct core *core, const struct local_user *user);

/* /login, and what IRC has for it. Takes the name, too, where it may; how that went is in `*named`.
 * OUTCOME_LOGGED_IN where it is already, unless a token did that and it proves more now;
 * OUTCOME_SERVER_BANNED as login_enter() (there is nothing more to be said), else as
 * proof_password(). */
enum outcome login_password(
	struct session *session, const char *name, const char *password, enum outcome *named);

/* The same by the certificate that the peer has shown: OUTCOME_CERTIFICATE_NONE, _UNKNOWN. */
enum outcome login_certificate(struct session *session, enum outcome *named);

/* Makes an account. The name must be free, or the session's own. As proof_make(), and
 * OUTCOME_NAME_REGISTERED, _TAKEN, _HELD, _LOGIN, _ALIKE, _GUEST, _ACCOUNTS_FULL,
 * _ACCOUNTS_ADDRESS, _HISTORY_FAILED, or why it is no name. */
enum outcome login_new(
	struct session *session, const char *name, const char *password, struct account **account);

/* The session makes an account of its name and gets into it. As login_new(), OUTCOME_LOGGED_IN, and
 * OUTCOME_SERVER_BANNED as login_password(). */
enum outcome login_register(struct session *session, const char *password);

/* The account of the session, if what it has can be changed and kept; else OUTCOME_NOT_LOGGED_IN,
 * OUTCOME_HISTORY_FAILED. `owner`: not by who has shown a login token only, OUTCOME_TOKEN_LOGIN. */
enum outcome login_may_change(const struct session *session, bool owner, struct account **account);

/* A new password. The other connections of the account are logged out, and its tokens end. */
enum outcome login_set_password(struct session *session, const char *password);

/* The account is gone, with its rooms; all of its sessions are logged out. `name` must be its name:
 * else OUTCOME_ACCOUNT_NAME. */
enum outcome login_drop(struct session *session, const char *name);

/* `fingerprint` is NULL for the certificate that the peer has shown; colons and capital letters are
 * allowed in it. As account_add_certificate(), and OUTCOME_CERTIFICATE_BAD, _FINGERPRINT. */
enum outcome login_add_certificate(struct session *session, const char *fingerprint);
enum outcome login_remove_certificate(struct session *session, const char *fingerprint);

/* An operator of the server makes an account for somebody else: OUTCOME_DONE, _LATER or why not. */
enum outcome login_make(struct session *by, const char *name, const char *password);

#endif
