/* What each command does, for the table in commands.c: the handlers in cmd_*.c. A handler is called
 * when the request has what its command needs. Under the core lock. */
#ifndef CMD_H
#define CMD_H

#include "command.h"

/* cmd_talk.c: saying something, and not hearing something */
enum outcome cmd_say(const struct request *request);
enum outcome cmd_me(const struct request *request);
enum outcome cmd_msg(const struct request *request);
enum outcome cmd_reply(const struct request *request);
enum outcome cmd_ignore(const struct request *request);
enum outcome cmd_unignore(const struct request *request);

/* cmd_room.c: rooms */
enum outcome cmd_join(const struct request *request);
enum outcome cmd_part(const struct request *request);
enum outcome cmd_topic(const struct request *request);
enum outcome cmd_list(const struct request *request);
enum outcome cmd_who(const struct request *request);

/* cmd_self.c: oneself, others and the server */
enum outcome cmd_nick(const struct request *request);
enum outcome cmd_away(const struct request *request);
enum outcome cmd_whois(const struct request *request);
enum outcome cmd_motd(const struct request *request);
enum outcome cmd_help(const struct request *request);
enum outcome cmd_quit(const struct request *request);

/* cmd_history.c: what was said */
enum outcome cmd_history(const struct request *request);
enum outcome cmd_since(const struct request *request);
enum outcome cmd_search(const struct request *request);
enum outcome cmd_number(const struct request *request);
enum outcome cmd_erase(const struct request *request);
enum outcome cmd_forget(const struct request *request);

/* cmd_moderate.c: keeping order in a room, and becoming an operator of the server */
enum outcome cmd_kick(const struct request *request);
enum outcome cmd_ban(const struct request *request);
enum outcome cmd_unban(const struct request *request);
enum outcome cmd_banlist(const struct request *request);
enum outcome cmd_op(const struct request *request);
enum outcome cmd_deop(const struct request *request);
enum outcome cmd_voice(const struct request *request);
enum outcome cmd_devoice(const struct request *request);
enum outcome cmd_invite(const struct request *request);
enum outcome cmd_uninvite(const struct request *request);
enum outcome cmd_invites(const struct request *request);
enum outcome cmd_mode(const struct request *request);
enum outcome cmd_oper(const struct request *request);

/* cmd_account.c: one's account, and whose a room is */
enum outcome cmd_register(const struct request *request);
enum outcome cmd_login(const struct request *request);
enum outcome cmd_logout(const struct request *request);
enum outcome cmd_account(const struct request *request);
enum outcome cmd_password(const struct request *request);
enum outcome cmd_cert(const struct request *request);
enum outcome cmd_regain(const struct request *request);
enum outcome cmd_drop(const struct request *request);
enum outcome cmd_room(const struct request *request);

/* cmd_token.c: login tokens */
enum outcome cmd_token(const struct request *request);

/* cmd_server.c: for the server's operators: who may come in, and how it fares */
enum outcome cmd_account_add(const struct request *request);
enum outcome cmd_server_ban(const struct request *request);
enum outcome cmd_server_unban(const struct request *request);
enum outcome cmd_close(const struct request *request);
enum outcome cmd_open(const struct request *request);
enum outcome cmd_stats(const struct request *request);

#endif
