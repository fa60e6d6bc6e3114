/* What clients are told that speak a protocol which is not served, in that protocol. */
#ifndef TURN_AWAY_H
#define TURN_AWAY_H

#include "conn.h"
#include "detect.h"
#include "first_bytes.h"

/* What a TLS client is sent. */
#define TURN_AWAY_ALERT_BYTES 7
extern const char turn_away_alert[TURN_AWAY_ALERT_BYTES];
extern const char turn_away_denied[TURN_AWAY_ALERT_BYTES]; /* for its address */

/* Tells it and closes the conn. */
void turn_away(struct conn *conn, enum first_bytes found);

/* The same for a browser that has been greeted as a person, since its request came late. */
void turn_away_late_browser(struct conn *conn);

/* The same where only browsers are served. */
void turn_away_from_web(struct conn *conn, enum first_bytes found);

/* The same for plain text where only TLS is served, in the language of this door. */
void turn_away_plain(struct conn *conn, enum detect_door door);

#endif
