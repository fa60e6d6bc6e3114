/* What each IRC command does, for the table in irc.c. A handler is called when the message has the
 * parameters that its command needs, and answers in call->out. Under the core lock. */
#ifndef IRC_COMMANDS_H
#define IRC_COMMANDS_H

#include "irc_peer.h"

/* irc_cap.c: capabilities of a client (IRCv3 capability negotiation) */
void irc_cap(struct irc_call *call);

/* irc_register.c: registration and the connection itself */
void irc_pass(struct irc_call *call);
void irc_nick(struct irc_call *call);
void irc_user(struct irc_call *call);
void irc_ping(struct irc_call *call);
void irc_pong(struct irc_call *call);
void irc_quit(struct irc_call *call);

/* irc_sasl.c: logging in (IRCv3 sasl) */
void irc_authenticate(struct irc_call *call);

/* irc_signup.c: making an account (IRCv3 account-registration) */
void irc_signup(struct irc_call *call);

/* irc_services.c: NICKSERV, NS, CHANSERV and CS take what NickServ and ChanServ are told; CERT and
 * TOKEN are commands of NickServ. */
void irc_nickserv_command(struct irc_call *call);
void irc_chanserv_command(struct irc_call *call);
void irc_cert(struct irc_call *call);
void irc_token(struct irc_call *call);

/* irc_talk.c: saying something */
void irc_privmsg(struct irc_call *call);
void irc_notice(struct irc_call *call);
void irc_tagmsg(struct irc_call *call);

/* irc_multiline.c: a message of several lines (IRCv3 multiline) */
void irc_batch(struct irc_call *call);

/* irc_room.c, irc_list.c, irc_names.c: rooms, and who is in them. LIST shows all rooms, or those
 * that conditions choose (ELIST=CMNTU). */
void irc_join(struct irc_call *call);
void irc_part(struct irc_call *call);
void irc_topic(struct irc_call *call);
void irc_kick(struct irc_call *call);
void irc_list(struct irc_call *call);
void irc_names(struct irc_call *call);

/* irc_history.c, irc_search.c: what was said (IRCv3 chathistory; soju.im/search) */
void irc_chathistory(struct irc_call *call);
void irc_search(struct irc_call *call);

/* irc_redact.c, irc_marks.c: erasing it, and up to when one has read it (IRCv3 message-redaction,
 * read-marker) */
void irc_redact(struct irc_call *call);
void irc_forget(struct irc_call *call);
void irc_markread(struct irc_call *call);

/* irc_mode.c: modes of rooms; those of people are in irc_self.c */
void irc_mode(struct irc_call *call);

/* irc_invite.c: UNINVITE is in no document of IRC */
void irc_invite(struct irc_call *call);
void irc_uninvite(struct irc_call *call);

/* irc_ban.c: bans of a person by name and for a time, as at the line door. These are in no document
 * of IRC; a client that cannot send them has MODE. */
void irc_ban(struct irc_call *call);
void irc_unban(struct irc_call *call);

/* irc_self.c: what people change of themselves */
void irc_away(struct irc_call *call);
void irc_setname(struct irc_call *call);

/* irc_who.c: the people in a room, or those that a mask matches. WHOX (IRCv3) chooses the fields.
 */
void irc_who(struct irc_call *call);

/* irc_whois.c: about one person */
void irc_whois(struct irc_call *call);
void irc_whowas(struct irc_call *call);
void irc_userhost(struct irc_call *call);
void irc_ison(struct irc_call *call);

/* irc_monitor.c: who comes and who goes (IRCv3) */
void irc_monitor(struct irc_call *call);

/* irc_oper.c: becoming an operator of the server, and what they may do */
void irc_oper(struct irc_call *call);
void irc_kill(struct irc_call *call);
void irc_wallops(struct irc_call *call);
void irc_rehash(struct irc_call *call);

/* irc_server_ban.c: for operators of the server: who may come in */
void irc_kline(struct irc_call *call);
void irc_unkline(struct irc_call *call);
void irc_close_server(struct irc_call *call);
void irc_open_server(struct irc_call *call);

/* irc_chghost.c: an operator of the server changes the host of a person that others see. Clients
 * with the capability chghost (IRCv3) get CHGHOST, others QUIT, JOIN and MODE. */
void irc_chghost(struct irc_call *call);

/* irc_info.c: about the server */
void irc_motd(struct irc_call *call);
void irc_lusers(struct irc_call *call);
void irc_version(struct irc_call *call);
void irc_time_command(struct irc_call *call);
void irc_info(struct irc_call *call);
void irc_admin(struct irc_call *call);
void irc_links(struct irc_call *call);
void irc_stats(struct irc_call *call);

/* irc_help.c: usage and explanation of each command, also for HELPOP */
void irc_help(struct irc_call *call);

#endif
