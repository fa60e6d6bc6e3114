/* Whose rooms are: the accounts that a room belongs to, whether somebody of them is in it or not.
 *
 * A room that somebody with an account makes has that account as its founder. Operators with
 * accounts are added and taken away as roles are. Such a room stays when it is empty, whoever
 * enters it then gets no role, and who comes back with one of these accounts gets the role again.
 * Under the core lock. */
#ifndef OWNERSHIP_H
#define OWNERSHIP_H

#include "account.h"
#include "room.h"

#define OWNERSHIP_ROOMS_MAX 20 /* of one founder */

/* Of enum role: what the account, NULL for none, has in the room. */
unsigned ownership_roles(const struct room *room, const struct account *account);

/* The account, or nobody where it is NULL, is the founder from now on; the one before is an
 * operator where the room still belongs to somebody. False where the account has too many rooms. */
bool ownership_set_founder(struct room *room, struct account *account);

/* The account operates the room from now on, or not any more. OUTCOME_UNCHANGED,
 * OUTCOME_OPERATORS_FULL.
 */
enum outcome ownership_set_operator(struct room *room, const struct account *account, bool on);

/* The room belongs to nobody any more. It is freed if it has no members and nothing else keeps it.
 */
void ownership_drop(struct room *room);

/* The account is about to be freed. */
void ownership_forget(struct account *account);

/* Of a room that is stored: the accounts with a role in it know it. */
void ownership_restore(struct room *room);

#endif
