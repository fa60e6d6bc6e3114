/* Events of accounts, as IRC clients are told them: numerics, ACCOUNT (IRCv3 account-notify), and
 * notices of NickServ. */
#ifndef IRC_ENCODE_ACCOUNT_H
#define IRC_ENCODE_ACCOUNT_H

#include "buffer.h"
#include "event.h"
#include "fingerprint.h"

#define IRC_NICKSERV "NickServ"
#define IRC_CHANSERV "ChanServ"

/* Appends the event's lines, none for one that has nothing to do with accounts. */
void irc_encode_account(const struct event *event, unsigned dialect, struct buffer *out);

/* Appends ":service!service@server NOTICE nick :" and the text. */
void irc_encode_service(
	struct buffer *out, const char *service, const char *nick, const char *text);

/* The 64 hexadecimal digits of a certificate as people read them. Returns `out`. */
const char *irc_encode_fingerprint(char out[FINGERPRINT_TEXT_SIZE], const char *digits);

#endif
