/* Lets Avahi's client library wait in an event base of libevent: its watches and timeouts are
 * events.
 *
 * Calls of that library are D-Bus calls that wait for their answer, for 25 seconds where the daemon
 * is stuck, and for ever where the bus is. So the base is that of a thread of its own, and no loop
 * that anybody waits for. All of it belongs to that thread. */
#ifndef AVAHI_POLL_H
#define AVAHI_POLL_H

#include <avahi-common/watch.h>

struct event_base;

/* A base for it. It looks at the clock for each timer: the time at which an iteration began may
 * have passed long ago. */
struct event_base *avahi_poll_base(void);

/* An AvahiPoll that uses this base. It is a value, to be kept for as long as what Avahi makes with
 * it, and frees nothing. */
AvahiPoll avahi_poll_of(struct event_base *base);

#endif
