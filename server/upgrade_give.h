/* What the old process of an upgrade gives to the new one while all loops are parked, and gives up
 * afterwards. By the first loop's thread. */
#ifndef UPGRADE_GIVE_H
#define UPGRADE_GIVE_H

#include "server.h"
#include "upgrade_message.h"

/* What has to end first, as a sentence; NULL for nothing. */
const char *upgrade_give_busy(struct server *server);

/* Whether TLS handshakes are under way, which would have to begin anew. */
bool upgrade_give_handshaking(const struct server *server);

/* Sends and stores what is to be; the history rests from then on. False where that takes too long,
 * and it goes on. */
bool upgrade_give_settle(struct server *server);

/* After upgrade_give_settle(): the attempt has failed. */
void upgrade_give_go_on(struct server *server);

/* Everything else. Nothing is to be sent or stored. */
enum upgrade_result upgrade_give_state(struct server *server, int64_t until_ms);

/* The new process serves: lets go of what it has, and takes leave of the others. */
void upgrade_give_up(struct server *server);

#endif
