/* What messages that say something have in common. */
#ifndef IRC_TALK_H
#define IRC_TALK_H

#include "irc_peer.h"
#include "talk.h"

/* The client-only tags ("+...") to be passed on, still escaped; of several with the same key the
 * last. NULL for none; the caller frees it. */
char *irc_talk_tags(const struct irc_call *call);

/* Says it to a room or a person. `silent`: no errors are sent. */
void irc_talk_say(
	struct irc_call *call, const char *target, const struct speech *speech, bool silent);

#endif
