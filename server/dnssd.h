/* Which of the server's listeners are announced on the local network (announcer.h). */
#ifndef DNSSD_H
#define DNSSD_H

#include "announcer.h"
#include "config.h"
#include "listener.h"

struct server;

/* Announces the listeners as they are now, or nothing. By the first loop, at the start and when the
 * configuration has changed. */
void dnssd_apply(struct server *server, const struct config *config);

/* Withdraws what is announced, for good; does not wait for it. May be called again. */
void dnssd_stop(struct server *server);

/* What is to be announced of these listeners: those that other machines can reach and that
 * chat-client or an IRC client can join. `tls`: the server speaks it. Where two have the same type
 * on the same interface, the first counts. Returns their number. */
size_t dnssd_choose(
	struct announced list[ANNOUNCED_MAX], const struct listener_list *listeners, bool tls);

/* "chatd on alice" where the server has no name of its own, and the machine is called alice. */
#define DNSSD_NAME_SIZE 256
void dnssd_name(char name[DNSSD_NAME_SIZE], const char *server, const char *machine);

#endif
