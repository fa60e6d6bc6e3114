/* Upgrades in place of a server.
 *
 * A server that is to be upgraded is started from a copy of chatd, so that another program can take
 * its place. Each new process becomes a child of the test's when the former one ends. */
#ifndef TESTS_UPGRADE_H
#define TESTS_UPGRADE_H

#include "harness.h"

/* From now on servers of this process are started from a copy. */
void upgrade_use_copy(void);
/* Another program takes its place: a link to it; NULL removes it; and chatd itself again. */
void upgrade_install(const char *program);
void upgrade_install_chatd(void);

/* Asks for an upgrade. */
void upgrade_ask(struct server *server);
/* Waits until it is done: server->pid is the new process, and the old one has ended with 0. */
void upgrade_expect(struct server *server);
/* Whether that is so; does not wait, but for the end of the old process. */
bool upgrade_is_done(struct server *server);
/* Both. */
void upgrade_server(struct server *server);
/* The log says that it failed, with this reason in it, and the old process goes on. */
void upgrade_expect_failed(struct server *server, const char *reason);

#endif
