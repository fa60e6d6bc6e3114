/* What the service manager is told, by the protocol of sd_notify(3): datagrams to the socket that
 * $NOTIFY_SOCKET names. systemd and others read it; where nobody does, nothing happens.
 *
 * The protocol is stable and needs no library, and this one never waits: a datagram that the
 * manager has no room for is dropped. Called by the first thread alone. */
#ifndef SERVICE_H
#define SERVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Reads the environment, before any thread. The process that an upgrade in place starts finds what
 * this one found. */
void service_open(void);

/* Whether there is a manager. */
bool service_is_managed(void);

/* What may take long begins: the manager waits for some minutes more, and shows the sentence. */
void service_patience(const char *status);

/* `people` are here. */
void service_start(unsigned people);

void service_ready(void);
void service_reloading(void); /* service_ready() follows */
void service_stopping(unsigned people, long drain_ms);

/* Once a second while it runs; the manager is told when the number has changed, at most every
 * SERVICE_STATUS_MS. */
#define SERVICE_STATUS_MS 5000
void service_people(unsigned people, int64_t now);

/* Another process is the service from now on, and this one says no more. */
void service_hand_over(pid_t pid);

/* Milliseconds after which the manager ends a service that has not called service_alive(); 0: it
 * does not look. */
int64_t service_watchdog_ms(void);
void service_alive(void);

#endif
