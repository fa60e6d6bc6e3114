/* Login tokens at the IRC door: TOKEN ADD, DEL and LIST of NickServ, and the command TOKEN, which
 * is answered by standard replies (IRCv3) where the client has asked for them:
 *
 *   NOTE TOKEN CREATED number secret :...
 *   NOTE TOKEN ENTRY number made used this|other :what it is for     days, "2026-11-30"; used: "*"
 *   NOTE TOKEN END count :...                                        where it never was
 *   NOTE TOKEN REVOKED count :...
 *   FAIL TOKEN code :why
 */
#ifndef IRC_TOKEN_H
#define IRC_TOKEN_H

#include "irc_service.h"

/* The command of NickServ. */
void irc_token_ask(struct irc_call *call, char **words, unsigned count);

#endif
