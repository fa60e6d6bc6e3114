/* From which addresses browsers have come lately.
 *
 * A browser opens connections that it does not use yet: while somebody types the address, and
 * beside the one for the page. Such a connection is as silent as a person with nc. If it were
 * greeted, the request that comes later would be answered with the greeting, which a browser does
 * not understand, and the room would see guests come and go. Where a browser has come from an
 * address, who is silent there is greeted a little later, and announced much later.
 *
 * Any thread. What is forgotten early, because two addresses share a place, does little harm. */
#ifndef BROWSERS_H
#define BROWSERS_H

#include <stdbool.h>
#include <stdint.h>

#include "pack.h"
#include "session.h"

/* `now` is of clock_monotonic_ms(). */
void browsers_note(struct origin origin, int64_t now);
bool browsers_came(struct origin origin, int64_t now);

/* For another process; before a loop runs in it. */
void browsers_pack(struct pack *out);
void browsers_unpack(struct unpack *in);

#endif
