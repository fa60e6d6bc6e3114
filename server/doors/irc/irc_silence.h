/* Peers that say nothing: PING, and the end of those that do not answer or do not register. */
#ifndef IRC_SILENCE_H
#define IRC_SILENCE_H

#include <stdint.h>

struct conn;

/* By the conn's loop, without the core lock. `now` is in seconds of clock_monotonic_ms(). A peer
 * that has been silent for `silence` seconds is asked, and closed after twice as many; 0: never. A
 * peer that has not registered within 60 seconds is closed. */
void irc_silence_check(struct conn *conn, uint32_t now, uint32_t silence);

#endif
