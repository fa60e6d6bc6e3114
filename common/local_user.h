/* Users of this machine, as the kernel names them to a server on a unix socket (SO_PEERCRED).
 *
 * A struct local_user never changes and is freed when the program ends, so that any thread may keep
 * a pointer to it. Functions may be called from any thread. */
#ifndef LOCAL_USER_H
#define LOCAL_USER_H

#include <sys/types.h>

#include "name.h"

#define LOCAL_USER_BYTES 50	 /* of a login name; a longer one is cut */
#define LOCAL_USER_WORD_BYTES 16 /* see USERLEN in docs/irc.md */

struct local_user {
	uid_t uid;
	char user[LOCAL_USER_BYTES + 1]; /* the login name, safe to show; "uid-1000" for none */
	char host[LOCAL_USER_BYTES + sizeof "unix:"]; /* that, as an address: "unix:alice" */
	char word[LOCAL_USER_WORD_BYTES + 1];	      /* and as the user of an IRC client */
	char name[NAME_BYTES + 1]; /* and as a name in the chat, behind which 4 may follow */
};

/* Fills all fields. `login` is what the system calls the user, NULL where it has no name for it.
 * What a name in the chat cannot have becomes '-', and '_' comes before a name that nobody can have
 * or that begins with a digit: john.doe is john-doe, nobody is _nobody. */
void local_user_init(struct local_user *user, uid_t uid, const char *login);

/* Makes the number the name in the chat: "uid-1000". */
void local_user_set_number(struct local_user *user);

#endif
